/// The caller speaks into a reply, the client truncates what was not heard, and another reply is cancelled.
enum InterruptionSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        var checks = [scope.check("honoured", "An interrupted reply stops", InterruptionHonoured())]
        for connection in scope.call.connections {
            for truncate in connection.truncates where scope.contains(truncate.moment) {
                let error = truncate.refused.map { connection.errors[$0].text }
                checks.append(
                    scope.check(
                        "truncate", "Truncation is confirmed", truncate.answered == nil ? .fail : .pass,
                        error ?? (truncate.answered == nil ? "no answer" : ""),
                        milliseconds: truncate.answered?.seconds(since: truncate.moment).map { $0 * 1_000 }))
            }
            for cancel in connection.cancels where scope.contains(cancel.moment) {
                let response = connection.activeResponse(at: cancel.moment).map { connection.responses[$0] }
                let error = cancel.refused.map { connection.errors[$0].text }
                let isCancelled = response?.isCancelled ?? false
                checks.append(
                    scope.check(
                        "cancel", "response.cancel stops the reply",
                        isCancelled ? .pass : response?.isCompleted ?? true ? .notExamined : .fail,
                        error ?? response?.status ?? "nothing was going on",
                        milliseconds: response?.done?.seconds(since: cancel.moment).map { $0 * 1_000 }))
            }
        }
        return checks
    }
}
