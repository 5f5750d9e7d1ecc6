/// What the service says, and which of the client's events it answers.
import JSONText
import RealtimeProtocol

extension ConnectionBuilder {
    mutating func serverEvent(_ type: EventType, _ json: JSON, at moment: Moment) {
        checker.server(type, json, at: moment, facts)
        facts.serverCounts[type, default: 0] += 1
        switch type {
        case .itemAdded, .itemDone, .outputItemAdded, .outputItemDone: facts.itemEvents += 1
        default: break
        }
        switch type {
        case .sessionCreated, .transcriptionSessionCreated, .sessionUpdated, .transcriptionSessionUpdated:
            session(
                json["session"] ?? .object([:]),
                isCreated: type == .sessionCreated || type == .transcriptionSessionCreated,
                at: moment)
        case .error: error(json["error"] ?? json, at: moment)
        case .speechStarted, .speechStopped, .inputAudioCommitted, .inputAudioCleared, .idleTimeoutTriggered:
            inputAudio(type, json, at: moment)
        case .transcriptionCompleted, .transcriptionFailed, .transcriptionDelta: transcription(type, json, at: moment)
        case .itemAdded: itemAdded(json["item"], at: moment)
        case .itemTruncated: answer(\.truncates, at: moment)
        case .rateLimitsUpdated: rateLimits(json, at: moment)
        case .responseCreated, .responseDone: response(type, json["response"] ?? .null, at: moment)
        default: responsePart(type, json, at: moment)
        }
    }

    // MARK: Session

    private mutating func session(_ json: JSON, isCreated: Bool, at moment: Moment) {
        let session = SessionFacts(json)
        if let object = json.object { decision.observe(session: object) }
        let before = facts.echoes.last?.session.turnDetection
        facts.echoes.append(.init(moment: moment, isCreated: isCreated, session: session))
        adopt(session)
        guard !isCreated else { return }
        if let before, let after = session.turnDetection, before.type != after.type { endSegments(at: moment) }
        let waiting = facts.updates.indices.filter {
            facts.updates[$0].accepted == nil && facts.updates[$0].refused == nil
        }
        let fitting = waiting.first { SessionEchoes.agree(asked: facts.updates[$0].session.json, echoed: json) }
        if let index = fitting ?? waiting.first { facts.updates[index].accepted = facts.echoes.count - 1 }
    }

    // MARK: Input audio

    private mutating func inputAudio(_ type: EventType, _ json: JSON, at moment: Moment) {
        var moment = moment
        let item = json["item_id"]?.string ?? ""
        if let ms = json["audio_end_ms"]?.boundedInteger ?? json["audio_start_ms"]?.boundedInteger {
            heardMs = max(heardMs, ms)
            moment.heardMs = heardMs
        }
        switch type {
        case .speechStarted:
            facts.segments.append(.init(started: moment, startMs: json["audio_start_ms"]?.boundedInteger, item: item))
        case .speechStopped:
            let index = facts.segments.lastIndex { $0.item == item && $0.stopped == nil }
            if let index = index ?? facts.segments.lastIndex(where: { $0.end == nil }) {
                facts.segments[index].stopped = moment
                facts.segments[index].endMs = json["audio_end_ms"]?.boundedInteger
            }
        case .inputAudioCommitted:
            let segment = facts.segments.lastIndex { $0.item == item }
            var client: Int?
            if segment.flatMap({ facts.segments[$0].stopped }) == nil {
                client = facts.clientCommits.firstIndex { $0.answered == nil && $0.refused == nil }
                if let client { facts.clientCommits[client].answered = moment }
            }
            if let segment, facts.segments[segment].stopped == nil { facts.segments[segment].endedOtherwise = moment }
            noteStrayCommit(of: item, segment: segment, client: client, at: moment)
            facts.commits.append(.init(moment: moment, item: item, byClient: client))
        case .inputAudioCleared:
            answer(\.clears, at: moment)
            endSegments(at: moment)
        case .idleTimeoutTriggered: if facts.idleTimeouts.count < 10_000 { facts.idleTimeouts.append(moment) }
        default: break
        }
    }

    private mutating func endSegments(at moment: Moment) {
        for index in facts.segments.indices where facts.segments[index].end == nil {
            facts.segments[index].endedOtherwise = moment
        }
    }

    private mutating func transcription(_ type: EventType, _ json: JSON, at moment: Moment) {
        let item = json["item_id"]?.string ?? ""
        let index: Int
        if let known = facts.transcriptions.suffix(256).lastIndex(where: { $0.item == item }) {
            index = known
        } else {
            facts.transcriptions.append(.init(item: item, first: moment))
            index = facts.transcriptions.count - 1
        }
        if type == .transcriptionCompleted {
            facts.transcriptions[index].completed = moment
            facts.transcriptions[index].text = json["transcript"]?.string ?? ""
            facts.transcriptions[index].isUntold = json["transcript"] == nil
        } else if type == .transcriptionFailed {
            facts.transcriptions[index].failed = moment
            let error = json["error"]
            facts.transcriptions[index].error = error?["message"]?.string ?? error?["code"]?.string ?? "no reason given"
        }
    }

    // MARK: Items and answers

    private mutating func itemAdded(_ item: JSON?, at moment: Moment) {
        let type = item?["type"]?.string
        let role = item?["role"]?.string
        while firstWaitingItem < facts.clientItems.count, !facts.clientItems[firstWaitingItem].isWaiting {
            firstWaitingItem += 1
        }
        let index = facts.clientItems[firstWaitingItem...].firstIndex {
            $0.isWaiting && $0.type == type && (role == nil || $0.role == nil || $0.role == role)
        }
        // Items of responses and commits have no request that waits for them.
        if let index, !(role == "user" && facts.commits.suffix(4).contains { $0.item == item?["id"]?.string }) {
            facts.clientItems[index].added = moment
        } else if role == "user", let text = item?["content"]?[0]?["text"]?.string {
            facts.foreignItems.append(.init(moment: moment, type: "message", role: role, text: text, added: moment))
        } else if type == "function_call_output" {
            facts.foreignItems.append(.init(moment: moment, type: "function_call_output", added: moment))
        }
    }

    private mutating func answer(
        _ list: WritableKeyPath<ModelConnection, [ModelConnection.ClientRequest]>, at moment: Moment
    ) {
        if let index = facts[keyPath: list].firstIndex(where: { $0.answered == nil && $0.refused == nil }) {
            facts[keyPath: list][index].answered = moment
        }
    }

    private mutating func rateLimits(_ json: JSON, at moment: Moment) {
        for limit in json["rate_limits"]?.array ?? [] {
            guard let name = limit["name"]?.string, let remaining = limit["remaining"]?.number else { continue }
            if let known = facts.rateLimits[name], known.remaining <= remaining { continue }
            facts.rateLimits[name] = .init(
                moment: moment, limit: limit["limit"]?.number ?? 0, remaining: remaining,
                resetSeconds: limit["reset_seconds"]?.number ?? 0)
        }
    }
}
