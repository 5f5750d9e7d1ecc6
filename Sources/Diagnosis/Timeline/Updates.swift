/// What became of a `session.update`.
import RealtimeProtocol

extension Timeline {
    /// A refusal in a log without the client's side, after which the service confirmed an update.
    func isCorrected(_ error: ModelConnection.ErrorEvent, of index: Int) -> Bool {
        let connection = connections[index]
        return error.answers == .update && connection.updates.isEmpty
            && connection.echoes.contains { !$0.isCreated && $0.moment > error.moment }
    }

    /// An update that was refused, not answered or taken otherwise, and that later ones made good before the first turn needed it.
    func isCorrected(_ number: Int, of index: Int) -> Bool {
        let connection = connections[index]
        let update = connection.updates[number]
        if let echo = update.accepted.map({ connection.echoes[$0] }),
            SessionEchoes.agree(asked: update.session.json, echoed: echo.session.json)
        {
            return false
        }
        let firstTurn = turns(on: index).first {
            ($0.due ?? $0.start) > update.moment && $0.kind == .spoken
                || $0.request != nil && $0.start > update.moment
        }
        let limit = firstTurn.map { $0.due ?? $0.start }
        let later = connection.updates[(number + 1)...].filter { other in
            other.accepted.map { echo in limit.map { connection.echoes[echo].moment < $0 } ?? true } ?? false
        }
        let param = update.refused.flatMap { connection.errors[$0].param }
        return connection.makesGood(update.session, later.map(\.session), param: param)
    }

    /// Neither accepted nor refused, though there was time, or though later requests were served.
    func isUpdateLost(_ number: Int, of index: Int) -> Bool {
        let connection = connections[index]
        let update = connection.updates[number]
        guard update.accepted == nil, update.refused == nil, connection.serverEvents > 0,
            connection.isOpen(at: update.moment), !isCorrected(number, of: index)
        else { return false }
        // A log that leaves out the items of its responses may leave out session.updated too.
        if !isCapture, !connection.responses.isEmpty, connection.itemEvents == 0 { return false }
        if patience[index].isProven([.sessionUpdated], after: update.moment, seconds: 3) { return true }
        // The service takes events in order: a later request that was served shows that this one was passed over.
        // So does audio that was appended after it and heard.
        let isHeardPast = connection.segments.contains {
            $0.started > update.moment && Double($0.startMs ?? 0) > update.moment.appendedMs + 500
        }
        return isHeardPast
            || connection.responses.contains { response in
                response.done != nil && response.first > update.moment
                    && connection.requests.contains { $0.moment > update.moment && $0.moment < response.first }
            }
    }
}

extension ModelConnection {
    /// What one update was to set is set by others. The field that the service refused may be left out of them.
    func makesGood(_ update: SessionFacts, _ others: [SessionFacts], param: String?) -> Bool {
        guard !others.isEmpty else { return false }
        let vital = update.settings.intersection(SessionFacts.vital)
        let set = others.reduce(into: Set<String>()) { $0.formUnion($1.settings) }
        guard let refused = param.map({ SessionFacts.setting(ofParam: $0) }), vital != [refused] else {
            return vital.isSubset(of: set)
        }
        return vital.subtracting([refused]).isSubset(of: set)
    }
}
