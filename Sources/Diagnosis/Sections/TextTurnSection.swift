/// One typed question and its answer.
enum TextTurnSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        guard let turn = scope.turns.first(where: { $0.kind == .text || $0.kind == .request }) else { return [] }
        return scope.replyChecks(turn, prefix: "")
    }
}

extension SectionScope {
    /// Created, filled and finished: what every reply must be.
    func replyChecks(_ turn: Turn, prefix: String) -> [Section.Check] {
        let response = call.response(of: turn)
        let created = response?.created ?? response?.first
        let wait = turn.due.flatMap { due in created?.seconds(since: due) }.map { $0 * 1_000 }
        let refusal: String? =
            if case .refused(let error) = turn.outcome { call.connections[turn.connection].errors[error].text } else {
                nil
            }
        var checks = [
            check(
                "\(prefix)created", "Response is created", created == nil ? .fail : .pass,
                created == nil ? refusal ?? reason ?? "none came" : "", milliseconds: wait)
        ]
        guard let response else { return checks }
        let first = response.firstOutput
        checks.append(
            check(
                "\(prefix)output", "It has output",
                response.hasOutput ? .pass : response.done == nil ? .notExamined : .fail,
                response.text.isEmpty ? "" : "\"\(response.text.prefix(60))\"",
                milliseconds: created.flatMap { first?.seconds(since: $0) }.map { $0 * 1_000 }))
        let status = [response.status, response.reason, response.errorCode ?? response.errorType].compactMap { $0 }
        let isFine = response.isCompleted || (response.isCancelled && turn.wasInterrupted)
        checks.append(
            check(
                "\(prefix)done", "It is completed", isFine ? .pass : .fail,
                response.done == nil ? reason ?? "response.done never came" : status.joined(separator: ", "),
                milliseconds: created.flatMap { response.done?.seconds(since: $0) }.map { $0 * 1_000 }))
        return checks
    }
}
