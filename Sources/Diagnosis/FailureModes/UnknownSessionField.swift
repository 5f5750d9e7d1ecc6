import DidYouMean
import RealtimeProtocol

/// A field that exists in no dialect, or in the wrong place.
struct UnknownSessionField: FailureMode {
    static let about = About(
        id: "unknown-session-field",
        title: "a field that the service does not know had the configuration refused",
        hears: "The defaults, or a setting that never takes effect.",
        evidence:
            "an error unknown_parameter (or missing_required_parameter session) for a session.update whose field exists in neither dialect",
        tellsApart:
            "A field that the other dialect has is flat-config-on-ga, ga-config-on-beta or token-field-renamed; one inside tools is tool-definition-rejected",
        causes: [
            "an invented or misspelt name", "a framework that passes on its own keys",
            "session fields beside type, instead of inside session",
        ],
        remedy: "Remove or correct the field that the error names: an update is applied whole or not at all.",
        atFault: .configuration,
        source: "catalogue: unknown-session-field; OpenAI Realtime, session.update",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: UnknownSessionField.fits) { refusal in
            let names = SettingNames.siblings(of: refusal.param, in: refusal.dialect ?? .ga)
            let own = refusal.param.split(separator: ".").last.map(String.init) ?? ""
            let near = suggest(own, among: names).map { "; did you mean \($0)?" } ?? ""
            return refusal.words("session.update") + near
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        guard refusal.subject == .update, !refusal.isForeseen else { return false }
        if refusal.isMissing { return refusal.param == "session" }
        return refusal.isUnknownParameter && !FlatConfigOnGA.fits(refusal) && !GAConfigOnBeta.fits(refusal)
            && !TokenFieldRenamed.fits(refusal) && !ToolDefinitionRejected.fits(refusal)
    }
}
