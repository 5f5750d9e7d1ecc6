// The words of `record`.
import CallCapture
import CommandLineOptions

extension Commands {
    static let record = Command(
        "record",
        overview: "Record what a carrier, a bridge and the model say to each other, while all three work as always.",
        examples: [
            .init(
                "realtime-doctor record --output calls.jsonl",
                "The bridge connects to ws://127.0.0.1:9000/v1/realtime instead of wss://api.openai.com/v1/realtime."),
            .init(
                "realtime-doctor record --phone-upstream ws://localhost:8000/media --phone-listen 9001 --upstream wss://api.openai.com/v1/realtime --watch",
                "Both legs on one clock: what carried calls to port 8000 carries them to 9001 now. Told as it flows."),
            .init(
                "realtime-doctor record --run \"python main.py\" --intercept",
                "Start a bridge that hard-codes wss://api.openai.com, and record its sessions with the real service."),
            .init(
                "realtime-doctor record --rotate-size 200MB --max-total 5GB --keep-audio hash --mask-transcripts",
                "For weeks, without what was said."),
            .init(
                "realtime-doctor record --upstream wss://gateway.example --listen 0.0.0.0:8080",
                "Another service; the client's own path is kept, as the URL has none."),
        ],
        options: legs + recordings + privacy + runs,
        discussion: [
            "Prints 'listening on ws://127.0.0.1:9000/v1/realtime' and records until SIGINT or SIGTERM: then calls in progress may end for as long as --drain says, a second signal ends them at once, and a summary says what there is. When a call ends one line says its verdict. Messages, pings, closes, headers, subprotocol and compression pass as they are, plain HTTP requests too; on the phone leg Host and path stay as they came, so that signatures hold. Credentials are passed on and never recorded.",
            "A disk that is slow, full or gone never holds a call up: frames wait in a buffer of --buffer, and what finds no room is counted in the footer of its capture and told on standard error. What was written is flushed within 200 ms, so a recorder that is killed leaves a readable file.",
            "A call stays in the file in which it began, until that file is twice as large or as old as it may be; then it goes on in the next one, which repeats how its connections began. With --split every call has a file; a model connection that may belong to several calls waits for at most 2 s until it is known whose it is.",
            "With --run the program is started with OPENAI_BASE_URL, OPENAI_REALTIME_URL and their like set to the recorder; with --intercept the service's name leads to it, as 'realtime-doctor bridge --help' explains. --tls serves both ports with a certificate of an authority of our own, for a lab; in production put the recorder behind what terminates TLS today.",
            "Exit codes: 0 ended by a signal or with the program, and all is recorded. 2 could not begin (a port in use, a file that cannot be written), or frames were lost. 64 The command line is wrong.",
        ]
    )

    private static let legs: [Option] = [
        Option(
            "upstream", .text(placeholder: "url"), default: RecordOptions.defaultUpstream,
            help:
                "The model: where a bridge's connections are passed on to. The client's query is kept; its path too, if the URL has none or it lies below the URL's."
        ),
        Option(
            "listen", .text(placeholder: "address:port"), default: RecordOptions.defaultAddress,
            help: "Where bridges connect to; port 0 is any free one, a port alone is on 127.0.0.1."),
        Option(
            "phone-upstream", .text(placeholder: "url"),
            help: "The bridge: where a carrier's connections and webhooks are passed on to. Records the phone leg."),
        Option(
            "phone-listen", .text(placeholder: "address:port"), default: RecordOptions.defaultPhoneAddress,
            help: "Where the carrier, or what terminates TLS for it, connects to."),
        Option("ca-file", .file(placeholder: "path"), help: "Trust these PEM certificates beside the system's."),
        Option("insecure", .flag, help: "Do not verify the upstreams' certificates."),
        Option("tls", .flag, help: "Serve TLS with a certificate of our own authority, whose file is named."),
        Option("tls-certificate", .file(placeholder: "path"), help: "Serve TLS with this PEM certificate chain."),
        Option("tls-key", .file(placeholder: "path"), help: "Private key of the certificate."),
    ]

    private static let recordings: [Option] = [
        Option(
            "output", short: "o", .file(placeholder: "path"), default: "calls-<time>.jsonl",
            help: "The capture; with --split the folder of all. An existing file is replaced."),
        Option("split", .flag, help: "One file for each call."),
        Option(
            "rotate-size", .text(placeholder: "size"),
            help: "New calls go into a new file (calls.2.jsonl) after so many bytes: 500KB, 200MB, 1GB."),
        Option(
            "rotate-after", .duration(range: .milliseconds(100)...Duration.seconds(31 * 86_400)),
            help: "The same by time: 1h."),
        Option(
            "max-total", .text(placeholder: "size"),
            help:
                "Bytes of all files together: the oldest go, and when one file alone has as many nothing more is written."
        ),
        Option(
            "buffer", .text(placeholder: "size"), default: "64MB",
            help: "Memory for what waits for the disk, from 1MB to 4GB."),
        Option("sync", .flag, help: "Wait for the disk (fsync) at every write, for machines that lose power."),
        Option("watch", .flag, help: "Tell calls in plain words as they flow, and findings as they become certain."),
        Option("no-verdicts", .flag, help: "Do not judge calls when they end."),
        Option("quiet", short: "q", .flag, help: "Print no line when a call begins or ends."),
        Option(
            "ready-file", .file(placeholder: "path"), help: "Write the URLs here, a line each, once the ports are open."
        ),
    ]

    private static let privacy: [Option] = [
        Option(
            "redact", .list(placeholder: "words", of: RecordOptions.redactions), repeats: true,
            help:
                "What is taken out beside secrets: \(RecordOptions.redactions.joined(separator: ", ")) (default: phone-numbers, always unless none)."
        ),
        Option(
            "mask-transcripts", .flag, help: "Take transcripts and texts out, whole; the same as --redact transcripts."),
        Option(
            "keep-audio", .choice(Redaction.Audio.allCases.map(\.rawValue)), default: "all",
            help: "What stays of audio: all, its length and a hash, or its length; without it sound is not judged."),
    ]

    private static let runs: [Option] =
        programs.filter { ["run", "cwd", "env", "show-output"].contains($0.name) } + [
            Option(
                "intercept", .mode(["auto", "namespace", "preload", "proxy"]),
                help: "For programs that hard-code wss://api.openai.com: lead that name to the recorder."),
            Option(
                "intercept-host", .text(placeholder: "name"), repeats: true,
                help: "Another name to lead to the recorder."),
            Option(
                "drain", .duration(range: .zero...Duration.seconds(3_600)), default: "10s",
                help: "How long calls in progress may go on after the first signal."),
        ]
}
