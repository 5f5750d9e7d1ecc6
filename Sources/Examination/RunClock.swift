package import Transport

/// The time of a run, from zero at its beginning: what captures carry and engines are given. It is the loop's clock, or a
/// multiple of it, so that both ends of a call keep sample time together however fast it is played.
package struct RunClock {
    private let loop: EventLoop
    private let began: Duration
    /// Seconds of the run that pass in a second of the world.
    package let rate: Double

    package init(_ loop: EventLoop, rate: Double = 1) {
        self.loop = loop
        self.rate = rate
        began = loop.now
    }

    package var now: Duration { time(atLoop: loop.now) }

    /// What the loop's clock shows when the run's shows `time`.
    func loopTime(of time: Duration) -> Duration { began + (rate == 1 ? time : time / rate) }

    func time(atLoop time: Duration) -> Duration {
        let passed = time - began
        return rate == 1 ? passed : passed * rate
    }
}
