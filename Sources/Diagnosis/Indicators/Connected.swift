import CallCapture
import JSONText

/// Did the service let the client in?
struct Connected: Indicator {
    static let id = "connected"
    static let title = "The connection was opened and a session began"

    func examine(_ call: Timeline) -> Answer {
        guard !call.connections.isEmpty else {
            if let never = never(call) { return never }
            let failure = ["dns", "tcp", "proxy", "tls"].lazy.compactMap { kind in
                call.observations(kind).last?.data["error"]?.string.map { "\(kind): \($0)" }
            }.first
            let ended = call.observations(ObservationKind.ended).last?.data["reason"]?.string
            return .notExamined(failure ?? ended ?? "there is no connection to the service in the capture")
        }
        let refused = call.connections.first { connection in
            connection.opening?.status.map { $0 != 101 } ?? false
        }
        if let opening = refused?.opening {
            return .fail(
                "the upgrade was answered with HTTP \(opening.status ?? 0)",
                [opening.moment.evidence(opening.words)])
        }
        let served = call.connections.filter { !$0.echoes.isEmpty || $0.serverEvents > $0.errors.count }
        if served.isEmpty, let error = call.connections.lazy.compactMap(\.errors.first).first {
            return .fail("the service refused the session: \(error.text)", [error.evidence])
        }
        if served.isEmpty, let ending = call.connections.lazy.compactMap(\.ending).first(where: \.byServer) {
            return .fail("no session began: \(ending.text)", [ending.evidence])
        }
        if served.isEmpty, let silent = silence(call) { return silent }
        guard let first = served.first else {
            return .notExamined("the service's messages are not in the capture")
        }
        let model = first.echoes.last?.session.model.map { " on \($0)" } ?? ""
        return .pass(first.echoes.isEmpty ? "the service answers" : "a session began\(model)")
    }

    /// The telephone rang for seconds, and the bridge did not open a connection to the model.
    private func never(_ call: Timeline) -> Answer? {
        guard call.command == "bridge", call.strangers == 0, let phone = call.phones.first, let began = phone.began,
            let seconds = (phone.ended ?? phone.last).seconds(since: began), seconds >= 3
        else { return nil }
        return .fail(
            "the bridge opened no connection to the service in \(Timeline.words(seconds: seconds)) of the call",
            [began.evidence("the stream begins")])
    }

    /// The upgrade was accepted, and a probe waited in vain for what every session begins with.
    private func silence(_ call: Timeline) -> Answer? {
        guard let opening = call.connections.first?.opening, opening.status == 101,
            let wait = call.observations(ObservationKind.waited).first(where: { $0.data["for"] == "session.created" }),
            let seconds = wait.data["seconds"]?.number
        else { return nil }
        return .fail(
            "no session began: no session.created within \(Int(bounded: seconds)) s",
            [opening.moment.evidence("HTTP 101")]
        )
    }
}
