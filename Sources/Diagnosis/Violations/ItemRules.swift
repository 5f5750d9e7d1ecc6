/// I23 to I35: items enter the conversation once, in order, and are finished once.
import JSONText
import RealtimeProtocol

struct ItemRules: Sendable {
    private var last: String?
    private var added: Set<String> = []
    private var deleted: Set<String> = []
    private var announced: [String: Announcement] = [:]

    private struct Announcement: Sendable {
        var type: String?
        var role: String?
        var callID: String?
    }

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        guard let item = json["item"], let id = item["id"]?.string else {
            if type == .itemDeleted { delete(json["item_id"]?.string ?? "", at: moment, context, &breaches) }
            return
        }
        switch type {
        case .itemAdded: add(item, id, json, isFromStart: context.seen.contains(.sessionCreated), at: moment, &breaches)
        case .itemDone:
            // What was added before the capture began is not known.
            if !added.contains(id), context.seen.contains(.itemAdded), context.seen.contains(.sessionCreated) {
                breaches.add("I25", .server, "conversation.item.done follows conversation.item.added", id, at: moment)
            }
        case .outputItemAdded:
            if let status = item["status"]?.string, status != "in_progress" {
                breaches.add(
                    "I28", .server, "an item of a response begins in progress", "\(id) is \(status)", at: moment)
            }
        case .outputItemDone:
            if item["status"]?.string == "in_progress" {
                breaches.add(
                    "I28", .server, "a finished item is completed or incomplete", "\(id) is in progress", at: moment)
            }
        default: return
        }
        if type != .itemDone { check(item, context.dialect, at: moment, &breaches) }
        compare(item, id, at: moment, &breaches)
    }

    private mutating func delete(
        _ id: String, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        if id == last { last = nil }
        if !deleted.insert(id).inserted || context.holdsWholeCall && !added.contains(id) {
            breaches.add("I32", .server, "a deleted item was there before, and never is again", id, at: moment)
        }
    }

    private func check(_ item: JSON, _ dialect: Dialect?, at moment: Moment, _ breaches: inout Breaches) {
        guard let dialect else { return }
        if let wrong = ContentRules.wrongType(in: item, dialect) {
            breaches.add("I30", .server, "content fits the role of the message", wrong, at: moment)
        }
        if dialect == .ga, let object = item["object"]?.string {
            breaches.add("I35", .heuristic, "items of GA have no object", object, at: moment)
        }
    }

    private mutating func add(
        _ item: JSON, _ id: String, _ json: JSON, isFromStart: Bool, at moment: Moment, _ breaches: inout Breaches
    ) {
        // The service accepts a client's item under an id that exists, and then names the item as its own predecessor.
        let isRepeat = json["previous_item_id"]?.string == id
        if !added.insert(id).inserted, !isRepeat {
            breaches.add("I23", .server, "an item enters the conversation once", "\(id) again", at: moment)
        }
        if let previous = json["previous_item_id"]?.string, deleted.contains(previous) {
            breaches.add(
                "I32", .server, "a deleted item was there before, and never is again", "\(id) follows \(previous)",
                at: moment)
        }
        deleted.remove(id)
        // A first item with a predecessor only says that the capture begins later.
        if isFromStart, let last, let previous = json["previous_item_id"]?.string, previous != last, !isRepeat,
            !added.contains(previous)
        {
            breaches.add(
                "I24", .server, "previous_item_id names an item of the conversation", "\(id) follows \(previous)",
                at: moment
            )
        }
        last = id
    }

    private mutating func compare(_ item: JSON, _ id: String, at moment: Moment, _ breaches: inout Breaches) {
        let now = Announcement(
            type: item["type"]?.string, role: item["role"]?.string, callID: item["call_id"]?.string)
        guard let before = announced.updateValue(now, forKey: id) else { return }
        if let a = before.type, let b = now.type, a != b {
            breaches.add(
                "I29", .server, "type, role and call_id of an item never change", "\(id): \(a), then \(b)", at: moment)
        }
        if let a = before.role, let b = now.role, a != b {
            breaches.add(
                "I29", .server, "type, role and call_id of an item never change", "\(id): \(a), then \(b)", at: moment)
        }
        if let a = before.callID, let b = now.callID, a != b {
            breaches.add(
                "I76", .server, "call_id is the same in all events of a call", "\(id): \(a), then \(b)", at: moment)
        }
    }
}
