import RealtimeProtocol
package import Scenarios
package import WebSocketWire

/// One connection to a Realtime server that is correct except where its plan says otherwise. No socket, no clock:
/// time comes in, actions go out.
///
/// Call ``open(at:)`` once, when the upgrade request has been read, and carry out its actions. Then hand over what
/// arrives, and call ``advance(to:)`` at ``nextDeadline``. Times are since any one moment, and never go back.
package struct ModelMock {
    private let request: SessionRequest
    private let plan: ModelPlan
    private let settings: MockSettings
    private let speech: SharedSpeech
    private var faults: WireFaults
    private var phase = Phase.waiting
    /// While the session lasts.
    private(set) var engine: SessionEngine?
    /// Instead of the engine, in a translation session.
    private var interpreter: TranslationEngine?
    private var openedAt = Duration.zero
    /// Of the handshake, and of an engine that is gone.
    private var firings: [Int] = []
    /// When ``advance(to:)`` has something to do next; nil when nothing will be said any more.
    ///
    /// Kept, for it is asked at every message, and to find out means to look at everything that goes on.
    package private(set) var nextDeadline: Duration?

    private enum Phase { case waiting, open, closed }

    package init(request: SessionRequest, plan: ModelPlan, settings: MockSettings, speech: SharedSpeech) {
        self.request = request
        let plan = plan.part(ofSession: settings.ordinal)
        self.plan = plan
        self.settings = settings
        self.speech = speech
        // Any constant will do; it only has to differ from the engine's.
        faults = WireFaults(plan.rules, dice: SplitMix64(seed: settings.seed ^ 0xFA17))
    }

    /// Nothing more will be sent.
    package var isClosed: Bool { phase == .closed }

    /// Decides about the upgrade: refused, or accepted and followed by what the server says first.
    package mutating func open(at time: Duration) -> [MockAction] {
        defer { lookAhead() }
        guard phase == .waiting else { return [] }
        openedAt = time
        let accept = MockAction.accept(subprotocol: Handshake.subprotocol(request))
        var rules = RuleBook(plan.rules, dice: SplitMix64(seed: settings.seed ^ 0x5EED))
        let decision = Handshake.decide(request, plan: plan, settings: settings, rules: &rules)
        firings = rules.takeFirings()
        switch decision {
        case .refuse(let status, let headers, let body):
            phase = .closed
            return [.refuse(status: status, headers: headers, body: body)]
        case .turnAway(let dialect, let refusal):
            phase = .closed
            return [accept] + turnAway(dialect, refusal)
        case .open(let opening):
            phase = .open
            if opening.isTranslation {
                interpreter = TranslationEngine(
                    opening: opening, plan: plan, settings: settings, speech: speech, at: time)
                interpreter?.begin()
                return [accept] + carryOut()
            }
            engine = SessionEngine(opening: opening, plan: plan, settings: settings, speech: speech, at: time)
            if let wanted = settings.session { engine?.adopt(wanted) }
            engine?.begin()
            return [accept] + carryOut()
        }
    }

    package mutating func receive(_ message: WireMessage, at time: Duration) -> [MockAction] {
        var actions = advance(to: time)
        guard phase == .open else { return actions }
        if faults.watchesClient, let turns = engine?.turns ?? interpreter?.turns {
            let (messages, done, end) = faults.passUp(message, turns: turns, elapsed: time - openedAt, at: time)
            actions += done
            if let end { return actions + [finish(end)] }
            for message in messages { hand(message, at: time) }
        } else if !hand(message, at: time) {
            // What is due stays due.
            return actions
        }
        actions += carryOut()
        lookAhead()
        return actions
    }

    /// - Returns: Whether it changed more than what the ear has heard.
    @discardableResult
    private mutating func hand(_ message: WireMessage, at time: Duration) -> Bool {
        if engine?.receive(message, at: time) == false { return false }
        interpreter?.receive(message, at: time)
        return true
    }

    /// The client has closed, or the connection is gone: nothing more is sent.
    package mutating func peerClosed(at time: Duration) {
        phase = .closed
        engine = nil
        interpreter = nil
        nextDeadline = nil
    }

    /// What has become due. Deadlines are absolute, so a late call does not shift what comes after.
    package mutating func advance(to time: Duration) -> [MockAction] {
        var actions: [MockAction] = []
        // Engine and faults take turns, so that what one is late with does not overtake the other.
        while let due = nextDeadline, due <= time {
            for message in faults.releaseUp(by: due) { hand(message, at: due) }
            actions += faults.advance(to: due)
            engine?.advance(to: due)
            interpreter?.advance(to: due)
            actions += carryOut()
            lookAhead()
        }
        engine?.wait(until: time)
        interpreter?.wait(until: time)
        return actions
    }

    private mutating func lookAhead() {
        guard phase == .open else {
            nextDeadline = nil
            return
        }
        let due = engine?.nextDeadline ?? interpreter?.nextDeadline
        let held = faults.nextDeadline
        nextDeadline = if let due, let held { min(due, held) } else { due ?? held }
    }

    /// Rules that have acted since this was asked last, by their place in the plan, from 1; in no particular order.
    package mutating func takeFirings() -> [Int] {
        let fired = firings + faults.takeFirings() + (engine?.rules.takeFirings() ?? [])
        firings = []
        return fired
    }

    /// Other rules from now on, with counts and dice of their own. What the old ones hold back still comes.
    package mutating func replaceRules(_ rules: [Rule]) {
        faults.replaceRules(rules)
        engine?.rules = RuleBook(rules, dice: SplitMix64(seed: settings.seed ^ 0x0DD5))
        lookAhead()
    }

    // MARK: From the engine to the wire

    /// Sends what the engine has said through the faults.
    private mutating func carryOut() -> [MockAction] {
        guard let emissions = engine?.takeEmissions() ?? interpreter?.takeEmissions(), !emissions.isEmpty,
            let now = engine?.now ?? interpreter?.now
        else { return [] }
        var actions: [MockAction] = []
        for emission in emissions {
            switch emission {
            case .event(let message) where faults.isIdle: actions.append(.send(.text(message.text)))
            case .event(let message):
                let (said, end) = faults.pass(message, elapsed: now - openedAt, at: now)
                actions += said
                if let end { return actions + [finish(end)] }
            case .close(let code, let reason): return actions + [finish(.close(code: code, reason: reason))]
            }
        }
        return actions
    }

    private mutating func finish(_ end: MockAction) -> MockAction {
        phase = .closed
        firings += engine?.rules.takeFirings() ?? []
        engine = nil
        interpreter = nil
        nextDeadline = nil
        return end
    }

    /// The error that stands in place of `session.created`.
    private mutating func turnAway(_ dialect: Dialect, _ refusal: ConnectionError) -> [MockAction] {
        var writer = EventWriter(
            dialect: dialect, unixStart: settings.unixTime, random: SplitMix64(seed: settings.seed))
        let text = writer.event(.error, at: .zero, [("error", SessionEngine.json(refusal.error))])
        let message = ServerMessage(type: "error", text: text, audio: nil, turn: 0, spokenTurn: 0)
        let (said, end) = faults.pass(message, elapsed: .zero, at: openedAt)
        let code = CloseCode(rawValue: UInt16(clamping: refusal.closeCode))
        return said + [finish(end ?? .close(code: code, reason: refusal.closeReason))]
    }
}
