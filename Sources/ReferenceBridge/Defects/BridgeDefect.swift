// How a bridge is broken on purpose: the correct one stays as it is, and a defect stands around it and changes what it
// gets to know and what leaves it.
import JSONText
import Synchronization

/// One documented defect, with the id of the failure mode that it causes.
package protocol BridgeDefect: SendableMetatype {
    static var id: String { get }

    /// One for each phone connection.
    init(_ seat: DefectSeat)

    /// What the carrier's webhook is answered instead of this.
    static func answers(_ twiml: String) -> String
    /// What the bridge gets to know instead of this event.
    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent]
    /// What leaves the bridge instead of this action.
    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction]
    /// What leaves the bridge instead of all that one event has led to.
    mutating func doesAll(_ actions: [BridgeAction], _ stage: inout DefectStage) -> [BridgeAction]
}

extension BridgeDefect {
    package static func answers(_ twiml: String) -> String { twiml }
    package mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] { [event] }
    package mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] { [action] }
    package mutating func doesAll(_ actions: [BridgeAction], _ stage: inout DefectStage) -> [BridgeAction] {
        actions.flatMap { does($0, &stage) }
    }
}

/// Where a defect sits: which phone connection of the run, and what all of them share.
package struct DefectSeat: Sendable {
    /// From 1.
    package var call: Int
    /// Of the correct bridge.
    package var settings: BridgeSettings
    package var shared: DefectGlobals
}

/// The module-level variables of a broken bridge: every call of a run sees the same ones.
package final class DefectGlobals: Sendable {
    private struct State {
        /// The call that began last.
        var newest = 0
        /// What other calls have put into the hands of a call.
        var mail: [Int: [BridgeAction]] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var newestCall: Int {
        get { state.withLock { $0.newest } }
        set { state.withLock { $0.newest = newValue } }
    }

    package func post(_ action: BridgeAction, to call: Int) {
        state.withLock { $0.mail[call, default: []].append(action) }
    }

    package func takeMail(of call: Int) -> [BridgeAction] { state.withLock { $0.mail.removeValue(forKey: call) ?? [] } }
}

/// What a defect can do besides changing what passes: know the call, do something more, and do or hear something later.
package struct DefectStage: Sendable {
    package internal(set) var now = Duration.zero
    /// Of the call, once `start` has named it.
    package internal(set) var streamSid = ""
    /// The newest model connection.
    package internal(set) var link = ModelLink(1)
    var later: [(due: Duration, what: Later)] = []
    var more: [BridgeAction] = []

    enum Later: Sendable {
        /// Past the defects, straight to the wire.
        case does(BridgeAction)
        /// Past the defects, straight to the correct bridge.
        case hears(BridgeEvent)
    }

    /// At once, after what this event leads to anyway, and past the defects.
    package mutating func also(does action: BridgeAction) { more.append(action) }

    package mutating func later(_ delay: Duration, does action: BridgeAction) {
        later.append((now + delay, .does(action)))
    }

    package mutating func later(_ delay: Duration, hears event: BridgeEvent) {
        later.append((now + delay, .hears(event)))
    }

    /// What was put off will not happen.
    package mutating func forgetLater() { later = [] }

    mutating func note(_ event: BridgeEvent) {
        switch event {
        case .modelOpened(let link): self.link = link
        case .carrier where event.isFromCarrier("start"): streamSid = event.fromCarrier?["streamSid"]?.string ?? ""
        default: break
        }
    }

    mutating func takeMore() -> [BridgeAction] {
        defer { more = [] }
        return more
    }
}

/// A bridge with a defect around it.
struct DefectiveBridge<Defect: BridgeDefect>: BridgeMachine {
    private var bridge: any BridgeMachine
    private var defect: Defect
    private var stage = DefectStage()

    init(_ bridge: any BridgeMachine, _ defect: Defect) {
        self.bridge = bridge
        self.defect = defect
    }

    mutating func receive(_ event: BridgeEvent, at time: Duration) -> [BridgeAction] {
        var actions = advance(to: time)
        stage.note(event)
        var led: [BridgeAction] = []
        for event in defect.hears(event, &stage) { led += bridge.receive(event, at: time) }
        actions += defect.doesAll(led, &stage)
        return actions + stage.takeMore()
    }

    var nextDeadline: Duration? {
        let put = stage.later.map(\.due).min()
        guard let own = bridge.nextDeadline else { return put }
        return put.map { min($0, own) } ?? own
    }

    mutating func advance(to time: Duration) -> [BridgeAction] {
        stage.now = max(stage.now, time)
        var actions = defect.doesAll(bridge.advance(to: time), &stage)
        let due = stage.later.filter { $0.due <= time }
        stage.later.removeAll { $0.due <= time }
        for item in due.enumerated().sorted(by: { ($0.element.due, $0.offset) < ($1.element.due, $1.offset) }) {
            switch item.element.what {
            case .does(let action): actions.append(action)
            case .hears(let event): actions += defect.doesAll(bridge.receive(event, at: time), &stage)
            }
        }
        return actions + stage.takeMore()
    }
}
