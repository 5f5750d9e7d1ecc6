/// What the client asks for, kept until the service answers it.
import JSONText
import RealtimeProtocol

extension ConnectionBuilder {
    mutating func clientEvent(_ type: EventType, _ json: JSON, at moment: Moment) {
        checker.client(type, json, at: moment, facts)
        if facts.serverEvents == 0 { foresee(json, at: moment) }
        let eventID = json["event_id"]?.string
        let request = ModelConnection.ClientRequest(
            moment: moment, eventID: eventID, item: json["item_id"]?.string,
            audioEndMs: json["audio_end_ms"]?.boundedInteger, response: json["response_id"]?.string)
        switch type {
        case .sessionUpdate, .transcriptionSessionUpdate:
            let session = SessionFacts(json["session"] ?? .object([:]))
            facts.updates.append(
                .init(
                    moment: moment, eventID: eventID, session: session, isLegacy: type == .transcriptionSessionUpdate))
            // Where no echo shows what is in force, the wish is the best guess.
            if facts.echoes.isEmpty { adopt(session) }
        case .responseCreate:
            let response = json["response"]
            facts.requests.append(
                .init(
                    moment: moment, eventID: eventID, isOutOfBand: response?["conversation"]?.string == "none",
                    instructions: response?["instructions"]?.string.map { String($0.prefix(2_000)) },
                    inputCount: response?["input"]?.array?.count,
                    hasMetadata: !(response?["metadata"]?.object?.members.isEmpty ?? true),
                    modalities: response.flatMap { SessionFacts($0).modalities },
                    encoding: response.flatMap { SessionFacts($0).outputEncoding }
                ))
        case .conversationItemCreate:
            let item = json["item"]
            let parts = item?["content"]?.array ?? []
            facts.clientItems.append(
                .init(
                    moment: moment, eventID: eventID, type: item?["type"]?.string ?? "message",
                    role: item?["role"]?.string,
                    text: item?["output"]?.string ?? parts.compactMap { $0["text"]?.string }.first,
                    callID: item?["call_id"]?.string, id: item?["id"]?.string,
                    contentTypes: parts.prefix(16).compactMap { $0["type"]?.string }
                ))
        case .inputAudioBufferCommit: facts.clientCommits.append(request)
        case .inputAudioBufferClear: facts.clears.append(request)
        case .responseCancel: facts.cancels.append(request)
        case .conversationItemTruncate: facts.truncates.append(request)
        default: break
        }
    }

    /// Holds an event against the service's rules. Nothing tells the dialect of a log that has no word of the service but the
    /// shape of the client's own session; where that is silent too, both dialects have to refuse.
    private mutating func foresee(_ json: JSON, at moment: Moment) {
        guard let object = json.object, facts.foreseen.count < 64 else { return }
        if let shape = json["session"]?.object.flatMap(Dialect.decide(session:)) { clientDialect = shape }
        let askedForBeta = facts.opening?.header("openai-beta") != nil
        let dialects: [Dialect] =
            facts.opening != nil && !askedForBeta ? [.ga] : clientDialect.map { [$0] } ?? [.ga, .beta]
        let refusals = dialects.compactMap { ClientRequest.refusal(of: object, in: $0) }
        // What is wrong in one way here and in another there tells nothing.
        guard let refusal = refusals.first, refusals.count == dialects.count,
            refusals.allSatisfy({ $0.param == refusal.param && $0.code == refusal.code })
        else { return }
        facts.foreseen.append(
            .init(moment: moment, type: object["type"]?.string ?? "", asked: json.shortened, error: refusal))
    }

    /// What the service says of a session is the whole of it, unless the logger left the formats out: `audio: { input: [Object] }`.
    mutating func noteHiddenFormats(_ type: EventType, _ json: JSON, isCut: Bool) {
        switch type {
        case .sessionCreated, .sessionUpdated, .transcriptionSessionCreated, .transcriptionSessionUpdated: break
        case .sessionUpdate where isCut: break
        default: return
        }
        let session = SessionFacts(json["session"] ?? .object([:]))
        formatsAreHidden = isCut && session.inputEncoding == nil && session.outputEncoding == nil
    }

    /// Takes over formats.
    mutating func adopt(_ session: SessionFacts) {
        if session.inputEncoding != nil || session.outputEncoding != nil { formatsAreHidden = false }
        if let encoding = session.inputEncoding { inputEncoding = encoding }
        if let encoding = session.outputEncoding { outputEncoding = encoding }
    }
}
