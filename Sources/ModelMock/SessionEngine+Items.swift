import Base64Coding
import JSONText
import RealtimeProtocol
import SpeechAudio

/// Items of the default conversation: made, fetched, cut and deleted by the client.
extension SessionEngine {
    /// The envelope of an item in this dialect, its fields in the order of recorded ones.
    func item(id: String, type: String, status: String?, _ members: [(String, JSON)]) -> JSONObject {
        var all: [(String, JSON)] = [("id", .string(id))]
        // GA items carry no `object` in any recording.
        if dialect == .beta { all.append(("object", "realtime.item")) }
        all.append(("type", .string(type)))
        if let status { all.append(("status", .string(status))) }
        return JSONObject(all + members)
    }

    func message(
        id: String, status: String = "completed", role: String, phase: String? = nil, content: JSON
    ) -> JSONObject {
        let phase = phase.map { [("phase", JSON.string($0))] } ?? []
        return item(
            id: id, type: "message", status: status, [("role", .string(role))] + phase + [("content", content)])
    }

    /// Puts a finished item into the conversation and announces it.
    mutating func add(_ item: ConversationHistory.Item, after: String? = nil, weight: Int) {
        let previous = history.insert(item, after: after, weight: weight)
        let members: [(String, JSON)] = [("previous_item_id", JSON(previous)), ("item", .object(item.json))]
        emit(.itemAdded, members)
        let isVoice = item.audio != nil && item.json["role"] == "user"
        if dialect == .ga || profile.isVoiceLive && isVoice { emit(.itemDone, members) }
    }

    /// `conversation.item.create`.
    mutating func createItem(_ event: JSONObject) throws(ErrorDetail) {
        guard let wanted = event["item"]?.object else { throw .missingParameter("item") }
        var previous = event["previous_item_id"]?.string
        if previous == "" { previous = nil }
        if let id = previous, id != "root", history[id] == nil { throw .noSuchPreviousItem(id: id) }
        if profile.refusesDuplicateItems, let id = wanted["id"]?.string, history[id] != nil {
            throw .duplicateItem(id: id)
        }
        let made = try makeItem(wanted, path: "item")
        if made.role == "user" {
            if !made.text.isEmpty {
                lastUserText = made.text
            } else if let audio = made.item.audio {
                lastUserText = listen(to: audio.bytes)
            }
        }
        add(made.item, after: previous, weight: made.weight)
        if wanted["type"] == "mcp_approval_response", let request = wanted["approval_request_id"]?.string {
            answerApproval(
                request, approved: wanted["approve"]?.bool ?? false, reason: wanted["reason"]?.string)
        }
    }

    struct MadeItem {
        var item: ConversationHistory.Item
        var role: String?
        /// What there is to read in it.
        var text: String
        var weight: Int
    }

    /// An item as the service keeps it, from what a client sent. The event's shape has been checked already.
    ///
    /// - Parameter isStored: False for items that are input of one response only, and enter no conversation.
    mutating func makeItem(_ wanted: JSONObject, path: String, isStored: Bool = true) throws(ErrorDetail) -> MadeItem {
        let id = wanted["id"]?.string ?? writer.identifier(.item, at: now)
        switch wanted["type"]?.string {
        case "function_call_output":
            let call = wanted["call_id"]?.string ?? ""
            guard !isStored || history.calls.contains(call) else { throw .noSuchCall(id: call) }
            let output = wanted["output"]?.string ?? ""
            let json = item(
                id: id, type: "function_call_output", status: nil,
                [("call_id", .string(call)), ("output", .string(output))])
            return made(id: id, json: json, text: output)
        case "function_call":
            let name = wanted["name"]?.string ?? ""
            let arguments = wanted["arguments"]?.string ?? ""
            let json = item(
                id: id, type: "function_call", status: "completed",
                [
                    ("name", .string(name)),
                    ("call_id", .string(wanted["call_id"]?.string ?? writer.identifier(.call, at: now))),
                    ("arguments", .string(arguments)),
                ])
            return made(id: id, json: json, text: name + arguments)
        case "message": return try makeMessage(wanted, id: id, path: path)
        default:
            // MCP items and what is yet to come: kept as they are, with an id.
            if wanted["type"] == "mcp_approval_response", let request = wanted["approval_request_id"]?.string,
                isStored, history[request]?.json["type"] != "mcp_approval_request"
            {
                throw .noSuchApproval(id: request)
            }
            var json = wanted
            json["id"] = .string(id)
            return made(id: id, json: json, text: "")
        }
    }

