/// session.update and its echo.
enum SessionSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        guard let connection = scope.call.connections.first,
            let update = connection.updates.first(where: { scope.contains($0.moment) }) ?? connection.updates.first
        else { return [] }
        let title = "session.update is acknowledged"
        if let error = update.refused.map({ connection.errors[$0] }) {
            return [scope.check("acknowledged", title, .fail, error.text)]
        }
        guard let echo = update.accepted.map({ connection.echoes[$0] }) else {
            return [scope.check("acknowledged", title, .fail, scope.reason ?? "no answer")]
        }
        let different = SessionEchoes.differences(asked: update.session.json, echoed: echo.session.json)
        let missing = SessionEchoes.missing(asked: update.session.json, echoed: echo.session.json)
        return [
            scope.check(
                "acknowledged", title, .pass, "",
                milliseconds: echo.moment.seconds(since: update.moment).map { $0 * 1_000 }),
            scope.check(
                "echo", "Echo is what was asked for", different.isEmpty ? .pass : .fail,
                different.isEmpty ? "" : "different: \(different.joined(separator: ", "))"),
            scope.check(
                "ignored", "Nothing was silently ignored", missing.isEmpty ? .pass : .notExamined,
                missing.isEmpty ? "" : "not echoed: \(missing.joined(separator: ", "))"),
        ]
    }
}
