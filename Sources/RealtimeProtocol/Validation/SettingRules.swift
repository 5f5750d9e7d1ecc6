/// Rules of settings that sessions and responses share.
enum SettingRules {
    static func voice(_ dialect: Dialect) -> Rule {
        let names = Rule.word(Voices.names(in: dialect))
        guard dialect == .ga else { return names }
        return .either(string: names, object: .object(Shape(["id": .string()], required: ["id"])))
    }

    /// `audio/pcm` must say its rate, and the only one is 24,000.
    static let gaFormat = Rule.union(
        Union(
            "type",
            [
                (
                    "audio/pcm",
                    .object(Shape(["type": .any, "rate": .integer(24000...24000)], required: ["rate"]))
                ),
                ("audio/pcmu", .object(Shape(["type": .any]))),
                ("audio/pcma", .object(Shape(["type": .any]))),
            ]))

    static let betaFormat = Rule.word(Renames.formats.map(\.beta))

    static func modalities(_ dialect: Dialect) -> Rule {
        .combination(dialect == .ga ? [["text"], ["audio"]] : [["text"], ["audio", "text"]])
    }

    /// The first one must name its model: `Session.applying` looks, for it knows what is in force.
    static let transcription = Rule.nullable(
        .object(
            Shape([
                "model": .string(), "language": .nullable(.string()), "prompt": .nullable(.string()),
                "delay": .nullable(.word(["minimal", "low", "medium", "high", "xhigh"])),
                "keywords": .nullable(.list(.string())), "languages": .nullable(.list(.string())),
            ])))

    static let betaTranscription = Rule.nullable(
        .object(
            Shape(
                ["model": .string(), "language": .nullable(.string()), "prompt": .nullable(.string())],
                required: ["model"])))

    /// In GA the first one must name its type, as with `transcription`.
    static func noiseReduction(_ dialect: Dialect) -> Rule {
        let type = ["type": Rule.word(["near_field", "far_field"])]
        return .nullable(
            .object(
                dialect == .ga
                    ? Shape(type).adding(["strength": .number(0...1)]) : Shape(type, required: ["type"])))
    }

    static func turnDetection(_ dialect: Dialect) -> Rule {
        let answers: [String: Rule] = ["type": .any, "create_response": .bool, "interrupt_response": .bool]
        var server = Shape(answers).adding([
            "threshold": .number(0...1), "prefix_padding_ms": .integer(0...(.max)),
            "silence_duration_ms": .integer(0...(.max)),
        ])
        if dialect == .ga { server = server.adding(["idle_timeout_ms": .nullable(.integer(5000...30000))]) }
        let semantic = Shape(answers).adding(["eagerness": .word(["low", "medium", "high", "auto"])])
        return .nullable(
            .union(
                Union(
                    "type", assumed: "server_vad",
                    [("server_vad", .object(server)), ("semantic_vad", .object(semantic))])
            ))
    }

    static func tools(_ dialect: Dialect) -> Rule {
        let function = Rule.object(
            Shape(
                [
                    "type": .any, "name": .string(), "description": .nullable(.string()),
                    "parameters": .nullable(.openObject),
                ],
                required: ["name"]))
        return .list(.union(Union("type", [("function", function)] + (dialect == .ga ? [("mcp", mcpTool)] : []))))
    }

    static func toolChoice(_ dialect: Dialect) -> Rule {
        let function = Rule.object(Shape(["type": .any, "name": .string()], required: ["name"]))
        let mcp = Rule.object(
            Shape(
                ["type": .any, "server_label": .string(), "name": .nullable(.string())], required: ["server_label"]))
        return .either(
            string: .word(["none", "auto", "required"]),
            object: .union(Union("type", [("function", function)] + (dialect == .ga ? [("mcp", mcp)] : []))))
    }

    static let prompt = Rule.nullable(
        .object(
            Shape(
                ["id": .string(), "version": .nullable(.string()), "variables": .nullable(.openObject)],
                required: ["id"])))

    static let reasoning = Rule.object(Shape(["effort": .word(["minimal", "low", "medium", "high", "xhigh"])]))

    static let truncation = Rule.either(
        string: .word(["auto", "disabled"]),
        object: .union(
            Union(
                "type",
                [
                    (
                        "retention_ratio",
                        .object(
                            Shape(
                                [
                                    "type": .any, "retention_ratio": .number(0...1),
                                    "token_limits": .nullable(
                                        .object(Shape(["post_instructions": .nullable(.integer(0...(.max)))]))),
                                ], required: ["retention_ratio"]))
                    )
                ])))

    static let tracing = Rule.nullable(
        .either(
            string: .word(["auto"]),
            object: .object(Shape(["workflow_name": .string(), "group_id": .string(), "metadata": .openObject]))))

    static let include = Rule.nullable(.list(.word(["item.input_audio_transcription.logprobs"])))

    private static let mcpTool = Rule.object(
        Shape(
            [
                "type": .any, "server_label": .string(), "server_url": .string(), "connector_id": .string(),
                "tunnel_id": .string(), "server_description": .nullable(.string()),
                "authorization": .nullable(.string()),
                "headers": .nullable(.any), "allowed_tools": .nullable(.any), "require_approval": .nullable(.any),
                "defer_loading": .bool, "allowed_callers": .nullable(.any),
            ], required: ["server_label"]))
}
