/// A value that has passed its form: what is built from it needs no more checks.
import JSONText

indirect enum FormValue: Sendable {
    case text(String)
    case truth(Bool)
    case integer(Int)
    /// Durations too, in milliseconds.
    case number(Double)
    case turns(TurnRange)
    case json(JSON)
    case dictionary([(name: String, value: FormValue)])
    case list([FormValue])
    case record(Fields)
    /// The chosen word; its parameters, empty for a bare word; its value when it takes one that is no record.
    case choice(String, Fields, FormValue?)
}

/// The keys that were given, by name.
struct Fields: Sendable {
    /// Where the mapping begins, from 1; 0 of one that is not in a file.
    var line = 0
    var values: [String: FormValue] = [:]

    func text(_ key: String) -> String? {
        guard case .text(let value)? = values[key] else { return nil }
        return value
    }

    func truth(_ key: String) -> Bool? {
        guard case .truth(let value)? = values[key] else { return nil }
        return value
    }

    func integer(_ key: String) -> Int? {
        guard case .integer(let value)? = values[key] else { return nil }
        return value
    }

    func number(_ key: String) -> Double? {
        guard case .number(let value)? = values[key] else { return nil }
        return value
    }

    func turns(_ key: String) -> TurnRange? {
        guard case .turns(let value)? = values[key] else { return nil }
        return value
    }

    func record(_ key: String) -> Fields? {
        guard case .record(let value)? = values[key] else { return nil }
        return value
    }

    /// Every item of a list of texts; empty when the key is absent.
    func list(_ key: String) -> [String] {
        guard case .list(let items)? = values[key] else { return [] }
        return items.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// Every item of a list of records; empty when the key is absent.
    func records(_ key: String) -> [Fields] {
        guard case .list(let items)? = values[key] else { return [] }
        return items.compactMap { if case .record(let fields) = $0 { fields } else { nil } }
    }
}
