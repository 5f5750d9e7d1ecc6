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
}
