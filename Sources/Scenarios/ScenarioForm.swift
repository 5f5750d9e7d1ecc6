/// The table of a scenario file: every key, what it takes, what it means. Decoder, JSON Schema and manual are made from it.
extension Record {
    package static let scenario = Record(
        name: "scenario",
        keys: [
            Key(
                "scenario", .id,
                "The scenario's id: a failure mode, `healthy`, or a name of your own. Without it, the file's name."),
            Key("title", .text, "One line for lists."),
            Key("about", .text, "What a caller notices, what the wire shows, what tells it from its neighbours."),
            Key(
                "include", .list(.line(maximumBytes: 1_000)),
                "Other scenarios, by id or by a file beside this one: what they say holds as well, and where both cannot hold this file wins."
            ),
            Key("expect", .record(.expectation), "What a run under this scenario must end with."),
            Key("model", .record(.model), default: "a healthy service", "How the model side behaves."),
            Key(
                "caller", .record(.caller), default: "a caller with the default script", "Who calls, and what they do."),
            Key(
                "bridge", .record(.bridge), default: "whatever is tested",
                "How the reference bridge stands between them. A scenario that has it says nothing about other bridges."
            ),
        ])

    package static let expectation = Record(
        name: "expect",
        keys: [
            Key("verdict", .word(["pass", "fail", "incomplete"]), "The verdict of the report."),
            Key("primary", .id, "The failure mode that must come first."),
        ])

    package static let model = Record(
        name: "model",
        keys: [
            Key(
                "era", .word(["ga", "overlap", "beta"]), default: "the command line's",
                "Which contract the server keeps."),
            Key(
                "profile", .word(["openai", "azure", "azure-voicelive"]), default: "the command line's",
                "Whose service it is. Azure's dated previews (`/openai/realtime`) and Voice Live speak the beta's dialect in every era."
            ),
            Key("pace", .record(.pace), "How fast it speaks."),
            Key(
                "replies", .list(.record(.reply)), default: "built-in replies",
                "What it says. The first reply that matches is used."),
            Key(
                "mcp", .list(.record(.mcpServer)), default: "servers that answer everything",
                "MCP servers that it reaches. One that is not here offers the tools that the client allows by name, or `search`, and nothing fails."
            ),
            Key(
                "rules", .list(.record(.rule)),
                "How it misbehaves. Of the outcomes that match a decision the first is taken; of the wire faults that match a message all act, in order."
            ),
            Key(
                "door", .list(.record(.doorRule)),
                "What happens to connections before anything is asked on them. All that match act."),
        ])

    package static let pace = Record(
        name: "pace",
        keys: [
            Key("first-audio", .duration(0...hour), default: "180ms", "From the request to the first output."),
            Key(
                "per-input-token", .duration(0...10_000), default: "0",
                "Added to it for each token of the response's input: the longer the conversation, the later."),
            Key("speed", .number(0.1...1000), default: "6", "Times real time at which audio is sent."),
            Key("chunk", .duration(10...5000), default: "200ms", "Audio in one delta."),
            Key(
                "tokens-per-second", .number(0.1...10_000), default: "66 of text, 125 of arguments",
                "How fast text and arguments come, where nothing is spoken."),
            Key(
                "jitter", .duration(0...10_000), default: "0", "Each delta is late by up to this, drawn from the seed."),
        ])

