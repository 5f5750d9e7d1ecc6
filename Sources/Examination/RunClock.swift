package import Transport

/// The time of a run, from zero at its beginning: what captures carry and engines are given. It is the loop's clock, or a
/// multiple of it, so that both ends of a call keep sample time together however fast it is played.
///
/// A multiple may wait for those who cannot keep up. No more than ``lookahead`` passes until somebody who was asked whether
/// everything has reached them has answered, and no more than ``stride`` while nobody looks at the clock: we may be late ourselves.
package final class RunClock {
    private let loop: EventLoop
    /// Seconds of the run that pass in a second of the world, at most.
    package private(set) var rate: Double
    /// A moment on both clocks.
    private var anchor: (loop: Duration, run: Duration)
    /// When those were asked who have not answered yet.
    private var asked: [Int: Duration] = [:]
    private var questions = 0
    private var horizon: Duration?
    private var lastSeen = Duration.zero
    private var followers: [() -> Void] = []
    /// It waits for those who are asked, and somebody should ask.
    let waits: Bool

    /// Of run time: hardly more than a jitter buffer holds.
    static let lookahead = Duration.milliseconds(160)
    /// Of run time: two frames of a carrier.
    static let stride = Duration.milliseconds(40)
    /// What a peer that answers nothing still gets.
    private static let uncheckedRate = 8.0

    /// - Parameter waits: For programs that have no clock of their own.
    package init(_ loop: EventLoop, rate: Double = 1, waits: Bool = false) {
        self.loop = loop
        self.rate = rate
        self.waits = waits && rate > 1
        anchor = (loop.now, .zero)
    }

    package var now: Duration { look() }

    /// - Parameter due: When something was to happen next, and nothing before: so far time may have gone unseen.
    @discardableResult
    func look(due: Duration = .zero) -> Duration {
        let loopNow = loop.now
        let free = anchor.run + (rate == 1 ? loopNow - anchor.loop : (loopNow - anchor.loop) * rate)
        guard waits else { return free }
        let unseen = max(lastSeen + Self.stride, due)
        let bound = max(min(unseen, horizon ?? unseen), lastSeen)
        // Where time has stood it goes on from there.
        if free > bound { anchor = (loopNow, bound) }
        lastSeen = min(free, bound)
        return lastSeen
    }

    /// What the loop's clock shows when the run's shows `time`; nil when somebody has to answer before.
    func loopTime(of time: Duration) -> Duration? {
        if let horizon, time > horizon { return nil }
        return anchor.loop + (rate == 1 ? time - anchor.run : (time - anchor.run) / rate)
    }

    // MARK: Those who must keep up

    /// Somebody is asked now.
    ///
    /// - Returns: What ``answered(_:)`` wants.
    func ask() -> Int {
        questions += 1
        asked[questions] = now
        setHorizon()
        return questions
    }

    func answered(_ question: Int) {
        guard asked[question] != nil else { return }
        look()
        asked[question] = nil
        setHorizon()
        for follower in followers { follower() }
    }

    private func setHorizon() { horizon = asked.values.min().map { $0 + Self.lookahead } }

    /// Somebody cannot be asked: time goes on at a pace that most programs bear.
    func runUnchecked() {
        anchor = (loop.now, now)
        rate = min(rate, Self.uncheckedRate)
    }

    /// Called when time that has stood may go on.
    func onMove(_ body: @escaping () -> Void) { followers.append(body) }
}
