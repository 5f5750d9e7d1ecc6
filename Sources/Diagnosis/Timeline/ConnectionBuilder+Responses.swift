/// The life of a response: created, items, parts, done.
import JSONText
import RealtimeProtocol

extension ConnectionBuilder {
    mutating func response(_ type: EventType, _ json: JSON, at moment: Moment) {
        let index = response(identity(json, begins: type == .responseCreated), at: moment)
        var trace = facts.responses[index]
        trace.last = moment
        if let conversation = json["conversation_id"] { trace.isOutOfBand = conversation.isNull }
        let settings = SessionFacts(json)
        trace.modalities = trace.modalities ?? settings.modalities
        trace.encoding = trace.encoding ?? settings.outputEncoding
        if type == .responseCreated {
            trace.created = trace.created ?? moment
        } else {
            trace.finish(json, at: moment)
        }
        facts.responses[index] = trace
    }

    /// People quote events without their ids: then it is the response that is open, or one of its own.
    private func identity(_ json: JSON, begins: Bool) -> String {
        if let id = json["id"]?.string { return id }
        if !begins, let open = facts.responses.last(where: { $0.done == nil }) { return open.id }
        return nameless()
    }

    mutating func responsePart(_ type: EventType, _ json: JSON, at moment: Moment) {
        guard let id = json["response_id"]?.string else { return }
        let index = response(id, at: moment)
        facts.responses[index].last = moment
        switch type {
        case .outputItemAdded, .outputItemDone:
            if let id = json["item"]?["id"]?.string { facts.replyItemIDs.insert(id) }
            facts.responses[index].noteItem(
                json["item"] ?? .null, at: json["output_index"]?.boundedInteger ?? 0, isAdded: type == .outputItemAdded,
                at: moment)
        case .contentPartAdded, .contentPartDone:
            let part = json["part"] ?? .null
            if let kind = part["type"]?.string { facts.responses[index].contentKinds.insert(ResponseTrace.kind(kind)) }
        case .outputTextDone:
            facts.responses[index].contentKinds.insert("text")
            facts.responses[index].add(text: json["text"]?.string)
        case .outputAudioTranscriptDone:
            facts.responses[index].contentKinds.insert("audio")
            facts.responses[index].add(text: json["transcript"]?.string)
        case .outputAudioDone: facts.responses[index].contentKinds.insert("audio")
        case .functionCallArgumentsDone:
            facts.responses[index].itemTypes.insert("function_call")
        default: break
        }
    }
}

extension ResponseTrace {
    /// `output_text` of items and `text` of parts are one kind.
    static func kind(_ type: String) -> String {
        switch type {
        case "output_text": "text"
        case "output_audio": "audio"
        default: type
        }
    }

    /// Deltas of one kind come in runs, and a set takes longer than a look at the last.
    mutating func note(kind: String) {
        if kind == latestKind { return }
        latestKind = kind
        contentKinds.insert(kind)
    }

    mutating func noteText(at moment: Moment) {
        if firstText == nil { firstText = moment }
        textDeltas += 1
    }

    mutating func add(text more: String?) {
        guard let more, !more.isEmpty else { return }
        text += (text.isEmpty ? "" : " ") + more
    }

    mutating func noteItem(_ item: JSON, at position: Int, isAdded: Bool, at moment: Moment) {
        if firstItem == nil { firstItem = moment }
        if isAdded { itemsAdded += 1 }
        read(item)
        if !isAdded { note(call: item, position: position, at: moment) }
    }

    private mutating func note(call item: JSON, position: Int, at moment: Moment) {
        guard item["type"]?.string == "function_call", let callID = item["call_id"]?.string,
            functionCalls.count < 256, !functionCalls.contains(where: { $0.callID == callID })
        else { return }
        functionCalls.append(
            .init(
                name: item["name"]?.string ?? "", callID: callID, arguments: item["arguments"]?.string ?? "",
                position: position, moment: moment))
    }

    private mutating func read(_ item: JSON) {
        if let type = item["type"]?.string { itemTypes.insert(type) }
        for part in item["content"]?.array ?? [] {
            if let kind = part["type"]?.string { contentKinds.insert(ResponseTrace.kind(kind)) }
        }
    }

    mutating func finish(_ json: JSON, at moment: Moment) {
        guard done == nil else { return }
        done = moment
        audio.close()
        status = json["status"]?.string
        let details = json["status_details"]
        if let details, !details.isNull { self.details = details }
        reason = details?["reason"]?.string
        let error = details?["error"]
        errorType = error?["type"]?.string
        errorCode = error?["code"]?.string
        errorMessage = error?["message"]?.string
        if let output = json["output"]?.array {
            outputCount = output.count
            for (position, item) in output.enumerated() {
                read(item)
                // Some logs keep response.done alone.
                note(call: item, position: position, at: moment)
            }
            if text.isEmpty {
                for part in output.flatMap({ $0["content"]?.array ?? [] }) {
                    add(text: part["transcript"]?.string ?? part["text"]?.string)
                }
            }
        }
        guard let usage = json["usage"]?.object else { return }
        func count(_ value: JSON?) -> Int { max(0, min(value?.integer ?? 0, 1 << 40)) }
        self.usage = Usage(
            total: count(usage["total_tokens"]), input: count(usage["input_tokens"]),
            output: count(usage["output_tokens"]),
            inputAudio: count(usage["input_token_details"]?["audio_tokens"]),
            outputAudio: count(usage["output_token_details"]?["audio_tokens"]),
            cached: count(usage["input_token_details"]?["cached_tokens"]))
    }
}
