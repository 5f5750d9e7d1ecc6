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

    package static let planBridge = Record(
        name: "bridge",
        keys: [
            Key(
                "run", .text,
                "The shell command that starts it, anew for each case. `{port}` is a free port, here and in the URLs."),
            Key("stream", .text, "Its media stream: `ws://127.0.0.1:{port}/media-stream`."),
            Key("webhook", .text, "Its TwiML webhook: `http://127.0.0.1:{port}/incoming-call`."),
            Key("plain", .text, "Its plain audio socket, for bridges without Twilio."),
            Key(
                "intercept", .truth, default: "false",
                "It has the model's URL fixed in its code: catch that connection."),
            Key("keep", .truth, default: "false", "One process for all cases, which are then run one after the other."),
        ],
        constraints: [.atLeastOne(["stream", "webhook", "plain"]), .atMostOne(["stream", "webhook", "plain"])])

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
            "rate", .number(0.1...100), default: "1",
            "Times real time, for bridges that keep no timers of their own; latencies are then not examined."),
        Key("timeout", .duration(1_000...3_600_000), default: "the call's own", "The whole run."),
        Key("repeat", .integer(1...1_000), default: "1", "Runs of the same case; their spread is reported."),
        Key("tags", .list(.id), "Words for `--only` and `--skip`."),
    ]
}