    private func made(
        id: String, json: JSONObject, text: String, role: String? = nil, audio: ConversationHistory.Audio? = nil,
        imageTokens: Int = 0
    ) -> MadeItem {
        var tokens = TokenCount.ofText(text)
        tokens.image = imageTokens
        if let audio { tokens = tokens + .ofCallerAudio(milliseconds: audio.milliseconds) }
        return MadeItem(
            item: ConversationHistory.Item(id: id, json: json, audio: audio, tokens: tokens), role: role,
            text: text, weight: JSON.object(json).bytes.count)
    }

    private func makeMessage(_ wanted: JSONObject, id: String, path: String) throws(ErrorDetail) -> MadeItem {
        let role = wanted["role"]?.string ?? "user"
        var content: [JSON] = []
        var words: [String] = []
        var audio: [UInt8]?
        var imageTokens = 0
        for (index, part) in (wanted["content"]?.array ?? []).enumerated() {
            switch part["type"] {
            case "input_audio":
                content.append(["type": "input_audio", "transcript": part["transcript"] ?? nil])
                var bytes: [UInt8] = []
                let text = part["audio"]?.string ?? ""
                guard Self.decode(text, into: &bytes) else {
                    var error = ErrorDetail.invalidAudio
                    error.param = "\(path).content[\(index)].audio"
                    throw error
                }
                audio = audio ?? []
                audio?.append(contentsOf: bytes)
            case "input_image":
                content.append(part)
                let url = part["image_url"]?.string ?? ""
                guard url.hasPrefix("data:image/png;base64,") || url.hasPrefix("data:image/jpeg;base64,") else {
                    throw .invalidImage("\(path).content[\(index)].image_url")
                }
                imageTokens += ImageTokens.count(url, detail: part["detail"]?.string)
            default:
                content.append(part)
                if let text = part["text"]?.string { words.append(text) }
            }
        }
        let text = words.joined(separator: " ")
        return made(
            id: id, json: message(id: id, role: role, content: .array(content)), text: text, role: role,
            audio: audio.map { bytes in
                ConversationHistory.Audio(
                    speaker: .caller, milliseconds: Int(session.inputEncoding.milliseconds(ofBytes: bytes.count)),
                    bytes: bytes, format: (session.inputFormat ?? .pcm).itemName)
            }, imageTokens: imageTokens)
    }

    static func decode(_ base64: String, into bytes: inout [UInt8]) -> Bool {
        var base64 = base64
        return base64.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &bytes) } == nil
    }

    // MARK: Fetching, deleting, cutting

    mutating func retrieveItem(_ id: String) throws(ErrorDetail) {
        guard let found = history[id] else { throw .noSuchItem(.retrieve, id: id) }
        var json = found.json
        if let audio = found.audio, let content = json["content"]?.array {
            json["content"] = .array(
                content.map { part in
                    guard var object = part.object, part["transcript"] != nil else { return part }
                    object["audio"] = .string(Base64.encode(audioBytes(of: id, audio)))
                    object["format"] = .string(audio.format)
                    return .object(object)
                })
        }
        emit(.itemRetrieved, [("item", .object(json))])
    }

    /// What was kept of the caller, and of the assistant what was sent: that is made anew from the shared recording.
    private func audioBytes(of id: String, _ audio: ConversationHistory.Audio) -> [UInt8] {
        guard let spoken = audio.spoken else { return audio.bytes }
        let count = spoken.encoding.bytes(ofMilliseconds: Double(audio.milliseconds))
        return spoken.bytes(upTo: min(count, spoken.byteCount))
    }

    mutating func deleteItem(_ id: String) throws(ErrorDetail) {
        guard history.remove(id) else { throw .noSuchItem(.delete, id: id) }
        emit(.itemDeleted, [("item_id", .string(id))])
    }

    mutating func truncateItem(_ id: String, contentIndex: Int, endMs: Int) throws(ErrorDetail) {
        guard let found = history[id] else { throw .noSuchItem(.truncate, id: id) }
        guard let audio = found.audio, audio.speaker == .assistant, contentIndex == 0, audio.milliseconds > 0 else {
            throw .notTruncatable
        }
        guard endMs <= audio.milliseconds else {
            throw .truncateTooLate(audioMs: audio.milliseconds, audioEndMs: endMs)
        }
        history.update(id) { item in
            item.audio?.milliseconds = endMs
            item.audio?.isTruncated = true
            item.tokens = .ofAssistantAudio(milliseconds: endMs)
            // The service drops the whole transcript, for it does not know where in it the audio ends.
            if let content = item.json["content"]?.array {
                item.json["content"] = .array(
                    content.map { $0["transcript"] == nil ? $0 : ["type": $0["type"] ?? nil, "transcript": ""] })
            }
        }
        emit(
            .itemTruncated,
            [("item_id", .string(id)), ("content_index", JSON(contentIndex)), ("audio_end_ms", JSON(endMs))])
    }
}
