import JSONText
import RealtimeProtocol

/// GA asks for session.type in every update, also where only the prompt or the VAD changes.
struct SessionTypeMissing: FailureMode {
    static let about = About(
        id: "session-type-missing",
        title: "a session.update without session.type was refused",
        hears:
            "The assistant as if it had not been configured: another voice, language or persona, or noise on a telephone.",
        evidence:
            "an error missing_required_parameter with the param session.type, and no corrected update before the first turn; the update, where the log holds it, has no fields of the beta",
        tellsApart:
            "With flat-config-on-ga the same error comes first, but the update has the beta's flat fields, so that the type alone would not help",
        causes: [
            "beta habit: the beta had no session.type", "an SDK helper that does not add it",
            "a partial update (the VAD alone, the prompt alone) that forgets it",
        ],
        remedy:
            "Write \"type\": \"realtime\" (or \"transcription\") into the session of every session.update, also of partial ones.",
        atFault: .configuration,
        source: "catalogue: session-type-missing; OpenAI Realtime, session.update",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: SessionTypeMissing.fits) { $0.words("session.update") }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        refusal.subject == .update && refusal.lacksSessionType && refusal.sessionDialect != .beta
    }
}

extension Refusal {
    var lacksSessionType: Bool { isMissing && param == "session.type" }

    /// The vocabulary that the client's own session is written in; nil where it is not in the log or does not tell.
    var sessionDialect: Dialect? { session?.json.object.flatMap(Dialect.decide(session:)) }
}
