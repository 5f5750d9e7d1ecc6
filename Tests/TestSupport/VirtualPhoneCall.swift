import Base64Coding
package import CallCapture
package import CallerSimulator
package import JSONText
package import Scenarios
import SpeechAudio
package import TelephonyProtocol
package import WebSocketWire

/// What a bridge of a test does about a message; times count from the message.
package enum BridgeReply: Sendable {
    case send(WireMessage, after: Duration = .zero)
    case close(after: Duration = .zero)

    package static func say(_ message: BridgeMessage, after delay: Duration = .zero) -> BridgeReply {
        .send(.text(message.text), after: delay)
    }
}

/// A call between the simulated carrier and a bridge that is one closure, without sockets and without waiting.
package struct VirtualPhoneCall {
    package typealias Bridge = (_ message: CarrierMessage, _ at: Duration) -> [BridgeReply]

    package private(set) var call: SimulatedCall
    /// Everything that crossed, as a capture would hold it.
    package private(set) var frames: [Frame] = []
    package private(set) var observations: [Observation] = []
    /// How it ended; nil when it never did.
    package private(set) var ending: String?
    package private(set) var clock: Duration
    private let bridge: Bridge
    private var pending: [(due: Duration, order: Int, reply: BridgeReply)] = []
    private var order = 0
    private var connections = 0
    /// What the caller would have done next, each time the call waited for somebody to let it go on.
    package private(set) var prompts: [String] = []
    private var stepDue: Duration?
    private let thinks: Duration
    private let answersClose: Bool

    /// Plays the whole call.
    ///
    /// - Parameters:
    ///   - answersClose: False for a bridge that ignores the carrier's close.
    ///   - late: How much too late every wake-up comes.
    ///   - thinks: How long somebody takes to let a stepped call go on.
    package init(
        plan: CallerPlan, settings: CallSettings = .init(), seed: UInt64 = 1, startAt: Duration = .zero,
        answersClose: Bool = true, late: Duration = .zero, thinks: Duration = .seconds(3), bridge: @escaping Bridge
    ) throws {
        let voice = try CallerVoice(steps: plan.steps, library: Fixtures.speechLibrary)
        call = SimulatedCall(settings: settings, plan: plan, voice: voice, seed: seed)
        clock = startAt
        self.bridge = bridge
        self.answersClose = answersClose
        self.thinks = thinks
        connections = 1
        carryOut(call.opened(at: clock))
        while ending == nil {
            let replyDue = pending.map(\.due).min()
            let callDue = call.nextDeadline.map { $0 + late }
            guard let due = [replyDue, callDue, stepDue].compactMap({ $0 }).min() else { break }
            clock = max(clock, due)
            if let step = stepDue, step <= clock {
                stepDue = nil
                carryOut(call.step(at: clock))
            } else if let replyDue, replyDue <= clock {
                deliver()
            } else {
                carryOut(call.advance(to: clock))
            }
        }
    }

    // MARK: What was seen

    /// What the carrier said, with its times.
    package var said: [(message: CarrierMessage, at: Duration)] {
        frames.compactMap { frame in
            guard frame.direction == .up, case .text(let text) = frame.content, let time = frame.time else {
                return nil
            }
            return (CarrierMessage(frame: text), time)
        }
    }

    package var media: [CarrierMessage.Media] {
        said.compactMap { if case .media(let media) = $0.message { media } else { nil } }
    }

    package func observed(_ kind: String) -> [JSONObject] { observations.filter { $0.kind == kind }.map(\.data) }

    // MARK: Playing

    private mutating func deliver() {
        guard let next = pending.min(by: { ($0.due, $0.order) < ($1.due, $1.order) }) else { return }
        pending.removeAll { $0.order == next.order }
        switch next.reply {
        case .send(let message, _):
            switch message {
            case .text(let text): record(.down, .text(text))
            case .binary(let bytes): record(.down, .binary(bytes))
            }
            carryOut(call.receive(message, frame: frames.last?.number, at: clock))
        case .close:
            record(.down, .close(code: 1000, reason: "", by: .server))
            carryOut(call.closed("the bridge closed the connection with 1000", at: clock))
        }
    }

    private mutating func carryOut(_ actions: [CallerAction]) {
        for action in actions {
            switch action {
            case .send(.text(let text)):
                record(.up, .text(text))
                answer(CarrierMessage(frame: text))
            case .send(.binary(let bytes)):
                record(.up, .binary(bytes))
                answer(.unknown(event: "binary", payload: Base64.encode(bytes)))
            case .close(let code, let reason):
                record(.up, .close(code: code.map { Int($0.rawValue) }, reason: reason, by: .client))
                pending = []
                if answersClose { carryOut(call.closed("closed", at: clock)) }
            case .reset: record(.up, .error("connection reset"))
            case .reconnect:
                record(.up, .error("connection reset"))
                pending = []
                connections += 1
                clock += .milliseconds(150)
                carryOut(call.opened(at: clock))
            case .observe(let kind, let data):
                observations.append(
                    Observation(number: frames.count + observations.count + 1, time: clock, kind: kind, data: data))
            case .awaitsStep(let next):
                prompts.append(next)
                stepDue = clock + thinks
            case .finished(let reason): ending = reason
            }
        }
    }

    private mutating func answer(_ message: CarrierMessage) {
        for reply in bridge(message, clock) {
            let delay =
                switch reply {
                case .send(_, let delay), .close(let delay): delay
                }
            order += 1
            pending.append((clock + delay, order, reply))
        }
    }

    private mutating func record(_ direction: Direction, _ content: Frame.Content) {
        frames.append(
            Frame(
                number: frames.count + observations.count + 1, time: clock, leg: .phone, direction: direction,
                connection: "p\(connections)", content: content))
    }
}
