// The words of `bridge` and `reference-bridge`.
import CommandLineOptions
import Examination
import ReferenceBridge

extension Commands {
    static let bridge = Command(
        "bridge",
        overview: "Place your bridge between a simulated caller and the mock model, talk to it, and say what is wrong.",
        examples: [
            .init(
                "realtime-doctor bridge --run \"python main.py\" --webhook http://127.0.0.1:5050/incoming-call",
                "Start a Twilio bridge with its model URL set to the mock, call it, stop it."),
            .init(
                "realtime-doctor bridge --intercept --run \"node index.js\" --webhook http://127.0.0.1:5050/incoming-call",
                "The same for one whose source says wss://api.openai.com."),
            .init(
                "realtime-doctor bridge --stream ws://127.0.0.1:5050/media-stream",
                "Without the webhook, and started by you with OPENAI_REALTIME_URL=ws://127.0.0.1:9000/v1/realtime."),
            .init(
                "realtime-doctor bridge --plain ws://127.0.0.1:8000/ws --plain-rate 16000 --run ./app",
                "A bridge without a carrier: bare audio on a WebSocket."),
            .init(
                "realtime-doctor bridge --model-only --run \"python assistant.py\"",
                "A program without a caller: whatever it says to the model is judged."),
            .init("realtime-doctor bridge --reference", "The built-in correct bridge, to see what right looks like."),
        ],
        options: entrances + programs + calls + bridgeRuns + copies + reports,
        discussion: [
            "One of --stream, --webhook, --plain, --model-only and --reference says where the call goes in. The bridge is started with --run and is gone afterwards with all that it started; without --run it is yours to start, and this waits for its port.",
            "How it reaches the mock model: with --run alone, OPENAI_BASE_URL, OPENAI_API_BASE, OPENAI_REALTIME_URL, OPENAI_WEBSOCKET_BASE_URL, OPENAI_WS_BASE_URL, AZURE_OPENAI_ENDPOINT name it, and OPENAI_API_KEY is a dummy unless it is set. With --intercept the name api.openai.com means the mock for this one program: as root through a mount namespace with a hosts file of its own; otherwise through a preloaded library, or through HTTPS_PROXY. SSL_CERT_FILE, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, CURL_CA_BUNDLE and DENO_CERT then name a bundle of the system's certificates and one of our own. No file of the system is changed. Without --run the URL is printed.",
            "The webhook is asked as Twilio asks: a signed POST. The host that its TwiML names is taken to be the webhook's own, over plain ws; --public-url says otherwise, and then signatures are made for the public address.",
            "The default call needs no file: wait for a greeting, ask, be answered, three turns, one interruption, goodbye. A scenario's `caller` section says otherwise, its `model` section makes the model misbehave.",
            exitCodeText,
        ]
    )

    static let entrances: [Option] = [
        Option("webhook", .text(placeholder: "url"), help: "POST here as Twilio does, and follow the TwiML."),
        Option("stream", .text(placeholder: "url"), help: "Twilio Media Streams straight to this ws:// URL."),
        Option("plain", .text(placeholder: "url"), help: "Bare audio to this ws:// URL."),
        Option("plain-format", .choice(["pcm16", "mulaw", "alaw"]), default: "pcm16", help: "Samples of --plain."),
        Option(
            "plain-rate", .integer(placeholder: "hz", range: 4_000...96_000), default: "24000, G.711 8000",
            help: "Sample rate of --plain with pcm16."),
        Option(
            "plain-json", .text(placeholder: "path"),
            help:
                "Audio of --plain as base64 in JSON at this dotted path, or in a message of this form: {\"type\":\"audio\",\"data\":\"<audio>\"}; otherwise it is binary."
        ),
        Option("model-only", .flag, help: "No caller: wait for any program to connect to the model."),
        Option("reference", .flag, help: "The built-in reference bridge, with the scenario's `bridge` section."),
        Option(
            "public-url", .text(placeholder: "public=local"),
            help: "The bridge's public address and where it really is: wss://bridge.example=ws://127.0.0.1:5050."),
        Option(
            "auth-token", .text(placeholder: "token"), default: "32 zeros",
            help: "Twilio's auth token that the bridge checks signatures with."),
        Option("ca-file", .file(placeholder: "path"), help: "Trust these PEM certificates of the bridge."),
        Option("insecure", .flag, help: "Do not verify the bridge's certificate."),
    ]

