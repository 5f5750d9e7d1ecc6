/// What the service refused and nobody made good, as one list whichever side of the leg was recorded: its error events, and
/// where none of its words was kept, what its rules say against the client's events.
import JSONText
import RealtimeProtocol

/// What the rules say against a client's event whose answer is not in the log.
struct ForeseenRefusal: Sendable, Equatable {
    var moment: Moment
    /// `session.update`
    var type: String
    /// The whole event.
    var asked: JSON
    var error: ErrorDetail
}

struct Refusal: Sendable {
    enum Subject: Sendable { case update, request, item }

    var subject: Subject
    /// Index into ``Timeline/connections``.
    var connection: Int
    /// Of the connection; nil where nothing tells.
    var dialect: Dialect?
    /// `session` of an update, where the client's side is in the log.
    var session: SessionFacts?
    var item: ModelConnection.ClientItem?
    var code: String
    /// Empty when the error names none.
    var param: String
    /// The error in words.
    var text: String
    /// The service's answer is not in the log.
    var isForeseen = false
    var evidence: [Evidence]
    var moment: Moment
}

extension Refusal {
    /// `param` without `session.` or `response.`
    var field: String {
        for root in ["session.", "response."] where param.hasPrefix(root) { return String(param.dropFirst(root.count)) }
        return param
    }

    var isUnknownParameter: Bool { code == "unknown_parameter" }
    var isMissing: Bool { code == "missing_required_parameter" }

    /// What is to be written instead, where the field is only the other dialect's name.
    var renaming: String? { dialect.flatMap { Renames.hint(path: param, dialect: $0) } }

    /// `the service refused session.update because of session.voice: …; session.voice is session.audio.output.voice in GA`
    func words(_ event: String) -> String {
        let place = param.isEmpty ? "" : " because of \(param)"
        let hint = renaming.map { "; \($0)" } ?? ""
        if isForeseen {
            return
                "the service refuses this \(event)\(place) (its answer is not in the log, its rules are known): \(text)\(hint)"
        }
        return "the service refused \(event)\(place): \(text)\(hint)"
    }
}

extension Timeline {
    /// All refusals that fit make one sighting; the sentence is about the first.
    func sighting(ofRefusals fits: (Refusal) -> Bool, _ words: (Refusal) -> String) -> Sighting? {
        let hits = refusals.filter(fits)
        guard let first = hits.first else { return nil }
        let more = hits.count > 1 ? " (\(Timeline.words(count: hits.count)))" : ""
        return Sighting(words(first) + more, evidence: hits.prefix(5).flatMap(\.evidence))
    }
}

extension Timeline {
    /// In the order of the capture.
    static func standingRefusals(_ call: Timeline) -> [Refusal] {
        var refusals: [Refusal] = []
        for (index, connection) in call.connections.enumerated() {
            refusals +=
                connection.serverEvents == 0
                ? connection.foreseenRefusals(index)
                : connection.errors.indices.compactMap { call.refusal($0, of: index) }
        }
        return refusals.sorted { $0.moment < $1.moment }
    }

    private func refusal(_ number: Int, of index: Int) -> Refusal? {
        let connection = connections[index]
        let error = connection.errors[number]
        var refusal = Refusal(
            subject: .update, connection: index, dialect: connection.dialect, code: error.code ?? "",
            param: error.param ?? "", text: error.text, evidence: [error.evidence], moment: error.moment)
        switch error.answers {
        case .update:
            let update = connection.updates.firstIndex { $0.refused == number }
            guard !(update.map { isCorrected($0, of: index) } ?? isCorrected(error, of: index)) else { return nil }
            refusal.session = update.map { connection.updates[$0].session }
            refusal.add(update.map { connection.updates[$0].moment }, "session.update")
        case .request:
            refusal.subject = .request
            let request = connection.requests.firstIndex { $0.refused == number }
            if let request, connection.isRepeated(request: request) { return nil }
            refusal.add(request.map { connection.requests[$0].moment }, "response.create")
        case .item:
            refusal.subject = .item
            let item = connection.clientItems.firstIndex { $0.refused == number }
            if let item, connection.isRepeated(item: item) { return nil }
            refusal.item = item.map { connection.clientItems[$0] }
            refusal.add(item.map { connection.clientItems[$0].moment }, "conversation.item.create")
        case .nothing, .commit, .cancel, .truncate, .clear: return nil
        }
        return refusal
    }
}

extension Refusal {
    fileprivate mutating func add(_ asked: Moment?, _ type: String) {
        guard let asked else { return }
        evidence.insert(asked.evidence(type), at: 0)
    }
}

extension ModelConnection {
    /// A refused request that was made anew before anything else was said.
    fileprivate func isRepeated(request number: Int) -> Bool {
        let rest = requests[(number + 1)...]
        guard let next = rest.first, next.refused == nil else { return false }
        return !commits.contains { $0.moment > requests[number].moment && $0.moment < next.moment }
    }

    /// A refused item that was sent again, right, with the same content.
    fileprivate func isRepeated(item number: Int) -> Bool {
        let item = clientItems[number]
        return clientItems[(number + 1)...].contains {
            $0.refused == nil && $0.type == item.type && $0.role == item.role && $0.text == item.text
                && $0.callID == item.callID
        }
    }

    fileprivate func foreseenRefusals(_ index: Int) -> [Refusal] {
        foreseen.compactMap { refusal in
            let subject: Refusal.Subject
            switch refusal.type {
            case "session.update":
                // Later ones without a fault made it good.
                let later = updates.filter { update in
                    update.moment > refusal.moment && !foreseen.contains { $0.moment == update.moment }
                }
                let own = updates.first { $0.moment == refusal.moment }
                if own.map({ makesGood($0.session, later.map(\.session), param: refusal.error.param) }) ?? !later
                    .isEmpty
                {
                    return nil
                }
                subject = .update
            case "response.create": subject = .request
            case "conversation.item.create": subject = .item
            default: return nil
            }
            return Refusal(
                subject: subject, connection: index,
                dialect: refusal.asked["session"]?.object.flatMap(Dialect.decide(session:)),
                session: updates.first { $0.moment == refusal.moment }?.session,
                item: clientItems.first { $0.moment == refusal.moment }, code: refusal.error.code ?? "",
                param: refusal.error.param ?? "", text: refusal.error.message ?? "", isForeseen: true,
                evidence: [refusal.moment.evidence(refusal.type)], moment: refusal.moment)
        }
    }
}
