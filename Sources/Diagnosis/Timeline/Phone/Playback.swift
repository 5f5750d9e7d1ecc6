/// What the caller heard and when: the playback clock run again over the capture, so that recordings of others are judged
/// by the same clock as our own calls. Positions are milliseconds of accepted audio; times are seconds of the capture.
import CallCapture
import TelephonyProtocol

package struct Playback: Sendable {
    /// Played without a pause that a caller would notice.
    package struct Stretch: Sendable, Equatable {
        package var start: Double
        package var end: Double
        package var fromMs: Double
        package var toMs: Double
    }

    /// The buffer ran dry while audio was still to come: heard as a stutter.
    package struct Underrun: Sendable, Equatable {
        /// When it ran dry.
        package var start: Double
        /// Milliseconds of silence.
        package var lengthMs: Double
        package var atMs: Double
        /// The media that ended it.
        package var ended: Moment
    }

    /// False: the source keeps no times, so nothing is known of playback but the amounts.
    package private(set) var isTimed = false
    package private(set) var stretches: [Stretch] = []
    /// The first ten thousand.
    package private(set) var underruns: [Underrun] = []
    private var clock: PlaybackClock
    private var head = 0
    private var now = Duration.zero

    /// Shorter pauses are the jitter of a bridge that sends frame by frame, seconds.
    private static let mergedPause = 0.04
    private static let capacity = 50_000
    /// What a turn-taker takes to notice that somebody speaks, seconds.
    private static let reaction = 0.5

    init(rate: Int) { clock = PlaybackClock(rate: rate) }

    // MARK: Totals, in milliseconds

    package var receivedMs: Double { clock.milliseconds(clock.totals.received) }
    package var playedMs: Double { clock.milliseconds(clock.totals.played) }
    package var clearedMs: Double { clock.milliseconds(clock.totals.cleared) }
    /// Past the ten minutes that a carrier buffers.
    package var discardedMs: Double { clock.milliseconds(clock.totals.discarded) }
    /// Still buffered when the stream ended.
    package var unplayedMs: Double { clock.milliseconds(clock.bufferedSamples) }
    package var longestBufferMs: Double { clock.milliseconds(clock.totals.longestBuffer) }
    package var underrunCount: Int { clock.totals.underruns }
    package var underrunMs: Double { Double(clock.totals.underrunTime / .microseconds(1)) / 1_000 }

    // MARK: Questions

    /// Milliseconds of a piece of the audio that had been played at a time, or at all.
    package func heardMs(from: Double, to: Double, by seconds: Double? = nil) -> Double {
        var sum = 0.0
        for stretch in stretches[stretches.firstIndexAfter { $0.toMs <= from }...] {
            if stretch.fromMs >= to { break }
            if let seconds, stretch.start >= seconds { break }
            var end = stretch.toMs
            if let seconds, seconds < stretch.end { end = stretch.position(at: seconds) }
            sum += max(0, min(to, end) - max(from, stretch.fromMs))
        }
        return sum
    }

    /// The stretches in which a piece of the audio sounded.
    func stretches(from: Double, to: Double) -> ArraySlice<Stretch> {
        let first = stretches.firstIndexAfter { $0.toMs <= from }
        let end = stretches.firstIndexAfter { $0.fromMs < to }
        return first < end ? stretches[first..<end] : []
    }

    /// When a position sounded; nil when it never did.
    package func time(of position: Double) -> Double? {
        let index = stretches.firstIndexAfter { $0.toMs <= position }
        guard stretches.indices.contains(index), stretches[index].fromMs <= position else { return nil }
        return stretches[index].time(of: position)
    }

    /// The stretch that was sounding at a time.
    package func stretch(at seconds: Double) -> Stretch? {
        let index = stretches.firstIndexAfter { $0.end <= seconds }
        guard stretches.indices.contains(index), stretches[index].start <= seconds else { return nil }
        return stretches[index]
    }

    /// Whether something sounded at a time, or until just before it: who speaks then interrupts, though it be the last syllable.
    func isSounding(at seconds: Double) -> Bool {
        let index = stretches.firstIndexAfter { $0.end + Self.reaction <= seconds }
        return stretches.indices.contains(index) && stretches[index].start <= seconds
    }

    /// Milliseconds that sounded between two times.
    package func playedMs(from: Double, to: Double) -> Double {
        var sum = 0.0
        for stretch in stretches[stretches.firstIndexAfter { $0.end <= from }...] {
            if stretch.start >= to { break }
            sum += max(0, stretch.position(at: min(to, stretch.end)) - stretch.position(at: max(from, stretch.start)))
        }
        return sum
    }

    /// As of the last moment that was told.
    var state: PhoneConnection.PlaybackState {
        PhoneConnection.PlaybackState(
            isPlaying: clock.isPlaying, headMs: clock.milliseconds(head),
            bufferedMs: clock.milliseconds(clock.bufferedSamples))
    }

    // MARK: Running it

    /// - Returns: False when more is buffered than the carrier keeps.
    mutating func append(samples: Int, at moment: Moment) -> (isQueued: Bool, marks: [MarkEvent]) {
        guard moment.time != nil else { return (true, []) }
        let (acceptance, events) = clock.append(samples, at: time(moment))
        let marks = follow(events, at: moment)
        return (acceptance != .discarded, marks)
    }

    mutating func mark(_ name: String, at moment: Moment) -> [MarkEvent] {
        guard moment.time != nil else { return [] }
        return follow(clock.mark(name, at: time(moment)), at: moment)
    }

    mutating func clear(at moment: Moment) -> (droppedMs: Double, marks: [MarkEvent]) {
        guard moment.time != nil else { return (0, []) }
        let before = clock.totals.cleared
        let marks = follow(clock.clear(at: time(moment)), at: moment)
        return (clock.milliseconds(clock.totals.cleared - before), marks)
    }

    mutating func advance(to moment: Moment) -> [MarkEvent] {
        guard moment.time != nil else { return [] }
        return follow(clock.advance(to: time(moment)), at: moment)
    }

    struct MarkEvent {
        var name: String
        var isHeard: Bool
        var seconds: Double
    }

    private mutating func time(_ moment: Moment) -> Duration {
        guard let seconds = moment.time, seconds.isFinite, seconds < 1e9 else { return now }
        isTimed = true
        now = max(now, CaptureTime.duration(seconds: seconds))
        return now
    }

    private func seconds(_ time: Duration) -> Double { time / .seconds(1) }

    private mutating func follow(_ events: [PlaybackClock.Event], at moment: Moment) -> [MarkEvent] {
        var marks: [MarkEvent] = []
        for event in events {
            switch event {
            case .played(_, _, let samples, let start): play(samples, from: seconds(start))
            case .mark(let name, let heard, let time):
                marks.append(MarkEvent(name: name, isHeard: heard, seconds: seconds(time)))
            case .underrun(let from, let length):
                guard underruns.count < 10_000 else { break }
                underruns.append(
                    Underrun(
                        start: seconds(from), lengthMs: length / .milliseconds(1), atMs: clock.milliseconds(head),
                        ended: moment))
            case .cleared(let samples, _): head += samples
            }
        }
        return marks
    }

    private mutating func play(_ samples: Int, from start: Double) {
        let fromMs = clock.milliseconds(head)
        head += samples
        let toMs = clock.milliseconds(head)
        let end = start + clock.milliseconds(samples) / 1_000
        // Where a clear took something out between, the positions do not meet.
        if let last = stretches.last, last.toMs == fromMs,
            start - last.end <= Self.mergedPause || stretches.count >= Self.capacity
        {
            stretches[stretches.count - 1].end = end
            stretches[stretches.count - 1].toMs = toMs
        } else if stretches.count < Self.capacity {
            stretches.append(Stretch(start: start, end: end, fromMs: fromMs, toMs: toMs))
        }
    }
}

extension Playback.Stretch {
    func position(at seconds: Double) -> Double {
        end > start ? fromMs + (toMs - fromMs) * min(max((seconds - start) / (end - start), 0), 1) : fromMs
    }

    func time(of position: Double) -> Double {
        toMs > fromMs ? start + (end - start) * min(max((position - fromMs) / (toMs - fromMs), 0), 1) : start
    }
}