    static let programs: [Option] = [
        Option("run", .text(placeholder: "command"), help: "Start the bridge with /bin/sh -c, and stop it afterwards."),
        Option("cwd", .directory(placeholder: "folder"), help: "Where to start it."),
        Option("env", .text(placeholder: "NAME=value"), repeats: true, help: "Its environment, beside ours."),
        Option(
            "intercept", .mode(["auto", "namespace", "preload", "proxy"]),
            help: "For programs that hard-code wss://api.openai.com: lead that name to the mock."),
        Option("intercept-host", .text(placeholder: "name"), repeats: true, help: "Another name to lead to the mock."),
        Option(
            "port", short: "p", .integer(placeholder: "n", range: 0...65_535),
            default: "any free one; 9000 without --run",
            help: "Port of the mock model."),
        Option(
            "listen-timeout", .duration(range: .milliseconds(100)...Duration.seconds(600)), default: "30s",
            help: "How long the bridge may take to listen; with --model-only, to connect."),
        Option("show-output", .flag, help: "Print the program's output as it comes."),
    ]

    private static let calls: [Option] = [
        Option(
            "scenario", .text(placeholder: "id|file"), default: "healthy",
            words: ["healthy"] + ExplainCommand.identifiers, help: "How model and caller behave."),
        Option(
            "calls", .integer(placeholder: "n", range: 1...1_000), default: "1, or what the scenario says",
            help: "So many callers."),
        Option(
            "spacing", .duration(range: .zero...Duration.seconds(600)), default: "200ms",
            help: "From one caller's beginning to the next one's."),
    ]

    /// Of every run with a bridge: `bridge` and `replay`.
    static let bridgeRuns: [Option] = [
        Option(
            "rate", .integer(placeholder: "n", range: 1...1_000), default: "1",
            help:
                "Play the call up to so many times as fast, for bridges that keep no timers: time waits for one that cannot keep up. Latencies are not examined."
        ),
        Option(
            "timeout", .duration(range: .seconds(1)...Duration.seconds(7_200)), default: "5m",
            help: "The whole run; what is left then is not examined."),
        Option(
            "model-timeout", .duration(range: .milliseconds(100)...Duration.seconds(600)), default: "20s",
            help: "From picking up to the first connection to the model."),
        Option(
            "latency", .duration(range: .milliseconds(50)...Duration.seconds(30)), default: "2s",
            help: "Longest time from the caller's last word to the reply."),
        Option(
            "era", .choice(eras), default: "ga", help: "The contract that the mock keeps; a scenario's own wins."),
        Option(
            "seed", .integer(placeholder: "n", range: 0...Int.max),
            help: "Of ids, noise and the mock's dice; the same seed makes the same call."),
        Option("virtual-time", .flag, help: "With --reference: without sockets, as fast as it computes."),
        Option("verbose", short: "v", .flag, help: "Show passing checks in full."),
    ]

    static let referenceBridge = Command(
        "reference-bridge",
        overview: "Run the reference bridge on a port: small, correct, and broken on request.",
        examples: [
            .init(
                "realtime-doctor reference-bridge --port 5050 --model-url ws://127.0.0.1:9000/v1/realtime",
                "Twilio bridge with POST /incoming-call and a WebSocket at /media-stream."),
            .init(
                "realtime-doctor reference-bridge --port 5050 --defect no-clear-on-barge-in",
                "The same, with one defect."
            ),
        ],
        options: [
            Option(
                "port", short: "p", .integer(placeholder: "n", range: 0...65_535), default: "5050",
                help: "Port to listen on; 0 for any free one."),
            Option("host", .text(placeholder: "address"), default: "127.0.0.1", help: "Address to listen on."),
            Option(
                "model-url", .text(placeholder: "url"),
                default: "OPENAI_REALTIME_URL, else wss://api.openai.com/v1/realtime", help: "The model."),
            Option(
                "model", short: "m", .text(placeholder: "name"), default: "OPENAI_MODEL, else gpt-realtime",
                help: "Model to ask for."),
            Option("format", .choice(formats), default: "pcmu", help: "Audio between bridge and model."),
            Option("caller-first", .flag, help: "Wait for the caller's first words instead of greeting."),
            Option(
                "defect", .text(placeholder: "id"), repeats: true, words: BridgeDefects.all.map { $0.id }.sorted(),
                help: "Do this wrong; may be given several times."),
            Option("quiet", short: "q", .flag, help: "Print no line of a call."),
        ],
        discussion: [
            "Prints 'listening on http://127.0.0.1:PORT' and serves until SIGINT or SIGTERM. OPENAI_API_KEY goes to the model. Defects: \(BridgeDefects.all.map { $0.id }.sorted().joined(separator: ", ")).",
            exitCodeText,
        ]
    )
}
