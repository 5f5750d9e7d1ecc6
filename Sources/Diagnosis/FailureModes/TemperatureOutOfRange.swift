/// A temperature that the beta does not take.
struct TemperatureOutOfRange: FailureMode {
    static let about = About(
        id: "temperature-out-of-range",
        title: "a temperature out of range had the configuration refused",
        hears: "The defaults: a wrong language, noise on a telephone line.",
        evidence: "an error with the param session.temperature or response.temperature that is not unknown_parameter",
        tellsApart: "On GA the field is unknown altogether: flat-config-on-ga",
        causes: ["0.0 to 0.3 chosen for accuracy, as with text models"],
        remedy: "In the beta stay within 0.6 and 1.2; on GA leave temperature out, it no longer exists.",
        atFault: .configuration,
        source: "catalogue: temperature-out-of-range; OpenAI Realtime, session.update",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: TemperatureOutOfRange.fits) {
            $0.words($0.subject == .request ? "response.create" : "session.update")
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        refusal.subject != .item && refusal.field == "temperature" && !refusal.isUnknownParameter
    }
}
