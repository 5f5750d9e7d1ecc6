import JSONText
import RealtimeProtocol
import Testing

struct SessionUpdateTests {
    private static func session(_ dialect: Dialect, model: String = "gpt-realtime") -> Session {
        DefaultSession.realtime(model: model, in: dialect, id: "sess_1", expiresAt: 1)
    }

    private static func apply(
        _ update: String, to dialect: Dialect, _ context: UpdateContext = UpdateContext()
    ) throws -> Result<Session, ErrorDetail> {
        session(dialect).applying(try parse(update), in: dialect, context: context)
    }

    @Test(arguments: [
        (
            #"{"instructions":"Hi."}"#,
            "missing_required_parameter | session.type | Missing required parameter: 'session.type'."
        ),
        (
            #"{"turn_detection":null}"#,
            "missing_required_parameter | session.type | Missing required parameter: 'session.type'."
        ),
        (
            #"{"type":"realtime","turn_detection":null}"#,
            "unknown_parameter | session.turn_detection | Unknown parameter: 'session.turn_detection'."
        ),
        (
            #"{"type":"realtime","temperature":0.8}"#,
            "unknown_parameter | session.temperature | Unknown parameter: 'session.temperature'."
        ),
        (
            #"{"type":"realtime","max_response_output_tokens":10}"#,
            "unknown_parameter | session.max_response_output_tokens | "
                + "Unknown parameter: 'session.max_response_output_tokens'."
        ),
        (
            #"{"type":"realtime","output_modalities":["audio","text"]}"#,
            "invalid_value | session.output_modalities | "
                + "Invalid modalities: ['audio', 'text']. Supported combinations are: ['text'] and ['audio']."
        ),
        (
            #"{"type":"realtime","audio":{"input":{"format":"g711_ulaw"}}}"#,
            "invalid_type | session.audio.input.format | "
                + "Invalid type for 'session.audio.input.format': expected an object, but got a string instead."
        ),
        (
            #"{"type":"realtime","audio":{"output":{"format":{"type":"pcm16"}}}}"#,
            "invalid_value | session.audio.output.format.type | "
                + "Invalid value: 'pcm16'. Supported values are: 'audio/pcm', 'audio/pcmu', and 'audio/pcma'."
        ),
        (
            #"{"type":"realtime","audio":{"output":{"format":{"type":"audio/pcm"}}}}"#,
            "missing_required_parameter | session.audio.output.format.rate | "
                + "Missing required parameter: 'session.audio.output.format.rate'."
        ),
        (
            #"{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcm","rate":16000}}}}"#,
            "integer_below_min_value | session.audio.input.format.rate | Invalid 'session.audio.input.format.rate': "
                + "integer below minimum value. Expected a value >= 24000, but got 16000 instead."
        ),
        (
            #"{"type":"realtime","audio":{"input":{"transcription":{}}}}"#,
            "missing_required_parameter | session.audio.input.transcription.model | "
                + "Missing required parameter: 'session.audio.input.transcription.model'."
        ),
        (
            #"{"type":"realtime","audio":{"input":{"noise_reduction":"near_field"}}}"#,
            "invalid_type | session.audio.input.noise_reduction | Invalid type for "
                + "'session.audio.input.noise_reduction': expected an object, but got a string instead."
        ),
        (
            #"{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","silence_threshold_ms":1}}}}"#,
            "unknown_parameter | session.audio.input.turn_detection.silence_threshold_ms | "
                + "Unknown parameter: 'session.audio.input.turn_detection.silence_threshold_ms'."
        ),
        (
            #"{"type":"realtime","audio":{"output":{"voice":"nova"}}}"#,
            "invalid_value | session.audio.output.voice | Invalid value: 'nova'. Supported values are: 'alloy', 'ash', "
                + "'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', and 'cedar'."
        ),
        (
            #"{"type":"realtime","tools":[{"name":"f","parameters":{}}]}"#,
            "missing_required_parameter | session.tools[0].type | Missing required parameter: 'session.tools[0].type'."
        ),
        (
            #"{"type":"realtime","tools":[{"type":"function","function":{"name":"f"}}]}"#,
            "unknown_parameter | session.tools[0].function | Unknown parameter: 'session.tools[0].function'."
        ),
        (
            #"{"type":"realtime","tools":[{"type":"function","name":"f"},{"type":"mcp","server_label":"m"},"#
                + #"{"type":"function","name":"g","meta":1}]}"#,
            "unknown_parameter | session.tools[2].meta | Unknown parameter: 'session.tools[2].meta'."
        ),
        (
            #"{"type":"realtime","max_output_tokens":5000}"#,
            "integer_above_max_value | session.max_output_tokens | Invalid 'session.max_output_tokens': "
                + "integer above maximum value. Expected a value <= 4096, but got 5000 instead."
        ),
        (
            #"{"type":"realtime","instructions":7}"#,
            "invalid_type | session.instructions | "
                + "Invalid type for 'session.instructions': expected a string, but got an integer instead."
        ),
        (
            #"{"type":"realtime","reasoning":{"effort":"low"}}"#,
            "unsupported_parameter | session.reasoning | "
                + "Unsupported parameter: 'session.reasoning' is not supported with this model."
        ),
        (
            #"{"type":"conversation"}"#,
            "invalid_value | session.type | "
                + "Invalid value: 'conversation'. Supported values are: 'realtime' and 'transcription'."
        ),
        (
            #"{"type":"transcription"}"#,
            "invalid_value | session.type | "
                + "Passing a transcription session update event to a realtime session is not allowed."
        ),
    ]) func `GA refuses with the service's words`(update: String, expected: String) throws {
        #expect(refusal(try Self.apply(update, to: .ga)) == expected)
    }

