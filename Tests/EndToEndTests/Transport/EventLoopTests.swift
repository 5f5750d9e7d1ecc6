// Timers, deferred work, signals and the time of day.
import Foundation
import Testing

@testable import Transport

struct EventLoopTests {
    let net = Loopback()

    @Test func `timers fire in the order of their deadlines and never early`() {
        let loop = net.loop
        let start = loop.now
        var fired: [(Int, Duration)] = []
        for (number, delay) in [(3, 30), (1, 5), (2, 10)] {
            loop.schedule(at: start + .milliseconds(delay)) {
                fired.append((number, loop.now - start))
                if fired.count == 3 { net.done() }
            }
        }
        net.run()
        #expect(fired.map(\.0) == [1, 2, 3])
        for (number, time) in fired { #expect(time >= .milliseconds([5, 10, 30][number - 1])) }
    }

    @Test func `a cancelled timer does not fire, and cancelling twice is harmless`() {
        var fired = false
        let timer = net.loop.schedule(after: .milliseconds(1)) { fired = true }
        timer.cancel()
        timer.cancel()
        net.loop.schedule(after: .milliseconds(20)) { net.done() }
        net.run()
        #expect(!fired)
    }

    @Test func `a deadline in the past fires soon, one for ever never`() {
        var late = false
        let never = net.loop.schedule(after: .seconds(Int64.max / 4)) { Issue.record("the end of time") }
        net.loop.schedule(at: .seconds(-5)) {
            late = true
            net.done()
        }
        net.run()
        #expect(late)
        never.cancel()
    }

    @Test func `pacing by absolute deadlines does not drift`() {
        let loop = net.loop
        let start = loop.now
        var ticks = 0
        func tick() {
            ticks += 1
            guard ticks < 50 else { return net.done() }
            loop.schedule(at: start + .milliseconds(2 * ticks), tick)
        }
        tick()
        net.run()
        // Fifty intervals each late by up to a millisecond would be 50 ms late; one is at most a scheduling hiccup late.
        #expect(loop.now - start >= .milliseconds(98))
        #expect(ticks == 50)
    }

    @Test func `deferred work runs after the callback that deferred it, in order`() {
        var log: [String] = []
        net.loop.schedule(after: .zero) {
            net.loop.later { log.append("later") }
            net.loop.later {
                net.loop.later {
                    log.append("later still")
                    net.done()
                }
                log.append("also later")
            }
            log.append("now")
        }
        net.run()
        #expect(log == ["now", "later", "also later", "later still"])
    }

    @Test func `a loop with nothing to wait for returns`() {
        let loop = EventLoop()
        var ran = false
        loop.later { ran = true }
        loop.run()
        #expect(ran)
        loop.shutDown()
    }

    @Test func `a signal is a callback`() {
        var seen: SignalWatch.Kind?
        let watches = net.loop.onSignal([.terminate]) {
            seen = $0
            net.done()
        }
        net.loop.later { kill(getpid(), SIGTERM) }
        net.run()
        for watch in watches { watch.cancel() }
        #expect(seen == .terminate)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_001, "2000-02-29T00:00:00.001Z"),
        (1_795_167_240_123, "2026-11-20T09:34:00.123Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
    ]) func `times are written as ISO 8601`(milliseconds: Int64, text: String) {
        #expect(Surroundings.iso8601(unixMilliseconds: milliseconds) == text)
    }

    @Test func `the environment and randomness are the process's own`() {
        setenv("REALTIME_DOCTOR_TEST_VARIABLE", "a=b", 1)
        #expect(Surroundings.environment["REALTIME_DOCTOR_TEST_VARIABLE"] == "a=b")
        #expect(Surroundings.randomBytes(16).count == 16)
        #expect(Surroundings.randomBytes(16) != Surroundings.randomBytes(16))
        #expect(abs(Double(Surroundings.unixMilliseconds) / 1000 - Date().timeIntervalSince1970) < 5)
    }
}
