import JSONText

/// Messages with their long strings cut, which says how long they were: audio, mostly.
enum Abbreviation {
    static let longest = 2_000

    static func of(_ json: JSON) -> JSON {
        switch json {
        case .string(let text): .string(cut(text))
        case .array(let items): .array(items.map(of))
        case .object(let object): .object(JSONObject(object.members.map { ($0.key, of($0.value)) }))
        case .null, .bool, .integer, .number: json
        }
    }

    static func cut(_ text: String) -> String {
        let count = text.utf8.count
        if count > 96, isBase64(text) {
            return String(decoding: text.utf8.prefix(24), as: UTF8.self) + "… (\(count) characters of base64)"
        }
        guard count > longest else { return text }
        // A cut inside a character would leave half of it.
        return String(text.unicodeScalars.prefix(longest)) + "… (\(count) bytes)"
    }

    /// Long, and nothing but its letters: words have spaces.
    private static func isBase64(_ text: String) -> Bool {
        text.utf8.prefix(4_096).allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                true
            default: false
            }
        }
    }
}
