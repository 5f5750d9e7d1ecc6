/// The model that is in force is not the one that the client asks for.
struct ModelPinnedByLibrary: FailureMode {
    static let about = About(
        id: "model-pinned-by-library",
        title: "the session runs on another model than the client's configuration asks for",
        hears: "Other prices, other voices, another way of speaking than was configured.",
        evidence:
            "session.model in an accepted session.update, and another model in the session.updated that answers it",
        tellsApart: "The model of the URL exists and works; with model-not-found-at-response every answer fails",
        causes: [
            "the URL names the model, and session.model has no effect", "a model that a library writes into the URL",
            "an environment variable that is not read",
        ],
        remedy:
            "Name the model in the URL (?model=…), and compare session.model of session.created with it before the call is taken.",
        atFault: .configuration,
        source: "catalogue: model-pinned-by-library; OpenAI Realtime, session.model",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections {
            for update in connection.updates {
                guard let asked = update.session.model, let echo = update.accepted.map({ connection.echoes[$0] }),
                    let inForce = echo.session.model, !Self.isSame(asked, inForce)
                else { continue }
                return Sighting(
                    "the client asks for \(asked.prefix(80)), and the session runs on \(inForce.prefix(80))",
                    evidence: [update.moment.evidence("session.update"), echo.moment.evidence("session.updated")])
            }
        }
        return nil
    }

    /// An alias and its dated snapshot are one model.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        let (short, long) = left.count <= right.count ? (left, right) : (right, left)
        guard long.hasPrefix(short) else { return false }
        return long.dropFirst(short.count).allSatisfy { $0.isNumber || $0 == "-" }
    }
}
