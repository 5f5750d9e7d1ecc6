/// Does the conversation go on after the first turn?
struct MultipleTurns: Indicator {
    static let id = "multiple-turns"
    static let title = "Turns after the first were answered too"

    func examine(_ call: Timeline) -> Answer {
        let replied = call.turns.filter(\.outcome.hasReply)
        if replied.count > 1 { return .pass("\(replied.count) turns were answered") }
        guard let first = replied.first else { return .notExamined("no turn was answered") }
        if let broken = call.turns.first(where: { $0.start > first.start && $0.outcome.isBroken }) {
            return .fail(
                "turn \(first.number) was answered, turn \(broken.number) was not", call.evidence(of: broken))
        }
        return .notExamined("there was only one turn")
    }
}
