/// The table of a plan file: every key, what it takes, what it means. Decoder, JSON Schema and manual are made from it.
extension Record {
    package static let plan = Record(
        name: "plan",
        keys: [
            Key("plan", .id, "The plan's id. Without it, the file's name."),
            Key("title", .text, "One line for reports."),
            Key("bridge", .record(.planBridge), default: "the reference bridge", "What is examined."),
            Key("defaults", .record(.planDefaults), "What holds for every case that does not say otherwise."),
            Key("cases", .list(.record(.planCase)), required: true, "What is run, in this order."),
        ])

    /// The words of `realtime-doctor bridge`, whose help says more of each.
    package static let planBridge = Record(
        name: "bridge",
        keys: [
            Key(
                "run", .text,
                "The shell command that starts it, anew for each case. `{port}` stands for a free port, here and in every other value."
            ),
            Key("stream", .text, "Its media stream: `ws://127.0.0.1:{port}/media-stream`."),
            Key("webhook", .text, "Its TwiML webhook: `http://127.0.0.1:{port}/incoming-call`."),
            Key("plain", .text, "Its bare audio socket, for bridges without a carrier."),
            Key("model-only", .truth, "No caller: it connects to the model by itself."),
            Key("plain-format", .word(["pcm16", "mulaw", "alaw"]), default: "pcm16", "Samples of `plain`."),
            Key("plain-rate", .integer(4_000...96_000), default: "24000", "Sample rate of `plain` with pcm16."),
            Key(
                "plain-json", .text,
                "Audio of `plain` as base64 in JSON at this dotted path, or in a message with `\"<audio>\"` in it; otherwise it is binary."
            ),
            Key("public-url", .text, "Its public address and where it really is."),
            Key("auth-token", .text, "The token that it checks signatures with."),
            Key("insecure", .truth, default: "false", "Do not verify its certificate."),
            Key("cwd", .text, "The folder to start it in."),
            Key("env", .list(.text), "Its environment, beside ours: `NAME=value`."),
            Key(
                "intercept", .word(["auto", "namespace", "preload", "proxy"]),
                "It has the model's URL fixed in its code: lead that name to the mock."),
            Key("intercept-host", .list(.text), "Another name to lead to the mock."),
            Key("listen-timeout", .duration(100...600_000), default: "30s", "How long it may take to listen."),
            Key(
                "model-timeout", .duration(100...600_000), default: "20s",
                "From picking up to its first connection to the model."),
            Key(
                "latency", .duration(50...30_000), default: "2s",
                "Longest time from the caller's last word to the reply."),
            Key("keep", .truth, default: "false", "One process for all cases, which are then run one after the other."),
        ],
        constraints: [.exactlyOne(PlannedBridge.entrances)])

    package static let planDefaults = Record(name: "defaults", keys: caseSettings)

    package static let planCase = Record(
        name: "case",
        keys: [
            Key(
                "scenario", .text, required: true,
                "An id of the library, the path of a file from the plan's folder, a path with `*`, or `all` of the library. A case that is named alone goes before a pattern that has it too."
            ),
            Key("name", .id, default: "the scenario's id", "Must be another for each case."),
            Key("except", .list(.id), "Ids that a pattern leaves out."),
            Key(
                "expect", .record(.expectation), default: "the scenario's own, else `pass`",
                "What the run must end with."),
            Key("skip", .text, "Why it is not run; it stays in every report."),
        ] + caseSettings)

    private static let caseSettings = [
        Key(
            "seed", .integer(0...Int(Int32.max)), default: "1",
            "The same seed gives the same run; repeats count on from it."),
        Key("calls", .integer(1...10_000), default: "1", "Callers at a time."),
        Key(
            "rate", .integer(1...32), default: "1",
            "Times real time, for bridges that keep no timers of their own; latencies are then not examined."),
        Key("timeout", .duration(1_000...3_600_000), default: "the call's own", "The whole run."),
        Key("repeat", .integer(1...1_000), default: "1", "Runs of the same case; their spread is reported."),
        Key("tags", .list(.id), "Words for `--only` and `--skip`."),
    ]
}
