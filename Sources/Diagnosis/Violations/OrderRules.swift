/// I26, I27, I36, I61, I62, I88, I90: which event of an item comes next. Looked at item by item, for the events of other
/// items, of transcripts and of a second response may always stand between.
import JSONText
import RealtimeProtocol

struct OrderRules: Sendable {
    private struct Expectation: Sendable {
        var rule: String
        var type: EventType
        var words: String
    }

    private struct Place: Sendable {
        var item: JSON
        var previous: String?
        var isOfResponse: Bool
    }

    /// What has to come next of an item.
    private var expected: [String: Expectation] = [:]
    /// Items that have entered the conversation and are not done.
    private var placed: [String: Place] = [:]
    /// Items of responses as `conversation.item.done` had them.
    private var finished: [String: JSON] = [:]
    /// Responses that go on, and whether they are out of band.
    private var responses: [String: Bool] = [:]
    private var outOfBandItems: [String: String] = [:]

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        if type == .responseCreated || type == .responseDone { return response(type, json["response"] ?? .null) }
        guard OrderRules.isOfItemsLife(type), let id = json["item"]?["id"]?.string ?? json["item_id"]?.string else {
            return
        }
        if let next = expected.removeValue(forKey: id), next.type != type, context.holds(next.type) {
            breaches.add(next.rule, .server, next.words, "\(type.rawValue) of \(id) instead", at: moment)
        }
        switch type {
        case .outputItemAdded:
            guard let response = json["response_id"]?.string, let isOutOfBand = responses[response] else { return }
            if isOutOfBand {
                outOfBandItems[id] = response
            } else {
                expect(.itemAdded, "I61", "output_item.added is followed by conversation.item.added", of: id)
            }
        case .itemAdded: itemAdded(id, json, at: moment, context, &breaches)
        case .itemDone: itemDone(id, json, at: moment, &breaches)
        case .outputItemDone: outputItemDone(id, json, at: moment, context, &breaches)
        case .speechStopped:
            if context.facts.turnDetection(at: moment)?.isOn == true {
                expect(.inputAudioCommitted, "I88", "speech_stopped is followed by committed", of: id)
            }
        case .idleTimeoutTriggered:
            expect(.inputAudioCommitted, "I94", "timeout_triggered is followed by committed", of: id)
        case .inputAudioCommitted:
            expect(.itemAdded, "I90", "committed is followed by conversation.item.added", of: id)
        default: break
        }
    }

    /// Transcripts and what the client asks about an item may come whenever they like.
    private static func isOfItemsLife(_ type: EventType) -> Bool {
        switch type {
        case .transcriptionDelta, .transcriptionCompleted, .transcriptionSegment, .transcriptionFailed, .itemRetrieved,
            .itemTruncated, .itemDeleted:
            false
        default: true
        }
    }

    private mutating func expect(_ type: EventType, _ rule: String, _ words: String, of item: String) {
        expected[item] = Expectation(rule: rule, type: type, words: words)
    }

    private mutating func response(_ type: EventType, _ response: JSON) {
        guard let id = response["id"]?.string else { return }
        if type == .responseCreated {
            responses[id] = response["conversation_id"]?.isNull ?? false
        } else if responses.removeValue(forKey: id) == true {
            outOfBandItems = outOfBandItems.filter { $0.value != id }
        }
    }

    private mutating func itemAdded(
        _ id: String, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        if outOfBandItems[id] != nil {
            breaches.add(
                "I36", .server, "items of an out-of-band response stay out of the conversation", id, at: moment)
        }
        guard context.dialect == .ga, let item = json["item"] else { return }
        let status = item["status"]?.string
        let isFinal =
            item["type"]?.string == "function_call_output"
            || item["type"]?.string == "message" && status == "completed"
        placed[id] = Place(item: item, previous: json["previous_item_id"]?.string, isOfResponse: !isFinal)
        if isFinal {
            expect(.itemDone, "I26", "an item that is complete at once is done at once, unchanged", of: id)
        }
    }

    private mutating func itemDone(_ id: String, _ json: JSON, at moment: Moment, _ breaches: inout Breaches) {
        guard let place = placed.removeValue(forKey: id), let item = json["item"] else { return }
        let previous = json["previous_item_id"]?.string
        if place.isOfResponse {
            finished[id] = item
            // The service says null for the second item of a conversation (realtime reference, 7.20).
            if let previous, let before = place.previous, previous != before {
                breaches.add(
                    "I27", .heuristic, "previous_item_id is the same when an item is added and done",
                    "\(before), then \(previous)", at: moment)
            }
        } else if place.item != item || place.previous != previous {
            breaches.add(
                "I26", .server, "an item that is complete at once is done at once, unchanged", "\(id) changed",
                at: moment)
        }
    }

    private mutating func outputItemDone(
        _ id: String, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        let final = finished.removeValue(forKey: id)
        guard context.dialect == .ga, let response = json["response_id"]?.string, responses[response] == false else {
            return
        }
        let words = "conversation.item.done comes before output_item.done, with the same item"
        if let final {
            if final != json["item"] { breaches.add("I62", .server, words, "\(id) differs", at: moment) }
        } else if placed[id] != nil, context.holds(.itemDone) {
            breaches.add("I62", .server, words, "\(id) was not done", at: moment)
        }
    }
}
