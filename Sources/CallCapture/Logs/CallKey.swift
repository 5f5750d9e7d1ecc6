/// What a log writes beside a message to say which call it belongs to: a Twilio call or stream, a session, a numbered connection.
import JSONText

enum CallKey {
    private static let longest = 64

    /// In the text before a message: `CA…`, `MZ…`, `sess_…`, `call_id=7`, `[conn#3]`.
    static func first(in text: UnsafeRawBufferPointer) -> String? {
        var index = 0
        while index < text.count {
            guard LooseJSON.isWord(text[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < text.count, LooseJSON.isWord(text[index]), text[index] != UInt8(ascii: ".") { index += 1 }
            let word = UnsafeRawBufferPointer(rebasing: text[start..<index])
            if isIdentifier(word) { return String(decoding: word, as: UTF8.self) }
            if index < text.count, "=:#".utf8.contains(text[index]), isName(word) {
                let value = text[(index + 1)...].prefix { LooseJSON.isWord($0) || $0 == UInt8(ascii: "-") }
                if isNumbered(value) { return String(decoding: value, as: UTF8.self) }
            }
            if index == start { index += 1 }
        }
        return nil
    }

    /// In a field of a wrapper. A function call has a `call_id` too, so that name says nothing.
    static func value(ofField name: UnsafeRawBufferPointer, _ value: RawJSON) -> String? {
        guard name.count <= 14, isName(name), !RawJSON.same(name, "call_id") else { return nil }
        if value.kind == .number { return String(decoding: value.bytes.prefix(longest), as: UTF8.self) }
        guard let text = value.stringBytes, isNumbered(text[...]) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    /// A word such as `openai` names no call; what tells calls apart has a digit.
    private static func isNumbered(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        text.count <= longest && text.contains { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }

    private static func isIdentifier(_ word: UnsafeRawBufferPointer) -> Bool {
        if word.count == 34,
            word[0] == UInt8(ascii: "C") && word[1] == UInt8(ascii: "A")
                || word[0] == UInt8(ascii: "M") && word[1] == UInt8(ascii: "Z")
        {
            return word.dropFirst(2).allSatisfy { byte in
                byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                    || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f")
            }
        }
        return word.count > 8 && word.count <= longest && word.starts(with: "sess_".utf8)
    }

    private static func isName(_ word: UnsafeRawBufferPointer) -> Bool {
        // Asked of every field of every wrapper: most are none by their first letter.
        guard word.count <= 14, let first = word.first, "cswCSW".utf8.contains(first) else { return false }
        let name = String(decoding: word.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self).lowercased()
        return names.contains(name)
    }

    private static let names: Set<String> = [
        "call", "callid", "callsid", "stream", "streamid", "streamsid", "session", "sessionid", "conn", "connid",
        "connection",
        "connectionid", "ws", "wsid",
    ]
}
