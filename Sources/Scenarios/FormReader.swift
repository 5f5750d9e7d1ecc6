/// Holds a tree against its form: a value when all is well, complaints with places when not. It goes on after an error, to tell all at once.
import JSONText

struct FormReader {
    private(set) var complaints: [Complaint] = []

    /// - Parameter name: What error lines call the value: its key.
    mutating func read(_ node: YAMLNode, as form: Form, name: String) -> FormValue? {
        switch form {
        case .text: text(node, name, form).map { .text($0) }
        case .line(let bytes): line(node, name, form, maximumBytes: bytes)
        case .id: id(node, name, form)
        case .word(let words): word(node, name, words)
        case .integer(let range): integer(node, name, form, range)
        case .number(let range): number(node, name, form, range)
        case .duration(let range): duration(node, name, form, range)
        case .turns: turns(node, name, form)
        case .closeCode: closeCode(node, name, form)
        case .eventType: eventType(node, name, form)
        case .json: .json(node.json)
        case .event: event(node, name, form)
        case .jsonText: jsonText(node, name, form)
        case .dictionary(let inner, let kind): dictionary(node, name, form, inner, kind)
        case .list(let inner): list(node, name, inner)
        case .record(let record): fields(node, name, record).map { .record($0) }
        case .choice(let choice): self.choice(node, name, choice)
        }
    }

    mutating func complain(_ place: YAMLNode.Place, _ message: String, hint: String? = nil) {
        complaints.append(Complaint(at: place, message, hint: hint))
    }

    /// The general refusal, and nil so that callers can return it.
    private mutating func refuse<Value>(_ node: YAMLNode, _ name: String, _ form: Form, hint: String? = nil) -> Value? {
        complain(node.place, "`\(shown(name))` takes \(form.phrase), not \(node.phrase)", hint: hint)
        return nil
    }

    // MARK: Scalars

    private mutating func text(_ node: YAMLNode, _ name: String, _ form: Form) -> String? {
        if case .string(let text) = node.json { return text }
        guard case .plain(let written) = node.content, !written.isEmpty else { return refuse(node, name, form) }
        return refuse(node, name, form, hint: "put it in quotes: \"\(shown(written))\"")
    }

