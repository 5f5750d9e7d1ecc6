package import JSONText
package import RealtimeProtocol

/// All that a deployment of the reference bridge decides. Time limits are what a caller puts up with in silence.
package struct BridgeSettings: Sendable {
    package var model: String
    /// Goes into `Authorization` and nowhere else.
    package var apiKey: String
    package var voice: String
    package var instructions: String
    /// What the model is told to do before the caller has said anything; nil waits for the caller.
    package var greeting: String?
    /// On the model leg, both ways. `pcmu` is what the carrier speaks, so that no sample is touched.
    package var format: AudioFormatSpec
    package var transcriptionModel: String
    /// Whether the service itself stops a response when the caller speaks; otherwise the bridge cancels it.
    package var interruptsResponse: Bool
    package var tools: [BridgeTool]
    /// Unix seconds at time zero of the clock that the machine is given: `expires_at` is on that clock.
    package var unixTime: Int
    package var limits: Limits

    package struct Limits: Sendable {
        /// From the attempt to open the model connection to its upgrade.
        package var connecting = Duration.seconds(5)
        /// From the upgrade to `session.created`, and from `session.update` to `session.updated`.
        package var acknowledgement = Duration.seconds(5)
        /// How long marks may stay away before a farewell counts as heard.
        package var farewell = Duration.seconds(20)
        /// Of caller audio that waits for a session; the oldest is dropped.
        package var backlogFrames = 500
        package init() {}
    }

    package init(
        model: String = "gpt-realtime", apiKey: String = "", voice: String = "marin",
        instructions: String = "You answer a telephone. Answer in one or two short sentences.",
        greeting: String? = "Greet the caller in one short sentence.", format: AudioFormatSpec = .pcmu,
        transcriptionModel: String = "gpt-4o-mini-transcribe", interruptsResponse: Bool = true,
        tools: [BridgeTool] = BridgeTool.demonstration, unixTime: Int = 1_795_165_200, limits: Limits = .init()
    ) {
        self.model = model
        self.apiKey = apiKey
        self.voice = voice
        self.instructions = instructions
        self.greeting = greeting
        self.format = format
        self.transcriptionModel = transcriptionModel
        self.interruptsResponse = interruptsResponse
        self.tools = tools
        self.unixTime = unixTime
        self.limits = limits
    }
}

/// A function that the model may call.
package struct BridgeTool: Sendable {
    package enum Effect: Sendable {
        /// The output, from the JSON text of the arguments.
        case answer(@Sendable (String) -> String)
        /// The model says goodbye, the caller hears it, and then the call ends.
        case hangUp
    }

    package var name: String
    package var about: String
    /// JSON Schema of the arguments.
    package var parameters: JSON
    package var effect: Effect

    package init(name: String, about: String, parameters: JSON, effect: Effect) {
        self.name = name
        self.about = about
        self.parameters = parameters
        self.effect = effect
    }

    package static let weather = BridgeTool(
        name: "get_weather", about: "The weather at a place now.",
        parameters: [
            "type": "object", "properties": ["location": ["type": "string"]], "required": ["location"],
        ],
        effect: .answer { _ in "{\"sky\":\"sunny\",\"celsius\":21}" })

    package static let endCall = BridgeTool(
        name: "end_call", about: "Ends the call when the caller has said goodbye.",
        parameters: ["type": "object", "properties": [:]], effect: .hangUp)

    package static let demonstration = [weather, endCall]
}
