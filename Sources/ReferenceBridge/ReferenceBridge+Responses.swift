// What a response came to. A response that failed says so here and nowhere else: a bridge that does not look leaves the
// caller in silence.
import JSONText
import RealtimeProtocol
import WebSocketWire

extension ReferenceBridge {
    mutating func ask(_ request: ResponseGate.Request = .init()) {
        guard let serving, let text = gate.ask(request) else { return }
        send(text, to: serving)
    }

    mutating func finish(_ response: Response) {
        guard let id = response.id, let serving else { return }
        let request = gate.active == id ? gate.activeRequest : nil
        if let waiting = gate.done(id) { send(waiting, to: serving) }
        switch response.status {
        case .completed?:
            hasRetried = false
            mayReconnect = true
            if !response.output.isEmpty { conversation.answered() }
        case .failed?: return failed(response.statusDetails?.error, request)
        case .incomplete?: log("the response is cut: \(response.statusDetails?.reason ?? "no reason given")")
        default: break
        }
        if farewell == .asked, request != nil { farewell = .said(now + settings.limits.farewell) }
        answerCalls(in: response)
        finishFarewell()
    }

    /// A farewell that has been said and heard is the end.
    mutating func finishFarewell() {
        if case .said = farewell, !playback.isAudible { end(.normalClosure, "the caller was said goodbye") }
    }

    // MARK: Failures

    private mutating func failed(_ error: ErrorDetail?, _ request: ResponseGate.Request?) {
        let reason = error?.description ?? "no reason given"
        log("the response failed: \(reason)")
        switch (error?.code, error?.type) {
        case ("insufficient_quota"?, _), ("model_not_found"?, _):
            // Every other response of this call would fail likewise.
            return end(.internalError, reason)
        default: break
        }
        guard !hasRetried else { return end(.internalError, "the model failed twice: \(reason)") }
        hasRetried = true
        let isLimit = error?.code?.hasSuffix("rate_limit_exceeded") ?? false
        retry = Retry(at: now + (isLimit ? .seconds(2) : .zero), request: request ?? .init())
    }

    // MARK: Functions

    /// Every call is answered, and then one response asked for that puts the outputs into words.
    private mutating func answerCalls(in response: Response) {
        guard let serving else { return }
        let calls = response.output.filter { $0.type == .functionCall && $0.status != .incomplete }
        for call in calls {
            guard let callID = call.callID else { continue }
            let tool = settings.tools.first { $0.name == call.name }
            let output: String
            switch tool?.effect {
            case .answer(let answer)?: output = answer(call.arguments ?? "{}")
            case .hangUp?:
                farewell = .asked
                output = "{\"ok\":true}"
            case nil:
                log("the model calls '\(call.name ?? "")', which is not there")
                output = "{\"error\":\"there is no such function\"}"
            }
            let item = Item.functionCallOutput(id: nil, callID: callID, output: output)
            send(ClientEvent.conversationItemCreate(.init(item: item)).text(in: .ga), to: serving)
        }
        guard !calls.isEmpty else { return }
        ask(.init(instructions: farewell == .asked ? "Say goodbye in one short sentence." : nil))
    }
}
