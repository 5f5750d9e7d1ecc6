/// A call that the bridge ended because another one began: one place for two calls.
struct Takeover: Sendable, Equatable {
    /// Indices into ``Timeline/calls``.
    var ended: Int
    var by: Int
    /// The other call's first sign, and the end.
    var began: Moment
    var end: Moment
    /// How it ended, in words.
    var text: String
    /// The other one was ended in the same moment.
    var isMutual: Bool
}

extension Timeline {
    /// In the order of their ends. One of each call.
    var takeovers: [Takeover] {
        // A program that has crashed ends all of its calls, and means none of them.
        guard hasTimes, calls.count > 1, programExit == nil, isOnePlace else { return [] }
        let found = calls.indices.compactMap(takeover(of:)).sorted { $0.end < $1.end }
        // In a recording of others one may be chance: somebody hung up as somebody else rang.
        return command == "bridge" || found.count > 1 ? found : []
    }

    /// No two calls are ever open together for longer than the one takes to end the other.
    private var isOnePlace: Bool {
        let spans = calls.compactMap { one -> (from: Double, to: Double)? in
            let lines = one.phones.map { phones[$0] }
            guard let from = lines.compactMap(\.first.time).min() else { return nil }
            return (from, lines.compactMap { ($0.ended ?? $0.last).time }.max() ?? from)
        }.sorted { $0.from < $1.from }
        var latest = -Double.infinity
        for span in spans {
            if min(latest, span.to) - span.from > Self.longest { return false }
            latest = max(latest, span.to)
        }
        return true
    }

    /// Longest time from the beginning of one call to the end of the other, seconds: a bridge does it at once.
    private static let longest = 1.0

    private func takeover(of number: Int) -> Takeover? {
        guard let line = calls[number].phones.first.map({ phones[$0] }),
            let (end, text) = endByBridge(of: number), let age = end.seconds(since: line.first)
        else { return nil }
        for other in calls.indices where other != number {
            guard let rival = calls[other].phones.first.map({ phones[$0] }), rival.carrierMessages > 0,
                let late = rival.first.seconds(since: line.first), late > 0.05,
                let wait = end.seconds(since: rival.first), (0...Self.longest).contains(wait)
            else { continue }
            let rivalEnd = endByBridge(of: other)?.moment
            // Calls that all end at the same age do so of their own accord.
            if let rivalEnd, let rivalAge = rivalEnd.seconds(since: rival.first),
                abs(rivalAge - age) < max(0.1, age / 10)
            {
                continue
            }
            let isMutual = rivalEnd?.seconds(since: end).map { abs($0) <= 0.3 } ?? false
            return Takeover(
                ended: number, by: other, began: rival.first, end: end, text: text, isMutual: isMutual)
        }
        return nil
    }

    /// Where the bridge ended a call on either leg before the carrier did, and the service had given no reason for it.
    private func endByBridge(of number: Int) -> (moment: Moment, text: String)? {
        let lines = calls[number].phones.map { phones[$0] }
        let stop = lines.compactMap(\.stops.first).min()
        let models = calls[number].connections.map { connections[$0] }
        var ends = lines.compactMap { line in
            line.ending.flatMap { $0.byBridge ? ($0.moment, "its telephone leg was \($0.text)") : nil }
        }
        ends += models.compactMap { model in
            model.ending.flatMap { $0.byServer ? nil : ($0.moment, "its connection to the model: \($0.text)") }
        }
        let over = lines.compactMap { $0.ending.flatMap { $0.byBridge ? nil : $0.moment } }.min()
        let limit = [stop, over].compactMap(\.self).min()
        guard let first = ends.min(by: { $0.0 < $1.0 }), limit.map({ first.0 < $0 }) ?? true,
            !calls[number].connections.contains(where: { hasFailed($0, by: first.0) })
        else { return nil }
        return first
    }
}
