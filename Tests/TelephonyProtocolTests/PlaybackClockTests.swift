// What a caller hears when, sample by sample.
import TelephonyProtocol
import Testing

struct PlaybackClockTests {
    private var clock = PlaybackClock()

    /// 8 samples are a millisecond.
    @Test func `audio is played in order and in real time from its arrival`() {
        var clock = clock
        #expect(clock.append(160, at: .milliseconds(100)).acceptance == .queued(chunk: 1))
        #expect(clock.append(800, at: .milliseconds(100)).acceptance == .queued(chunk: 2))
        #expect(clock.nextDeadline == .milliseconds(220))
        #expect(clock.buffered == .milliseconds(120))
        #expect(
            clock.advance(to: .milliseconds(150)) == [
                .played(chunk: 1, offset: 0, samples: 160, at: .milliseconds(100)),
                .played(chunk: 2, offset: 0, samples: 240, at: .milliseconds(120)),
            ])
        #expect(clock.buffered == .milliseconds(70))
        #expect(
            clock.advance(to: .seconds(9)) == [.played(chunk: 2, offset: 240, samples: 560, at: .milliseconds(150))])
        #expect(clock.nextDeadline == nil)
        #expect(clock.totals.played == 960)
        #expect(clock.totals.longestBuffer == 960)
        #expect(clock.totals.underruns == 0)
    }

    @Test func `a mark comes back when everything before it has been played, at once when nothing is buffered`() {
        var clock = clock
        #expect(clock.mark("empty", at: .zero) == [.mark(name: "empty", heard: true, at: .zero)])
        _ = clock.append(800, at: .zero)
        #expect(clock.mark("a", at: .zero) == [])
        _ = clock.append(800, at: .milliseconds(10))
        #expect(clock.mark("b", at: .milliseconds(10)) == [])
        #expect(clock.mark("c", at: .milliseconds(10)) == [])
        #expect(clock.pendingMarks == 3)
        #expect(clock.nextDeadline == .milliseconds(100))
        let marks = clock.advance(to: .seconds(1)).filter { if case .mark = $0 { true } else { false } }
        #expect(
            marks == [
                .mark(name: "a", heard: true, at: .milliseconds(100)),
                .mark(name: "b", heard: true, at: .milliseconds(200)),
                .mark(name: "c", heard: true, at: .milliseconds(200)),
            ])
    }

    @Test func `a clear drops what is buffered, sends back the marks, and later audio plays at once`() {
        var clock = clock
        _ = clock.append(8_000, at: .zero)
        _ = clock.mark("unheard", at: .zero)
        #expect(
            clock.clear(at: .milliseconds(250)) == [
                .played(chunk: 1, offset: 0, samples: 2_000, at: .zero),
                .cleared(samples: 6_000, at: .milliseconds(250)),
                .mark(name: "unheard", heard: false, at: .milliseconds(250)),
            ])
        #expect(!clock.isPlaying)
        _ = clock.append(80, at: .milliseconds(300))
        #expect(
            clock.advance(to: .milliseconds(310)) == [
                .played(chunk: 2, offset: 0, samples: 80, at: .milliseconds(300))
            ])
        #expect(clock.totals.cleared == 6_000)
        // A pause that was asked for is no underrun.
        #expect(clock.totals.underruns == 0)
    }

    @Test(arguments: [(4, 0), (5, 1), (999, 1), (1_000, 0)])
    func `only a gap that is heard as a stutter is an underrun`(milliseconds: Int, count: Int) {
        var clock = clock
        _ = clock.append(160, at: .zero)
        let events = clock.append(160, at: .milliseconds(20 + milliseconds)).events
        let underrun = PlaybackClock.Event.underrun(from: .milliseconds(20), length: .milliseconds(milliseconds))
        #expect(events.contains(underrun) == (count == 1))
        #expect(clock.totals.underruns == count)
        #expect(clock.totals.underrunTime == (count == 1 ? .milliseconds(milliseconds) : .zero))
    }

    @Test func `more than ten minutes are discarded until there is room again`() {
        var clock = clock
        for _ in 0..<600 { #expect(clock.append(8_000, at: .zero).acceptance != .discarded) }
        #expect(clock.append(1, at: .zero).acceptance == .discarded)
        #expect(clock.append(8_000, at: .milliseconds(999)).acceptance == .discarded)
        #expect(clock.append(8_000, at: .seconds(1)).acceptance == .queued(chunk: 601))
        #expect(clock.totals.discarded == 8_001)
        #expect(clock.totals.longestBuffer == 4_800_000)
    }

    @Test func `nothing at all is a chunk that takes no time`() {
        var clock = clock
        #expect(clock.append(0, at: .zero).acceptance == .queued(chunk: 1))
        #expect(clock.append(-5, at: .zero).acceptance == .queued(chunk: 2))
        #expect(!clock.isPlaying)
        #expect(clock.mark("m", at: .zero).count == 1)
    }

    @Test func `marks without end are bounded`() {
        var clock = clock
        _ = clock.append(8_000, at: .zero)
        for index in 0..<200_000 { #expect(clock.mark("", at: .zero) == [], "\(index)") }
        #expect(clock.mark("one too many", at: .zero) == [.mark(name: "one too many", heard: true, at: .zero)])
        #expect(clock.clear(at: .zero).count == 200_001)
    }

    /// 44,100 does not divide a second into whole nanoseconds.
    @Test(arguments: [8_000, 11_025, 16_000, 24_000, 44_100]) func `no sample is lost at any rate`(rate: Int) {
        var clock = PlaybackClock(rate: rate)
        var played = 0
        for index in 0..<500 {
            _ = clock.append(rate / 50, at: .milliseconds(index * 20))
            while let due = clock.nextDeadline, due <= .milliseconds(index * 20 + 20) {
                for case .played(_, _, let samples, _) in clock.advance(to: due) { played += samples }
            }
        }
        for case .played(_, _, let samples, _) in clock.advance(to: .seconds(20)) { played += samples }
        #expect(played + clock.bufferedSamples >= rate / 50 * 500 - rate / 50)
        #expect(clock.totals.played == rate / 50 * 500)
    }
}