    @Test(arguments: [
        (#"{"type":"realtime"}"#, "unknown_parameter | session.type | Unknown parameter: 'session.type'."),
        (
            #"{"output_modalities":["audio"]}"#,
            "unknown_parameter | session.output_modalities | Unknown parameter: 'session.output_modalities'."
        ),
        (
            #"{"max_output_tokens":10}"#,
            "unknown_parameter | session.max_output_tokens | Unknown parameter: 'session.max_output_tokens'."
        ),
        (
            #"{"modalities":["audio"]}"#,
            "invalid_value | session.modalities | "
                + "Invalid modalities: ['audio']. Supported combinations are: ['text'] and ['audio', 'text']."
        ),
        (
            #"{"temperature":0.3}"#,
            "decimal_below_min_value | session.temperature | Invalid 'session.temperature': "
                + "decimal below minimum value. Expected a value >= 0.6, but got 0.3 instead."
        ),
        (
            #"{"input_audio_noise_reduction":"near_field"}"#,
            "invalid_type | session.input_audio_noise_reduction | Invalid type for "
                + "'session.input_audio_noise_reduction': expected an object, but got a string instead."
        ),
        (
            #"{"input_audio_transcription":{}}"#,
            "missing_required_parameter | session.input_audio_transcription.model | "
                + "Missing required parameter: 'session.input_audio_transcription.model'."
        ),
        (
            #"{"voice":"marin"}"#,
            "invalid_value | session.voice | Invalid value: 'marin'. Supported values are: 'alloy', 'ash', 'ballad', "
                + "'coral', 'echo', 'sage', 'shimmer', and 'verse'."
        ),
        (
            #"{"response_stabilization":true}"#,
            "unknown_parameter | session.response_stabilization | Unknown parameter: 'session.response_stabilization'."
        ),
    ]) func `the beta refuses with the service's words`(update: String, expected: String) throws {
        #expect(refusal(try Self.apply(update, to: .beta)) == expected)
    }

    @Test func `the first fault of the document is told, and nothing is applied`() throws {
        let update = #"{"instructions":"Hi.","wrong":1,"type":"realtime","voice":"ash"}"#
        #expect(refusal(try Self.apply(update, to: .ga)).hasPrefix("unknown_parameter | session.wrong"))
    }

    @Test func `nested settings are merged, null switches off, the model stays`() throws {
        let first = try Self.apply(
            """
            {"type":"realtime","model":"gpt-4o","instructions":"Be brief.","output_modalities":["audio"],
            "audio":{"input":{"format":{"type":"audio/pcmu"},"noise_reduction":{"type":"far_field"},
            "transcription":{"model":"gpt-realtime-whisper","delay":"low"},
            "turn_detection":{"type":"server_vad","silence_duration_ms":700}},"output":{"voice":"ash"}}}
            """, to: .ga
        ).get()
        #expect(first.model == "gpt-realtime")
        #expect(first.instructions == "Be brief.")
        #expect(first.inputFormat == .pcmu)
        #expect(first.outputFormat == .pcm)
        #expect(first.voice?.name == "ash")
        #expect(first.speed == 1)
        #expect(first.turnDetection?.silenceDurationMs == 700)
        #expect(first.turnDetection?.threshold == 0.5)
        #expect(
            first.value("audio.input.transcription") == [
                "model": "gpt-realtime-whisper", "language": nil, "prompt": nil,
            ])

        let second = try first.applying(
            parse(
                """
                {"type":"realtime","instructions":"","audio":{"input":{"turn_detection":{"type":"semantic_vad"},
                "noise_reduction":null,"transcription":{"model":"whisper-1","language":"de"}}}}
                """), in: .ga
        ).get()
        #expect(second.instructions == DefaultSession.instructions)
        #expect(second.noiseReduction == nil)
        #expect(second.transcription?.language == "de")
        #expect(second.inputFormat == .pcmu)
        #expect(
            second.value("audio.input.turn_detection")
                == ["type": "semantic_vad", "eagerness": "auto", "create_response": true, "interrupt_response": true])

