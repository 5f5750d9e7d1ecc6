import JSONText
import RealtimeProtocol
import Testing

struct RenamesTests {
    @Test(arguments: Renames.events) func `a renamed event is one type under two names`(event: Renames.Event) {
        let type = EventType(wireName: event.ga)
        #expect(type != nil)
        #expect(EventType(wireName: event.beta) == type)
        #expect(type?.wireName(in: .beta) == event.beta)
        #expect(type?.wireName(in: .ga) == event.ga)
        #expect(Dialect.decide(eventName: event.beta) == .beta)
        #expect(Dialect.decide(eventName: event.ga) == .ga)
    }

    @Test func `a whole session goes from the beta to GA and back`() throws {
        let beta = try parse(
            """
            {"modalities":["audio","text"],"voice":"ash","speed":1.1,"input_audio_format":"g711_ulaw",
            "output_audio_format":"g711_alaw","input_audio_transcription":{"model":"whisper-1"},
            "input_audio_noise_reduction":{"type":"near_field"},"turn_detection":null,
            "max_response_output_tokens":100,"instructions":"Hi.","avatar":null}
            """)
        let ga = try parse(
            """
            {"type":"realtime","output_modalities":["audio"],"instructions":"Hi.","avatar":null,
            "audio":{"input":{"format":{"type":"audio/pcmu"},"transcription":{"model":"whisper-1"},
            "noise_reduction":{"type":"near_field"},"turn_detection":null},
            "output":{"format":{"type":"audio/pcma"},"voice":"ash","speed":1.1}},"max_output_tokens":100}
            """)
        #expect(Session(beta).json(in: .ga) == ga)
        #expect(Session(ga).json(in: .beta) == beta)
        #expect(Session(beta).json(in: .beta) == beta)
    }

    @Test func `both vocabularies are read by the same properties`() {
        for dialect in Dialect.allCases {
            let session = DefaultSession.realtime(model: "m", in: dialect, id: "sess_1", expiresAt: 7)
            #expect(session.dialect == dialect)
            #expect(session.inputFormat == .pcm)
            #expect(session.outputFormat == .pcm)
            #expect(session.voice?.name == "alloy")
            #expect(session.turnDetection?.silenceDurationMs == 200)
            #expect(session.transcription == nil)
            #expect(session.has("audio.input.transcription"))
            #expect(session.has("turn_detection"))
            #expect(session.maxOutputTokens == .unlimited)
            #expect(session.speaks)
            #expect(session.expiresAt == 7)
        }
    }

    @Test(arguments: [
        ("session.turn_detection", Dialect.ga, "session.turn_detection is session.audio.input.turn_detection in GA"),
        ("session.turn_detection.threshold", .ga, "session.turn_detection is session.audio.input.turn_detection in GA"),
        ("response.modalities", .ga, "response.modalities is response.output_modalities in GA"),
        ("session.temperature", .ga, "session.temperature no longer exists in GA: leave it out"),
        (
            "session.max_output_tokens", .beta,
            "session.max_output_tokens is session.max_response_output_tokens in the beta"
        ),
        ("session.type", .beta, "the beta has no session.type"),
    ]) func `a field of the other dialect gets a hint`(path: String, dialect: Dialect, hint: String) {
        #expect(Renames.hint(path: path, dialect: dialect) == hint)
    }

    @Test func `a field of no dialect gets none`() {
        #expect(Renames.hint(path: "session.tools[2].meta", dialect: .ga) == nil)
        #expect(Renames.hint(path: "item", dialect: .beta) == nil)
        #expect(Renames.hint(path: "session.turn_detection", dialect: .beta) == nil)
    }

    @Test(arguments: Renames.formats.map(\.beta)) func `a format keeps its meaning in both dialects`(token: String) {
        let format = AudioFormatSpec(.string(token))
        #expect(format.json(in: .beta) == .string(token))
        #expect(AudioFormatSpec(format.json(in: .ga)) == format)
        #expect(AudioFormatSpec(name: format.name) == format)
    }

    @Test func `a format that nobody knows is kept as it is`() {
        let json: JSON = ["type": "audio/pcm", "rate": 16000]
        #expect(AudioFormatSpec(json) == .other(json))
        #expect(AudioFormatSpec(json).json(in: .beta) == json)
    }
}
