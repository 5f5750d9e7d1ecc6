import JSONText
import TestSupport

/// The order that a correct stream keeps, as one pass over the server's events: what is broken, by rule number of the
/// catalogue of invariants. Written anew here, so that the mock is not judged by the code that judges others.
struct Invariants {
    private(set) var broken: [String] = []
    private let isBeta: Bool
    private var eventIDs: Set<String> = []
    private var conversation: [String] = []
    private var announced: [String: JSON] = [:]
    private var responses: [String: Response] = [:]
    private var speaking: String?
    private var detection: JSON?
    private var transcripts: [String: String?] = [:]
    private var expectNext: (type: String, item: String)?

    private struct Response {
        var isOutOfBand: Bool
        var isDone = false
        var added: [String] = []
        var finished: [JSON] = []
        var text: [String: String] = [:]
        var openParts: Set<String> = []
        var closedStreams: Set<String> = []
    }

    init(_ call: VirtualModelCall) {
        isBeta = call.types.contains("session.created") && call.received.first?["session"]?["modalities"] != nil
        for event in call.received { read(event) }
        for (item, text) in transcripts where text != nil { broken.append("I99: transcript of \(item) not finished") }
    }

    private mutating func require(_ condition: Bool, _ rule: String, _ event: JSON) {
        if !condition { broken.append("\(rule): \(event.text.prefix(200))") }
    }

    private mutating func read(_ event: JSON) {
        let type = event["type"]?.string ?? ""
        require(!type.isEmpty, "I1", event)
        require(eventIDs.insert(event["event_id"]?.string ?? "").inserted, "I4", event)
        if let expected = expectNext, !isAside(type) {
            let item = event["item"]?["id"]?.string ?? event["item_id"]?.string ?? ""
            require(type == expected.type && item == expected.item, "directly followed by \(expected.type)", event)
            expectNext = nil
        }
        switch type {
        case "conversation.item.added", "conversation.item.created": itemAdded(event)
        case "conversation.item.done": itemDone(event)
        case "conversation.item.deleted": conversation.removeAll { .string($0) == event["item_id"] }
        case "input_audio_buffer.speech_started":
            require(speaking == nil, "I83", event)
            speaking = event["item_id"]?.string
        case "input_audio_buffer.speech_stopped":
            require(speaking == event["item_id"]?.string, "I84", event)
            expectNext = ("input_audio_buffer.committed", speaking ?? "")
            speaking = nil
        case "input_audio_buffer.committed":
            require(event["previous_item_id"]?.string == conversation.last, "I89", event)
            expectNext = (
                isBeta ? "conversation.item.created" : "conversation.item.added", event["item_id"]?.string ?? ""
            )
            if speaking == event["item_id"]?.string { speaking = nil }
        case "input_audio_buffer.cleared": speaking = nil
        case "session.created", "session.updated":
            // Another turn detection ends a segment silently, which I83 allows.
            let now = event["session"]?["turn_detection"] ?? event["session"]?["audio"]?["input"]?["turn_detection"]
            if now != detection { speaking = nil }
            detection = now
        case "response.created": responseCreated(event)
        case "response.done": responseDone(event)
        case "conversation.item.input_audio_transcription.delta":
            transcripts[event["item_id"]?.string ?? "", default: ""]?.append(event["delta"]?.string ?? "")
        case "conversation.item.input_audio_transcription.completed":
            let id = event["item_id"]?.string ?? ""
            require((transcripts[id] ?? "") == event["transcript"]?.string, "I101", event)
            transcripts[id] = .some(nil)
        case "conversation.item.input_audio_transcription.failed":
            transcripts[event["item_id"]?.string ?? ""] = .some(nil)
        default: if event["response_id"] != nil { part(event, type) }
        }
    }

    private func isAside(_ type: String) -> Bool {
        type.hasPrefix("conversation.item.input_audio_transcription") || type == "rate_limits.updated"
            || type == "error"
    }

    private mutating func itemAdded(_ event: JSON) {
        guard let item = event["item"], let id = item["id"]?.string else { return require(false, "I8", event) }
        require(announced[id] == nil || event["previous_item_id"]?.string == id, "I23", event)
        if announced[id] == nil {
            if let previous = event["previous_item_id"]?.string {
                require(conversation.contains(previous), "I24", event)
                conversation.insert(id, at: (conversation.firstIndex(of: previous) ?? conversation.count - 1) + 1)
            } else {
                conversation.insert(id, at: 0)
            }
        }
        announced[id] = event
        require((item["object"] != nil) == isBeta, "I35", event)
        if !isBeta, !Self.isUnfinished(item) { expectNext = ("conversation.item.done", id) }
    }

