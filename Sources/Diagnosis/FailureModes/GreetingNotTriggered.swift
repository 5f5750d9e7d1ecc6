import CallCapture
import Durations
import JSONText
import RealtimeProtocol

/// The caller waits to be greeted, and nobody asks the model to.
struct GreetingNotTriggered: FailureMode {
    static let about = About(
        id: "greeting-not-triggered",
        title: "the caller waited for a greeting, and nobody asked the model for one",
        hears: "Silence after pick-up, until the caller speaks.",
        evidence:
            "a script of one's own that waits for a greeting, in vain; a configured session, and neither response.create nor a response until the caller speaks",
        tellsApart:
            "Only a script of one's own, or a recording that has one, knows that a greeting is due: the standard script waits for it out of politeness; with response-never-created it was asked for",
        causes: [
            "a greeting in the instructions, which start no turn", "a request behind a flag that is never set",
            "the request was refused and the error ignored",
        ],
        remedy:
            "After session.updated and the carrier's start, send response.create with the greeting in its instructions.",
        atFault: .bridge,
        source: "catalogue: greeting-not-triggered; OpenAI Realtime, response.create",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        let settings = call.header?.settings ?? [:]
        // The second is what older captures say.
        guard settings["greetingDue"]?.bool ?? true, settings["standardScript"]?.bool != true else { return nil }
        let waits = call.observations(ObservationKind.waited).filter {
            $0.data["for"]?.string == "greeting"
        }
        guard let wait = waits.first else { return nil }
        let vain = Moment(frame: wait.number, time: wait.time?.seconds)
        for connection in call.connections {
            guard let session = connection.echoes.last(where: { $0.moment < vain }), connection.isOpen(at: vain),
                connection.clientEvents > 0,
                !connection.requests.contains(where: { $0.moment < vain && !$0.isOutOfBand }),
                !connection.responses.contains(where: { $0.first < vain && !$0.isOutOfBand }),
                !connection.segments.contains(where: { $0.started < vain })
            else { continue }
            return Sighting(
                "the caller waited for a greeting, and nobody sent response.create",
                evidence: [
                    session.moment.evidence(session.isCreated ? "session.created" : "session.updated"),
                    vain.evidence("the caller has waited in vain"),
                ])
        }
        return nil
    }
}
