import JSONText
import RealtimeProtocol
import Scenarios

/// What faults make of the text of an event. Text that is no event any more stays as it is.
enum MessageFaults {
    static func replacing(_ fields: [WireFault.FieldChange], in text: String) -> String {
        guard var object = (try? JSON(parsing: text))?.object else { return text }
        for field in fields {
            // A bare nil would be JSON's null here.
            let value: JSON? = field.value.isNull ? .none : .some(field.value)
            FieldPath(field.path).set(value, in: &object)
        }
        return JSON.object(object).text
    }

    static func renamed(_ text: String, to type: String) -> String {
        guard var object = (try? JSON(parsing: text))?.object else { return text }
        object["type"] = .string(type)
        return JSON.object(object).text
    }

    /// The first bytes, cut between characters; nil: half of them.
    static func cut(_ text: String, after bytes: Int?) -> String {
        let count = min(bytes ?? text.utf8.count / 2, text.utf8.count)
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: max(0, count))
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end])
    }

    /// Every id of a response, an item or a call becomes another of its kind, the event's and the session's stay.
    static func withForeignIDs(_ text: String, dice: inout SplitMix64) -> String {
        guard let event = try? JSON(parsing: text) else { return text }
        var strangers: [String: String] = [:]
        return foreign(event, &strangers, &dice).text
    }

    private static func foreign(
        _ value: JSON, _ strangers: inout [String: String], _ dice: inout SplitMix64
    ) -> JSON {
        switch value {
        case .array(let items): return .array(items.map { foreign($0, &strangers, &dice) })
        case .object(let object):
            var changed = object
            for member in object.members { changed[member.key] = foreign(member.value, &strangers, &dice) }
            return .object(changed)
        case .string(let id):
            let kinds = ["item_", "resp_", "call_"]
            guard let kind = kinds.first(where: id.hasPrefix), !id.contains(" ") else { return value }
            // The same stranger wherever the event names it.
            let stranger = strangers[id] ?? kind + letters(id.utf8.count - kind.utf8.count, &dice)
            strangers[id] = stranger
            return .string(stranger)
        default: return value
        }
    }

    private static func letters(_ count: Int, _ dice: inout SplitMix64) -> String {
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        let bytes = (0..<min(max(count, 1), 64)).map { _ in alphabet[Int(dice.next() % 62)] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
