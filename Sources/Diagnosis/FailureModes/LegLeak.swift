/// One leg has ended, and the other stays.
import CallCapture

struct LegLeak: FailureMode {
    static let about = About(
        id: "leg-leak",
        title: "one leg ends, and the bridge leaves the other one open",
        hears:
            "Nothing, when the caller has hung up: the model is paid for until its session expires. Otherwise silence on an open line.",
        evidence:
            "stop or the end of the phone connection, and the model's connection still open when the capture ends, or closed only 5 s later and more; or the end of the model's connection, no other one, and a phone connection that stays open 5 s and more without a message to the carrier",
        tellsApart:
            "The other leg had ended in order. With openai-socket-closed-mid-call the question is who ended the model's connection; here it is what the bridge did then",
        causes: [
            "two tasks are awaited together, and the one that has nothing more to do waits for the other",
            "stop is not handled, only the end of the socket", "an exception in one task is swallowed",
        ],
        remedy:
            "When either leg ends, end the other: cancel the other task when the first is done, and close both connections in one place.",
        atFault: .bridge,
        source: "catalogue: leg-leak",
        also: ["cost-runaway"],
        stage: .bridge
    )

    /// Seconds.
    private static let patience = 2.0
    private static let slowest = 5.0

    func examine(_ call: Timeline) -> Sighting? {
        for one in call.calls where !one.phones.isEmpty && !one.connections.isEmpty {
            if let sighting = call.modelLeftOpen(one) ?? call.callerLeftAlone(one) { return sighting }
        }
        return nil
    }

    static func isTooLate(_ seconds: Double, isStillOpen: Bool) -> Bool {
        seconds >= (isStillOpen ? patience : slowest)
    }
}

extension Timeline {
    /// The caller is gone, the model is not.
    fileprivate func modelLeftOpen(_ one: Call) -> Sighting? {
        let ends = one.phones.map { phones[$0].ended }
        guard let hungUp = ends.compactMap({ $0 }).max(), !ends.contains(nil) else { return nil }
        // A spare one that waits for another call is not this one's.
        for connection in one.connections.map({ connections[$0] })
        where connection.first < hungUp && (connection.appended.payloads > 0 || !connection.responses.isEmpty) {
            if let ending = connection.ending {
                guard ending.moment > hungUp, let late = ending.moment.seconds(since: hungUp),
                    LegLeak.isTooLate(late, isStillOpen: false)
                else { continue }
                return Sighting(
                    "the connection to the model was closed \(Timeline.words(seconds: late)) after the call had ended",
                    evidence: [hungUp.evidence("the end of the call"), ending.evidence], brokenAt: hungUp)
            }
            guard let late = seconds(from: hungUp), LegLeak.isTooLate(late, isStillOpen: true) else { continue }
            return Sighting(
                "the connection \(connection.name) to the model was still open \(Timeline.words(seconds: late)) after the call had ended",
                evidence: [
                    hungUp.evidence("the end of the call"),
                    connection.last.evidence("the last frame of \(connection.name)"),
                ], brokenAt: hungUp)
        }
        return nil
    }

    /// The model is gone, and nobody tells the caller.
    fileprivate func callerLeftAlone(_ one: Call) -> Sighting? {
        let endings = one.connections.map { connections[$0].ending }
        guard !endings.contains(where: { $0 == nil }),
            let last = endings.compactMap({ $0 }).max(by: { $0.moment < $1.moment }),
            let line = one.phones.last.map({ phones[$0] }), line.first < last.moment
        else { return nil }
        // What the caller's side or its limit ended is no doing of the bridge.
        let end = line.ended ?? line.last
        guard let late = end.seconds(since: last.moment), LegLeak.isTooLate(late, isStillOpen: false),
            line.lastBridgeMessage.map({ $0 < last.moment || ($0.seconds(since: last.moment) ?? 0) < 1 }) ?? true
        else { return nil }
        return Sighting(
            "the caller was left on an open line for \(Timeline.words(seconds: late)) after the connection to the model had ended",
            evidence: [last.evidence, end.evidence("the phone connection, until then open")], brokenAt: end)
    }

    /// How long the capture goes on after a moment, in seconds.
    private func seconds(from moment: Moment) -> Double? {
        // A run that has waited says so at its end.
        let ended = observations(ObservationKind.ended).last?.time.map { Double($0 / .microseconds(1)) / 1e6 }
        guard let time = moment.time, let end = [last?.time, ended].compactMap({ $0 }).max() else { return nil }
        return end - time
    }
}
