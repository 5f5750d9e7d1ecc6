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
                "realtime-doctor record --output calls.jsonl",
                "Stand between a bridge and the model, and write down what passes."),
            .init(
                "realtime-doctor replay calls.jsonl --run \"python main.py\" --stream ws://127.0.0.1:5050/media",
                "Play a recorded call against your bridge: is it cured?"),
            .init(
                "realtime-doctor explain second-turn-stall", "What a failure mode is, what proves it, what cures it."),
        ],
        options: [
            Option("version", .flag, help: "Print the version."),
            Option(
                "completions", .choice(Shell.allCases.map(\.rawValue)), help: "Print the completion script of a shell."),
            Option("man-page", .flag, help: "Print the man page."),
        ],
        subcommands: [
            probe, bridge, suite, record, replay, diagnose, convert, diff, cut, shrink, audio, vad, summarize, explain,
            referenceBridge,
        ],
        discussion: [exitCodeText]
    )

    static let reports: [Option] = [
        Option(
            "json", .flag,
            help: "Print the report as JSON on standard output and nothing else there; several as an array."),
        Option("no-reports", .flag, help: "Write no report folder."),
        Option("reports", .directory(placeholder: "folder"), default: "Reports", help: "Where report folders go."),
    ]

    /// Beside the folder, for a CI that wants one file in one place.
    static let copies: [Option] = [
        Option(
            "junit", .file(placeholder: "path"),
            help: "Write JUnit XML here too; of several reports the second is name-2.xml."),
        Option("sarif", .file(placeholder: "path"), help: "Write SARIF 2.1.0 here too, for code scanning."),
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
        ] + copies + reports,
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
            .init("realtime-doctor diagnose call.har", "What a browser, Playwright or mitmproxy recorded."),
            .init("journalctl -u bridge | realtime-doctor diagnose -", "Standard input."),
        ],
        arguments: [
            Argument(
                "file", count: 1...10_000,
                help: "A capture, a log, a HAR file or a YAML cassette, also packed with gzip; - is standard input.")
        ],
        options: [
            Option(
                "latency", .duration(range: .milliseconds(50)...Duration.seconds(30)),
                default: "2s, or what the capture says", help: "Longest time from the end of speech to the first audio."
            ),
            Option("verbose", short: "v", .flag, help: "Show passing checks and notes in full."),
        ] + copies + reports,
        discussion: [
            "Takes captures of this tool, JSON lines of events (with or without a wrapper that says the direction), any text log that has event JSON in its lines (logger prefixes, Python dict reprs, pretty-printed JSON, exports of log services), HAR files with WebSocket messages and YAML cassettes. What such a file cannot prove is named under coverage. A log passes when it shows a session, every turn it shows is answered, and nothing is wrong. A HAR file is read up to 256 MiB of messages, a cassette up to 256 MiB.",
            exitCodeText,
        ]
    )

    /// How a suite starts and reaches a bridge: as `bridge` does, each case by itself.
    static let bridgeWords = (entrances + programs).filter { !["reference", "port", "show-output"].contains($0.name) }

    static let suite = Command(
        "suite",
        overview: "Run many scenarios, hold each against what it must come to, and give one verdict.",
        examples: [
            .init("realtime-doctor suite", "Every scenario of the library through the reference bridge, in seconds."),
            .init(
                "realtime-doctor suite plan.yaml --only quick --repeat 5",
                "The quick cases of a plan, five times each: how far do they spread?"),
            .init(
                "realtime-doctor suite plan.yaml --baseline baseline.json", "Fail only on what got worse since then."),
            .init(
                "realtime-doctor suite --run \"python main.py --port {port}\" --stream ws://127.0.0.1:{port}/media",
                "Every scenario against a bridge of yours, each with a process of its own."),
        ],
        arguments: [
            Argument("plan", count: 0...1, help: "A plan file; the one that comes with the tool when it is left out.")
        ],
        options: [
            Option(
                "only", .list(placeholder: "words", of: []), repeats: true,
                help: "Run only the cases with these names, scenarios or tags."),
            Option(
                "skip", .list(placeholder: "words", of: []), repeats: true,
                help: "Leave the cases with these names, scenarios or tags out."),
            Option("shard", .text(placeholder: "i/n"), help: "Run part i of n, for several machines."),
            Option(
                "jobs", short: "j", .integer(placeholder: "n", range: 1...256), default: "the number of processors",
                help: "Calls at a time."),
            Option(
                "repeat", .integer(placeholder: "n", range: 1...1_000), default: "the plan's",
                help: "Runs of every case, each with the next seed; those that differ are flaky."),
            Option(
                "sockets", .flag,
                help: "Run the reference bridge over real sockets and in real time, like any other."),
            Option("fail-fast", .flag, help: "Begin nothing more after the first case that is not as expected."),
            Option("list", .flag, help: "Show what would be run."),
            Option(
                "baseline", .file(placeholder: "path"),
                help: "Hold the run against this file: what got worse fails, what was bad then is known."),
            Option("update-baseline", .flag, help: "Write the run into the baseline file instead."),
            Option("junit", .file(placeholder: "path"), help: "Write JUnit XML here too."),
            Option("html", .file(placeholder: "path"), help: "Write the page here too."),
            Option("sarif", .file(placeholder: "path"), help: "Write SARIF 2.1.0 here too, for code scanning."),
            Option("tap", .file(placeholder: "path"), help: "Write TAP 14 here too."),
        ] + bridgeWords + reports,
        discussion: [
            "A case is as expected when verdict and primary finding are what the plan, or else the scenario, says; a scenario that breaks the model on purpose is meant to fail in its own way. Nothing is ever tried again until it passes: --repeat shows how often it does.",
            "The reference bridge is run in virtual time, as fast as it computes. A bridge of yours is run over real sockets: the options from --webhook on are those of 'realtime-doctor bridge', and replace what the plan says. {port} in them is a free port, another one for each case. Without it cases run one after the other.",
            "In GitHub Actions every case that is not as expected becomes an annotation at its line of the plan, and the step gets a summary.",
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
