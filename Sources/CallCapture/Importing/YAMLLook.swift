/// Whether text is a YAML cassette rather than a log that happens to have colons in it.
enum YAMLLook {
    /// - Parameter isWhole: the text is all there is; otherwise its last line may be half a one.
    static func isCassette(_ text: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        if !isWhole, lines.count > 1 { lines.removeLast() }
        var items = 0
        var telling = 0
        for line in lines {
            let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
            var rest = line.dropFirst(indent)
            while rest.last.map({ $0 <= 0x20 }) == true { rest.removeLast() }
            guard let first = rest.first, first != UInt8(ascii: "#") else { continue }
            if indent == 0, rest.elementsEqual("---".utf8) || first == UInt8(ascii: "%") { continue }
            var isItem = false
            while rest.first == UInt8(ascii: "-"), rest.count == 1 || rest.dropFirst().first == UInt8(ascii: " ") {
                isItem = true
                rest = rest.dropFirst(min(2, rest.count)).drop { $0 == UInt8(ascii: " ") }
            }
            if isItem { items += 1 }
            if let key = key(rest) {
                if words.contains(key) { telling += 1 }
            } else if !isItem, indent == 0 {
                return false
            }
        }
        return items > 0 && telling > 0
    }

    private static func key(_ line: Slice<UnsafeRawBufferPointer>) -> String? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
            colon + 1 == line.endIndex || line[colon + 1] == UInt8(ascii: " ")
        else { return nil }
        let key = line[..<colon].filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
        guard !key.isEmpty, key.count <= 40, !key.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "[") }) else {
            return nil
        }
        return String(decoding: key, as: UTF8.self).lowercased()
    }

    private static let words: Set<String> = [
        "interactions", "messages", "frames", "events", "direction", "dir", "operation", "sent", "received", "send",
        "receive",
        "recv", "type", "event", "data", "payload",
    ]
}
