import JSONText
import RealtimeProtocol
import Scenarios
import WebSocketWire

/// What happens to messages between the engine and the client. It changes what is heard, never what the engine believes.
struct WireFaults {
    private var rules: [(number: Int, rule: Rule, fault: WireFault, direction: Moment.Direction, met: Int)]
    private var firings = FiringList()
    private var dice: SplitMix64
    /// Held back until their time.
    private var delayed: [(due: Duration, actions: [MockAction])] = []
    /// The same, of the client.
    private var delayedUp: [(due: Duration, message: WireMessage)] = []
    /// Held back until so many later messages have passed.
    private var overtaken: [(remaining: Int, actions: [MockAction])] = []
    private var isStalled = false

    init(_ rules: [Rule], dice: SplitMix64) {
        self.dice = dice
        self.rules = []
        replaceRules(rules)
    }

    mutating func replaceRules(_ rules: [Rule]) {
        isStalled = false
        self.rules = rules.enumerated().compactMap { index, rule in
            guard case .wire(let fault) = rule.effect else { return nil }
            return (index + 1, rule, fault, rule.when.direction == "up" ? .up : .down, 0)
        }
    }

    /// Nothing to look for: messages pass untouched.
    var isIdle: Bool { rules.isEmpty && delayed.isEmpty && overtaken.isEmpty }
    var watchesClient: Bool { rules.contains { $0.direction == .up } }
    var nextDeadline: Duration? { isStalled ? nil : (delayed.map(\.due) + delayedUp.map(\.due)).min() }

    /// What becomes of one message of the engine, and whether it was the last.
    mutating func pass(
        _ message: ServerMessage, elapsed: Duration, at now: Duration
    ) -> (said: [MockAction], end: MockAction?) {
        let moment = Moment(
            events: [message.type.rawValue], direction: .down, turn: message.turn, spokenTurn: message.spokenTurn,
            elapsed: elapsed)
        let faults = matching(moment)
        guard !isStalled else { return ([], nil) }
        var carried = CarriedMessage(texts: [message.text], audio: message.audio)
        for fault in faults { carried.suffer(fault, dice: &dice) }
        if carried.stalls { isStalled = true }
        if carried.end != nil || isStalled { return ([], carried.end) }
        if let wait = carried.delay {
            delayed += carried.departures.map { (now + wait, $0) }
            return (bounded(), nil)
        }
        if let count = carried.overtakers {
            overtaken += carried.departures.map { (count, $0) }
            return (bounded(), nil)
        }
        return (carried.departures.flatMap(\.self) + overtake(by: carried.texts.count), nil)
    }

    /// What becomes of one message of the client: what is left of it for the engine, and what is
    /// done to the connection or ends it.
    mutating func passUp(
        _ message: WireMessage, turns: TurnCounter, elapsed: Duration, at now: Duration
    ) -> (messages: [WireMessage], done: [MockAction], end: MockAction?) {
        guard case .text(let text) = message else { return ([message], [], nil) }
        let name = (try? JSON(parsing: text))?["type"]?.string ?? ""
        let type = EventType(wireName: name)?.rawValue ?? name
        let faults = matching(
            Moment(
                events: [type], direction: .up, turn: turns.turn, spokenTurn: turns.spokenTurn, elapsed: elapsed))
        var carried = CarriedMessage(texts: [text], audio: nil)
        for fault in faults { carried.suffer(fault, dice: &dice) }
        if carried.stalls { isStalled = true }
        if let wait = carried.delay, carried.end == nil, delayedUp.count < 4_096 {
            delayedUp += carried.texts.map { (now + wait, .text($0)) }
            return ([], carried.behind, nil)
        }
        return (carried.texts.map { .text($0) }, carried.behind, carried.end)
    }

    mutating func takeFirings() -> [Int] { firings.take() }

    /// Messages of the client whose time has come, in order.
    mutating func releaseUp(by now: Duration) -> [WireMessage] {
        guard !isStalled, !delayedUp.isEmpty else { return [] }
        let due = delayedUp.filter { $0.due <= now }.sorted { $0.due < $1.due }
        delayedUp.removeAll { $0.due <= now }
        return due.map(\.message)
    }

    mutating func advance(to now: Duration) -> [MockAction] {
        guard !isStalled, !delayed.isEmpty else { return [] }
        let due = delayed.filter { $0.due <= now }.sorted { $0.due < $1.due }
        delayed.removeAll { $0.due <= now }
        return due.flatMap(\.actions) + overtake(by: due.count)
    }

    private mutating func matching(_ moment: Moment) -> [WireFault] {
        var faults: [WireFault] = []
        for index in rules.indices where rules[index].direction == moment.direction {
            let rule = rules[index].rule
            guard moment.satisfies(rule.when, assuming: .down) else { continue }
            rules[index].met += 1
            if let nth = rule.when.nth, !nth.contains(rules[index].met) { continue }
            if rule.probability < 1, Double.random(in: 0..<1, using: &dice) >= rule.probability { continue }
            faults.append(rules[index].fault)
            firings.note(rules[index].number)
        }
        return faults
    }

    private mutating func overtake(by count: Int) -> [MockAction] {
        guard !overtaken.isEmpty, count > 0 else { return [] }
        for index in overtaken.indices { overtaken[index].remaining -= count }
        let free = overtaken.filter { $0.remaining <= 0 }
        overtaken.removeAll { $0.remaining <= 0 }
        return free.flatMap(\.actions)
    }

    /// A rule that holds everything back for hours must not fill the memory: beyond this, the oldest goes out.
    private mutating func bounded() -> [MockAction] {
        var actions: [MockAction] = []
        while delayed.count > 4_096 { actions += delayed.removeFirst().actions }
        while overtaken.count > 4_096 { actions += overtaken.removeFirst().actions }
        return actions
    }
}
