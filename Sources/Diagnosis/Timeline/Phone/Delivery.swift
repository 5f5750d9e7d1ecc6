/// A piece of the audio that the bridge sent to its caller, and the piece of a reply that it is. No message says so: the model's
/// audio is taken to leave the bridge in the order it came, and what was skipped is noticed where a new reply begins.
package struct Delivery: Sendable, Equatable {
    /// Index into ``Timeline/phones``.
    package var phone: Int
    /// Indices into ``Timeline/connections``, and into its `replyItems` and `responses`.
    package var connection: Int
    package var item: Int
    package var response: Int
    /// Milliseconds of what the carrier accepted.
    package var startMs: Double
    package var endMs: Double
    /// Milliseconds of the item's own audio. Less than what was sent: the bridge sent more than it was given.
    package var itemStartMs: Double
    package var itemEndMs: Double
    package var first: Moment
    package var last: Moment

    package var milliseconds: Double { endMs - startMs }
}

/// Lays what was sent against what the model said.
struct DeliveryFinder {
    private struct Source {
        var connection: Int
        var item: Int
        var facts: ModelConnection.ReplyItem
        var consumed = 0.0
        /// Dropped by the bridge, or used up.
        var isOver = false
    }

    private let timeline: Timeline
    private let number: Int
    private var sources: [Source]
    private var current: Int?
    /// In the run that is being laid out, something of `current` has been found.
    private var isInRun = false
    private var deliveries: [Delivery] = []

    static func deliveries(of call: Call, in timeline: Timeline) -> [Delivery] {
        call.phones.flatMap { number in
            var finder = DeliveryFinder(timeline, number, call.connections)
            // Where the carrier has connected anew, what came before went to the stream before.
            if number != call.phones.first { finder.passOver(before: timeline.phones[number].first) }
            finder.walk()
            return finder.deliveries
        }
    }

    private init(_ timeline: Timeline, _ number: Int, _ connections: [Int]) {
        self.timeline = timeline
        self.number = number
        sources = connections.flatMap { connection in
            timeline.connections[connection].replyItems.enumerated().map {
                Source(connection: connection, item: $0.offset, facts: $0.element)
            }
        }.sorted { $0.facts.first < $1.facts.first }
    }

    private mutating func walk() {
        let phone = timeline.phones[number]
        let points = phone.media.trace.points
        var previous: BridgeMedia.Run?
        for run in phone.media.runs {
            begin(run, after: previous, phone)
            previous = run
            var position = run.startMs
            var moment = run.start
            var next = points.firstIndexAfter { $0.startMs <= run.startMs }
            while position < run.endMs {
                let isWithin = next < points.endIndex && points[next].startMs < run.endMs
                let end = isWithin ? points[next].startMs : run.endMs
                let until = isWithin ? points[next].moment : run.end
                place(from: position, to: end, at: moment, until: until, phone)
                position = end
                moment = until
                next += 1
            }
        }
    }

    /// After a pause or a `clear` the bridge may go on with something newer; what it had not sent by then is dropped.
    private mutating func begin(_ run: BridgeMedia.Run, after previous: BridgeMedia.Run?, _ phone: PhoneConnection) {
        isInRun = false
        guard let previous else { return }
        let clear = phone.clears.last { $0.moment > previous.end && $0.moment < run.start }
        if let clear { passOver(before: clear.moment) }
        let since = clear?.moment ?? previous.end
        if let newer = sources.firstIndex(where: { $0.facts.first > since && $0.facts.first <= run.start }) {
            for index in sources.indices where index < newer { sources[index].isOver = true }
            current = newer
        }
    }

    /// What had come by then is sent, or never will be.
    private mutating func passOver(before moment: Moment) {
        for index in sources.indices where !sources[index].isOver && sources[index].facts.first < moment {
            sources[index].consumed = max(sources[index].consumed, received(index, by: moment))
            if sources[index].facts.last < moment { sources[index].isOver = true }
        }
    }

    /// Milliseconds of an item that had come by then.
    private func received(_ index: Int, by moment: Moment) -> Double {
        let source = sources[index]
        let trace = timeline.connections[source.connection].replyTrace
        if moment >= source.facts.last { return source.facts.milliseconds }
        return min(max(trace.position(atFrame: moment.frame) - source.facts.startMs, 0), source.facts.milliseconds)
    }

    /// - Parameter until: What the model had said by then may be in it, for a point of the trace stands for a twentieth of a second.
    private mutating func place(
        from start: Double, to end: Double, at moment: Moment, until: Moment, _ phone: PhoneConnection
    ) {
        var position = start
        while end - position > 0.01 {
            if let index = current {
                let rest = received(index, by: until) - sources[index].consumed
                if rest > 0.01 {
                    let length = min(rest, end - position)
                    add(index, from: position, to: position + length, itemLength: length, at: moment)
                    sources[index].consumed += length
                    position += length
                    continue
                }
                if sources[index].consumed >= sources[index].facts.milliseconds - 1 { sources[index].isOver = true }
            }
            let isOver = current.map { sources[$0].isOver } ?? true
            if isOver, let next = sources.firstIndex(where: { !$0.isOver && $0.facts.first <= until }) {
                current = next
                continue
            }
            // More than was given: audio that is stretched, or the bridge's own. Silence of its own is nobody's reply.
            if let index = current, isInRun,
                phone.media.sound.bursts.contains(where: { $0.startMs < end && $0.endMs > position })
            {
                add(index, from: position, to: end, itemLength: 0, at: moment)
            }
            return
        }
    }

    private mutating func add(_ index: Int, from start: Double, to end: Double, itemLength: Double, at moment: Moment) {
        let source = sources[index]
        let goesOn = isInRun
        isInRun = true
        if goesOn, let last = deliveries.indices.last, deliveries[last].connection == source.connection,
            deliveries[last].item == source.item, abs(deliveries[last].endMs - start) < 0.01
        {
            deliveries[last].endMs = end
            deliveries[last].itemEndMs += itemLength
            deliveries[last].last = moment
            return
        }
        deliveries.append(
            Delivery(
                phone: number, connection: source.connection, item: source.item, response: source.facts.response,
                startMs: start, endMs: end, itemStartMs: source.consumed, itemEndMs: source.consumed + itemLength,
                first: moment, last: moment))
    }
}
