/// Spoken questions: heard, ended, committed and answered by themselves, one after another.
enum SpokenTurnsSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        let turns = scope.turns.filter { $0.kind == .spoken }
        return turns.enumerated().flatMap { index, turn in
            heard(turn, index + 1, scope)
                + (turn.due == nil
                    ? [] : scope.replyChecks(turn, prefix: "\(index + 1).") + latency(turn, index + 1, scope))
        }
    }

    private static func heard(_ turn: Turn, _ number: Int, _ scope: SectionScope) -> [Section.Check] {
        let connection = scope.call.connections[turn.connection]
        guard let segment = turn.segment.map({ connection.segments[$0] }) else {
            let result: CheckResult = turn.commit != nil || scope.isCutShort ? .notExamined : .fail
            return [
                scope.check("\(number).heard", "Turn \(number) is heard", result, scope.reason ?? "no speech_started")
            ]
        }
        let checks = [
            scope.check(
                "\(number).heard", "Turn \(number) is heard", .pass,
                segment.startMs.map { "at \($0) ms of audio" } ?? "")
        ]
        let ended = segment.end != nil
        return checks + [
            scope.check(
                "\(number).ended", "Its end is heard",
                ended ? .pass : scope.isCutShort ? .notExamined : .fail,
                ended ? segment.endMs.map { "at \($0) ms of audio" } ?? "" : scope.reason ?? "no speech_stopped")
        ]
    }

    private static func latency(_ turn: Turn, _ number: Int, _ scope: SectionScope) -> [Section.Check] {
        guard let milliseconds = scope.call.latency(of: turn) else { return [] }
        let limit = scope.call.settings.latency * 1_000
        return [
            scope.check(
                "\(number).latency", "Its answer begins in time", milliseconds <= limit ? .pass : .fail,
                "limit \(Timeline.words(milliseconds: limit))", milliseconds: milliseconds)
        ]
    }
}
