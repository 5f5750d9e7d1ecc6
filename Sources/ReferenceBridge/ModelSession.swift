// One model connection, from its opening until it is configured. Nothing of the call goes to a session before its own
// `session.updated` has been seen: until then it would be taken in the wrong format.
import RealtimeProtocol

struct ModelSession: Sendable {
    enum Phase: Sendable, Equatable {
        case connecting, awaitingCreated, awaitingUpdated, ready
    }

    enum Step: Sendable, Equatable {
        case wait
        case send(String)
        case ready
        case failed(String)
    }

    let link: ModelLink
    private(set) var phase = Phase.connecting
    /// When patience with the present phase ends.
    private(set) var deadline: Duration?
    /// Unix seconds.
    private(set) var expiresAt: Int?
    private let configuration: SessionConfiguration
    private let limits: BridgeSettings.Limits

    init(link: ModelLink, settings: BridgeSettings, at now: Duration) {
        self.link = link
        configuration = SessionConfiguration(settings)
        limits = settings.limits
        deadline = now + limits.connecting
    }

    mutating func opened(at now: Duration) {
        phase = .awaitingCreated
        deadline = now + limits.acknowledgement
    }

    mutating func receive(_ event: ServerEvent, at now: Duration) -> Step {
        switch (phase, event) {
        case (.awaitingCreated, .sessionCreated(let created)):
            expiresAt = created.session.expiresAt
            phase = .awaitingUpdated
            deadline = now + limits.acknowledgement
            return .send(configuration.update(eventID: "update-\(link.number)"))
        case (.awaitingUpdated, .sessionUpdated(let updated)):
            let missing = configuration.notGranted(by: updated.session.fields)
            guard missing.isEmpty else {
                return .failed("the session is not as it was asked for: \(missing.joined(separator: ", "))")
            }
            expiresAt = updated.session.expiresAt ?? expiresAt
            phase = .ready
            deadline = nil
            return .ready
        // Nothing but the update has been asked yet, so an error can only be its refusal, or the session's.
        case (.awaitingCreated, .error(let event)), (.awaitingUpdated, .error(let event)):
            return .failed("the session was refused: \(event.error.description)")
        case (.connecting, _), (.awaitingCreated, _), (.awaitingUpdated, _), (.ready, _): return .wait
        }
    }

    /// What to say when ``deadline`` has passed.
    var impatience: String {
        switch phase {
        case .connecting: "the model could not be reached within \(limits.connecting)"
        case .awaitingCreated: "the model sent no session.created within \(limits.acknowledgement)"
        case .awaitingUpdated: "session.update was not answered within \(limits.acknowledgement)"
        case .ready: ""
        }
    }
}

extension ErrorDetail {
    /// Code and message, whichever there is.
    var description: String { [code ?? type, message].compactMap { $0 }.joined(separator: ": ") }
}
