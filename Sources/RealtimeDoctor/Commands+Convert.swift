// The words of `convert`.
import CommandLineOptions

extension Commands {
    static let convert = Command(
        "convert",
        overview: "Turn a log, a HAR file or a YAML cassette into a capture, redacted.",
        examples: [
            .init(
                "realtime-doctor convert bridge.log --output call.jsonl",
                "What was understood is said on standard error."),
            .init(
                "realtime-doctor convert call.har | realtime-doctor diagnose -",
                "The same verdict as on call.har itself."),
            .init("kubectl logs bridge | realtime-doctor convert - -o call.jsonl", "Standard input."),
        ],
        arguments: [
            Argument("file", help: "Whatever diagnose takes; - is standard input.")
        ],
        options: [
            Option(
                "output", short: "o", .file(placeholder: "path"), default: "standard output",
                help: "The capture; an existing file is replaced."),
            Option("mask-transcripts", .flag, help: "Replace every transcript and text by a placeholder."),
            Option("quiet", short: "q", .flag, help: "Say nothing about what was understood."),
        ],
        discussion: [
            "Keys, cookies, signatures and telephone numbers are replaced in the fields and headers where they live. Times are those of the file; what has none stays without. The capture says what it was made from and proves no more than that: diagnose finds the same in both. A capture of this tool stays as it is, but for the redaction.",
            "Exit codes: 0 converted. 2 the file cannot be read, has no event, or the capture cannot be written. 64 The command line is wrong.",
        ]
    )
}