    private mutating func itemDone(_ event: JSON) {
        guard let id = event["item"]?["id"]?.string, let added = announced[id] else {
            return require(false, "I25", event)
        }
        if added["item"]?["type"] == "mcp_list_tools" {
            require(event["previous_item_id"] == added["previous_item_id"], "I26", event)
        } else if let item = added["item"], Self.isUnfinished(item) {
            let previous = added["previous_item_id"]
            let isSecond = previous?.string != nil && conversation.first == previous?.string
            require(
                event["previous_item_id"] == previous || isSecond && event["previous_item_id"] == .null, "I27", event)
            expectNext = ("response.output_item.done", id)
        } else {
            require(
                event["item"] == added["item"] && event["previous_item_id"] == added["previous_item_id"], "I26", event)
        }
    }

    /// MCP items have no status; their lists and calls are announced before they are complete.
    private static func isUnfinished(_ item: JSON) -> Bool {
        item["status"] == "in_progress" || item["type"] == "mcp_list_tools" || item["type"] == "mcp_call"
    }

    private mutating func responseCreated(_ event: JSON) {
        guard let response = event["response"], let id = response["id"]?.string else {
            return require(false, "I8", event)
        }
        require(
            response["status"] == "in_progress" && response["output"] == [] && response["usage"] == .null
                && responses[id] == nil, "I38", event)
        let isOutOfBand = response["conversation_id"] == .null
        if !isOutOfBand {
            require(!responses.values.contains { !$0.isDone && !$0.isOutOfBand }, "I40", event)
        }
        responses[id] = Response(isOutOfBand: isOutOfBand)
    }

    private mutating func responseDone(_ event: JSON) {
        guard let body = event["response"], let id = body["id"]?.string, let response = responses[id], !response.isDone
        else { return require(false, "I39", event) }
        require(body["output"] == .array(response.finished), "I46", event)
        require(response.added.count == response.finished.count, "I47", event)
        require(response.openParts.isEmpty, "I69", event)
        let usage = body["usage"]
        func count(_ path: String...) -> Int { path.reduce(usage) { $0?[$1] }?.integer ?? -1 }
        require(count("total_tokens") == count("input_tokens") + count("output_tokens"), "I55", event)
        let inputs = ["text_tokens", "audio_tokens", "image_tokens"]
        require(
            inputs.reduce(0) { $0 + count("input_token_details", $1) } == count("input_tokens")
                && count("output_token_details", "text_tokens") + count("output_token_details", "audio_tokens")
                    == count("output_tokens")
                && inputs.reduce(0) { $0 + count("input_token_details", "cached_tokens_details", $1) }
                    == count("input_token_details", "cached_tokens")
                && count("input_token_details", "cached_tokens") <= count("input_tokens"), "I55", event)
        responses[id]?.isDone = true
    }

    private mutating func part(_ event: JSON, _ type: String) {
        guard let id = event["response_id"]?.string, var response = responses[id] else {
            return require(false, "I45", event)
        }
        require(!response.isDone, "I45", event)
        let item = event["item_id"]?.string ?? event["item"]?["id"]?.string ?? ""
        let stream = type.replacingSuffix(".delta").replacingSuffix(".done")
        let isContent = type.hasPrefix("response.content_part")
        if type == "response.output_item.added" {
            require(event["output_index"]?.integer == response.added.count, "I59", event)
            response.added.append(item)
            if !response.isOutOfBand {
                expectNext = (isBeta ? "conversation.item.created" : "conversation.item.added", item)
            }
        } else {
            require(event["output_index"]?.integer == response.added.firstIndex(of: item), "I67", event)
        }
        if type == "response.output_item.done" {
            require(!response.openParts.contains(item), "I72", event)
            response.finished.append(event["item"] ?? .null)
        } else if type == "response.content_part.added" {
            response.openParts.insert(item)
        } else if type == "response.content_part.done" {
            let said = event["part"]?["text"] ?? event["part"]?["transcript"]
            require(said == .string(response.text[item] ?? ""), "I72", event)
            response.openParts.remove(item)
        } else if type.hasSuffix(".delta") {
            require(response.openParts.contains(item) || type.contains("arguments"), "I66", event)
            require(!response.closedStreams.contains(stream + item), "I68", event)
            if !stream.hasSuffix("audio") { response.text[item, default: ""] += event["delta"]?.string ?? "" }
            let isText = !stream.hasSuffix("audio")
            require((event["obfuscation"] != nil) == (isText && !isBeta), "I7", event)
        } else if type.hasSuffix(".done"), !isContent {
            require(response.closedStreams.insert(stream + item).inserted, "I69", event)
            let said = event["text"] ?? event["transcript"] ?? event["arguments"]
            if let said { require(said == .string(response.text[item] ?? ""), "I70", event) }
            if stream.hasSuffix("function_call_arguments") { require((event["name"] != nil) == !isBeta, "I78", event) }
        }
        responses[id] = response
    }
}

extension String {
    fileprivate func replacingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
