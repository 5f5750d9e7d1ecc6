/// A session that takes over from another one in the same call: what the new one was told of it, and what the caller lost meanwhile.
import JSONText

package struct Renewal: Sendable, Equatable {
    /// Indices into ``Timeline/connections``.
    package var old: Int
    package var new: Int
    package var opened: Moment
    /// From the last append to the old session to the first one to the new, seconds; nil without times, or without either.
    package var gap: Double?
    /// Messages of the conversation that the new session was told before its first reply.
    package var restored = 0
    /// Of these the service refused so many.
    package var refused = 0
    /// The conversation may be in what else the new session was told before its first reply was over: a prompt of its own, the
    /// input or the instructions of a response.
    package var isToldOtherwise = false
    /// The service or the network had ended the old session before the new one was opened: nobody meant to begin anew.
    package var isForced = false
    /// The old session was updated, and the new one was as well.
    package var repeatsUpdate: Bool?
    /// Of the caller's audio in the gap what neither session was given in the two seconds behind it, ms; nil without a phone leg.
    package var lostMs: Double?

    /// Nothing of what was said reached the new session, as far as the wire can carry it.
    package var isForgetful: Bool { restored == 0 && !isToldOtherwise }
}

extension Timeline {
    /// In order. Sessions that are appended to side by side are no renewal, nor is one that follows before anything was said.
    package var renewals: [Renewal] {
        calls.flatMap { call -> [Renewal] in
            // Without a telephone nothing says that two sessions served the same caller.
            guard let phone = call.phones.first.map({ phones[$0] }), call.phones.count == 1 else { return [] }
            let order = call.connections.filter { !connections[$0].isTranscription && !connections[$0].echoes.isEmpty }
                .sorted { connections[$0].first < connections[$1].first }
            return zip(order, order.dropFirst()).compactMap { renewal(from: $0, to: $1, phone) }
        }
    }

    private func renewal(from old: Int, to new: Int, _ phone: PhoneConnection) -> Renewal? {
        let (before, after) = (connections[old], connections[new])
        guard before.responses.contains(where: { $0.done != nil }), let start = after.appended.first,
            let last = before.appended.last, start > last
        else { return nil }
        var renewal = Renewal(old: old, new: new, opened: after.first)
        renewal.gap = start.seconds(since: last)
        let reply = after.responses.map(\.first).min()
        // What only the service's events tell of counts as well: the client's side may not be in the log.
        let told = (after.clientItems + after.foreignItems).filter { item in
            item.type == "message" && reply.map { item.moment < $0 } ?? true
        }
        renewal.refused = told.count { $0.refused != nil }
        renewal.restored = told.count - renewal.refused
        renewal.isToldOtherwise = isToldOtherwise(before, after)
        renewal.isForced = before.ending.map { $0.byServer && $0.moment < after.first } ?? false
        if !before.updates.isEmpty { renewal.repeatsUpdate = !after.updates.isEmpty }
        if let from = last.time, let to = start.time, to > from {
            // A backlog is let out at once; what has not come by then was dropped.
            let spoken = phone.callerTrace.position(at: to + 2) - phone.callerTrace.position(at: from)
            let given = after.appendTrace.position(at: to + 2)
            renewal.lostMs = max(0, spoken - given)
        }
        return renewal
    }

    private func isToldOtherwise(_ before: ModelConnection, _ after: ModelConnection) -> Bool {
        let first = after.responses.min { $0.first < $1.first }
        let echo = after.echoes.last { echo in first.map { echo.moment < $0.first } ?? true }
        let known = before.echoes.last
        if echo?.session.promptMark != known?.session.promptMark { return true }
        if echo?.session.json["prompt"] != known?.session.json["prompt"] { return true }
        let usual = Set(before.requests.map(\.instructions))
        let end = first?.done ?? first?.last
        return after.requests.contains { request in
            guard end.map({ request.moment < $0 }) ?? true else { return false }
            return request.inputCount ?? 0 > 0 || request.instructions != nil && !usual.contains(request.instructions)
        }
    }
}
