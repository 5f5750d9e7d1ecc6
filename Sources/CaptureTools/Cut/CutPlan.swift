// Which part of a capture is cut out: what was asked for, as frames.
package import Diagnosis

/// What somebody wants of a capture. Parts are combined: the turn of that call, the seconds of that call.
package struct CutRequest: Sendable, Equatable {
    /// As the report numbers them.
    package var call: Int?
    package var turns: ClosedRange<Int>?
    /// Seconds on the capture's clock, as a report shows them.
    package var from: Double?
    package var to: Double?

    package init(call: Int? = nil, turns: ClosedRange<Int>? = nil, from: Double? = nil, to: Double? = nil) {
        self.call = call
        self.turns = turns
        self.from = from
        self.to = to
    }
}

/// Why there is no such part.
package struct CutError: Error, Sendable, Equatable {
    package var message: String
    package var hint: String?

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

package struct CutPlan: Sendable, Equatable {
    /// A place in a capture. Frames without a time are before every time.
    enum Edge: Sendable, Equatable {
        case frame(Int)
        case time(Double)

        func isReached(_ number: Int, _ time: Double?) -> Bool {
            switch self {
            case .frame(let frame): number >= frame
            case .time(let edge): time.map { $0 >= edge } ?? false
            }
        }
    }

    /// Names of the connections to keep; nil: all.
    var connections: Set<String>?
    var from: Edge?
    /// The first frame behind the part.
    var to: Edge?
    /// `call 2, turn 3`
    package private(set) var title = ""

    /// Seconds: a turn was under way where the part was to begin, so it begins with that turn.
    package private(set) var beginsEarlier: Double?

    /// Before the caller's first word, so that silence leads into it, seconds.
    private static let lead = 0.5

    /// - Parameter report: On the whole capture.
    package init(_ request: CutRequest, of report: Report) throws(CutError) {
        var names: [String] = []
        if let number = request.call {
            guard let call = report.calls.first(where: { $0.number == number }) else {
                let count = report.calls.count
                throw CutError(
                    "there is no call \(number)",
                    hint: count == 0
                        ? "the capture shows no call" : "it holds call\(count == 1 ? " 1" : "s 1 to \(count)")")
            }
            connections = Set(call.phones + call.models)
            names.append("call \(number)")
        }
        if let turns = request.turns {
            try self.take(turns, request.call, report)
            names.append(
                turns.count == 1 ? "turn \(turns.lowerBound)" : "turns \(turns.lowerBound) to \(turns.upperBound)")
        }
        if request.from != nil || request.to != nil {
            guard report.coverage.timing == "times" else {
                throw CutError(
                    "the capture keeps no times, so it has no time range", hint: "cut by --turn or --call instead")
            }
            if let from = request.from { self.from = .time(settle(from, report)) }
            if let to = request.to { self.to = .time(to) }
            names.append(
                "\(Self.seconds(beginsEarlier ?? request.from) ?? "the start") to \(Self.seconds(request.to) ?? "the end")"
            )
        }
        title = names.joined(separator: ", ")
    }

    private mutating func take(_ turns: ClosedRange<Int>, _ call: Int?, _ report: Report) throws(CutError) {
        let known = report.turns.filter { call == nil || $0.call == call }
        guard let first = known.first(where: { $0.number == turns.lowerBound }),
            let last = known.first(where: { $0.number == turns.upperBound })
        else {
            let numbers = known.map(\.number)
            let which = numbers.first.map { "its turns are \($0) to \(numbers.last ?? $0)" } ?? "it shows no turn"
            throw CutError(
                "there is no turn \(known.contains { $0.number == turns.lowerBound } ? turns.upperBound : turns.lowerBound)\(call.map { " in call \($0)" } ?? "")",
                hint: which)
        }
        guard first.call == last.call else {
            throw CutError("turns \(turns.lowerBound) and \(turns.upperBound) are of different calls", hint: nil)
        }
        if report.calls.count > 1, let own = report.calls.first(where: { $0.number == first.call }) {
            connections = Set(own.phones + own.models)
        }
        let order = known.filter { $0.call == first.call }
        // Who speaks into a reply can only be judged together with it.
        var start = first
        if let before = order.last(where: { $0.number < first.number }), before.interrupted { start = before }
        guard let edge = Self.start(of: start) else {
            throw CutError("turn \(first.number) has no frame to begin with")
        }
        // What comes before the first turn, the greeting and the session, leads into it.
        if order.first?.number != start.number { from = edge }
        // And who is spoken to can only be judged together with who interrupts.
        let behind = order.filter { $0.number > last.number }.dropFirst(last.interrupted ? 1 : 0)
        to = behind.first.flatMap(Self.start)
    }

    /// A part that begins in the middle of a turn would show a bridge that loses half of it: it begins with that turn.
    private mutating func settle(_ from: Double, _ report: Report) -> Double {
        var earliest = from
        for turn in report.turns {
            guard case .time(let start)? = Self.start(of: turn), start < from else { continue }
            if let connections, !connections.contains(turn.connection) { continue }
            let last = turn.links.compactMap(\.time).max() ?? start
            let audio = turn.links.first { $0.name == "audio" }?.time ?? last
            let end = max(last, audio + (turn.replyAudioMs ?? 0) / 1_000) + Self.lead
            if end > from { earliest = min(earliest, start) }
        }
        if earliest < from { beginsEarlier = earliest }
        return earliest
    }

    private static func start(of turn: TurnChain) -> Edge? {
        let links = turn.links.filter { $0.result == .present && $0.frame != nil }
        guard let first = links.min(by: { ($0.frame ?? 0) < ($1.frame ?? 0) }), let frame = first.frame else {
            return nil
        }
        return first.time.map { .time(max(0, $0 - lead)) } ?? .frame(frame)
    }

    private static func seconds(_ value: Double?) -> String? {
        value.map { "\(($0 * 1_000).rounded() / 1_000) s" }
    }
}
