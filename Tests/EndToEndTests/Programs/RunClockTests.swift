// The clock of a run that is faster than time.
import Testing
import Transport

@testable import Examination

struct RunClockTests {
    private let loop = EventLoop()

    /// Looks until the clock shows so much, or stands.
    private func look(_ clock: RunClock, until wanted: Duration) -> Duration {
        var looks = 0
        while clock.now < wanted, looks < 1_000_000 { looks += 1 }
        return clock.now
    }

    @Test func `no more than two frames pass unseen`() {
        let clock = RunClock(loop, rate: 1_000, waits: true)
        let free = RunClock(loop, rate: 1_000)
        let began = loop.now
        while loop.now < began + .milliseconds(1) {}
        #expect(clock.now == .milliseconds(40))
        #expect(free.now >= .seconds(1))
        loop.shutDown()
    }

    @Test func `time stands for those who have not answered, and goes on from there`() {
        let clock = RunClock(loop, rate: 1_000, waits: true)
        var moves = 0
        clock.onMove { moves += 1 }
        #expect(look(clock, until: .milliseconds(200)) >= .milliseconds(200))
        let first = clock.ask()
        let asked = clock.now
        let second = clock.ask()
        #expect(look(clock, until: .seconds(3_600)) <= asked + .milliseconds(160))
        let stood = clock.now
        #expect(clock.loopTime(of: stood + .milliseconds(10)) == nil)
        clock.answered(second)
        #expect(look(clock, until: .seconds(3_600)) == stood)
        clock.answered(first)
        #expect(clock.loopTime(of: stood + .milliseconds(10)) != nil)
        #expect(look(clock, until: stood + .seconds(1)) >= stood + .seconds(1))
        #expect(moves == 2)
        loop.shutDown()
    }

    @Test func `whoever cannot be asked gets a pace that most programs bear`() {
        let clock = RunClock(loop, rate: 1_000, waits: true)
        clock.runUnchecked()
        #expect(clock.rate == 8)
        loop.shutDown()
    }

    @Test func `real time waits for nobody`() {
        let clock = RunClock(loop, rate: 1, waits: true)
        #expect(!clock.waits)
        _ = clock.ask()
        #expect(look(clock, until: .milliseconds(1)) >= .milliseconds(1))
        loop.shutDown()
    }
}
