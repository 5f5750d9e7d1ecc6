import CallCapture
import RealtimeProtocol
package import Scenarios
import SpeechAudio
import TelephonyProtocol
package import WebSocketWire

/// A carrier and the caller behind it, on one connection to a bridge. No socket, no clock: time and messages come in,
/// actions go out.
///
/// Call ``opened(at:)`` when the WebSocket is open and carry out its actions. Then hand over what arrives, and call
/// ``advance(to:)`` at ``nextDeadline``. Times are since any one moment, and never go back.
package struct SimulatedCall {
    package let identity: CallIdentity
    var settings: CallSettings
    let plan: CallerPlan
    let voice: CallerVoice
    var front: any CarrierFront
    var clock: PlaybackClock
    var ear: Ear
    var microphone: Microphone
    var weather: LineWeather
    var script: ScriptRunner
    var situation = Situation()
    var complaints = ComplaintBook()
    /// How late the frames of this call were handed over.
    package var punctuality = Punctuality()
    var phase = Phase.waiting
    var now = Duration.zero
    /// The caller's words that are being said.
    var words: Words?
    var turns = 0
    var interruption: Interruption?
    var messages = 0
    var actions: [CallerAction] = []
    /// Of the stream that goes on.
    var streamBegan = Duration.zero
    private var framesSent = 0
    private var firstOpened: Duration?
    private var hasReconnected = false
    private var random: SplitMix64

    enum Phase: Equatable {
        case waiting
        /// Open, and `start` is to come.
        case connected(startAt: Duration)
        case talking
        /// The connection broke and another one is being opened.
        case away
        case hungUp(until: Duration, reason: String)
        case finished
    }

    struct Words {
        var text: String
        var turn: Int
        var fromMs: Int
        var interrupts: Bool
    }

    /// The caller began to speak over the bridge.
    struct Interruption {
        var turn: Int
        var at: Duration
        var atMs: Int
        var heardMs: Int
        var unplayed: Int
        var played: Int
    }

    package init(settings: CallSettings = .init(), plan: CallerPlan, voice: CallerVoice, seed: UInt64) {
        identity = settings.identity ?? CallIdentity(seed: seed)
        self.settings = settings
        self.plan = plan
        self.voice = voice
        // Any constants will do; they only have to differ.
        random = SplitMix64(seed: seed ^ 0xCA11)
        switch settings.front {
        case .twilio:
            front = TwilioFront(
                identity: identity, kind: settings.stream ?? plan.kind,
                parameters: settings.parameters + plan.parameters,
                dropsExtraFields: settings.dropsExtraFields)
        case .plain(let format): front = PlainFront(format)
        }
        let rate = front.encoding.sampleRate
        clock = PlaybackClock(rate: rate)
        ear = Ear(rate: rate)
        microphone = Microphone(rate: rate, line: plan.line, random: random.split())
        weather = LineWeather(plan.network, dice: random.split())
        script = ScriptRunner(plan.steps, isStepped: settings.isStepped)
    }

    package var isFinished: Bool { phase == .finished }

    /// When ``advance(to:)`` has something to do next; nil when there is nothing to wait for.
    package var nextDeadline: Duration? {
        switch phase {
        case .waiting, .finished: nil
        case .connected(let start): min(start, limit)
        case .talking:
            // Without a list of them: this is asked for each frame.
            min(
                min(nextFrame, clock.nextDeadline ?? limit),
                min(weather.nextDeadline ?? limit, reconnectAt ?? limit, limit))
        case .away: limit
        case .hungUp(let until, _): until
        }
    }

    /// The WebSocket is open: for the first time, or again after ``CallerAction/reconnect``.
    ///
    /// - Parameter connection: What the capture calls it, where that is not the settings' name.
    package mutating func opened(as connection: String? = nil, at time: Duration) -> [CallerAction] {
        guard phase == .waiting || phase == .away else { return [] }
        if let connection { settings.connection = connection }
        now = time
        if firstOpened == nil {
            firstOpened = time
            situation.now = time
        }
        for message in front.greeting() { send(message) }
        if plan.startDelayMs > 0 {
            phase = .connected(startAt: now + .ms(plan.startDelayMs))
        } else {
            beginStream()
        }
        return take()
    }

    /// - Parameter frame: Its number in the capture, for what is said about it.
    package mutating func receive(_ message: WireMessage, frame: Int? = nil, at time: Duration) -> [CallerAction] {
        run(to: time)
        hear(message, frame: frame)
        return take()
    }

    /// The connection has ended; `reason` says how.
    package mutating func closed(_ reason: String, at time: Duration) -> [CallerAction] {
        run(to: time)
        switch phase {
        case .finished: break
        case .hungUp(_, let own): finish(own)
        case .waiting, .connected, .talking, .away:
            situation.isClosed = true
            finish(reason)
        }
        return take()
    }

    /// What has become due. Deadlines are absolute, so a late call does not shift what comes after.
    package mutating func advance(to time: Duration) -> [CallerAction] {
        run(to: time)
        return take()
    }

    /// The caller may do the next thing; nil: everything that is left, without asking again.
    package mutating func step(_ count: Int? = 1, at time: Duration) -> [CallerAction] {
        run(to: time)
        script.permit(count)
        playScript()
        return take()
    }

    /// The caller hangs up now, whatever the script says: the run is to end.
    package mutating func hangUp(_ reason: String, at time: Duration) -> [CallerAction] {
        run(to: time)
        hangUp(reason)
        return take()
    }

    private mutating func take() -> [CallerAction] {
        defer { actions = [] }
        return actions
    }

    // MARK: Time

    private var nextFrame: Duration { streamBegan + .milliseconds((framesSent + 1) * Microphone.frameMs) }
    private var limit: Duration { (firstOpened ?? .zero) + .ms(plan.limitMs) }

    private var reconnectAt: Duration? {
        guard !hasReconnected, let after = plan.network.reconnectAfterMs, let firstOpened else { return nil }
        return firstOpened + .ms(after)
    }

    /// Milliseconds since the stream began, which is where sample time counts from.
    var streamMs: Int { framesSent * Microphone.frameMs }

    private mutating func run(to time: Duration) {
        while let due = nextDeadline, due <= time {
            now = max(now, due)
            step(late: time - due)
        }
        now = max(now, time)
        situation.now = now
    }

    private mutating func step(late: Duration) {
        situation.now = now
        switch phase {
        case .waiting, .finished: return
        case .hungUp(_, let reason):
            actions.append(.reset)
            return finish(reason + "; the bridge did not answer the close")
        case .connected, .talking, .away: break
        }
        guard now < limit else { return hangUp("the time limit of the call was reached") }
        switch phase {
        case .connected(let start) where start <= now: beginStream()
        case .talking:
            for message in weather.release(until: now) { actions.append(.send(message)) }
            play(clock.advance(to: now))
            if let reconnectAt, reconnectAt <= now { return reconnect() }
            if nextFrame <= now {
                sendFrame()
                punctuality.sent(late: late)
            }
        default: break
        }
    }

    // MARK: The stream

    private mutating func beginStream() {
        phase = .talking
        streamBegan = now
        framesSent = 0
        for message in front.start() { send(message) }
        playScript()
    }

    private mutating func sendFrame() {
        framesSent += 1
        let end = streamMs * ear.rate / 1_000
        follow(ear.listen(until: end))
        let wasSpeaking = microphone.isSpeaking
        let samples = microphone.frame(heard: ear.takeHeard())
        if !weather.loses() { send(front.media(samples, timestamp: streamMs)) }
        if wasSpeaking, !microphone.isSpeaking { endWords() }
        watchInterruption()
        playScript()
    }

    /// Through the network, to the bridge.
    mutating func send(_ message: WireMessage) {
        let elapsed = now - (firstOpened ?? now)
        if let message = weather.send(message, at: now, elapsed: elapsed) { actions.append(.send(message)) }
    }

    private mutating func reconnect() {
        hasReconnected = true
        endStream()
        weather.drop()
        clock = PlaybackClock(rate: ear.rate)
        ear = Ear(rate: ear.rate)
        situation.isHearing = false
        situation.isPlaying = false
        // The rest of a sentence is said on the new stream, whose sample time begins anew.
        words?.fromMs = 0
        front.streamSid = CarrierIdentifier.make(.stream, using: &random)
        phase = .away
        actions.append(.reconnect)
    }

    // MARK: The end

    mutating func hangUp(_ reason: String) {
        switch phase {
        case .hungUp, .finished: return
        case .waiting, .away: return finish(reason)
        case .connected, .talking: break
        }
        for message in weather.release(until: .seconds(1 << 40)) { actions.append(.send(message)) }
        if let stop = front.stop() { actions.append(.send(stop)) }
        actions.append(.close(code: .normalClosure, reason: ""))
        phase = .hungUp(until: now + settings.closePatience, reason: reason)
    }

    private mutating func finish(_ reason: String) {
        guard phase != .finished else { return }
        situation.now = now
        for directive in script.end(situation) {
            if case .observe(let kind, let data) = directive { observe(kind, data) }
        }
        if phase != .away { endStream() }
        phase = .finished
        actions.append(.finished(reason: reason))
    }
}

extension CallerPlan {
    fileprivate var kind: CarrierJudge.StreamKind {
        switch stream {
        case .bidirectional: .bidirectional
        case .listenOnly: .unidirectional
        }
    }
}
