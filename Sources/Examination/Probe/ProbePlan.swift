package import RealtimeProtocol
package import SpeechAudio

/// What a probe asks of the model side, and how long it waits.
package struct ProbePlan: Sendable, Equatable {
    package var model: String
    /// nil leaves the voice to the service.
    package var voice: String?
    package var instructions: String
    package var dialect: Dialect
    /// Both ways; µ-law is what a Twilio bridge speaks.
    package var encoding: AudioEncoding
    package var transcriptionModel: String
    package var turns: Int
    package var sections: Set<ProbeSection>
    package var patience: Patience

    /// How long an answer may take before its absence is a fact.
    package struct Patience: Sendable, Equatable {
        /// The whole conversation; what is not examined by then is "not examined".
        package var whole = Duration.seconds(40)
        package var firstEvent = Duration.seconds(8)
        package var acknowledgement = Duration.seconds(5)
        /// From the end of the caller's words, in silence, to `speech_started` and `speech_stopped`.
        package var hearing = Duration.seconds(4)
        /// From a commit or `response.create` to `response.created`.
        package var response = Duration.seconds(6)
        /// Without any event of a running response.
        package var progress = Duration.seconds(6)
        package var closing = Duration.seconds(5)
        package init() {}
    }

    package init(
        model: String = "gpt-realtime", voice: String? = nil, instructions: String = defaultInstructions,
        dialect: Dialect = .ga, encoding: AudioEncoding = .pcmu, transcriptionModel: String = "gpt-4o-mini-transcribe",
        turns: Int = 3, sections: Set<ProbeSection> = Set(ProbeSection.allCases), patience: Patience = Patience()
    ) {
        self.model = model
        self.voice = voice
        self.instructions = instructions
        self.dialect = dialect
        self.encoding = encoding
        self.transcriptionModel = transcriptionModel
        self.turns = turns
        self.sections = sections.union(ProbeSection.always)
        self.patience = patience
    }

    package static let defaultInstructions =
        "You answer a telephone. Answer in one or two short sentences. When asked for a very long story, tell one and do not stop early."

    /// One spoken turn and no long sections.
    package mutating func makeQuick() {
        turns = min(turns, 1)
        sections.subtract([.interruption, .functionCall])
    }
}
