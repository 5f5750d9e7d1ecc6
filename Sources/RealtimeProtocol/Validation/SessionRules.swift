/// What a `session` object of an update may hold. Realtime reference, 6.1 to 6.3.
enum SessionRules {
    /// GA decides by `type`, and asks for it in every update before it looks at anything else.
    static let ga = Rule.union(
        Union("type", [("realtime", .object(gaRealtime)), ("transcription", .object(gaTranscription))]))

    static let beta = Rule.object(betaShape)

    /// Of its own settings only the names are known; what they hold is not looked at.
    static let voiceLive = Rule.object(
        betaShape.adding([
            "modalities": .list(.word(["text", "audio", "animation", "avatar"])),
            "voice": .either(string: .string(), object: .openObject), "turn_detection": .nullable(.openObject),
            "input_audio_transcription": .nullable(.openObject),
            "input_audio_noise_reduction": .nullable(.openObject), "output_audio_format": .nullable(.string()),
            "input_audio_sampling_rate": .nullable(.integer(8000...48000)), "animation": .nullable(.openObject),
            "input_audio_echo_cancellation": .nullable(.openObject), "avatar": .nullable(.openObject),
            "output_audio_timestamp_types": .nullable(.list(.string())), "truncation_strategy": .nullable(.any),
        ]))

    private static let betaShape =
        Shape([
            // Accepted and without effect: the URL names the model.
            "model": .string(),
            "modalities": SettingRules.modalities(.beta),
            "instructions": .string(),
            "voice": SettingRules.voice(.beta),
            "input_audio_format": SettingRules.betaFormat,
            "output_audio_format": SettingRules.betaFormat,
            "input_audio_transcription": SettingRules.betaTranscription,
            "input_audio_noise_reduction": SettingRules.noiseReduction(.beta),
            "turn_detection": SettingRules.turnDetection(.beta),
            "tools": SettingRules.tools(.beta),
            "tool_choice": SettingRules.toolChoice(.beta),
            "temperature": .number(0.6...1.2),
            "max_response_output_tokens": .tokenLimit,
            "speed": .number(0.25...1.5),
            "tracing": SettingRules.tracing,
            "include": SettingRules.include,
        ])

    static let betaTranscription = Rule.object(
        Shape([
            "modalities": .any,
            "input_audio_format": SettingRules.betaFormat,
            "input_audio_transcription": SettingRules.betaTranscription,
            "input_audio_noise_reduction": SettingRules.noiseReduction(.beta),
            "turn_detection": SettingRules.turnDetection(.beta),
            "include": SettingRules.include,
        ]))

    private static let gaRealtime = Shape([
        "type": .any,
        // Silently ignored: the echo keeps the model of the URL.
        "model": .string(),
        "output_modalities": SettingRules.modalities(.ga),
        "instructions": .string(),
        "max_output_tokens": .tokenLimit,
        "tools": SettingRules.tools(.ga),
        "tool_choice": SettingRules.toolChoice(.ga),
        "parallel_tool_calls": .bool,
        "reasoning": SettingRules.reasoning,
        "truncation": SettingRules.truncation,
        "tracing": SettingRules.tracing,
        "prompt": SettingRules.prompt,
        "include": SettingRules.include,
        "audio": .object(
            Shape([
                "input": gaInput,
                "output": .object(
                    Shape([
                        "format": SettingRules.gaFormat, "voice": SettingRules.voice(.ga), "speed": .number(0.25...1.5),
                    ])),
            ])),
    ])

    private static let gaTranscription = Shape([
        "type": .any,
        "include": SettingRules.include,
        "audio": .object(Shape(["input": gaInput])),
    ])

    private static let gaInput = Rule.object(
        Shape([
            "format": SettingRules.gaFormat,
            "transcription": SettingRules.transcription,
            "noise_reduction": SettingRules.noiseReduction(.ga),
            "turn_detection": SettingRules.turnDetection(.ga),
        ]))
}
