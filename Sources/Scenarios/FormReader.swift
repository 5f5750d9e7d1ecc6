/// Holds a tree against its form: a value when all is well, complaints with places when not. It goes on after an error, to tell all at once.
import DidYouMean
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
        case .truth: node.json.bool.map { .truth($0) } ?? refuse(node, name, form)
        case .integer(let range): integer(node, name, form, range)
        case .number(let range): number(node, name, form, range)
        case .duration(let range): duration(node, name, form, range)
        case .turns: turns(node, name, form)
        case .closeCode: closeCode(node, name, form)
        case .eventType: eventType(node, name, form)
        case .json: .json(node.json)
        case .event: event(node, name, form)
        case .jsonText: jsonText(node, name, form)
        case .pattern: pattern(node, name, form)
        case .digits: digits(node, name, form)
        case .dictionary(let inner, let kind): dictionary(node, name, form, inner, kind)
        case .list(let inner): list(node, name, inner)
        case .record(let record): fields(node, name, record).map { .record($0) }
        case .choice(let choice): self.choice(node, name, choice)
        }
    }

    mutating func complain(_ place: YAMLNode.Place, _ message: String, hint: String? = nil) {
        complaints.append(Complaint(at: place, message, hint: hint))
    }

    /// Silent once there are more errors than anybody is shown: looking for what was meant has its price.
    func didYouMean(_ word: String, among candidates: [String]) -> String? {
        guard complaints.count < ScenarioFile.maximumErrors else { return nil }
        return suggest(word, among: candidates).map { "did you mean `\($0)`?" }
    }

    /// The general refusal, and nil so that callers can return it.
    mutating func refuse<Value>(_ node: YAMLNode, _ name: String, _ form: Form, hint: String? = nil) -> Value? {
        complain(node.place, "`\(shown(name))` takes \(form.phrase), not \(node.phrase)", hint: hint)
        return nil
    }

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

    private mutating func pattern(_ node: YAMLNode, _ name: String, _ form: Form) -> FormValue? {
        guard let text = text(node, name, form) else { return nil }
        do throws(TextPatternError) {
            _ = try TextPattern(text)
        } catch {
            complain(node.place, "the pattern of `\(shown(name))` \(error.problem)")
            return nil
        }
        return .text(text)
    }

    private mutating func dictionary(
        _ node: YAMLNode, _ name: String, _ form: Form, _ inner: Form, _ kind: Form.NameKind
    ) -> FormValue? {
        guard case .mapping(let entries) = node.content else { return refuse(node, name, form) }
        guard !entries.isEmpty else {
            complain(node.place, "`\(shown(name))` is empty", hint: "leave it out, or say what it is to hold")
            return nil
        }
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
        var fields = Fields(line: node.place.line)
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
        // Twilio allows 500 characters for name and value together.
        case .parameterName: !name.isEmpty && name.utf8.count < 500
        case .dottedPath: name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
        }
    }

    fileprivate var phrase: String {
        switch self {
        case .headerName: "header name"
        case .parameterName: "name of at most 499 bytes"
        case .dottedPath: "dotted path such as `response.status`"
        }
    }
}
