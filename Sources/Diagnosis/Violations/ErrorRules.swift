/// I104, I110 to I114: error events.
import JSONText
import RealtimeProtocol

struct ErrorRules: Sendable {
    private var clientEventIDs: Set<String> = []
    private var answered: Set<String> = []
    private var failedTranscript: String?

    mutating func client(_ json: JSON) {
        if let id = json["event_id"]?.string, clientEventIDs.count < 100_000 { clientEventIDs.insert(id) }
    }

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ facts: ModelConnection, _ breaches: inout Breaches
    ) {
        if type == .transcriptionFailed { failedTranscript = json["error"]?["message"]?.string }
        guard type == .error, let error = json["error"] else { return }
        if let message = error["message"]?.string, !message.isEmpty, message == failedTranscript {
            breaches.add("I104", .server, "a transcript that fails is no error event", message, at: moment)
        }
        if error["type"]?.string == nil || error["message"]?.string == nil {
            breaches.add("I110", .server, "an error has a type and a message", error.text, at: moment)
        }
        if let id = error["event_id"]?.string, facts.clientEvents > 0 {
            if !clientEventIDs.contains(id), !clientEventIDs.isEmpty {
                breaches.add("I111", .server, "an error's event_id is one of the client's", id, at: moment)
            } else if !answered.insert(id).inserted {
                breaches.add("I111", .server, "a client event has at most one error", id, at: moment)
            }
        }
        if error["code"]?.string == "unknown_parameter", let param = error["param"]?.string,
            let dialect = facts.echoes.last?.session.json.object.flatMap({ Dialect.decide(session: $0) }),
            let hint = Renames.hint(path: param, dialect: dialect)
        {
            breaches.add(
                "I113", .suspicious, "the client speaks the dialect of the session", "\(param): \(hint)", at: moment)
        }
    }

    func finish(_ facts: ModelConnection, _ breaches: inout Breaches) {
        for error in facts.errors where ErrorCodes.benign.contains(error.code ?? "") {
            breaches.add(
                "I114", .suspicious, "requests and events of the service crossed", error.code ?? "", at: error.moment)
        }
    }
}
