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
                help: "Where the files go; with night.wav they are night-caller.wav and so on."),
        ],
        discussion: [
            "Every file begins with the capture's first frame, and sound stands where it arrived: the caller on the left, the bridge on the right. On the phone leg the bridge's sound follows on like in the carrier's buffer, and ends where it was cleared; on the model leg it ends where the reply was cancelled or cut. Files hold an hour at the most.",
            "Exit codes: 0 Written. 2 A file cannot be read or written, or holds no sound. 64 The command line is wrong.",
        ]
    )

    static let shrink = Command(
        "shrink",
        overview: "Find the smallest part of a capture that still gives the same finding.",
        examples: [
            .init(
                "realtime-doctor shrink call.jsonl --output small.jsonl",
                "Keep the primary finding, leave out the rest."),
            .init(
                "realtime-doctor shrink night.jsonl --finding second-turn-stall --tries 5000 -o stall.jsonl",
                "Keep another finding; take more time."),
        ],
        arguments: [
            Argument("capture", help: "Anything that diagnose reads and finds a fault in; - is standard input.")
        ],
        options: [
            Option(
                "finding", .text(placeholder: "id"), default: "the primary finding", words: ExplainCommand.identifiers,
                help: "The finding that must stay."),
            Option(
                "tries", .integer(placeholder: "n", range: 2...1_000_000), default: "1000",
                help: "Most diagnoses; what is left then is the result."),
            Option(
                "output", short: "o", .file(placeholder: "path"), default: "standard output", help: "Where it goes."),
        ],
        discussion: [
            "Connections are left out first, then whole turns, then frames, then audio, as long as diagnose says the same; the same capture gives the same result every time. What is left is a capture, its header says what was kept. It proves that one finding and nothing else: other findings and violations in it come from what was left out.",
            "Exit codes: 0 Written. 2 A file cannot be read, or shows no such finding. 64 The command line is wrong.",
        ]
    )

    static let vad = Command(
        "vad",
        overview:
            "Try settings of server VAD on a recorded caller: what is lost, split, cut off, and started by noise.",
        examples: [
            .init(
                "realtime-doctor vad call.jsonl", "The caller of a capture, and the settings that it was recorded with."
            ),
            .init(
                "realtime-doctor vad caller.wav --json",
                "Any WAV file with one voice; of a stereo file the left channel."),
            .init("realtime-doctor vad call.jsonl --thresholds 0.5,0.6,0.7 --silences 300,500", "A grid of your own."),
        ],
        arguments: [Argument("recording", help: "A capture or log with audio, or a WAV file; - is standard input.")],
        options: [
            Option(
                "leg", .choice(["model", "phone"]), default: "model, what the service was given; else phone",
                help: "Listen to the caller on this leg."),
            Option(
                "call", .integer(placeholder: "n", range: 1...1_000_000), default: "the first",
                help: "This call, as diagnose numbers them."),
            Option(
                "channel", .integer(placeholder: "n", range: 1...8), default: "1", help: "Of a WAV file with several."),
            Option(
                "thresholds", .list(placeholder: "numbers", of: []), default: "0.2 to 0.9", help: "Values of threshold."
            ),
            Option(
                "prefixes", .list(placeholder: "ms", of: []), default: "0 to 500", help: "Values of prefix_padding_ms."),
            Option(
                "silences", .list(placeholder: "ms", of: []), default: "200 to 1200",
                help: "Values of silence_duration_ms."),
            Option("json", .flag, help: "Print everything as JSON and nothing else on standard output."),
        ],
        discussion: [
            "What counts as speech is the script of the capture where the harness placed the call; else it is found in the sound: louder than this recording's own noise, with the pitch of a voice, pauses up to 0.7 s included. Lost: no turn begins. Split: two turns or more. Joined: one turn goes on into the next utterance, though 1.5 s lie between. Cut off: the turn, prefix included, begins over 60 ms late. False start: a turn in which nobody speaks.",
            "The turn-taker is that of the mock, which listens to loudness. OpenAI's is another one and not published, so take the result as a direction, and try it on real calls.",
            "Exit codes: 0 Measured. 2 A file cannot be read, or nobody speaks in it. 64 The command line is wrong.",
        ]
    )

    static let summarize = Command(
        "summarize",
        overview:
            "Sum up the verdicts of any number of captures: failure modes by count, questions, percentiles of latency.",
        examples: [
            .init("realtime-doctor summarize calls/", "Every capture, log and report below a folder, on all cores."),
            .init("realtime-doctor summarize calls/2026-11-* --json > november.json", "One shard of many."),
            .init("realtime-doctor summarize october.json november.json", "Shards merged: the same as all at once."),
        ],
        arguments: [
            Argument(
                "file", count: 1...100_000,
                help:
                    "A capture, a log, a report.json, a summary of this command, or a folder of them; - is standard input."
            )
        ],
        options: [
            Option(
                "jobs", short: "j", .integer(placeholder: "n", range: 1...256), default: "the number of processors",
                help: "Files at a time."),
            Option("json", .flag, help: "Print the summary as JSON, which this command can read again."),
        ],
        discussion: [
            "Summaries merge in any order and grouping to the same one: all in them is counted. Percentiles come from buckets that grow by 2 %, so they are at most 1 % off; the smallest and the largest value are exact. In a folder with a report.json only that is read, not the capture beside it.",
            "Exit codes: 0 All pass. 1 At least one fails. 2 None fails, but one is incomplete or could not be examined. 64 The command line is wrong.",
        ]
    )
}
