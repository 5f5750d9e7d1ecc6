/// The end of a connection as logs tell it: `< CLOSE 1001 (going away) reason [12 bytes]` of Python's websockets, and the last record of
/// a cassette.
import JSONText

struct LogClose {
    var code: Int?
    var reason: String
    var direction: Direction
    var leg: Leg

    /// A line of `websockets` at level DEBUG. Its logger's name says on which side the program stands.
    init?(line: UnsafeRawBufferPointer) {
        guard line.count < 4_096, let mark = LogClose.find(line) else { return nil }
        let text = String(decoding: line[(mark + 8)...], as: UTF8.self)
        let digits = text.prefix { $0.isNumber }
        guard digits.count == 4, let code = Int(digits), (1000...4999).contains(code), text.dropFirst(4).hasPrefix(" (")
        else { return nil }
        self.code = code
        var rest = text.drop { $0 != ")" }.dropFirst()
        if let length = rest.lastIndex(of: "[") { rest = rest[..<length] }
        reason = rest.trimmed
        // A server there is the bridge, and its peer the carrier.
        let isServer = String(decoding: line[..<mark], as: UTF8.self).contains("websockets.server")
        leg = isServer ? .phone : .model
        direction = (line[mark] == UInt8(ascii: ">")) == isServer ? .down : .up
    }

    /// In words that name the side and a code: `[OpenAI] WebSocket closed: code=1011 reason='…'`. Of a line without a side only 1011 is
    /// surely the service's: a carrier that hangs up gives many others.
    init?(sentence line: UnsafeRawBufferPointer) {
        // Asked of every line without an event.
        guard line.count < 1_024, line.has(UInt8(ascii: "1")), LogClose.end.isAny(in: line) else { return nil }
        let text = String(decoding: line, as: UTF8.self).lowercased()
        guard text.contains("socket") || text.contains("connection"),
            let code = LogClose.code(in: text)
        else { return nil }
        func has(_ words: [String]) -> Bool { words.contains { text.contains($0) } }
        switch (has(["twilio", "carrier", "media stream", "phone"]), has(["openai", "model", "realtime"])) {
        case (true, false): leg = .phone
        case (false, true): leg = .model
        case (false, false) where code == 1011: leg = .model
        default: return nil
        }
        self.code = code
        reason = text.contains("keepalive ping timeout") ? "keepalive ping timeout" : ""
        // An orderly end is taken for our own side's, which accuses nobody.
        let byUs = code == 1000 || has(["closing", "we closed", "sent 1000"])
        direction = (leg == .model) == byUs ? .up : .down
    }

    private static let end = WordSearch(["clos"])

    /// The close code that a sentence names: four digits from 1000 to 1015, or of an application, standing alone.
    private static func code(in text: String) -> Int? {
        for word in text.split(whereSeparator: { !$0.isNumber && !$0.isLetter }) where word.utf8.count == 4 {
            if let code = Int(word), (1000...1015).contains(code) || (4000...4999).contains(code) { return code }
        }
        return nil
    }

    /// `{kind: close, code: 1000, reason: …}` of a cassette.
    init?(_ fields: TopLevelFields, direction: Direction?) {
        let names: [StaticString] = ["kind", "type", "op", "operation", "event"]
        let isClose = names.contains { name in
            ["close", "closed"].contains { fields[name]?.string?.lowercased() == $0 }
        }
        guard isClose, fields["data"] == nil || fields["data"]?.isNull == true else { return nil }
        let code = fields["code"] ?? fields["close_code"]
        guard code?.kind == .number || code == nil && fields["reason"] != nil || code?.isNull == true else {
            return nil
        }
        self.code = code?.integer
        reason = fields["reason"]?.string ?? ""
        leg = .model
        // Who closed it is not said: an orderly end is taken for the client's, which accuses nobody.
        self.direction = direction ?? (self.code ?? 1000 == 1000 ? .up : .down)
    }

    /// Where `< CLOSE ` or `> CLOSE ` stands.
    private static func find(_ line: UnsafeRawBufferPointer) -> Int? {
        guard line.count > 12 else { return nil }
        for index in 0..<(line.count - 12) where line[index] == UInt8(ascii: "<") || line[index] == UInt8(ascii: ">") {
            if RawJSON.same(UnsafeRawBufferPointer(rebasing: line[(index + 1)..<(index + 8)]), " CLOSE ") {
                return index
            }
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
