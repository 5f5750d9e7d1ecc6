// Many deadlines behind one timer of a real loop.
import Testing
import Transport

@testable import Examination

struct DeadlineQueueTests {
    /// Notes when it was called, and calls off or moves what it is told to.
    private final class Sleeper: DeadlineQueue.Waiter {
        let name: Int
        let note: (Int) -> Void

        init(_ name: Int, note: @escaping (Int) -> Void) {
            self.name = name
            self.note = note
        }

        func advance(to now: Duration) { note(name) }
    }

    @Test func `waiters are called in the order of their deadlines, moved ones at the new one, cancelled ones never`() {
        let loop = EventLoop()
        let clock = RunClock(loop)
        let queue = DeadlineQueue(loop, clock)
        var called: [Int] = []
        func sleeper(_ name: Int) -> Sleeper {
            Sleeper(name) {
                called.append($0)
                if $0 == 5 { loop.stop() }
            }
        }
        let start = clock.now
        for (name, delay) in [(3, 6), (1, 2), (2, 4), (4, 1), (5, 12)] {
            queue.set(start + .milliseconds(delay), for: name, sleeper(name))
        }
        queue.set(start + .milliseconds(8), for: 1, sleeper(1))
        queue.set(nil, for: 4, sleeper(4))
        loop.run()
        loop.shutDown()
        #expect(called == [2, 3, 1, 5])
    }

    @Test func `a waiter that asks for more while it is called gets it`() {
        let loop = EventLoop()
        let clock = RunClock(loop)
        let queue = DeadlineQueue(loop, clock)
        var rounds = 0
        var again: Sleeper?
        again = Sleeper(1) { _ in
            rounds += 1
            guard rounds < 5, let again else { return loop.stop() }
            queue.set(clock.now, for: 1, again)
        }
        if let again { queue.set(clock.now, for: 1, again) }
        loop.run()
        loop.shutDown()
        #expect(rounds == 5)
    }

    @Test func `deadlines that were moved or called off leave nothing behind`() {
        let loop = EventLoop()
        let clock = RunClock(loop)
        let queue = DeadlineQueue(loop, clock)
        let sleeper = Sleeper(0) { _ in Issue.record("an hour has not passed") }
        for round in 0..<10_000 {
            queue.set(.seconds(3_600) + .microseconds(round), for: round % 10, sleeper)
            if round % 3 == 0 { queue.set(nil, for: round % 10, sleeper) }
        }
        #expect(queue.entries < 100)
        loop.shutDown()
    }
}