    package static let reply = Record(
        name: "reply",
        keys: [
            Key("turn", .turns, default: "every turn", "The turns it is for."),
            Key("text", .text, default: "every text", "Only when the last user text contains this, ignoring case."),
            Key(
                "matching", .pattern, default: "every text",
                "Only when a part of the last user text is like this, ignoring case: letters, `.`, `[a-z]`, `\\d`, `\\w`, `\\s`, `\\b`, groups, `|`, `*`, `+`, `?`, `{2,5}`, `^`, `$`."
            ),
            Key(
                "tool", .line(maximumBytes: 64), "Only when the output of this function or MCP tool has just come back."
            ),
            Key("say", .text, "What the model says."),
            Key("call", .record(.functionCall), "The function it calls, after what it says."),
            Key("calls", .list(.record(.functionCall)), "Several functions that it calls in one response."),
            Key("heard", .text, "What the caller is taken to have said: the transcript of the input audio."),
            Key("pace", .record(.pace), default: "the model's", "How fast this reply comes, where it differs."),
            Key("session", .turns, default: "every session", "Only in these of the call's connections to the model."),
        ],
        constraints: [.atLeastOne(["say", "call", "calls", "heard"]), .atMostOne(["call", "calls"])])

    package static let functionCall = Record(
        name: "call",
        keys: [
            Key("name", .line(maximumBytes: 64), required: true, "The function."),
            Key(
                "arguments", .jsonText, default: "{}",
                "Its arguments. A text is sent as it is, also when it is not JSON."),
            Key(
                "server", .line(maximumBytes: 64),
                "The label of the MCP server whose tool it is, instead of a function."),
        ])

    package static let rule = Record(
        name: "rule",
        keys: [
            Key("when", .record(.condition), default: "always", "All that is given must hold."),
            Key("outcome", .choice(.outcome), "What the service decides."),
            Key("do", .choice(.wireFault), "What happens to the message that matched."),
            Key("probability", .number(0...1), default: "1", "Drawn from the seed each time the condition is met."),
        ],
        constraints: [.exactlyOne(["outcome", "do"])])

    package static let condition = Record(
        name: "when",
        keys: [
            Key(
                "leg", .word(["model", "phone"]), default: "model",
                "Between bridge and model, or between carrier and bridge."),
            Key(
                "direction", .word(["up", "down"]), default: "the event's own, else down",
                "Towards the model or towards the caller."),
            Key(
                "event", .eventType, default: "every event",
                "An event type by its GA name; a beta session is matched by the GA name of the same event."),
            Key(
                "turn", .turns, default: "every turn",
                "The turn that goes on: 0 before the first, one more at each committed user turn or `response.create`."),
            Key(
                "spoken-turn", .turns, default: "every turn",
                "Spoken turns only: one more at each `speech_started`. An outcome of the VAD is asked with the number of the turn that would begin."
            ),
            Key(
                "nth", .turns, default: "every match",
                "Only the nth message or decision that meets the rest of the condition."),
            Key("after", .duration(0...day), default: "0", "Time since the session was created."),
            Key(
                "session", .turns, default: "every session",
                "The connections to the model that it is for, the first one being 1: of the call, or of a server that knows no calls."
            ),
        ],
        constraints: [.eventFitsLegAndDirection])

    /// Parameters of the outcomes that carry an error. `more` are the outcome's own.
    static func serviceError(_ name: String, more: [Key] = []) -> Record {
        Record(
            name: name,
            keys: [
                Key(
                    "code", .line(maximumBytes: 100),
                    "The error's code. With a recorded wording (see the error codes), nothing else is needed."),
                Key(
                    "type", .line(maximumBytes: 100), default: "the code's, else invalid_request_error",
                    "The error's type."),
                Key(
                    "message", .text, default: "the code's",
                    "The error's message; may hold `{model}`, `{session}`, `{item}`, `{param}`."),
                Key("param", .line(maximumBytes: 200), "The field that is at fault, as `session.voice`."),
            ] + more,
            constraints: [.knownErrorUnlessMessage])
    }

    /// Parameters of a close, for the service's decision and for the wire alike.
    static let close = Record(
        name: "close",
        keys: [
            Key(
                "code", .closeCode, default: "no close frame",
                "The close code. Without it the connection just ends, which clients call 1006."),
            Key("reason", .line(maximumBytes: 123), default: "\"\"", "The reason text; RFC 6455 5.5 leaves 123 bytes."),
        ])

    private static let hour = 3_600_000.0
    private static let day = 86_400_000.0
}
