// One call of a capture that holds several, as a capture of its own: what a detector looks at.
import CallCapture
import JSONText

extension Timeline {
    /// Every call with what belongs to it. A capture of one call is itself.
    package var separated: [Timeline] {
        calls.count < 2 ? [self] : calls.map(part)
    }

    private func part(_ call: Call) -> Timeline {
        var part = self
        part.otherStrangers = strangers
        part.phones = call.phones.map { phones[$0] }
        part.connections = call.connections.map { connections[$0] }
        part.patience = call.connections.map { patience[$0] }
        part.calls = [
            Call(
                number: call.number, phones: Array(call.phones.indices), connections: Array(call.connections.indices),
                pairing: call.pairing, callSid: call.callSid)
        ]
        part.violations =
            call.connections.count == connections.count
            ? violations
            : InvariantChecker.fold(
                call.connections.map { checkers[$0] })
        part.checkers = call.connections.map { checkers[$0] }
        let phoneOf = Dictionary(uniqueKeysWithValues: call.phones.enumerated().map { ($1, $0) })
        let connectionOf = Dictionary(uniqueKeysWithValues: call.connections.enumerated().map { ($1, $0) })
        part.observations = observations.filter { isAbout($0, call) }
        part.turns = turns.compactMap { turn in
            guard let connection = connectionOf[turn.connection] else { return nil }
            var turn = turn
            turn.connection = connection
            if let spoken = turn.spoken {
                turn.spoken = phoneOf[spoken.phone].map { .init(phone: $0, burst: spoken.burst) }
            }
            return turn
        }
        part.turnIndices = call.connections.indices.map { connection in
            part.turns.indices.filter { part.turns[$0].connection == connection }
        }
        part.deliveries = deliveries.compactMap { delivery in
            guard let phone = phoneOf[delivery.phone], let connection = connectionOf[delivery.connection] else {
                return nil
            }
            var delivery = delivery
            delivery.phone = phone
            delivery.connection = connection
            return delivery
        }
        part.interruptions = interruptions.compactMap { interruption in
            guard let phone = phoneOf[interruption.phone] else { return nil }
            var interruption = interruption
            interruption.phone = phone
            interruption.connection = interruption.connection.flatMap { connectionOf[$0] }
            return interruption
        }
        part.fidelities = fidelities.filter { calls[$0.call].number == call.number }.map { fidelity in
            var fidelity = fidelity
            fidelity.call = 0
            fidelity.renumber(connectionOf)
            return fidelity
        }
        // One call alone has nobody else in it.
        part.crossTalk = []
        let moments = part.phones.flatMap { [$0.first, $0.last] } + part.connections.flatMap { [$0.first, $0.last] }
        part.first = moments.min() ?? first
        part.last = moments.max() ?? last
        part.refusals = Timeline.standingRefusals(part)
        return part
    }

    /// What names no connection and no call is about all of them.
    private func isAbout(_ observation: Observation, _ call: Call) -> Bool {
        if let name = observation.data["connection"]?.string {
            return call.phones.contains { phones[$0].name == name }
                || call.connections.contains { connections[$0].name == name }
        }
        guard let number = observation.data["call"]?.integer else { return true }
        return numbers(of: call).contains(number)
    }

    /// The harness's own numbers of a call, which need not be the order of appearance.
    private func numbers(of call: Call) -> Set<Int> {
        let names = Set(call.phones.map { phones[$0].name })
        let named = observations(ObservationKind.call).filter { observation in
            observation.data["connection"]?.string.map(names.contains) ?? false
        }
        return Set(named.compactMap { $0.data["call"]?.integer })
    }
}
