/// Is what the client asked for in force?
struct Configured: Indicator {
    static let id = "configured"
    static let title = "Every session.update was accepted"

    func examine(_ call: Timeline) -> Answer {
        var accepted = 0
        var open = 0
        for (index, connection) in call.connections.enumerated() {
            for (number, update) in connection.updates.enumerated() where !call.isCorrected(number, of: index) {
                if let error = update.refused.map({ connection.errors[$0] }) {
                    return .fail(
                        "a session.update was refused: \(error.text)",
                        [update.moment.evidence("session.update"), error.evidence])
                }
                if let echo = update.accepted.map({ connection.echoes[$0] }) {
                    accepted += 1
                    let different = SessionEchoes.differences(asked: update.session.json, echoed: echo.session.json)
                    if !different.isEmpty {
                        return .fail(
                            "session.updated came back different in \(different.joined(separator: ", "))",
                            [update.moment.evidence("session.update"), echo.moment.evidence("session.updated")])
                    }
                } else if call.isUpdateLost(number, of: index) {
                    return .fail(
                        "a session.update was not answered\(call.waiting(after: update.moment, on: index))",
                        [update.moment.evidence("session.update")])
                } else {
                    open += 1
                }
            }
        }
        if accepted > 0 { return .pass("\(accepted) accepted, and echoed as asked\(open > 0 ? "; \(open) open" : "")") }
        if open > 0 { return .notExamined("the capture ends before a session.update was answered") }
        if call.connections.contains(where: { $0.echoes.contains { !$0.isCreated } }) {
            return .pass("the service sent session.updated")
        }
        return .notExamined("no session.update is in the capture")
    }
}
