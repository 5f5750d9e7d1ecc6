/// Was every utterance of the caller noticed, from its start to its end, also after the first turn?
struct Heard: Indicator {
    static let id = "heard"
    static let title = "Every utterance was noticed, from start to end"

    func examine(_ call: Timeline) -> Answer {
        let spoken = call.turns.filter { $0.kind == .spoken }
        let bad = spoken.filter { $0.outcome == .unheard || $0.outcome == .unstopped }
        if let first = bad.first {
            let what = first.outcome == .unheard ? "brought no speech_started" : "brought no speech_stopped"
            return .fail(
                "\(Timeline.words(turns: bad.map(\.number))) \(what)", bad.flatMap { call.evidence(of: $0) })
        }
        let heard = spoken.filter { $0.segment != nil || $0.commit != nil }
        guard !heard.isEmpty else {
            let sent = call.connections.contains { $0.appended.payloads > 0 }
            return .notExamined(sent ? "no speech could be made out in what was sent" : "nobody spoke")
        }
        let open = spoken.filter { turn in
            turn.segment.map { call.connections[turn.connection].segments[$0].end == nil } ?? false
        }
        if open.count == heard.count { return .notExamined("the capture ends during the only utterance") }
        return .pass(
            "\(heard.count - open.count) of \(spoken.count)\(open.isEmpty ? "" : "; the capture ends during the last")")
    }
}
