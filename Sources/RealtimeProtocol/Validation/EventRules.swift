/// What each client event may hold beside `type` and `event_id`. Realtime reference, 3.
enum EventRules {
    static func shape(of type: EventType, in dialect: Dialect) -> Shape? {
        guard let fields = fields(of: type, in: dialect) else { return nil }
        return fields.adding(["type": .any, "event_id": .nullable(.string(maxLength: 512))])
    }

    /// The names that the service lists when it knows none of them, in its order. Recorded for GA.
    static func supportedTypes(in dialect: Dialect) -> [String] {
        switch dialect {
        case .ga:
            [
                "session.update", "session.close", "input_audio_buffer.append", "session.input_audio_buffer.append",
                "input_audio_buffer.commit", "input_audio_buffer.clear", "conversation.item.create",
                "conversation.item.truncate", "conversation.item.delete", "conversation.item.retrieve",
                "response.create",
                "response.cancel",
            ]
        case .beta:
            [
                "session.update", "transcription_session.update", "input_audio_buffer.append",
                "input_audio_buffer.commit", "input_audio_buffer.clear", "conversation.item.create",
                "conversation.item.truncate", "conversation.item.delete", "conversation.item.retrieve",
                "response.create",
                "response.cancel",
            ]
        }
    }

    private static func fields(of type: EventType, in dialect: Dialect) -> Shape? {
        switch (type, dialect) {
        // What is inside is held against the session in force: `Session.applying`.
        case (.sessionUpdate, _), (.transcriptionSessionUpdate, .beta):
            Shape(["session": .openObject], required: ["session"])
        case (.inputAudioBufferAppend, _): Shape(["audio": .string()], required: ["audio"])
        case (.inputAudioBufferCommit, _), (.inputAudioBufferClear, _): Shape([:])
        case (.conversationItemCreate, .ga): itemCreateGA
        case (.conversationItemCreate, .beta): itemCreateBeta
        case (.conversationItemRetrieve, _), (.conversationItemDelete, _):
            Shape(["item_id": .string()], required: ["item_id"])
        case (.conversationItemTruncate, _):
            Shape(
                [
                    "item_id": .string(), "content_index": .integer(0...(.max)), "audio_end_ms": .integer(0...(.max)),
                ], required: ["item_id", "content_index", "audio_end_ms"])
        case (.responseCreate, .ga): responseCreateGA
        case (.responseCreate, .beta): responseCreateBeta
        case (.responseCancel, _): Shape(["response_id": .nullable(.string())])
        // On a WebSocket the service does not know `output_audio_buffer.clear`.
        default: nil
        }
    }

    private static let itemCreateGA = itemCreate(.ga)
    private static let itemCreateBeta = itemCreate(.beta)
    private static let responseCreateGA = responseCreate(.ga)
    private static let responseCreateBeta = responseCreate(.beta)

    private static func itemCreate(_ dialect: Dialect) -> Shape {
        Shape(
            ["previous_item_id": .nullable(.string()), "item": ItemRules.item(in: dialect, orReference: false)],
            required: ["item"])
    }

    private static func responseCreate(_ dialect: Dialect) -> Shape {
        let shared: [String: Rule] = [
            "conversation": .word(["auto", "none"]),
            "input": .nullable(.list(ItemRules.item(in: dialect, orReference: true))),
            "instructions": .nullable(.string()),
            "metadata": .nullable(.metadata),
            "tools": SettingRules.tools(dialect),
            "tool_choice": SettingRules.toolChoice(dialect),
            "max_output_tokens": .tokenLimit,
        ]
        let own: [String: Rule] =
            switch dialect {
            case .ga:
                [
                    "output_modalities": SettingRules.modalities(.ga), "prompt": SettingRules.prompt,
                    "parallel_tool_calls": .bool, "reasoning": SettingRules.reasoning,
                    "audio": .object(
                        Shape([
                            "output": .object(
                                Shape(["format": SettingRules.gaFormat, "voice": SettingRules.voice(.ga)]))
                        ])),
                ]
            case .beta:
                [
                    "modalities": SettingRules.modalities(.beta), "voice": SettingRules.voice(.beta),
                    "output_audio_format": SettingRules.betaFormat, "temperature": .number(0.6...1.2),
                    "max_response_output_tokens": .tokenLimit,
                ]
            }
        return Shape(["response": .nullable(.object(Shape(shared).adding(own)))])
    }
}
