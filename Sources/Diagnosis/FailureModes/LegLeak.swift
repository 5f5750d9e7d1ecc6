import CallCapture
import JSONText

/// The caller has hung up, and the model is still listened for.
struct LegLeak: FailureMode {
    static let about = About(
        id: "leg-leak",
        title: "the call is over, and the connection to the model stays open",
        hears: "Nothing; the session is paid for until it expires, and the bridge runs out of connections.",
        evidence:
            "the carrier's stop or the end of its connection, and the connection to the model is neither closed nor quiet for seconds after it",
        tellsApart: "The caller's leg is the one that ended. With openai-socket-closed-mid-call it is the model's",
        causes: [
            "stop is not handled, and the reader of the model waits on",
            "both directions are awaited together, so that the end of one does not end the other",
            "an exception in the clean-up of the first leg",
        ],
        remedy:
            "When either leg ends, cancel the other's task and close it: on stop or close of the carrier close the model with 1000.",
        atFault: .bridge,
        source: "catalogue: leg-leak",
        stage: .bridge
    )

    /// A bridge may sum up what was said, seconds.
    private static let grace = 3.0

    func examine(_ call: Timeline) -> Sighting? {
        for one in call.calls {
            let lines = one.phones.map { call.phones[$0] }
            // The carrier may have connected anew.
            guard let end = lines.compactMap(\.ended).max(), lines.allSatisfy({ $0.ended != nil }) else { continue }
            for connection in one.connections.map({ call.connections[$0] }) where connection.isOpen(at: end) {
                guard let leak = leak(connection, after: end, call) else { continue }
                return Sighting(
                    "the call ended, and \(leak.words)",
                    evidence: [end.evidence("the end of the carrier's stream"), leak.evidence])
            }
        }
        return nil
    }

    private func leak(
        _ connection: ModelConnection, after end: Moment, _ call: Timeline
    ) -> (words: String, evidence: Evidence)? {
        let vain = call.observations(ObservationKind.waited).first {
            $0.data["for"]?.string == "close" && $0.data["connection"]?.string == connection.name
                && $0.number > end.frame
        }
        if connection.ending == nil, let vain, let seconds = vain.data["seconds"]?.number, seconds >= Self.grace {
            return (
                "\(Timeline.words(seconds: seconds)) later the connection to the model was still open",
                Moment(frame: vain.number).evidence("waited in vain for its close")
            )
        }
        // In other recordings only signs of life prove that it was open.
        let sign = [connection.lastClientEvent, connection.lastServerEvent].compactMap { $0 }.max()
        guard let sign, let seconds = sign.seconds(since: end), seconds >= Self.grace else { return nil }
        return (
            "\(Timeline.words(seconds: seconds)) later the connection to the model was still in use",
            sign.evidence("the last event on the model's connection")
        )
    }
}
