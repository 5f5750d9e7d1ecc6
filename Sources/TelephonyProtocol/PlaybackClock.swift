/// What a caller would be hearing now, given what the carrier was sent: the only truth about "spoken". It counts samples
/// and marks; the sound itself is somebody else's. Source: Twilio Media Streams, "to Twilio": media, mark, clear.
///
/// Audio is played in the order it came, in real time, from its arrival or from the end of what was there before. Every
/// call that takes a time first plays up to it; times never go back.
package struct PlaybackClock: Sendable {
    package enum Event: Sendable, Equatable {
        /// Samples `offset` to `offset + samples` of a chunk, beginning at that time. A chunk may come in several parts.
        case played(chunk: Int, offset: Int, samples: Int, at: Duration)
        /// To be echoed now. Not `heard`: a `clear` has sent it back, and what was before it may never have sounded.
        case mark(name: String, heard: Bool, at: Duration)
        /// The buffer ran dry and audio came again so soon that the pause is heard as a stutter.
        case underrun(from: Duration, length: Duration)
        case cleared(samples: Int, at: Duration)
    }

    package enum Acceptance: Sendable, Equatable {
        /// Chunks count from 1, accepted ones only.
        case queued(chunk: Int)
        /// More than the carrier buffers: 31931.
        case discarded
    }

    /// What the whole call came to. In samples, where no unit is said.
    package struct Totals: Sendable, Equatable {
        package var received = 0
        package var played = 0
        package var cleared = 0
        package var discarded = 0
        package var longestBuffer = 0
        package var underruns = 0
        package var underrunTime = Duration.zero
        package var marks = 0
        package var clears = 0
    }

    /// Samples a second.
    package let rate: Int
    /// Ten minutes, by the error dictionary (31931).
    package let limit: Duration
    package private(set) var totals = Totals()

    /// Shorter gaps are the jitter of timers, longer ones pauses between sentences.
    private static let audibleGaps = Duration.milliseconds(5)..<Duration.seconds(1)
    /// Against floods of tiny chunks and of marks: far above ten minutes of 20 ms frames.
    private static let maximumPending = 200_000

    /// Positions count the samples that were ever accepted, so that nothing is renumbered when some are cleared.
    private var end = 0
    private var head = 0
    private var chunks = Queue<(start: Int, number: Int)>()
    private var marks = Queue<(position: Int, name: String)>()
    private var chunkCount = 0
    private var run: (time: Duration, position: Int) = (.zero, 0)
    /// When the buffer ran dry by itself.
    private var dryAt: Duration?
    private var events: [Event] = []

    package init(rate: Int = 8_000, limit: Duration = .seconds(600)) {
        self.rate = min(max(rate, 1), 1_000_000)
        self.limit = limit
    }

    package var isPlaying: Bool { head < end }
    package var pendingMarks: Int { marks.count }

    /// Samples that have not sounded, as of the last time that was told.
    package var bufferedSamples: Int { end - head }
    package var buffered: Duration { duration(of: bufferedSamples) }

    package func milliseconds(_ samples: Int) -> Double { Double(samples) * 1_000 / Double(rate) }

    /// When the next mark is due, or the buffer runs dry; nil while nothing plays.
    package var nextDeadline: Duration? {
        guard isPlaying else { return nil }
        return time(of: min(marks.first?.position ?? end, end))
    }

    package mutating func advance(to now: Duration) -> [Event] {
        play(to: now)
        return take()
    }

    /// One media message of that many samples.
    package mutating func append(_ samples: Int, at now: Duration) -> (acceptance: Acceptance, events: [Event]) {
        play(to: now)
        let samples = max(0, samples)
        totals.received += samples
        guard duration(of: bufferedSamples + samples) <= limit, chunks.count < Self.maximumPending else {
            totals.discarded += samples
            return (.discarded, take())
        }
        chunkCount += 1
        guard samples > 0 else { return (.queued(chunk: chunkCount), take()) }
        if !isPlaying { begin(at: now) }
        chunks.append((end, chunkCount))
        end += samples
        totals.longestBuffer = max(totals.longestBuffer, bufferedSamples)
        return (.queued(chunk: chunkCount), take())
    }

    package mutating func mark(_ name: String, at now: Duration) -> [Event] {
        play(to: now)
        totals.marks += 1
        if isPlaying, marks.count < Self.maximumPending {
            marks.append((end, name))
        } else {
            events.append(.mark(name: name, heard: true, at: now))
        }
        return take()
    }

    package mutating func clear(at now: Duration) -> [Event] {
        play(to: now)
        totals.clears += 1
        let dropped = bufferedSamples
        totals.cleared += dropped
        head = end
        chunks.removeAll()
        dryAt = nil
        events.append(.cleared(samples: dropped, at: now))
        while let mark = marks.popFirst() { events.append(.mark(name: mark.name, heard: false, at: now)) }
        return take()
    }

    // MARK: Playing

    private mutating func begin(at now: Duration) {
        run = (now, end)
        guard let dry = dryAt else { return }
        let gap = now - dry
        guard Self.audibleGaps.contains(gap) else { return }
        totals.underruns += 1
        totals.underrunTime += gap
        events.append(.underrun(from: dry, length: gap))
    }

    private mutating func play(to now: Duration) {
        guard isPlaying else { return }
        let target = min(end, run.position + samples(in: now - run.time))
        while head < target, let chunk = chunks.first {
            let chunkEnd = chunks.second?.start ?? end
            let stop = min(chunkEnd, target)
            events.append(
                .played(chunk: chunk.number, offset: head - chunk.start, samples: stop - head, at: time(of: head)))
            totals.played += stop - head
            head = stop
            if head == chunkEnd { _ = chunks.popFirst() }
        }
        while let mark = marks.first, mark.position <= head {
            events.append(.mark(name: mark.name, heard: true, at: time(of: mark.position)))
            _ = marks.popFirst()
        }
        if head == end { dryAt = time(of: end) }
    }

    private mutating func take() -> [Event] {
        defer { events = [] }
        return events
    }

    // MARK: Samples and time

    private func time(of position: Int) -> Duration { run.time + duration(of: position - run.position) }

    /// Rounded up to a nanosecond, so that the sample is over at that time and not just before it.
    private func duration(of samples: Int) -> Duration {
        let (seconds, rest) = samples.quotientAndRemainder(dividingBy: rate)
        return .seconds(seconds) + .nanoseconds((rest * 1_000_000_000 + rate - 1) / rate)
    }

    private func samples(in duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0, seconds < 1 << 32 else { return 0 }
        return Int(seconds) * rate + Int(attoseconds / 1_000_000_000) * rate / 1_000_000_000
    }
}

/// First in, first out, without moving what stays.
private struct Queue<Element: Sendable>: Sendable {
    private var items: [Element] = []
    private var start = 0

    var count: Int { items.count - start }
    var first: Element? { start < items.count ? items[start] : nil }
    var second: Element? { start + 1 < items.count ? items[start + 1] : nil }

    mutating func append(_ item: Element) { items.append(item) }

    mutating func popFirst() -> Element? {
        guard let item = first else { return nil }
        start += 1
        if start > 64, start * 2 > items.count {
            items.removeFirst(start)
            start = 0
        }
        return item
    }

    mutating func removeAll() {
        items.removeAll()
        start = 0
    }
}
