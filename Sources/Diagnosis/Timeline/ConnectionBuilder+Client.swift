/// What the client asks for, kept until the service answers it.
import JSONText
import RealtimeProtocol

extension ConnectionBuilder {
    mutating func clientEvent(_ type: EventType, _ json: JSON, at moment: Moment) {
        checker.client(type, json, at: moment, facts)
        let eventID = json["event_id"]?.string
        let request = ModelConnection.ClientRequest(
            moment: moment, eventID: eventID, item: json["item_id"]?.string,
            audioEndMs: json["audio_end_ms"]?.boundedInteger, response: json["response_id"]?.string)
        switch type {
        case .sessionUpdate, .transcriptionSessionUpdate:
            let session = SessionFacts(json["session"] ?? .object([:]))
            facts.updates.append(.init(moment: moment, eventID: eventID, session: session))
            // Where no echo shows what is in force, the wish is the best guess.
            if facts.echoes.isEmpty { adopt(session) }
        case .responseCreate:
            let response = json["response"]
            facts.requests.append(
                .init(
                    moment: moment, eventID: eventID, isOutOfBand: response?["conversation"]?.string == "none",
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
                    callID: item?["call_id"]?.string
                ))
        case .inputAudioBufferCommit: facts.clientCommits.append(request)
        case .inputAudioBufferClear: facts.clears.append(request)
        case .responseCancel: facts.cancels.append(request)
        case .conversationItemTruncate: facts.truncates.append(request)
        default: break
        }
    }

    /// Takes over formats.
    mutating func adopt(_ session: SessionFacts) {
        if let encoding = session.inputEncoding { inputEncoding = encoding }
        if let encoding = session.outputEncoding { outputEncoding = encoding }
    }
}
