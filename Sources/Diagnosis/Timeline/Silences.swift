/// Turns for which a reply was due and no response was ever created, told apart by what came before and after them.
struct Silences {
    /// Nothing was answered before, or something was answered after.
    var isolated: [Turn] = []
    /// Something was answered before, nothing after.
    var final: [Turn] = []

    init(_ call: Timeline) {
        for index in call.connections.indices {
            let turns = call.turns(on: index)
            guard turns.contains(where: { $0.outcome == .unanswered }) else { continue }
            let connection = call.connections[index]
            for (place, turn) in turns.enumerated() where turn.outcome == .unanswered {
                // While a response hangs, none can be created: that one is to blame.
                if let due = turn.due, let active = connection.activeResponse(at: due),
                    turns.contains(where: { $0.response == active && $0.outcome == .unfinished })
                {
                    continue
                }
                let before = turns[..<place].contains { $0.outcome.hasReply }
                let after = turns[(place + 1)...].contains { $0.response != nil }
                if before && !after { final.append(turn) } else { isolated.append(turn) }
            }
        }
    }
}
