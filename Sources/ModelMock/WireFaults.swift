import Base64Coding
import JSONText
import RealtimeProtocol
import Scenarios
import SpeechAudio
import WebSocketWire

/// What happens to messages between the engine and the client. It changes what is heard, never what the engine believes.
struct WireFaults {
    private var rules: [(rule: Rule, fault: WireFault, direction: Moment.Direction, met: Int)]
    private var dice: SplitMix64
    /// Held back until their time.
    private var delayed: [(due: Duration, text: String)] = []
    /// The same, of the client.
    private var delayedUp: [(due: Duration, message: WireMessage)] = []
    /// Held back until so many later messages have passed.
    private var overtaken: [(remaining: Int, text: String)] = []
    private var isStalled = false

    init(_ rules: [Rule], dice: SplitMix64) {
        self.dice = dice
        self.rules = rules.compactMap { rule in
            guard case .wire(let fault) = rule.effect else { return nil }
            return (rule, fault, rule.when.direction == "up" ? .up : .down, 0)
        }
    }

    /// Nothing to look for: messages pass untouched.
    var isIdle: Bool { rules.isEmpty }
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
        var carried = Carried(texts: [message.text], audio: message.audio)
        for fault in faults { carried.suffer(fault, dice: &dice) }
        if carried.stalls { isStalled = true }
        if carried.end != nil || isStalled { return ([], carried.end) }
        if let wait = carried.delay {
            delayed += carried.texts.map { (now + wait, $0) }
            return (bounded(), nil)
        }
        if let count = carried.overtakers {
            overtaken += carried.texts.map { (count, $0) }
            return (bounded(), nil)
        }
        return (carried.texts.map { .send(.text($0)) } + overtake(by: carried.texts.count), nil)
    }

    /// What becomes of one message of the client: what is left of it for the engine, and what happens to the connection.
    mutating func passUp(
        _ message: WireMessage, turns: TurnCounter, elapsed: Duration, at now: Duration
    ) -> (messages: [WireMessage], end: MockAction?) {
        guard case .text(let text) = message else { return ([message], nil) }
        let name = (try? JSON(parsing: text))?["type"]?.string ?? ""
        let type = EventType(wireName: name)?.rawValue ?? name
        let faults = matching(
            Moment(
                events: [type], direction: .up, turn: turns.turn, spokenTurn: turns.spokenTurn, elapsed: elapsed))
        var carried = Carried(texts: [text], audio: nil)
        for fault in faults { carried.suffer(fault, dice: &dice) }
        if carried.stalls { isStalled = true }
        if let wait = carried.delay, carried.end == nil, delayedUp.count < 4_096 {
            delayedUp += carried.texts.map { (now + wait, .text($0)) }
            return ([], nil)
        }
        return (carried.texts.map { .text($0) }, carried.end)
    }

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
        return due.map { .send(.text($0.text)) } + overtake(by: due.count)
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
        }
        return faults
    }

    private mutating func overtake(by count: Int) -> [MockAction] {
        guard !overtaken.isEmpty, count > 0 else { return [] }
        for index in overtaken.indices { overtaken[index].remaining -= count }
        let free = overtaken.filter { $0.remaining <= 0 }
        overtaken.removeAll { $0.remaining <= 0 }
        return free.map { .send(.text($0.text)) }
    }

    /// A rule that holds everything back for hours must not fill the memory: beyond this, the oldest goes out.
    private mutating func bounded() -> [MockAction] {
        var actions: [MockAction] = []
        if delayed.count > 4_096 { actions.append(.send(.text(delayed.removeFirst().text))) }
        if overtaken.count > 4_096 { actions.append(.send(.text(overtaken.removeFirst().text))) }
        return actions
    }
}

/// One message and what faults have made of it.
private struct Carried {
    var texts: [String]
    let audio: AudioEncoding?
    var delay: Duration?
    var overtakers: Int?
    var end: MockAction?
    var stalls = false

    mutating func suffer(_ fault: WireFault, dice: inout SplitMix64) {
        switch fault {
        case .drop: texts = []
        case .delay(let milliseconds): delay = (delay ?? .zero) + .milliseconds(milliseconds)
        case .duplicate(let times): texts = texts.flatMap { Array(repeating: $0, count: min(max(times, 0), 1_000)) }
        case .reorder(let count): overtakers = max(1, count)
        case .replace(let fields): texts = texts.map { Self.replacing(fields, in: $0) }
        case .inject(let event): texts.append(JSON.object(event).text)
        // The message is lost with the connection.
        case .close(let code, let reason):
            texts = []
            end = end ?? .close(code: code.map { CloseCode(rawValue: UInt16(clamping: $0)) }, reason: reason)
        case .reset:
            texts = []
            end = end ?? .reset
        case .stall:
            texts = []
            stalls = true
        case .silenceAudio:
            guard let audio else { return }
            texts = texts.map { Self.replacingAudio(in: $0) { Array(repeating: audio.silence, count: $0) } }
        case .corruptAudio:
            guard audio != nil else { return }
            var noise = dice.split()
            texts = texts.map {
                Self.replacingAudio(in: $0) { count in
                    (0..<count).map { _ in UInt8(truncatingIfNeeded: noise.next()) }
                }
            }
        }
    }

    private static func replacing(_ fields: [(path: String, value: JSON)], in text: String) -> String {
        guard var object = (try? JSON(parsing: text))?.object else { return text }
        for field in fields {
            // A bare nil would be JSON's null here.
            let value: JSON? = field.value.isNull ? .none : .some(field.value)
            FieldPath(field.path).set(value, in: &object)
        }
        return JSON.object(object).text
    }

    private static func replacingAudio(in text: String, with make: (Int) -> [UInt8]) -> String {
        guard var object = (try? JSON(parsing: text))?.object, var delta = object["delta"]?.string else { return text }
        let count = delta.withUTF8 { Base64.decodedCount(of: UnsafeRawBufferPointer($0)) }
        object["delta"] = .string(Base64.encode(make(count)))
        return JSON.object(object).text
    }
}
