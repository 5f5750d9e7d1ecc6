import JSONText
import RealtimeProtocol

/// The token limit under the other dialect's name, and nothing else wrong.
struct TokenFieldRenamed: FailureMode {
    static let about = About(
        id: "token-field-renamed",
        title: "the token limit has the other dialect's name, and the update was refused whole",
        hears: "The defaults: a wrong language, noise on a telephone line.",
        evidence:
            "an error unknown_parameter with the param session.max_output_tokens (beta) or session.max_response_output_tokens (GA), while the rest of the update fits the dialect",
        tellsApart:
            "With flat-config-on-ga and ga-config-on-beta other fields of the update belong to the other dialect too",
        causes: ["the name differs by dialect", "responses of the beta took the GA name already"],
        remedy: "Write max_output_tokens on GA, max_response_output_tokens in a session of the beta.",
        atFault: .configuration,
        source: "catalogue: token-field-renamed; OpenAI Realtime, session.update; realtime reference, 9.1",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: TokenFieldRenamed.fits) { $0.words("session.update") }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        guard refusal.subject == .update, refusal.isUnknownParameter else { return false }
        switch refusal.field {
        case "max_output_tokens": return refusal.dialect != .ga && refusal.sessionDialect != .ga
        case "max_response_output_tokens":
            guard refusal.dialect != .beta else { return false }
            let session = refusal.session?.json.object ?? [:]
            return !Renames.session.contains { row in
                row.beta != "max_response_output_tokens" && row.beta.value(in: session) != nil
                    && row.ga?.value(in: session) == nil
            }
        default: return false
        }
    }
}
