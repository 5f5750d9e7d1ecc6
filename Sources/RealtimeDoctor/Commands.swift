// The one table of the tool's words: parser, --help, completions and man page come from it.
import CommandLineOptions

enum Commands {
    static let version = "0.1.0"

    static let exitCodes: [(code: Int32, meaning: String)] = [
        (0, "Pass: nothing is wrong."),
        (1, "Fail: a fault was proved; any answer that proves one counts, an HTTP 401 included."),
        (
            2,
            "Incomplete: the other side sent no byte, a file cannot be read, or a required question could not be examined."
        ),
        (64, "The command line is wrong."),
    ]

    static let exitCodeText = exitCodes.map { "\($0.code) \($0.meaning)" }.reduce("Exit codes:") {
        $0 + " " + $1
    }

    static let tool = Command(
        "realtime-doctor",
        overview:
            "Find out why a phone call to a voice model goes silent, turns to noise, or dies after the first turn.",
        examples: [
            .init("realtime-doctor probe", "Examine the built-in mock over real sockets; needs no key and no network."),
            .init(
                "realtime-doctor probe --live",
                "Examine the real service with OPENAI_API_KEY; says what it costs first."),
            .init(
                "realtime-doctor diagnose bridge.log",
                "Say what is wrong with a recorded call, in almost any log format."),
            .init(
                "realtime-doctor explain second-turn-stall", "What a failure mode is, what proves it, what cures it."),
        ],
        options: [
            Option("version", .flag, help: "Print the version."),
            Option(
                "completions", .choice(Shell.allCases.map(\.rawValue)), help: "Print the completion script of a shell."),
            Option("man-page", .flag, help: "Print the man page."),
        ],
        subcommands: [probe, bridge, diagnose, explain, referenceBridge],
        discussion: [exitCodeText]
    )

    static let reports: [Option] = [
        Option(
            "json", .flag,
            help: "Print the report as JSON on standard output and nothing else there; several as an array."),
        Option("no-reports", .flag, help: "Write no report folder."),
        Option("reports", .directory(placeholder: "folder"), default: "Reports", help: "Where report folders go."),
    ]

    static let formats = ["pcm", "pcmu", "pcma"]
    static let eras = ["ga", "overlap", "beta"]

