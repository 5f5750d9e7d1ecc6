// How to put a telephone call and the Realtime API together, with nothing left out and nothing more. Read it from here:
// this file is the machine and its clock, the others what the carrier says, what the model says, and what becomes of it.
import RealtimeProtocol
import TelephonyProtocol
import WebSocketWire

package struct ReferenceBridge: BridgeMachine {
    let settings: BridgeSettings
    var now = Duration.zero

    // The phone leg.
    /// Nil until `start`; everything that is sent to the carrier names it.
    var streamSid: String?
    var carrierIsOpen = false
    private var carrierMessages = CarrierMessageReader()
    var playback = Playback()
    var backlog: CallerBacklog
    var audio: AudioPath

    // The model leg.
    /// Configured, and the one that the call is on.
    var serving: ModelSession?
    /// On its way to take over: the first one, one after a loss, or one before the old one expires.
    var preparing: ModelSession?
    var gate = ResponseGate()
    var conversation = Conversation()
    /// One reconnection is tried, and another only when that one has led to an answer.
    var mayReconnect = true
    private var links = 0

    // What is due later.
    /// Seconds of quiet are looked for from then on, to change to a new session.
    var renewAt: Duration?
    /// A failed response is asked for once more.
    var retry: Retry?
    var hasRetried = false
    var farewell = Farewell.none
    var isOver = false

    private var actions: [BridgeAction] = []

    struct Retry: Sendable {
        var at: Duration
        var request: ResponseGate.Request
    }

    enum Farewell: Sendable, Equatable {
        case none
        /// The model has been asked to say it.
        case asked
        /// It is said; the call ends when it has been heard, and at the latest then.
        case said(Duration)
    }

    package init(settings: BridgeSettings) {
        self.settings = settings
        backlog = CallerBacklog(limit: settings.limits.backlogFrames)
        audio = AudioPath(settings.format)
    }

    package mutating func receive(_ event: BridgeEvent, at time: Duration) -> [BridgeAction] {
        now = max(now, time)
        guard !isOver else { return [] }
        switch event {
        case .carrierOpened: carrierIsOpen = true
        case .carrier(.text(let text)): hear(carrierMessages.read(text))
        case .carrier(.binary(let bytes)): log("the carrier sent \(bytes.count) bytes that are no text; ignored")
        case .carrierClosed:
            carrierIsOpen = false
            end(.normalClosure, "the carrier closed the connection")
        case .modelOpened(let link):
            if preparing?.link == link { preparing?.opened(at: now) }
        case .modelRefused(let link, let status):
            guard preparing?.link == link else { break }
            preparing = nil
            cannotServe(status == 0 ? "the model could not be reached" : "the model answered with HTTP \(status)")
        case .model(let link, .text(let text)): hear(ServerEvent(text: text), from: link)
        case .model(_, .binary): break
        case .modelClosed(let link, let code): lost(link, code: code)
        }
        return take()
    }

    package var nextDeadline: Duration? {
        guard !isOver else { return nil }
        var farewellEnds: Duration?
        if case .said(let limit) = farewell { farewellEnds = limit }
        return [preparing?.deadline, renewAt, retry?.at, farewellEnds].compactMap { $0 }.min()
    }

    package mutating func advance(to time: Duration) -> [BridgeAction] {
        now = max(now, time)
        guard !isOver else { return [] }
        if let late = preparing, let deadline = late.deadline, deadline <= now {
            preparing = nil
            act(.closeModel(late.link, code: .goingAway, reason: ""))
            cannotServe(late.impatience)
        }
        if let due = retry, due.at <= now {
            retry = nil
            ask(due.request)
        }
        if let renewAt, renewAt <= now { renew() }
        if case .said(let limit) = farewell, limit <= now { end(.normalClosure, "the caller was said goodbye") }
        return take()
    }

    // MARK: Actions

    mutating func act(_ action: BridgeAction) { actions.append(action) }
    mutating func log(_ text: String) { actions.append(.log(text)) }
    mutating func say(_ message: BridgeMessage) { act(.toCarrier(.text(message.text))) }
    mutating func send(_ text: String, to session: ModelSession) { act(.toModel(session.link, .text(text))) }

    mutating func openModel() {
        links += 1
        let session = ModelSession(link: ModelLink(links), settings: settings, at: now)
        preparing = session
        act(
            .connectModel(
                session.link, query: "model=\(PercentEncoding.encode(settings.model))",
                headers: ["Authorization": "Bearer \(settings.apiKey)"]))
    }

    /// Both legs end together, whichever of them began it.
    mutating func end(_ code: CloseCode, _ reason: String) {
        guard !isOver else { return }
        isOver = true
        log("the call ends: \(reason)")
        for session in [serving, preparing].compactMap({ $0 }) {
            act(.closeModel(session.link, code: .normalClosure, reason: ""))
        }
        if carrierIsOpen { act(.closeCarrier(code: code, reason: BridgeText.closeReason(reason))) }
        serving = nil
        preparing = nil
    }

    private mutating func take() -> [BridgeAction] {
        defer { actions = [] }
        return actions
    }
}

enum BridgeText {
    /// A close frame has room for 123 bytes. RFC 6455, section 5.5.
    static func closeReason(_ text: String) -> String {
        var reason = text
        while reason.utf8.count > 123 { reason.removeLast() }
        return reason
    }
}