    private mutating func line(_ node: YAMLNode, _ name: String, _ form: Form, maximumBytes: Int) -> FormValue? {
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

    private mutating func id(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
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

    private mutating func word(_ node: YAMLNode, _ name: String, _ words: [String]) -> FormValue? {
        guard case .string(let text) = node.json else { return refuse(node, name, .word(words)) }
        return words.contains(text)
            ? .text(text) : refuse(node, name, .word(words), hint: didYouMean(text, among: words))
    }

    private mutating func integer(
        _ node: YAMLNode, _ name: String, _ form: Form, _ range: ClosedRange<Int>
    ) -> FormValue? {
        guard let number = node.json.number else { return refuse(node, name, form) }
        guard let whole = Int(exactly: number), range.contains(whole) else {
            return outOfRange(node, name, form)
        }
        return .integer(whole)
    }

    private mutating func number(
        _ node: YAMLNode, _ name: String, _ form: Form, _ range: ClosedRange<Double>
    ) -> FormValue? {
        guard let number = node.json.number else { return refuse(node, name, form) }
        return range.contains(number) ? .number(number) : outOfRange(node, name, form)
    }

    private mutating func outOfRange(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        guard case .plain(let written) = node.content else { return refuse(node, name, form) }
        complain(node.place, "`\(shown(name))` takes \(form.phrase); \(shown(written)) is none")
        return nil
    }

    private mutating func duration(
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

    private mutating func turns(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        switch node.json {
        case .integer(let turn) where turn >= 1 && turn <= FormReader.lastTurn:
            return .turns(TurnRange(first: Int(turn), last: Int(turn)))
        case .string(let text):
            guard let range = FormReader.turnRange(text) else { return refuse(node, name, form) }
            if let last = range.last, last < range.first {
                complain(
                    node.place, "`\(shown(name))` ends before it begins: \(shown(text))",
                    hint: "\(last)..\(range.first)")
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

    private mutating func closeCode(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        guard let number = node.json.number else { return refuse(node, name, form) }
        guard let code = Int(exactly: number), (1000...4999).contains(code) else { return outOfRange(node, name, form) }
        guard !Form.unsendableCloseCodes.contains(code) else {
            let hint = "leave `code` out: then no close frame is sent, which clients call 1006"
            complain(node.place, "close code \(code) is reserved and never sent (RFC 6455 7.4.1)", hint: hint)
            return nil
        }
        return .integer(code)
    }

    private mutating func eventType(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        guard case .string(let type) = node.json else { return refuse(node, name, form) }
        guard !EventTypes.all.contains(type) else { return .text(type) }
        let hint = EventTypes.gaNameOfBeta[type].map { "rules use the GA names: `\($0)`" }
        complain(
            node.place, "unknown event type `\(shown(type))`", hint: hint ?? didYouMean(type, among: EventTypes.all))
        return nil
    }

    // MARK: Collections

    private mutating func event(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        guard case .mapping = node.content else { return refuse(node, name, form) }
        guard node.json["type"]?.string?.isEmpty == false else {
            complain(node.place, "`\(shown(name))` needs a `type`, a text")
            return nil
        }
        return .json(node.json)
    }

    private mutating func jsonText(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        switch node.json {
        case .object: .text(node.json.text)
        case .string(let text): .text(text)
        default: refuse(node, name, form)
        }
    }

    private mutating func dictionary(
        _ node: YAMLNode, _ name: String, _ form: Form, _ inner: Form, _ kind: Form.NameKind
    ) -> FormValue? {
        guard case .mapping(let entries) = node.content, !entries.isEmpty else { return refuse(node, name, form) }
        let before = complaints.count
        let pairs = entries.compactMap { entry -> (name: String, value: FormValue)? in
            guard kind.accepts(entry.key) else {
                complain(entry.keyPlace, "`\(shown(entry.key))` is no \(kind.phrase)")
                return nil
            }
            return read(entry.value, as: inner, name: entry.key).map { (entry.key, $0) }
        }
        return complaints.count == before ? .dictionary(pairs) : nil
    }

    private mutating func list(_ node: YAMLNode, _ name: String, _ inner: Form) -> FormValue? {
        guard case .sequence(let items) = node.content else {
            let isItem = if case .mapping = node.content { true } else { false }
            return refuse(node, name, .list(inner), hint: isItem ? "begin each item with a dash" : nil)
        }
        let before = complaints.count
        // Every item is called by its form's name: `rule`, not `rules`.
        let itemName = if case .record(let record) = inner { record.name } else { name }
        let values = items.compactMap { read($0, as: inner, name: itemName) }
        return complaints.count == before ? .list(values) : nil
    }

    mutating func fields(_ node: YAMLNode, _ name: String, _ record: Record) -> Fields? {
        guard case .mapping(let entries) = node.content else { return refuse(node, name, .record(record)) }
        let before = complaints.count
        var fields = Fields()
        var places: [String: YAMLNode.Place] = [:]
        for entry in entries {
            guard let key = record.keys.first(where: { $0.name == entry.key }) else {
                refuseKey(entry, of: record)
                continue
            }
            places[key.name] = entry.value.place
            // A wrong value is there all the same: what is missing must not be said of it.
            fields.values[key.name] = read(entry.value, as: key.form, name: key.name) ?? .json(.null)
        }
        for key in record.keys where key.isRequired && fields.values[key.name] == nil {
            complain(node.place, "`\(record.name)` needs `\(key.name)`: \(key.form.phrase)")
        }
        for constraint in record.constraints {
            if let complaint = constraint.complaint(fields, of: record, at: node.place, places) {
                complaints.append(complaint)
            }
        }
        return complaints.count == before ? fields : nil
    }

    private mutating func refuseKey(_ entry: YAMLNode.Entry, of record: Record) {
        let names = record.keys.map(\.name)
        let hint =
            didYouMean(entry.key, among: names)
            ?? "`\(record.name)` knows " + names.map { "`\($0)`" }.joined(separator: ", ")
        complain(entry.keyPlace, "unknown key `\(shown(entry.key))` in `\(record.name)`", hint: hint)
    }
}

func didYouMean(_ word: String, among candidates: [String]) -> String? {
    suggest(word, among: candidates).map { "did you mean `\($0)`?" }
}

extension Form {
    /// RFC 6455 7.4.1: reserved, or never on the wire.
    static let unsendableCloseCodes = [1004, 1005, 1006, 1015]
}

extension Form.NameKind {
    fileprivate func accepts(_ name: String) -> Bool {
        switch self {
        // RFC 9110 5.6.2, token.
        case .headerName:
            !name.isEmpty
                && name.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "A")...UInt8(ascii: "Z"):
                        true
                    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                    }
                }
        case .dottedPath: name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
        }
    }

    fileprivate var phrase: String {
        switch self {
        case .headerName: "header name"
        case .dottedPath: "dotted path such as `response.status`"
        }
    }
}
