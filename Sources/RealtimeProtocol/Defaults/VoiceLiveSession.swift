import JSONText

/// The session of Azure Voice Live: shaped like the beta's, with settings of its own. Recorded July 2026; realtime reference, 1.6.
enum VoiceLiveSession {
    static func realtime(model: String, id: String, expiresAt: Int) -> Session {
        Session([
            "id": .string(id), "model": .string(model), "modalities": ["audio"],
            "instructions": .string(DefaultSession.instructions), "voice": voice("alloy"),
            "input_audio_format": "pcm16", "output_audio_format": nil, "input_audio_transcription": nil,
            "input_audio_noise_reduction": nil,
            "turn_detection": .object(turnDetection([:], prefixMs: 300, silenceMs: 200)), "tools": [],
            "tool_choice": "auto", "max_response_output_tokens": "inf", "expires_at": JSON(expiresAt),
            "object": "realtime.session", "input_audio_sampling_rate": 24000, "animation": nil,
            "input_audio_echo_cancellation": nil, "avatar": nil, "output_audio_timestamp_types": nil,
            "truncation_strategy": nil, "include": nil,
        ])
    }

    /// Settings as the service echoes them. A partial `turn_detection` begins from defaults of its own, which are not those of a new
    /// session.
    static func echo(_ name: String, _ value: JSON) -> JSON {
        switch (name, value) {
        case ("voice", .string(let name)): voice(name)
        case ("turn_detection", .object(let asked)): .object(turnDetection(asked, prefixMs: 400, silenceMs: 500))
        case ("input_audio_transcription", .object(let asked)):
            .object(
                JSONObject([
                    ("model", nil), ("language", nil), ("prompt", nil), ("custom_speech", nil), ("phrase_list", nil),
                ]).merging(asked))
        default: value
        }
    }

    private static func voice(_ name: String) -> JSON {
        ["name": .string(name), "type": name.contains("Neural") ? "azure-standard" : "openai"]
    }

    private static func turnDetection(_ asked: JSONObject, prefixMs: Int, silenceMs: Int) -> JSONObject {
        JSONObject([
            ("type", "server_vad"), ("threshold", 0.5), ("prefix_padding_ms", JSON(prefixMs)),
            ("silence_duration_ms", JSON(silenceMs)), ("create_response", true), ("interrupt_response", true),
            ("idle_timeout_ms", nil), ("speech_duration_ms", nil), ("end_of_utterance_detection", nil),
            ("auto_truncate", false), ("appended_text_after_truncation", nil),
        ]).merging(asked)
    }
}
