import CommandLineOptions
import Replay

extension Commands {
    static let replay = Command(
        "replay",
        overview: "Play a recorded call again: against your bridge, or as the model's side alone.",
        examples: [
            .init(
                "realtime-doctor replay call.jsonl --run \"python main.py\" --stream ws://127.0.0.1:5050/media-stream",
                "Yesterday's caller and yesterday's model, today's bridge."),
            .init(
                "realtime-doctor replay call.jsonl --webhook http://127.0.0.1:5050/incoming-call --timing recorded",
                "The caller speaks when the caller spoke, whatever the bridge does now."),
            .init(
                "realtime-doctor replay call.jsonl --stream ws://127.0.0.1:5050/media-stream --timing step",
                "Each thing that the caller does waits for Enter, beside your debugger."),
            .init(
                "realtime-doctor replay call.jsonl --reference",
                "Through the reference bridge: is it the bridge, or the service?"),
            .init(
                "realtime-doctor replay call.jsonl --model wss://api.openai.com/v1/realtime",
                "What the bridge sent, to the real service with OPENAI_API_KEY; says what it costs first."),
            .init(
                "realtime-doctor replay call.jsonl --as-server --port 9000",
                "The recorded model on a port, for any client."),
        ],
        arguments: [
            Argument("capture", help: "A capture, or any log that diagnose reads; - is standard input.")
        ],
        options: entrances + programs + playing + bridgeRuns + copies + reports,
        discussion: [
            "The caller is the recorded one: the audio of the phone leg, or what the model was given where only its leg was recorded. Without a recorded model the mock answers as it pleases. What the service caused then is played again: its words and voice, its pace, failures, closes. What the client causes is decided anew, an update refused or a truncate out of bounds, so that a cured bridge meets a cured service. Speech is heard in the samples, not by the clock.",
            "Causal timing, the default, lets the caller speak when what came before has come again: after the reply, so long into it, or after so long in vain. Recorded timing plays the caller's whole tape from the beginning of the stream. Step timing is causal timing that waits for Enter before each thing that the caller does; the end of standard input lets the call go on to its end.",
            "The verdict is that of the new call. What became of the old findings is said beside it: fixed, still broken, newly broken, still healthy. What the bridge sends now is held against what it sent then; replay.html in the report folder shows it. With --strict any difference fails the run.",
            exitCodeText,
        ]
    )

    private static let playing: [Option] = [
        Option(
            "timing", .choice(ReplayTiming.allCases.map(\.rawValue)), default: "causal",
            help: "What makes the caller speak."),
        Option(
            "call", .integer(placeholder: "n", range: 1...100_000),
            default: "all; of --as-server and --timing step the first that failed, else the first",
            help: "Only this call of the capture."),
        Option(
            "jobs", short: "j", .integer(placeholder: "n", range: 1...256), default: "4",
            help: "Calls at a time, where the recording's own times do not say when each begins."),
        Option("strict", .flag, help: "Fail also when the bridge sends anything else than it did."),
        Option(
            "model", .text(placeholder: "url"),
            help: "Send the client's side of the capture to this endpoint instead: is it the bridge, or the service?"),
        Option("as-server", .flag, help: "Serve the recorded model until SIGINT; no caller."),
    ]
}
