/// Reads single values: texts, words, numbers, durations, turns, close codes, event types.
import JSONText

extension FormReader {
    mutating func text(_ node: YAMLNode, _ name: String, _ form: Form) -> String? {
        if case .string(let text) = node.json { return text }
        guard case .plain(let written) = node.content, !written.isEmpty else { return refuse(node, name, form) }
        return refuse(node, name, form, hint: "put it in quotes: \"\(shown(written))\"")
    }

    mutating func line(_ node: YAMLNode, _ name: String, _ form: Form, maximumBytes: Int) -> FormValue? {
        guard let text = text(node, name, form) else { return nil }
        guard text.utf8.count <= maximumBytes else {
            complain(node.place, "`\(shown(name))` has \(text.utf8.count) bytes; at most \(maximumBytes) fit")
            return nil
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            complain(node.place, "`\(shown(name))` holds a line break or another control character")
            return nil
        }
        return .text(text)
    }

    mutating func id(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        guard let text = text(node, name, form) else { return nil }
        let words = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isId = words.allSatisfy { word in !word.isEmpty && word.allSatisfy(FormReader.isLowerCaseOrDigit) }
        return isId
            ? .text(text) : refuse(node, name, form, hint: "lower-case letters and digits, joined by single dashes")
    }

    private static func isLowerCaseOrDigit(_ byte: UInt8) -> Bool {
        (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
            || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    }

    mutating func word(_ node: YAMLNode, _ name: String, _ words: [String]) -> FormValue? {
        guard case .string(let text) = node.json else { return refuse(node, name, .word(words)) }
        return words.contains(text)
            ? .text(text) : refuse(node, name, .word(words), hint: didYouMean(text, among: words))
    }

    mutating func integer(
        _ node: YAMLNode, _ name: String, _ form: Form, _ range: ClosedRange<Int>
    ) -> FormValue? {
        guard let number = node.json.number else { return refuse(node, name, form) }
        guard let whole = Int(exactly: number), range.contains(whole) else {
            return outOfRange(node, name, form)
        }
        return .integer(whole)
    }

    mutating func number(
        _ node: YAMLNode, _ name: String, _ form: Form, _ range: ClosedRange<Double>
    ) -> FormValue? {
        guard let number = node.json.number else { return refuse(node, name, form) }
        return range.contains(number) ? .number(number) : outOfRange(node, name, form)
    }

    mutating func outOfRange(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        guard case .plain(let written) = node.content else { return refuse(node, name, form) }
        complain(node.place, "`\(shown(name))` takes \(form.phrase); \(shown(written)) is none")
        return nil
    }

    mutating func duration(
        _ node: YAMLNode, _ name: String, _ form: Form, _ range: ClosedRange<Double>
    ) -> FormValue? {
        let json = node.json
        guard let milliseconds = json.number ?? json.string.flatMap(FormReader.milliseconds) else {
            return refuse(node, name, form)
        }
        guard range.contains(milliseconds) else {
            complain(
                node.place,
                "`\(shown(name))` may be \(plain(range.lowerBound))ms to \(plain(range.upperBound))ms, not \(plain(milliseconds))ms"
            )
            return nil
        }
        return .number(milliseconds)
    }

    /// `1.5s` is 1500. Nil for what is no duration.
    private static func milliseconds(_ text: String) -> Double? {
        let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." }
        let factor: Double? =
            switch text.dropFirst(digits.count) {
            case "ms": 1
            case "s": 1000
            case "m": 60_000
            case "h": 3_600_000
            default: nil
            }
        guard digits.first != ".", digits.last != ".", let factor, let number = Double(String(digits)) else {
            return nil
        }
        return number * factor
    }

    mutating func turns(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        switch node.json {
        case .integer(let turn) where turn >= 1 && turn <= FormReader.lastTurn:
            return .turns(TurnRange(first: Int(turn), last: Int(turn)))
        case .string(let text):
            guard let range = FormReader.turnRange(text) else { return refuse(node, name, form) }
            if let last = range.last, last < range.first {
                complain(
                    node.place, "`\(shown(name))` ends before it begins: \(shown(text))",
                    hint: "did you mean `\(last)..\(range.first)`?")
                return nil
            }
            return .turns(range)
        default: return refuse(node, name, form)
        }
    }

    private static let lastTurn = 1_000_000

    private static func turnRange(_ text: String) -> TurnRange? {
        func turn(_ digits: Substring) -> Int? {
            guard digits.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
            return Int(digits).flatMap { (1...lastTurn).contains($0) ? $0 : nil }
        }
        guard let dots = text.firstIndex(of: ".") else { return turn(text[...]).map { TurnRange(first: $0, last: $0) } }
        let rest = text[dots...]
        guard rest.hasPrefix(".."), let first = turn(text[..<dots]) else { return nil }
        let end = rest.dropFirst(2)
        if end.isEmpty { return TurnRange(first: first, last: nil) }
        return turn(end).map { TurnRange(first: first, last: $0) }
    }

    mutating func closeCode(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        guard let number = node.json.number else { return refuse(node, name, form) }
        guard let code = Int(exactly: number), (1000...4999).contains(code) else { return outOfRange(node, name, form) }
        guard !Form.unsendableCloseCodes.contains(code) else {
            let hint = "leave `code` out: then no close frame is sent, which clients call 1006"
            complain(node.place, "close code \(code) is reserved and never sent (RFC 6455 7.4.1)", hint: hint)
            return nil
        }
        return .integer(code)
    }

    mutating func digits(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        // Unquoted, `0123` would lose its zero and `#1` be a comment.
        guard let text = text(node, name, form) else { return nil }
        guard !text.isEmpty, text.utf8.count <= 100, text.utf8.allSatisfy({ "0123456789*#ABCD".utf8.contains($0) })
        else { return refuse(node, name, form) }
        return .text(text)
    }

    mutating func eventType(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        guard case .string(let type) = node.json else { return refuse(node, name, form) }
        guard !EventTypes.all.contains(type) else { return .text(type) }
        let hint = EventTypes.gaNameOfBeta[type].map { "rules use the GA names: `\($0)`" }
        complain(
            node.place, "unknown event type `\(shown(type))`", hint: hint ?? didYouMean(type, among: EventTypes.all))
        return nil
    }
}
