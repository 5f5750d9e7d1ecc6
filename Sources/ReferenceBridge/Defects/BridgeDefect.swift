// How a bridge is broken on purpose: the correct one stays as it is, and a defect stands around it and changes what it
// gets to know and what leaves it.
import Synchronization

/// One documented defect, with the id of the failure mode that it causes.
package protocol BridgeDefect: Sendable {
    static var id: String { get }

    /// One for each phone connection.
    init(_ seat: DefectSeat)

    /// What the bridge gets to know instead of this event.
    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent]
    /// What leaves the bridge instead of this action.
    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction]
    /// What leaves the bridge instead of all that one event has led to.
    mutating func doesAll(_ actions: [BridgeAction], _ stage: inout DefectStage) -> [BridgeAction]
}

extension BridgeDefect {
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
    private let values = Mutex<[String: String]>([:])

    package init() {}

    package subscript(name: String) -> String? {
        get { values.withLock { $0[name] } }
        set { values.withLock { $0[name] = newValue } }
    }
}

/// What a defect can do besides changing what passes: know the time, and do or hear something later.
package struct DefectStage: Sendable {
    package internal(set) var now = Duration.zero
    var later: [(due: Duration, what: Later)] = []

    enum Later: Sendable {
        /// Past the defects, straight to the wire.
        case does(BridgeAction)
        /// Past the defects, straight to the correct bridge.
        case hears(BridgeEvent)
    }

    package mutating func later(_ delay: Duration, does action: BridgeAction) {
        later.append((now + delay, .does(action)))
    }

    package mutating func later(_ delay: Duration, hears event: BridgeEvent) {
        later.append((now + delay, .hears(event)))
    }

    /// What was put off will not happen.
    package mutating func forgetLater() { later = [] }
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
        var led: [BridgeAction] = []
        for event in defect.hears(event, &stage) { led += bridge.receive(event, at: time) }
        actions += defect.doesAll(led, &stage)
        return actions
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
        return actions
    }
}
