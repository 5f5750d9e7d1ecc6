/// Logs of other speech services, told by what only their messages have: whoever gives one is told so, and not to log more.
import JSONText

package enum ForeignService: String, Sendable, CaseIterable {
    case geminiLive = "the Gemini Live API"
    case deepgram = "Deepgram"
    case elevenLabs = "ElevenLabs"
    case novaSonic = "Amazon Nova Sonic"
    case assemblyAI = "AssemblyAI"

    /// Names of members that the message itself or its `event` has.
    private var members: Set<String> {
        switch self {
        case .geminiLive:
            ["setupComplete", "serverContent", "realtimeInput", "clientContent", "BidiGenerateContentSetup"]
        case .elevenLabs: ["conversation_initiation_metadata_event", "audio_event", "user_transcription_event"]
        case .novaSonic: ["promptStart", "contentStart", "audioInput", "audioOutput", "textOutput"]
        case .deepgram: ["channel_index", "is_final", "speech_final"]
        case .assemblyAI: ["end_of_turn", "turn_is_formatted"]
        }
    }

    /// Values of `type`.
    private var types: Set<String> {
        switch self {
        case .deepgram:
            ["SettingsApplied", "ConversationText", "AgentAudioDone", "UserStartedSpeaking", "UtteranceEnd"]
        case .elevenLabs: ["conversation_initiation_metadata"]
        case .geminiLive, .novaSonic, .assemblyAI: []
        }
    }

    private func owns(_ message: JSON) -> Bool {
        if let type = message["type"]?.string, types.contains(type) { return true }
        let names = (message.object?.members ?? []) + (message["event"]?.object?.members ?? [])
        return names.contains { members.contains($0.key) }
    }

    /// Looks at the lines of a file in which no event has been found so far.
    struct Look {
        private(set) var found: ForeignService?
        private var lines = 0
        private static let mostLines = 200
        private static let longestLine = 256 << 10

        mutating func look(at line: UnsafeRawBufferPointer) {
            guard found == nil, lines < Self.mostLines, line.count < Self.longestLine,
                let start = line.firstIndex(of: UInt8(ascii: "{"))
            else { return }
            lines += 1
            guard let message = try? JSON(parsing: UnsafeRawBufferPointer(rebasing: line[start...])) else { return }
            found = ForeignService.allCases.first { $0.owns(message) }
        }
    }
}
