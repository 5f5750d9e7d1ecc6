// What is in the fields of a message: what a run chooses anew each time, and what says something. One table, for diff and replay.
import JSONText
import SpeechAudio

/// What a field of a message is, when the same call is recorded twice.
enum FieldKind {
    /// Chosen by one side and only named by the other: mapped from one recording to the other.
    case identifier
    /// Counters, clocks and bookkeeping of the service: never compared.
    case ignored
    /// A place in audio, ms: compared with ``EventDiff/Options/tolerance``.
    case position
    /// What the service tells people: ids and times in it are not compared.
    case prose
    case value

    /// - Parameter parent: The key of the object that holds the field; empty at the top.
    init(key: String, parent: String) {
        switch key {
        case "event_id", "expires_at", "created_at", "client_secret", "obfuscation", "usage", "rate_limits",
            "sequenceNumber", "chunk", "timestamp":
            self = .ignored
        case "item_id", "response_id", "previous_item_id", "call_id", "conversation_id", "approval_request_id",
            "streamSid", "stream_sid", "callSid", "accountSid":
            self = .identifier
        case "id":
            // A voice, a stored prompt and a connector are chosen by people.
            self = ["voice", "prompt", "tools", "server"].contains(parent) ? .value : .identifier
        // Twilio's mark: any name will do, as long as it is echoed.
        case "name": self = parent == "mark" ? .identifier : .value
        case "audio_start_ms", "audio_end_ms": self = .position
        case "message": self = parent == "error" ? .prose : .value
        default: self = .value
        }
    }
}

enum EventFields {
    /// Longer strings are cut; what they were is kept as length and digest.
    static let longest = 2_000
    /// An item may not be nested deeper, nor a list be longer, to be looked at whole.
    static let mostItems = 1_000

    /// What is kept of a message.
    static func kept(_ json: JSON) -> JSON {
        switch json {
        case .string(let text): .string(cut(text))
        case .array(let items): .array(items.prefix(mostItems).map(kept))
        case .object(let object): .object(JSONObject(object.members.prefix(mostItems).map { ($0.key, kept($0.value)) }))
        case .null, .bool, .integer, .number: json
        }
    }

    static func cut(_ text: String) -> String {
        guard text.utf8.count > longest else { return text }
        var digest = ByteDigest()
        digest.add(Array(text.utf8))
        return String(text.unicodeScalars.prefix(200)) + "… (\(text.utf8.count) bytes, #\(digest.text))"
    }

    /// Feeds everything that says something, in an order of its own: objects have none.
    static func hash(_ json: JSON, key: String = "", parent: String = "", into hasher: inout Hasher) {
        switch FieldKind(key: key, parent: parent) {
        case .ignored, .identifier, .position: return
        case .prose:
            hasher.combine(withoutIdentifiers(json.string ?? ""))
            return
        case .value: break
        }
        switch json {
        case .null: return
        case .object(let object):
            // Null and absent are one.
            for member in object.members.sorted(by: { $0.key < $1.key }) where !member.value.isNull {
                hasher.combine(member.key)
                hash(member.value, key: member.key, parent: key, into: &hasher)
            }
        case .array(let items):
            hasher.combine(items.count)
            for item in items { hash(item, parent: key, into: &hasher) }
        case .bool(let value): hasher.combine(value)
        case .integer, .number: hasher.combine(json.number)
        case .string(let text): hasher.combine(text)
        }
    }

    /// `item_Ab12…` and `1240ms` in a sentence are another run's business.
    static func withoutIdentifiers(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let bare = word.drop { "'\"(".contains($0) }
            let letters = bare.prefix { $0.isLetter || $0 == "_" || $0.isNumber }
            if let underscore = letters.firstIndex(of: "_"), letters[underscore...].count > 8,
                letters[underscore...].contains(where: \.isNumber)
            {
                return "…"
            }
            return letters.hasSuffix("ms") && letters.dropLast(2).allSatisfy(\.isNumber) ? "… ms" : String(word)
        }.joined(separator: " ")
    }

    /// The first thing in a message that tells it from others of its name.
    static func summary(_ json: JSON) -> String {
        if let status = json["response"]?["status"]?.string { return status }
        if let code = json["error"]?["code"]?.string ?? json["error"]?["message"]?.string { return quoted(code) }
        if let item = json["item"] {
            let words = [item["role"]?.string, item["type"]?.string].compactMap { $0 }.joined(separator: " ")
            let text = item["content"]?.array?.lazy.compactMap { $0["text"]?.string ?? $0["transcript"]?.string }.first
            return [words, text.map(quoted)].compactMap { $0 }.joined(separator: " ")
        }
        if let text = json["transcript"]?.string ?? json["response"]?["instructions"]?.string { return quoted(text) }
        if let request = json["request"]?.string {
            return [request, json["status"]?.integer.map { "HTTP \($0)" }].compactMap { $0 }.joined(separator: ", ")
        }
        if let code = json["code"]?.integer { return String(code) }
        if let end = json["audio_end_ms"]?.integer ?? json["audio_start_ms"]?.integer { return "at \(end) ms" }
        return ""
    }

    static func quoted(_ text: String) -> String {
        let short = text.unicodeScalars.prefix(61).count > 60 ? String(text.unicodeScalars.prefix(60)) + "…" : text
        return "“\(short)”"
    }
}
