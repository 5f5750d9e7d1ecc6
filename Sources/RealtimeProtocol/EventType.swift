/// Every event of the Realtime API by its GA name; events that only the beta had keep theirs. Realtime reference, 3 and 5.
package enum EventType: String, Sendable, CaseIterable {
    // From the client.
    case sessionUpdate = "session.update"
    case inputAudioBufferAppend = "input_audio_buffer.append"
    case inputAudioBufferCommit = "input_audio_buffer.commit"
    case inputAudioBufferClear = "input_audio_buffer.clear"
    case outputAudioBufferClear = "output_audio_buffer.clear"
    case conversationItemCreate = "conversation.item.create"
    case conversationItemRetrieve = "conversation.item.retrieve"
    case conversationItemDelete = "conversation.item.delete"
    case conversationItemTruncate = "conversation.item.truncate"
    case responseCreate = "response.create"
    case responseCancel = "response.cancel"
    case transcriptionSessionUpdate = "transcription_session.update"

    // From the server.
    case error = "error"
    case sessionCreated = "session.created"
    case sessionUpdated = "session.updated"
    case transcriptionSessionCreated = "transcription_session.created"
    case transcriptionSessionUpdated = "transcription_session.updated"
    case conversationCreated = "conversation.created"
    case itemAdded = "conversation.item.added"
    case itemDone = "conversation.item.done"
    case itemRetrieved = "conversation.item.retrieved"
    case itemTruncated = "conversation.item.truncated"
    case itemDeleted = "conversation.item.deleted"
    case transcriptionDelta = "conversation.item.input_audio_transcription.delta"
    case transcriptionCompleted = "conversation.item.input_audio_transcription.completed"
    case transcriptionSegment = "conversation.item.input_audio_transcription.segment"
    case transcriptionFailed = "conversation.item.input_audio_transcription.failed"
    case inputAudioCommitted = "input_audio_buffer.committed"
    case inputAudioCleared = "input_audio_buffer.cleared"
    case speechStarted = "input_audio_buffer.speech_started"
    case speechStopped = "input_audio_buffer.speech_stopped"
    case idleTimeoutTriggered = "input_audio_buffer.timeout_triggered"
    case dtmfReceived = "input_audio_buffer.dtmf_event_received"
    case outputAudioBufferStarted = "output_audio_buffer.started"
    case outputAudioBufferStopped = "output_audio_buffer.stopped"
    case outputAudioBufferCleared = "output_audio_buffer.cleared"
    case responseCreated = "response.created"
    case responseDone = "response.done"
    case outputItemAdded = "response.output_item.added"
    case outputItemDone = "response.output_item.done"
    case contentPartAdded = "response.content_part.added"
    case contentPartDone = "response.content_part.done"
    case outputTextDelta = "response.output_text.delta"
    case outputTextDone = "response.output_text.done"
    case outputAudioTranscriptDelta = "response.output_audio_transcript.delta"
    case outputAudioTranscriptDone = "response.output_audio_transcript.done"
    case outputAudioDelta = "response.output_audio.delta"
    case outputAudioDone = "response.output_audio.done"
    case functionCallArgumentsDelta = "response.function_call_arguments.delta"
    case functionCallArgumentsDone = "response.function_call_arguments.done"
    case mcpCallArgumentsDelta = "response.mcp_call_arguments.delta"
    case mcpCallArgumentsDone = "response.mcp_call_arguments.done"
    case mcpCallInProgress = "response.mcp_call.in_progress"
    case mcpCallCompleted = "response.mcp_call.completed"
    case mcpCallFailed = "response.mcp_call.failed"
    case mcpListToolsInProgress = "mcp_list_tools.in_progress"
    case mcpListToolsCompleted = "mcp_list_tools.completed"
    case mcpListToolsFailed = "mcp_list_tools.failed"
    case rateLimitsUpdated = "rate_limits.updated"

    // Sets of types are asked for every event; what the raw type would bring along hashes and compares whole names.
    package static func == (left: EventType, right: EventType) -> Bool { left.ordinal == right.ordinal }
    package func hash(into hasher: inout Hasher) { hasher.combine(ordinal) }
    private var ordinal: UInt8 { withUnsafeBytes(of: self) { $0[0] } }

    /// Its name, in either dialect, says which one is spoken: ``Dialect/decide(eventName:)``.
    package var tellsDialect: Bool { EventType.telling.contains(self) }
    private static let telling = Set(
        allCases.filter { Dialect.decide(eventName: $0.rawValue) != nil })

    package enum Sender: Sendable { case client, server }

    /// Which side sends it: no event name belongs to both, so a log without directions still has them.
    package var sender: Sender {
        switch self {
        case .sessionUpdate, .inputAudioBufferAppend, .inputAudioBufferCommit, .inputAudioBufferClear,
            .outputAudioBufferClear, .conversationItemCreate, .conversationItemRetrieve, .conversationItemDelete,
            .conversationItemTruncate, .responseCreate, .responseCancel, .transcriptionSessionUpdate:
            .client
        default: .server
        }
    }

    /// GA says `session.*` with `session.type` "transcription" instead.
    package var isOnlyInBeta: Bool {
        self == .transcriptionSessionUpdate || self == .transcriptionSessionCreated
            || self == .transcriptionSessionUpdated
    }

    /// The name on the wire. An event that the dialect lacks keeps the name of the dialect that has it.
    package func wireName(in dialect: Dialect) -> String {
        guard dialect == .beta else { return rawValue }
        return Renames.events.first { $0.ga == rawValue }?.beta ?? rawValue
    }

    /// Either dialect's name.
    package init?(wireName: String) {
        var name = wireName
        guard let found = name.withUTF8({ EventType(wireName: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = found
    }

    /// Either dialect's name as raw bytes, without quotes. Allocates nothing.
    package init?(wireName bytes: UnsafeRawBufferPointer) {
        guard let found = EventNameTable.shared.find(bytes) else { return nil }
        self = found
    }
}
