/// I2 to I4: what every server event has. Deltas are left out, so that memory does not grow with audio.
import JSONText
import RealtimeProtocol

struct EnvelopeRules: Sendable {
    private var eventIDs = IdentifierSet()
    private var decision = DialectDecision()

    mutating func server(_ type: EventType, _ json: JSON, at moment: Moment, _ breaches: inout Breaches) {
        if type != .dtmfReceived {
            if let id = json["event_id"]?.string, !id.isEmpty {
                if !eventIDs.insert(id) {
                    breaches.add("I4", .server, "event_id is unique in the connection", "\(id) again", at: moment)
                }
            } else {
                breaches.add("I2", .server, "every server event has an event_id", type.rawValue, at: moment)
            }
        }
        let session = json["session"]?.object
        guard session != nil || type.tellsDialect, let name = json["type"]?.string else { return }
        let known = decision.contradictions.count
        if let session { decision.observe(session: session) }
        decision.observe(eventName: name)
        if decision.contradictions.count > known {
            breaches.add(
                "I3", .server, "one connection speaks one dialect",
                "\(name) on a \(decision.dialect?.rawValue ?? "") session",
                at: moment)
        }
    }
}