    static let probe = Command(
        "probe",
        overview: "Talk to the model side like a caller and say whether it works, in seconds.",
        examples: [
            .init("realtime-doctor probe", "The built-in mock, healthy."),
            .init(
                "realtime-doctor probe --scenario quota-exhausted",
                "The built-in mock, misbehaving in a documented way."),
            .init("realtime-doctor probe --live --model gpt-realtime", "The real service, with OPENAI_API_KEY."),
            .init(
                "realtime-doctor probe --url ws://localhost:8080/v1/realtime", "Any server that speaks the protocol."),
            .init(
                "realtime-doctor probe --live --compare-models gpt-realtime,gpt-realtime-2.1",
                "Several models side by side."),
        ],
        options: [
            Option("live", .flag, help: "Examine api.openai.com (or OPENAI_BASE_URL) with OPENAI_API_KEY."),
            Option(
                "url", .text(placeholder: "url"),
                help: "Examine this ws:// or wss:// endpoint; OPENAI_API_KEY is sent along when it is set."),
            Option(
                "scenario", .text(placeholder: "id|file"), default: "healthy",
                words: ["healthy"] + ExplainCommand.identifiers,
                help: "How the built-in mock behaves."),
            Option(
                "era", .choice(eras), default: "ga",
                help: "The contract that the mock keeps; with beta the probe speaks the beta dialect."),
            Option(
                "model", short: "m", .text(placeholder: "name"), default: "OPENAI_MODEL, else gpt-realtime",
                help: "Model to ask for."),
            Option(
                "voice", .text(placeholder: "name"), default: "OPENAI_VOICE, else the service's",
                help: "Voice to ask for."),
            Option(
                "instructions", .text(placeholder: "text"), default: "OPENAI_SYSTEM_PROMPT",
                help: "System prompt of the session."),
            Option(
                "format", .choice(formats), default: "pcmu", help: "Audio both ways; pcmu is what a Twilio bridge uses."
            ),
            Option("turns", short: "t", .integer(placeholder: "n", range: 0...20), default: "3", help: "Spoken turns."),
            Option(
                "only", .list(placeholder: "sections", of: ProbeCommand.optionalSections), repeats: true,
                help: "Examine only these sections; \(ProbeCommand.optionalSections.joined(separator: ", "))."),
            Option(
                "skip", .list(placeholder: "sections", of: ProbeCommand.optionalSections), repeats: true,
                help: "Leave these sections out."),
            Option("quick", .flag, help: "One spoken turn, no interruption, no function call."),
            Option(
                "timeout", .duration(range: .seconds(5)...Duration.seconds(600)), default: "40s",
                help: "The whole conversation; what is left then is not examined."),
            Option(
                "latency", .duration(range: .milliseconds(50)...Duration.seconds(30)), default: "2s",
                help: "Longest time from the end of speech to the first audio."),
            Option(
                "compare-models", .list(placeholder: "models", of: []),
                help: "Examine these models one after the other and show them side by side."),
            Option("bundle", .flag, help: "Write a redacted archive of the run, to attach to a support request."),
            Option("ca-file", .file(placeholder: "path"), help: "Trust these PEM certificates beside the system's."),
            Option("insecure", .flag, help: "Do not verify certificates."),
            Option(
                "seed", .integer(placeholder: "n", range: 0...Int.max),
                help: "Seed of the mock; the same seed gives the same run."),
            Option("virtual-time", .flag, help: "Run against the mock without sockets, as fast as it computes."),
            Option("verbose", short: "v", .flag, help: "Show passing checks in full."),
        ] + reports,
        discussion: [
            "Without --live or --url the mock is started in process on loopback, so a probe works offline. A file .env in the current folder is read; variables that are set win. OPENAI_WS_DEBUG=true prints the conversation's events as they pass, OPENAI_WS_TRACE=true every message.",
            "Required to pass: connected, no-error-events and orderly-end, and of the sections that are asked for configured, answered, heard, multiple-turns, latency, audible, no-dropped-audio, interruption-honoured and transcripts. A section that cannot go on stops; what follows is not examined.",
            exitCodeText,
        ]
    )

    static let diagnose = Command(
        "diagnose",
        overview: "Say what is wrong with recorded calls, and what to do about it.",
        examples: [
            .init("realtime-doctor diagnose capture.jsonl", "A capture of ours."),
            .init(
                "realtime-doctor diagnose bridge.log other.log", "Text logs with event JSON somewhere in their lines."),
            .init("journalctl -u bridge | realtime-doctor diagnose -", "Standard input."),
        ],
        arguments: [
            Argument("file", count: 1...10_000, help: "A capture, an event log or a text log; - is standard input.")
        ],
        options: [
            Option(
                "latency", .duration(range: .milliseconds(50)...Duration.seconds(30)),
                default: "2s, or what the capture says", help: "Longest time from the end of speech to the first audio."
            ),
            Option("verbose", short: "v", .flag, help: "Show passing checks and notes in full."),
        ] + reports,
        discussion: [
            "Takes captures of this tool, JSON lines of events (with or without a wrapper that says the direction), and any text log that has event JSON in its lines: logger prefixes, Python dict reprs, pretty-printed JSON. What such a log cannot prove is named under coverage. A log passes when it shows a session, every turn it shows is answered, and nothing is wrong.",
            exitCodeText,
        ]
    )

    static let explain = Command(
        "explain",
        overview: "Explain a failure mode: what it sounds like, what proves it, why it happens, what cures it.",
        examples: [
            .init("realtime-doctor explain", "List all."),
            .init("realtime-doctor explain empty-output-completed", "One in full."),
        ],
        arguments: [
            Argument(
                "id", count: 0...1, words: ExplainCommand.identifiers,
                help: "A failure mode; all are listed when it is left out.")
        ],
        options: [Option("json", .flag, help: "Print JSON.")]
    )
}
