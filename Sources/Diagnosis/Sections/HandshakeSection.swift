/// The upgrade and the first word of the service.
import JSONText
import RealtimeProtocol

enum HandshakeSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        guard let connection = scope.call.connections.first else { return [] }
        var checks: [Section.Check] = []
        if let opening = connection.opening, let status = opening.status {
            checks.append(
                scope.check(
                    "status", "Upgrade is accepted", status == 101 ? .pass : .fail,
                    opening.words, milliseconds: opening.milliseconds))
        }
        guard connection.opening?.status ?? 101 == 101 else { return checks }
        checks.append(firstEvent(connection, scope))
        if let echo = connection.echoes.first {
            let dialect = connection.dialect?.rawValue ?? "unknown"
            checks.append(scope.check("dialect", "Dialect", .pass, dialect == "ga" ? "GA" : dialect))
            checks.append(model(echo.session, connection, scope))
        }
        return checks
    }

    private static func firstEvent(_ connection: ModelConnection, _ scope: SectionScope) -> Section.Check {
        let title = "First event is session.created"
        guard let first = connection.firstServerEvent else {
            // That the probe hung up after it had waited in vain explains nothing.
            let ending = connection.ending.flatMap { $0.byServer || $0.failure != nil ? $0.text : nil }
            let why = ending ?? scope.reason ?? "the service said nothing"
            return scope.check("first-event", title, scope.isCutShort ? .notExamined : .fail, why)
        }
        let milliseconds = connection.opening.flatMap { first.seconds(since: $0.moment) }.map { $0 * 1_000 }
        if let error = connection.errors.first, error.moment == first {
            return scope.check("first-event", title, .fail, "error: \(error.text)", milliseconds: milliseconds)
        }
        let isCreated = connection.echoes.first?.moment == first
        return scope.check(
            "first-event", title, isCreated ? .pass : .fail, isCreated ? "" : "another event came first",
            milliseconds: milliseconds)
    }

    private static func model(
        _ session: SessionFacts, _ connection: ModelConnection, _ scope: SectionScope
    ) -> Section.Check {
        let title = "Model is the one that was asked for"
        let query = connection.opening?.request?.split(separator: "?").last ?? ""
        let asked = query.split { $0 == "&" || $0 == " " }.first { $0.hasPrefix("model=") }?.dropFirst(6)
        guard let got = session.model else { return scope.check("model", title, .notExamined, "not echoed") }
        guard let asked else { return scope.check("model", title, .pass, got) }
        // A dated snapshot may stand for its alias.
        let fits = got == asked || got.hasPrefix(asked)
        return scope.check("model", title, fits ? .pass : .fail, fits ? got : "asked for \(asked), got \(got)")
    }
}
