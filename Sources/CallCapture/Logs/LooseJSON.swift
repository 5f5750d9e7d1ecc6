import JSONText

/// Reads what programs print instead of JSON: Python and Ruby literals, objects as Node's console shows them, `Class(key=value)` of
/// Python models; and says whether it was whole.
struct LooseJSON {
    private let bytes: UnsafeRawBufferPointer
    private(set) var index: Int
    /// The text ended or stopped making sense; what was whole before that was kept.
    private(set) var isCut = false
    /// The printer left values out: `[Object]`, `... 3 more items`, `<Buffer …>`.
    private(set) var isHidden = false
    private var depth = 0

    private static let deepest = 128

    /// - Parameter start: where the value begins.
    init(_ bytes: UnsafeRawBufferPointer, from start: Int = 0) {
        self.bytes = bytes
        index = start
    }

    mutating func value() -> JSON? {
        skipSpace()
        depth += 1
        defer { depth -= 1 }
        guard let first = current, depth < LooseJSON.deepest else { return cut() }
        switch first {
        case UInt8(ascii: "{"):
            index += 1
            return .object(members(until: UInt8(ascii: "}")))
        case UInt8(ascii: "["): return hidden() ?? array(until: UInt8(ascii: "]"))
        case UInt8(ascii: "("): return array(until: UInt8(ascii: ")"))
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): return strings().map { .string($0) }
        case UInt8(ascii: "<"): return angled()
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        case UInt8(ascii: ":"):
            index += 1  // a Ruby symbol
            return word()
        default: return word()
        }
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func at(_ offset: Int) -> UInt8? { index + offset < bytes.count ? bytes[index + offset] : nil }

    private mutating func cut() -> JSON? {
        isCut = true
        return nil
    }

    /// White space, and what people write behind a line when they show it to others: `// still empty`.
    private mutating func skipSpace() {
        while let byte = current {
            if byte <= 0x20 {
                index += 1
            } else if byte == UInt8(ascii: "/"), at(1) == UInt8(ascii: "/") {
                while let next = current, next != 0x0A { index += 1 }
            } else {
                return
            }
        }
    }

    private mutating func members(until close: UInt8) -> JSONObject {
        var members: [(String, JSON)] = []
        while true {
            skipSpace()
            guard let byte = current else {
                isCut = true
                break
            }
            if byte == close {
                index += 1
                break
            }
            if byte == UInt8(ascii: ",") {
                index += 1
                continue
            }
            if skipEllipsis() { continue }
            guard let key = key(), let value = value() else {
                isCut = true
                break
            }
            members.append((key, value))
            if isCut { break }
            skipSpace()
            guard let next = current, next == UInt8(ascii: ",") || next == close else {
                // What follows makes no sense, so the last value was read across a cut.
                if current != nil { members.removeLast() }
                isCut = true
                break
            }
        }
        return JSONObject(members)
    }

    private mutating func array(until close: UInt8) -> JSON {
        index += 1
        var items: [JSON] = []
        while true {
            skipSpace()
            guard let byte = current else {
                isCut = true
                break
            }
            if byte == close {
                index += 1
                break
            }
            if byte == UInt8(ascii: ",") {
                index += 1
                continue
            }
            if skipEllipsis() { continue }
            guard let item = value() else { break }
            items.append(item)
            if isCut { break }
            skipSpace()
            guard let next = current, next == UInt8(ascii: ",") || next == close else {
                isCut = true
                break
            }
        }
        return .array(items)
    }

    /// `... 3 more items`, `…`
    private mutating func skipEllipsis() -> Bool {
        guard current == UInt8(ascii: "."), at(1) == UInt8(ascii: "."), at(2) == UInt8(ascii: ".") else { return false }
        isHidden = true
        while let byte = current, byte != UInt8(ascii: ","), byte != UInt8(ascii: "]"), byte != UInt8(ascii: "}"),
            byte != UInt8(ascii: "\n")
        { index += 1 }
        return true
    }