        let third = try second.applying(
            parse(#"{"type":"realtime","audio":{"input":{"turn_detection":null}}}"#), in: .ga
        ).get()
        #expect(third.turnDetection == nil)
        #expect(third.value("audio.input.turn_detection") == .null)
    }

    @Test(arguments: Recording.all.filter { $0.dialect == .ga }) func `a recorded update gives the recorded echo`(
        recording: Recording
    ) throws {
        var session: Session?
        var updates = 0
        for line in try recording.lines {
            switch line.event["type"] {
            case "session.created": session = Session(line.event["session"]?.object ?? [:])
            case "session.update":
                session = try session?.applying(line.event["session"]?.object ?? [:], in: .ga).get()
            case "session.updated":
                updates += 1
                #expect(session?.fields == line.event["session"]?.object)
            default: break
            }
        }
        #expect(updates > 0)
    }

    @Test func `the default session is the recorded one`() throws {
        let recorded = try #require(try Recording.all[0].lines.first?.event["session"]?.object)
        let made = DefaultSession.realtime(
            model: "gpt-realtime", in: .ga, id: recorded["id"]?.string ?? "",
            expiresAt: recorded["expires_at"]?.integer ?? 0)
        #expect(JSON.object(made.fields).text == JSON.object(recorded).text)
        #expect(DefaultSession.instructions.count == 505)
    }

    @Test func `the default session of the beta has every recorded field with its value`() throws {
        let recorded = try #require(try Recording.all[4].lines.first?.event["session"]?.object)
        let made = DefaultSession.realtime(
            model: recorded["model"]?.string ?? "", in: .beta, id: recorded["id"]?.string ?? "",
            expiresAt: recorded["expires_at"]?.integer ?? 0)
        // The recording's client had chosen its voice; later servers also say interrupt_response.
        for member in recorded.members where !["voice", "turn_detection"].contains(member.key) {
            #expect(made.fields[member.key] == member.value, "\(member.key)")
        }
        #expect(made.turnDetection?.silenceDurationMs == 200)
    }

