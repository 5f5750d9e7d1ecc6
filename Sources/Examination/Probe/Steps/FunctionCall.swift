import JSONText
import RealtimeProtocol

/// A tool round: the model must call the function, take its result, and answer with words.
struct FunctionCall: ProbeStep {
    let section = ProbeSection.functionCall
    private var response = AwaitResponse()
    private var callID: String?
    private var resultSent = false

    init() {}

    mutating func begin(_ probe: inout ProbeContext) -> StepProgress {
        probe.mouth.close()
        probe.sendUserText("What is the weather in London?")
        probe.askForResponse(text: true, with: ["tools": [Self.tool], "tool_choice": "required"])
        return .going
    }

    private static let tool: JSON = [
        "type": "function", "name": "get_weather", "description": "The weather in a city, now.",
        "parameters": [
            "type": "object", "properties": ["city": ["type": "string", "description": "Name of the city."]],
            "required": ["city"],
        ],
    ]

    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> StepProgress {
        if event.type == .functionCallArgumentsDone { callID = event.json["call_id"]?.string }
        switch response.heard(event, &probe) {
        case .going, .created: return .going
        case .done(let trouble?, let isFinal):
            return isFinal ? .stuck("the response \(trouble)") : .failed("the response \(trouble)")
        case .done(nil, _):
            if resultSent { return .done }
            guard let callID else { return .failed("the model did not call the function") }
            sendResult(callID, &probe)
            return .going
        }
    }

    private mutating func sendResult(_ callID: String, _ probe: inout ProbeContext) {
        resultSent = true
        response = AwaitResponse()
        probe.send([
            "type": "conversation.item.create",
            "item": [
                "type": "function_call_output", "call_id": .string(callID), "output": #"{"sky":"clear","celsius":18}"#,
            ],
        ])
        probe.askForResponse(text: true, with: ["tool_choice": "none"])
    }
}