    /// A key and what separates it from its value: `:`, `=>` or `=`.
    private mutating func key() -> String? {
        var key: String
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            guard let text = string() else { return nil }
            key = text
        default:
            if current == UInt8(ascii: ":") { index += 1 }
            let start = index
            while let byte = current, LooseJSON.isWord(byte) || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") {
                index += 1
            }
            guard index > start else { return nil }
            key = String(decoding: bytes[start..<index], as: UTF8.self)
        }
        skipSpace()
        switch (current, at(1)) {
        case (UInt8(ascii: "="), UInt8(ascii: ">")): index += 2
        case (UInt8(ascii: ":"), _), (UInt8(ascii: "="), _): index += 1
        default: return nil
        }
        return key
    }

    /// Strings one after another are one, as in Python; `+` between them, as in Node.
    private mutating func strings() -> String? {
        guard var text = string() else { return nil }
        while true {
            let end = index
            skipSpace()
            if current == UInt8(ascii: "+") {
                index += 1
                skipSpace()
            }
            guard let quote = current, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""), end != index,
                let more = string()
            else {
                index = end
                return text
            }
            text += more
        }
    }

    private mutating func string() -> String? {
        guard let quote = current else { return nil }
        index += 1
        let start = index
        while let byte = current, byte != quote {
            index += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < bytes.count else {
            index = bytes.count
            isCut = true
            return nil
        }
        defer { index += 1 }
        return Escapes.decode(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
    }

    private mutating func number() -> JSON? {
        let start = index
        while let byte = current, LooseJSON.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
            index += 1
        }
        var text = String(decoding: bytes[start..<index], as: UTF8.self)
        if text.hasSuffix("n") { text.removeLast() }  // a BigInt
        if let integer = Int64(text) { return .integer(integer) }
        if let number = Double(text) { return number.isFinite ? .number(number) : .null }
        return .string(text)
    }

    /// `[Object]`, `[Array]`, `[Function: f]`, `[Circular *1]`
    private mutating func hidden() -> JSON? {
        guard let initial = at(1), initial >= UInt8(ascii: "A"), initial <= UInt8(ascii: "Z") else { return nil }
        let start = index
        var end = index + 1
        while end < bytes.count, end - start < 80, bytes[end] != UInt8(ascii: "]") {
            guard bytes[end] != UInt8(ascii: "{"), bytes[end] != UInt8(ascii: "("), bytes[end] != UInt8(ascii: "\n")
            else {
                return nil
            }
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "]") else { return nil }
        index = end + 1
        isHidden = true
        return .string(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    /// `<Buffer 7b 22>`, `<Role.USER: 'user'>`, `<object at 0x10>`
    private mutating func angled() -> JSON? {
        let start = index
        while let byte = current, byte != UInt8(ascii: ">"), byte != UInt8(ascii: "\n") { index += 1 }
        guard current == UInt8(ascii: ">") else { return cut() }
        index += 1
        isHidden = true
        return .string(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    /// `True`, `undefined`, `b'bytes'`, `Class(key=value)`, `Class { key: value }`, or a bare name.
    private mutating func word() -> JSON? {
        let start = index
        while let byte = current, LooseJSON.isWord(byte) { index += 1 }
        guard index > start else { return cut() }
        let name = String(decoding: bytes[start..<index], as: UTF8.self)
        switch name {
        case "true", "True": return .bool(true)
        case "false", "False": return .bool(false)
        case "null", "None", "nil", "undefined", "NaN", "Infinity", "inf", "nan": return .null
        case "b", "u", "r", "f": if current == UInt8(ascii: "'") || current == UInt8(ascii: "\"") { return value() }
        default: break
        }
        if current == UInt8(ascii: "(") { return construction() }
        let end = index
        skipSpace()
        if current == UInt8(ascii: "{") { return value() }
        index = end
        return .string(name)
    }

    /// `Class(key=value, …)` as an object; `Class(value)` as its value.
    private mutating func construction() -> JSON? {
        let open = index
        index += 1
        skipSpace()
        let start = index
        while let byte = current, LooseJSON.isWord(byte) { index += 1 }
        let isKeyed = index > start && current == UInt8(ascii: "=")
        index = isKeyed ? start : open
        if isKeyed { return .object(members(until: UInt8(ascii: ")"))) }
        guard case .array(let items) = array(until: UInt8(ascii: ")")) else { return nil }
        return items.count == 1 ? items[0] : items.isEmpty ? .object([:]) : .array(items)
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "."), 0x80...0xFF:
            true
        default: false
        }
    }
}
