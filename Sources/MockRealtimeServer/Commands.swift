// The one table of the server's words: parser, --help, completions and man page come from it.
import CommandLineOptions
import Diagnosis
import RealtimeProtocol

enum Commands {
    static let exitCodes: [(code: Int32, meaning: String)] = [
        (0, "Ended on SIGINT or SIGTERM."), (2, "Could not begin: the port is in use, a file cannot be read."),
        (64, "The command line is wrong."),
    ]

    static let server: Command = {
        var server = everything
        server.subcommandIsOptional = true
        return server
    }()

    private static let everything = Command(
        "mock-realtime-server",
        overview: "A Realtime API server that hears, speaks and misbehaves on demand.",
        examples: [
            .init("mock-realtime-server", "A healthy service on a free port."),
            .init(
                "mock-realtime-server --port 9000 --scenario second-turn-stall",
                "Hears every turn and answers only the first."),
            .init(
                "mock-realtime-server --tls --port 9443 --clock-rate 60",
                "Encrypted, and an hour of a session is a minute."),
            .init("curl http://127.0.0.1:9000/__mock/sessions", "What it knows about its sessions."),
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
            Option(
                "tls", .flag,
                help: "Serve wss with certificates of an authority of your own: mock-realtime-server ca."),
            Option("tls-certificate", .file(placeholder: "path"), help: "Serve wss with this PEM certificate chain."),
            Option("tls-key", .file(placeholder: "path"), help: "Private key of the certificate."),
            Option(
                "scenarios", .file(placeholder: "folder"),
                help: "Scenarios of your own, ID.yaml, beside the library: for ?scenario=ID."),
            Option("watch", .flag, help: "Read changed scenario files again when a session opens."),
            Option(
                "clock-rate", .integer(placeholder: "n", range: 1...1000), default: "1",
                help: "Times real time at which sessions live; 60 reaches the limit of an hour in a minute."),
            Option(
                "control-token", .text(placeholder: "token"),
                help: "Who shows it may use /__mock/ from anywhere; without it, this machine may."),
            Option("no-control", .flag, help: "No /__mock/, and nothing kept for it; for load tests."),
            Option("list-scenarios", .flag, help: "List the library."),
            Option("quiet", short: "q", .flag, help: "Print no line when a session ends."),
            Option("no-verdicts", .flag, help: "Do not judge sessions; for load tests."),
            Option("version", .flag, help: "Print the version."),
            Option(
                "completions", .choice(Shell.allCases.map(\.rawValue)), help: "Print the completion script of a shell."),
            Option("man-page", .flag, help: "Print the man page."),
        ],
        subcommands: [ca],
        discussion: [
            "Prints 'listening on ws://127.0.0.1:PORT/v1/realtime' and serves until SIGINT or SIGTERM. When a session ends it prints one line with the verdict on it. GET /healthz says ok; GET /v1/models lists models; POST /v1/realtime/client_secrets gives out ephemeral keys.",
            "A client chooses its scenario by ?scenario=ID in the URL or by the header X-Mock-Scenario. Under /__mock/ are sessions, their captures, scenario, journal and reset: Documentation/mock-server.md.",
        ]
    )

    static let ca = Command(
        "ca", overview: "Print the certificate of the authority behind --tls, and how programs learn to trust it.",
        examples: [
            .init("mock-realtime-server ca -o ca.pem", "Write it, then SSL_CERT_FILE=ca.pem python bridge.py."),
            .init("mock-realtime-server ca --path", "Where it lies, for scripts."),
        ],
        options: [
            Option("output", short: "o", .file(placeholder: "file"), help: "Write it here instead of printing it."),
            Option("path", .flag, help: "Print where the file lies, and nothing else."),
        ],
        discussion: [
            "It is made once, on first use, and kept in $XDG_CONFIG_HOME/realtime-doctor, else ~/.config/realtime-doctor; its key is readable by you alone. Whoever has the key can speak for any host to programs that trust it, so trust it in test environments only."
        ])
}
