/// I22, I33, I34: an answer repeats its request, and comes after it. Only our own captures hold every request.
import JSONText
import RealtimeProtocol

struct AnswerRules: Sendable {
    /// Requests that were not answered, at most a few.
    private var truncates: [JSON] = []
    private var retrieves: [String] = []
    private var deletes: [String] = []
    private var clears = 0
    private static let capacity = 1_000

    mutating func client(_ type: EventType, _ json: JSON) {
        let item = json["item_id"]?.string ?? ""
        switch type {
        case .conversationItemTruncate where truncates.count < AnswerRules.capacity: truncates.append(json)
        case .conversationItemRetrieve where retrieves.count < AnswerRules.capacity: retrieves.append(item)
        case .conversationItemDelete where deletes.count < AnswerRules.capacity: deletes.append(item)
        case .inputAudioBufferClear: clears += 1
        default: break
        }
    }

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        guard context.isDirect else { return }
        switch type {
        case .itemTruncated: truncated(json, at: moment, &breaches)
        case .itemRetrieved:
            let id = json["item"]?["id"]?.string ?? ""
            if let index = retrieves.firstIndex(of: id) {
                retrieves.removeFirst(index + 1)
            } else if !retrieves.isEmpty {
                breaches.add("I34", .server, "the retrieved item is the one asked for", id, at: moment)
            } else {
                unasked(type, at: moment, &breaches)
            }
        case .itemDeleted:
            if let index = deletes.firstIndex(of: json["item_id"]?.string ?? "") {
                deletes.remove(at: index)
            } else {
                unasked(type, at: moment, &breaches)
            }
        case .inputAudioCleared:
            if clears > 0 { clears -= 1 } else { unasked(type, at: moment, &breaches) }
        default: break
        }
    }

    private mutating func truncated(_ json: JSON, at moment: Moment, _ breaches: inout Breaches) {
        let ofItem = truncates.indices.filter { truncates[$0]["item_id"] == json["item_id"] }
        guard let first = ofItem.first else { return unasked(.itemTruncated, at: moment, &breaches) }
        let exact = ofItem.first { index in
            ["content_index", "audio_end_ms"].allSatisfy { truncates[index][$0]?.number == json[$0]?.number }
        }
        if exact == nil {
            breaches.add(
                "I33", .server, "truncated repeats the request", json["item_id"]?.string ?? "", at: moment)
        }
        truncates.removeFirst(min(truncates.count, (exact ?? first) + 1))
    }

    private func unasked(_ type: EventType, at moment: Moment, _ breaches: inout Breaches) {
        breaches.add("I22", .server, "nothing is answered before it was asked", type.rawValue, at: moment)
    }
}
