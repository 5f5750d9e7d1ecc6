import JSONText
import RealtimeProtocol

/// What governs one response: the session's settings, and over them what its `response.create` says.
struct ResponseSettings {
    let isOutOfBand: Bool
    let modalities: JSON
    let speaks: Bool
    let format: AudioFormatSpec
    let voice: JSON
    let maxOutputTokens: TokenLimit
    let temperature: JSON
    let metadata: JSON
    let instructions: String?
    let ownInstructions: String?
    let tools: [JSON]
    let toolChoice: JSON
    /// `parallel_tool_calls`
    let allowsSeveralCalls: Bool
    /// Instead of the conversation.
    let input: [JSONObject]?

    init(session: Session, request: ResponseRequest?) {
        isOutOfBand = request?.isOutOfBand ?? false
        let words = request?.outputModalities ?? session.outputModalities ?? ["audio"]
        modalities = JSON(words)
        speaks = words.contains("audio")
        format = request?.outputFormat ?? session.outputFormat ?? .pcm
        voice = request?.voice?.json ?? session.voice?.json ?? "alloy"
        maxOutputTokens = request?.maxOutputTokens ?? session.maxOutputTokens ?? .unlimited
        temperature = request?.fields["temperature"] ?? session.fields["temperature"] ?? nil
        metadata = request?.metadata.map { .object($0) } ?? nil
        ownInstructions = request?.instructions
        instructions = request?.instructions ?? session.instructions
        tools = request?.fields["tools"]?.array ?? session.fields["tools"]?.array ?? []
        toolChoice = request?.toolChoice ?? session.toolChoice ?? "auto"
        allowsSeveralCalls =
            (request?.fields["parallel_tool_calls"] ?? session.fields["parallel_tool_calls"])?.bool ?? true
        input = request?.fields["input"]?.array.map { $0.compactMap(\.object) }
    }

    /// The `response` object in the order of recorded ones.
    func response(
        id: String, status: String, details: JSON, output: [JSON], conversation: String, usage: JSON, dialect: Dialect
    ) -> JSON {
        var members: [(String, JSON)] = [
            ("object", "realtime.response"), ("id", .string(id)), ("status", .string(status)),
            ("status_details", details), ("output", .array(output)),
            ("conversation_id", isOutOfBand ? nil : .string(conversation)),
        ]
        switch dialect {
        case .ga:
            members += [
                ("output_modalities", modalities), ("max_output_tokens", maxOutputTokens.json),
                ("audio", ["output": ["format": format.json(in: .ga), "voice": voice]]),
            ]
        case .beta:
            members += [
                ("modalities", modalities), ("voice", voice), ("output_audio_format", format.json(in: .beta)),
                ("temperature", temperature), ("max_output_tokens", maxOutputTokens.json),
            ]
        }
        return .object(JSONObject(members + [("usage", usage), ("metadata", metadata)]))
    }
}
