// The words of the commands that work on captures that exist.
import CommandLineOptions

extension Commands {
    static let diff = Command(
        "diff",
        overview: "Hold two recordings of a conversation against each other, event by event.",
        examples: [
            .init("realtime-doctor diff yesterday.jsonl today.jsonl", "What is the same, changed, missing, extra."),
            .init(
                "realtime-doctor diff good.jsonl bad.jsonl --side bridge --html diff.html",
                "Only what the bridge sent, also as a page."),
            .init("realtime-doctor diff a.log b.log --json", "Any two logs that diagnose reads, for a program."),
        ],
        arguments: [
            Argument("old", help: "A capture, an event log or a text log."),
            Argument("new", help: "Another one; - is standard input."),
        ],
        options: [
            Option(
                "side", .choice(["all", "bridge", "others"]), default: "all",
                help: "Whose events count: everybody's, the bridge's, or those of carrier and model."),
            Option(
                "context", short: "U", .integer(placeholder: "n", range: 0...100_000), default: "3",
                help: "Events that are alike to show around a difference."),
            Option(
                "tolerance", .duration(range: .zero...Duration.seconds(60)), default: "250ms",
                help: "How far places in audio may lie apart."),
            Option("html", .file(placeholder: "path"), help: "Write the page here too."),
            Option("json", .flag, help: "Print the differences as JSON and nothing else on standard output."),
        ],
        discussion: [
            "Ids are mapped from one recording to the other, deltas of one reply are one event, audio is compared by how it sounds, and the names of the beta are those of GA. Not compared: times, counters, token counts, rate limits, pings, and the order between directions and legs. Connections answer to each other in the order in which they appear.",
            "Exit codes: 0 Alike. 1 Different. 2 A file cannot be read. 64 The command line is wrong.",
        ]
    )

    static let cut = Command(
        "cut",
        overview: "Cut one call, one turn or a stretch of time out of a capture; what comes out is a capture.",
        examples: [
            .init("realtime-doctor cut night.jsonl --call 17 --output call-17.jsonl", "One call of many."),
            .init("realtime-doctor cut call.jsonl --turn 3 | realtime-doctor diagnose -", "The turn that went wrong."),
            .init("realtime-doctor cut call.jsonl --from 12s --to 30s -o part.jsonl", "By the capture's clock."),
        ],
        arguments: [Argument("capture", help: "Anything that diagnose reads; - is standard input.")],
        options: [
            Option(
                "call", .integer(placeholder: "n", range: 1...1_000_000),
                help: "This call, as diagnose numbers them, with both its legs."),
            Option("turn", .text(placeholder: "n|n-m"), help: "This turn, or these, up to the next one's beginning."),
            Option(
                "from", .duration(range: .zero...Duration.seconds(1_000_000)), help: "From this time of the capture."),
            Option(
                "to", .duration(range: .zero...Duration.seconds(1_000_000)), help: "Up to this time of the capture."),
            Option(
                "output", short: "o", .file(placeholder: "path"), default: "standard output", help: "Where it goes."),
        ],
        discussion: [
            "Frames keep their numbers and times. What a reader must know from before the cut goes along at its beginning: how the connections were opened, the session and its updates, a reply or an utterance that is under way. The header says what was cut, and a part is judged as leniently as a log that begins in the middle. Standard error says what was left out. What it writes is redacted like any capture.",
            "Exit codes: 0 Written. 2 A file cannot be read, or there is no such part. 64 The command line is wrong.",
        ]
    )

    static let audio = Command(
        "audio",
        overview: "Write the two voices of a call as WAV files, and both together in stereo as they met in time.",
        examples: [
            .init(
                "realtime-doctor audio call.jsonl", "call-caller.wav, call-bridge.wav and call-stereo.wav beside it."),
            .init(
                "realtime-doctor audio call.jsonl --leg model --output /tmp/heard", "What the model was sent and sent."),
            .init("realtime-doctor audio night.jsonl --call 17", "One call of many."),
        ],
        arguments: [Argument("capture", help: "Anything that diagnose reads; - is standard input.")],
        options: [
            Option(
                "leg", .choice(["phone", "model"]), default: "phone where the capture has it, else model",
                help: "The sound that crossed this leg."),
            Option(
                "call", .integer(placeholder: "n", range: 1...1_000_000), default: "all, one after the other",
                help: "This call, as diagnose numbers them."),
            Option(
                "output", short: "o", .directory(placeholder: "folder"), default: "where the capture lies",
                help: "Where the files go."),
        ],
        discussion: [
            "Every file begins with the capture's first frame, and sound stands where it arrived: the caller on the left, the bridge on the right. On the phone leg the bridge's sound follows on like in the carrier's buffer, and ends where it was cleared; on the model leg it ends where the reply was cancelled or cut. Files hold an hour at the most.",
            "Exit codes: 0 Written. 2 A file cannot be read or written, or holds no sound. 64 The command line is wrong.",
        ]
    )
}
