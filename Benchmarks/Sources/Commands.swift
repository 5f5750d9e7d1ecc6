// What the measuring program understands.
import CommandLineOptions

enum Commands {
    private static let port = Option("port", .integer(placeholder: "n", range: 1...65535), help: "Of the server.")
    private static let pid = Option(
        "pid", .integer(placeholder: "n", range: 1...Int.max), help: "Of the server, whose CPU and memory are read.")
    private static let clients = Option(
        "clients", .integer(placeholder: "n", range: 1...100_000), default: "1", help: "Connections.")
    private static let time = Option(
        "time", .duration(range: .milliseconds(10)...(.seconds(600))), default: "1s", help: "How long to measure.")

    static let benchmarks = Command(
        "benchmarks", overview: "Servers, load and captures for `make bench`; each prints one JSON line.",
        subcommands: [
            Command(
                "serve", overview: "Our WebSocketServer: `push N SIZE` is answered with messages, the rest echoed."),
            Command("push", overview: "Messages per second of 4 KiB text.", options: [port, pid, clients, time]),
            Command("echo", overview: "Round trips of 256 bytes with one client.", options: [port, time]),
            Command("idle", overview: "Memory of connections that do nothing.", options: [port, pid, clients]),
            Command(
                "relay", overview: "Appends at a steady pace through a proxy to an echo, and back.",
                options: [
                    port, pid, clients, time,
                    Option(
                        "rate", .integer(placeholder: "n", range: 2_000...10_000_000), default: "50000",
                        help: "Messages a second that pass the proxy, both ways together."),
                ]),
            Command(
                "calls", overview: "Spoken sessions in real time on a mock-realtime-server.",
                options: [
                    port, pid, clients,
                    Option("turns", .integer(placeholder: "n", range: 1...20), default: "2", help: "Spoken turns."),
                ]),
            Command(
                "capture", overview: "Write a capture of many calls.", arguments: [Argument("file", help: "To write.")],
                options: [
                    Option("content", .choice(["audio", "text"]), default: "audio", help: "Spoken or written turns."),
                    Option(
                        "megabytes", .integer(placeholder: "n", range: 1...10_000), default: "500",
                        help: "At least so many million bytes."),
                ]),
            Command(
                "read", overview: "Read a capture once.", arguments: [Argument("file", help: "To read.")],
                options: [Option("judge", .flag, help: "Make the report as well.")]),
        ])
}
