import JSONText
import RealtimeProtocol

/// Words in, words out: the shortest proof that the model answers at all.
struct TextTurn: ProbeStep {
    let section = ProbeSection.textTurn
    private var response = AwaitResponse()

    init() {}

    mutating func begin(_ probe: inout ProbeContext) -> StepProgress {
        probe.sendUserText("Hello, can you hear me?")
        probe.askForResponse(text: true)
        return .going
    }

    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> StepProgress {
        if event.type == .error { return .failed("error: \(event.json["error"]?["code"]?.string ?? "")") }
        switch response.heard(event, &probe) {
        case .going, .created: return .going
        case .done(nil, _): return .done
        case .done(let trouble?, let isFinal):
            return isFinal ? .stuck("the response \(trouble)") : .failed("the response \(trouble)")
        }
    }
}

extension ProbeContext {
    mutating func sendUserText(_ text: String) {
        send([
            "type": "conversation.item.create",
            "item": ["type": "message", "role": "user", "content": [["type": "input_text", "text": .string(text)]]],
        ])
    }

    /// `response.create`, and the wait for what it creates.
    mutating func askForResponse(text: Bool, with more: JSONObject = [:]) {
        var response = more
        if text { response[plan.dialect.modalitiesField] = ["text"] }
        send(["type": "response.create", "response": .object(response)])
        wait(for: "response.created", plan.patience.response)
    }
}
