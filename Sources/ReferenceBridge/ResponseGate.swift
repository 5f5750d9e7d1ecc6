// The one place where `response.create` is sent: a conversation has one response at a time, and a second request is
// refused. What cannot be asked now waits, at most one, and what the service answers by itself need not be asked.
import JSONText
import RealtimeProtocol

struct ResponseGate: Sendable {
    /// What is to be answered; nil instructions: the conversation as it stands.
    struct Request: Sendable, Equatable {
        var instructions: String?
    }

    private enum State: Sendable, Equatable {
        case idle
        case asked(Request, eventID: String)
        case active(String, Request?)
    }

    private var state = State.idle
    private var queued: Request?
    /// From `speech_started` to the response that the service makes of it.
    private var serviceWillAnswer = false
    private var count = 0
    /// Whose deltas are no longer wanted. Few, for only the last ones can still be under way.
    private var dropped: [String] = []

    /// The response that runs.
    var active: String? {
        guard case .active(let id, _) = state else { return nil }
        return id
    }

    /// What the running response was asked for with; nil when the service began it by itself.
    var activeRequest: Request? {
        guard case .active(_, let request) = state else { return nil }
        return request
    }

    var isQuiet: Bool { state == .idle && queued == nil && !serviceWillAnswer }

    /// - Returns: The message to send, unless it has to wait.
    mutating func ask(_ request: Request = Request()) -> String? {
        guard state == .idle, !serviceWillAnswer else {
            queued = request
            return nil
        }
        count += 1
        let eventID = "create-\(count)"
        state = .asked(request, eventID: eventID)
        let overrides = request.instructions.map { ResponseRequest(["instructions": .string($0)]) }
        return ClientEvent.responseCreate(.init(overrides)).text(in: .ga, eventID: eventID)
    }

    mutating func callerSpeaks() { serviceWillAnswer = true }

    mutating func created(_ id: String) {
        var request: Request?
        if case .asked(let own, _) = state {
            request = own
        } else {
            // The service has answered by itself, and with that everything that was in the conversation.
            queued = nil
        }
        serviceWillAnswer = false
        state = .active(id, request)
    }

    /// - Returns: The message that has waited for the end of this response.
    mutating func done(_ id: String) -> String? {
        guard active == id else { return nil }
        state = .idle
        return release()
    }

    /// The service has refused a request of ours.
    ///
    /// - Returns: Whether it was one of `response.create`.
    mutating func refused(eventID: String?, code: String?) -> Bool {
        guard case .asked(let request, let own) = state, own == eventID else { return false }
        state = .idle
        // Two were faster than one: the service's own response is on its way, and ours waits for its end.
        if code == "conversation_already_has_active_response" {
            serviceWillAnswer = true
            queued = request
        }
        return true
    }

    /// What of this response is still to come is not for the caller.
    mutating func drop(_ id: String) {
        dropped.append(id)
        if dropped.count > 20 { dropped.removeFirst() }
    }

    func isDropped(_ id: String) -> Bool { dropped.contains(id) }

    private mutating func release() -> String? {
        guard let request = queued, state == .idle, !serviceWillAnswer else { return nil }
        queued = nil
        return ask(request)
    }
}
