import RealtimeProtocol

/// The event types that a rule can name, so that a misspelt one is refused instead of never matching.
/// OpenAI Realtime (GA), client and server events; Twilio Media Streams, WebSocket messages.
enum EventTypes {
    static let client = [
        "session.update", "input_audio_buffer.append", "input_audio_buffer.commit", "input_audio_buffer.clear",
        "output_audio_buffer.clear", "conversation.item.create", "conversation.item.retrieve",
        "conversation.item.truncate", "conversation.item.delete", "response.create", "response.cancel",
        // Translation sessions.
        "session.input_audio_buffer.append", "session.close",
    ]

    static let server = [
        "error", "session.created", "session.updated", "conversation.created", "conversation.item.added",
        "conversation.item.done", "conversation.item.retrieved", "conversation.item.truncated",
        "conversation.item.deleted", "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed", "conversation.item.input_audio_transcription.segment",
        "conversation.item.input_audio_transcription.failed", "input_audio_buffer.committed",
        "input_audio_buffer.cleared", "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped",
        "input_audio_buffer.timeout_triggered", "input_audio_buffer.dtmf_event_received", "output_audio_buffer.started",
        "output_audio_buffer.stopped", "output_audio_buffer.cleared", "response.created", "response.done",
        "response.output_item.added", "response.output_item.done", "response.content_part.added",
        "response.content_part.done", "response.output_text.delta", "response.output_text.done",
        "response.output_audio_transcript.delta", "response.output_audio_transcript.done",
        "response.output_audio.delta", "response.output_audio.done", "response.function_call_arguments.delta",
        "response.function_call_arguments.done", "response.mcp_call_arguments.delta",
        "response.mcp_call_arguments.done", "response.mcp_call.in_progress", "response.mcp_call.completed",
        "response.mcp_call.failed", "mcp_list_tools.in_progress", "mcp_list_tools.completed", "mcp_list_tools.failed",
        "rate_limits.updated",
        // Translation sessions.
        "session.closed", "session.input_transcript.delta", "session.output_transcript.delta",
        "session.output_audio.delta",
    ]

    static let carrierUp = ["connected", "start", "media", "dtmf", "mark", "stop"]
    static let carrierDown = ["media", "mark", "clear"]

    /// In the order of the manual, each once.
    static let all = client + server + carrierUp + ["clear"]

    /// Beta names that people know, for the hint.
    static let gaNameOfBeta = Dictionary(
        Renames.events.map { ($0.beta, $0.ga) }, uniquingKeysWith: { first, _ in first }
    )
    .merging([
        "transcription_session.update": "session.update", "transcription_session.updated": "session.updated",
    ]) { $1 }

    /// What can cross `leg` in `direction`; nil: either way.
    static func on(leg: String, direction: String?) -> [String] {
        switch (leg, direction) {
        case ("phone", "up"?): carrierUp
        case ("phone", "down"?): carrierDown
        case ("phone", _): carrierUp + ["clear"]
        case (_, "up"?): client
        case (_, "down"?): server
        default: client + server
        }
    }
}
