/// The socket is open, and nobody is behind it.
import CallCapture
import JSONText

struct HandlerNotWired: FailureMode {
    static let about = About(
        id: "handler-not-wired",
        title: "the carrier is connected, and the model never is",
        hears: "Silence from the beginning.",
        evidence:
            "start and the caller's audio on the phone leg for 3 s or more, and no connection to the model was even tried",
        tellsApart:
            "There is no model connection. With start-event-swallowed there is one and it answers; with a refused key or address there is one that was refused",
        causes: [
            "the route is another handler's, or a flag chooses another way",
            "the task that connects failed at its start, and nobody looks at it",
            "the address of the model leads elsewhere: it was not taken from the environment",
        ],
        remedy:
            "Log the entry of the handler, await the task that connects, and end the call when the model is not connected 2 s after start.",
        atFault: .bridge,
        source: "catalogue: handler-not-wired",
        stage: .bridge
    )

    /// Which connection to the model belongs to whom may be unknown.
    static let looksAtWholeCapture = true

    func examine(_ call: Timeline) -> Sighting? {
        guard call.mayMissNoModel else { return nil }
        for one in call.calls where one.connections.isEmpty {
            for line in one.phones.map({ call.phones[$0] }) where !line.isListenOnly {
                guard let start = line.starts.first?.moment, line.media.messages == 0,
                    let seconds = (line.ended ?? line.last).seconds(since: start), seconds >= 3
                else { continue }
                return Sighting(
                    "the carrier sent start and \(Timeline.words(seconds: line.caller.milliseconds / 1_000)) of audio, and the bridge never connected to the model",
                    evidence: [start.evidence("start"), line.last.evidence("the last frame of the phone connection")])
            }
        }
        return nil
    }
}

extension Timeline {
    /// Whether a call without a connection to the model proves that none was tried.
    var mayMissNoModel: Bool {
        // Of a recording of the phone leg alone nothing follows; the harness has the model's door itself.
        guard command == "bridge" || calls.contains(where: { !$0.phones.isEmpty && !$0.connections.isEmpty }) else {
            return false
        }
        // Who was told the way by a variable, a proxy or a hand may not have taken it, and called another model.
        let ways = observations(ObservationKind.reach).compactMap { $0.data["way"]?.string }
        guard !connections.isEmpty || !ways.contains(where: ["environment", "proxy", "hand"].contains) else {
            return false
        }
        // One that belongs to nobody may be this call's.
        return !calls.contains { $0.phones.isEmpty && !$0.connections.isEmpty }
    }
}