    @Test func `gpt-realtime-2.1 begins with its own voice and patience`() {
        let session = Self.session(.ga, model: "gpt-realtime-2.1")
        #expect(session.voice?.name == "marin")
        #expect(session.turnDetection?.silenceDurationMs == 500)
    }

    @Test func `the voice is fixed once the assistant has spoken`() throws {
        let spoken = UpdateContext(assistantAudioExists: true)
        let other = #"{"type":"realtime","audio":{"output":{"voice":"ash"}}}"#
        #expect(
            refusal(try Self.apply(other, to: .ga, spoken))
                == "cannot_update_voice | - | Cannot update a conversation's voice if assistant audio is present.")
        #expect(refusal(try Self.apply(other, to: .ga)) == "accepted")
        let same = #"{"type":"realtime","audio":{"output":{"voice":"alloy"}}}"#
        #expect(refusal(try Self.apply(same, to: .ga, spoken)) == "accepted")
    }

    @Test func `the speed changes between turns only, and tracing not at all`() throws {
        let faster = #"{"type":"realtime","audio":{"output":{"speed":1.2}}}"#
        #expect(refusal(try Self.apply(faster, to: .ga)) == "accepted")
        #expect(
            refusal(try Self.apply(faster, to: .ga, UpdateContext(responseActive: true))).hasPrefix(
                "cannot_update_speed"))
        let traced = try Self.apply(#"{"type":"realtime","tracing":"auto"}"#, to: .ga).get()
        #expect(
            refusal(traced.applying(try parse(#"{"type":"realtime","tracing":null}"#), in: .ga))
                .hasPrefix("cannot_update_tracing"))
    }

    @Test func `what is in force need not be named again to change a part of it`() throws {
        let first = try Self.apply(
            #"{"type":"realtime","audio":{"input":{"transcription":{"model":"whisper-1"},"noise_reduction":{"type":"far_field"}}}}"#,
            to: .ga
        ).get()
        let second = try first.applying(
            parse(
                #"{"type":"realtime","audio":{"input":{"transcription":{"language":"de"},"noise_reduction":{"strength":0.5}}}}"#
            ), in: .ga
        ).get()
        #expect(second.value("audio.input.transcription") == ["model": "whisper-1", "language": "de", "prompt": nil])
        #expect(second.value("audio.input.noise_reduction") == ["type": "far_field", "strength": 0.5])
        let off = try second.applying(
            parse(#"{"type":"realtime","audio":{"input":{"transcription":null}}}"#), in: .ga
        ).get()
        #expect(
            refusal(
                off.applying(
                    try parse(#"{"type":"realtime","audio":{"input":{"transcription":{"language":"de"}}}}"#), in: .ga))
                == "missing_required_parameter | session.audio.input.transcription.model | "
                + "Missing required parameter: 'session.audio.input.transcription.model'.")
    }

    @Test func `a transcription session takes input settings and nothing else`() throws {
        let session = DefaultSession.transcription(in: .ga, id: "sess_1", expiresAt: 1)
        #expect(session.isTranscription)
        #expect(session.turnDetection?.createResponse == nil)
        let update = #"{"type":"transcription","audio":{"input":{"transcription":{"model":"whisper-1"}}}}"#
        #expect(try session.applying(parse(update), in: .ga).get().transcription?.model == "whisper-1")
        #expect(
            refusal(session.applying(try parse(#"{"type":"transcription","instructions":"x"}"#), in: .ga))
                == "unknown_parameter | session.instructions | Unknown parameter: 'session.instructions'.")
    }

    @Test func `a partial turn detection of the beta takes its defaults`() throws {
        let first = try Self.apply(#"{"turn_detection":{"type":"server_vad","threshold":0.9}}"#, to: .beta).get()
        #expect(first.turnDetection?.threshold == 0.9)
        let second = try first.applying(parse(#"{"turn_detection":{"silence_duration_ms":900}}"#), in: .beta).get()
        #expect(second.turnDetection?.threshold == 0.5)
        #expect(second.turnDetection?.silenceDurationMs == 900)
    }
}
