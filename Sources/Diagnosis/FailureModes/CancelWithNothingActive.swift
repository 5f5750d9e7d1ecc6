/// A response is cancelled when none runs, and the call ends of the error.
struct CancelWithNothingActive: FailureMode {
    static let about = About(
        id: "cancel-with-nothing-active",
        title: "a cancel with nothing to cancel ends the call",
        hears: "The call drops when the caller begins to speak.",
        evidence:
            "response.cancel while no response is active, the error response_cancel_not_active, and within 2 s the bridge ends one of the legs",
        tellsApart:
            "The error answers the bridge's own cancel. Alone it does no harm and is a note; with cancel-before-created a response was on its way",
        causes: [
            "the service has cancelled the response already (interrupt_response), and the bridge cancels once more and takes the refusal for fatal",
            "cancel is sent at every speech_started, whether a response runs or not",
            "the state of the response is kept from an older id",
        ],
        remedy:
            "Send response.cancel only between response.created and response.done, leave it to the service where interrupt_response is on, and ignore this error.",
        atFault: .bridge,
        source: "catalogue: cancel-with-nothing-active; OpenAI Realtime, response.cancel",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            for cancel in connection.cancels {
                guard let error = cancel.refused.map({ connection.errors[$0] }),
                    error.code == "response_cancel_not_active", let end = call.end(after: error, on: index)
                else { continue }
                return Sighting(
                    "response.cancel met no active response, and the bridge ended the call after the error: \(end.text)",
                    evidence: [cancel.moment.evidence("response.cancel"), error.evidence, end])
            }
        }
        return nil
    }
}

extension Timeline {
    /// The client ended a leg within two seconds of an error, though the caller had not hung up.
    fileprivate func end(after error: ModelConnection.ErrorEvent, on index: Int) -> Evidence? {
        let call = calls.first { $0.connections.contains(index) }
        let lines = call?.phones.map { phones[$0] } ?? []
        func isSoon(_ moment: Moment) -> Bool {
            guard moment > error.moment else { return false }
            // Without the phone leg an orderly end that happens to follow looks the same; it does not follow at once.
            let limit = lines.isEmpty ? 0.3 : 2
            return moment.seconds(since: error.moment).map { $0 <= limit } ?? (moment.frame - error.moment.frame <= 2)
        }
        if lines.contains(where: { line in line.stops.contains { $0 < error.moment || isSoon($0) } }) { return nil }
        if let ending = lines.compactMap(\.ending).first(where: { $0.byBridge && isSoon($0.moment) }) {
            return ending.moment.evidence(ending.text)
        }
        // Without the phone leg a 1000 is how any call ends.
        if let ending = connections[index].ending, !ending.byServer, isSoon(ending.moment),
            ending.code != 1_000 || !lines.isEmpty
        {
            return ending.evidence
        }
        return nil
    }
}
