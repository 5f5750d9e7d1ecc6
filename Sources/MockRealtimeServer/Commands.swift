// The one table of the server's words: parser, --help, completions and man page come from it.
import CommandLineOptions
import Diagnosis
import RealtimeProtocol

enum Commands {
    static let exitCodes: [(code: Int32, meaning: String)] = [
        (0, "Ended on SIGINT or SIGTERM."), (2, "Could not begin: the port is in use, a file cannot be read."),
        (64, "The command line is wrong."),
    ]

    static let server = Command(
        "mock-realtime-server",
        overview: "A Realtime API server that hears, speaks and misbehaves on demand.",
        examples: [
            .init("mock-realtime-server", "A healthy service on a free port."),
            .init(
                "mock-realtime-server --port 9000 --scenario second-turn-stall",
                "Hears every turn and answers only the first."),
            .init("OPENAI_BASE_URL=http://127.0.0.1:9000/v1 python bridge.py", "Point a bridge at it."),
        ],
        options: [
            Option(
                "port", short: "p", .integer(placeholder: "n", range: 0...65535), default: "0, any free one",
                help: "Port to listen on."),
            Option(
                "host", .text(placeholder: "address"), default: "127.0.0.1",
                help: "Address to listen on; 0.0.0.0 for every interface."),
            Option(
                "scenario", .text(placeholder: "id|file"), default: "healthy",
                words: ["healthy"] + FailureModes.all.map { type(of: $0).about.id }.sorted(),
                help: "How the model behaves; a file's own era wins over --era."),
            Option(
                "era", .choice(["ga", "overlap", "beta"]), default: "ga", help: "The contract that the server keeps."),
            Option(
                "profile", .choice(ServiceProfile.all.map(\.name)), default: "openai",
                help: "Whose service it is, with the paths, limits and events that are recorded of it."),
            Option("ready-file", .file(placeholder: "path"), help: "Write the URL here once the port is open."),
            Option("capture", .file(placeholder: "path"), help: "Record every session here, redacted."),
            Option(
                "seed", .integer(placeholder: "n", range: 0...Int.max), default: "1",
                help: "The same seed gives the same ids and dice."),
            Option(
                "api-key", .text(placeholder: "key"), repeats: true,
                help: "Let in only clients with this key; without it everybody is let in."),
            Option("tls-certificate", .file(placeholder: "path"), help: "Serve wss with this PEM certificate chain."),
            Option("tls-key", .file(placeholder: "path"), help: "Private key of the certificate."),
            Option("list-scenarios", .flag, help: "List the library."),
            Option("quiet", short: "q", .flag, help: "Print no line when a session ends."),
            Option("no-verdicts", .flag, help: "Do not judge sessions; for load tests."),
            Option("version", .flag, help: "Print the version."),
            Option(
                "completions", .choice(Shell.allCases.map(\.rawValue)), help: "Print the completion script of a shell."),
            Option("man-page", .flag, help: "Print the man page."),
        ],
        discussion: [
            "Prints 'listening on ws://127.0.0.1:PORT/v1/realtime' and serves until SIGINT or SIGTERM. When a session ends it prints one line with the verdict on it. GET /healthz says ok; GET /v1/models lists models."
        ]
    )
}
