import Testing

@testable import CommandLineOptions

private let tool = Command(
    "tool", overview: "Do things.",
    options: [Option("version", .flag, help: "Print the version.")],
    subcommands: [
        Command(
            "probe", overview: "Find out.",
            examples: [.init("tool probe --turns 2", "Two turns.")],
            arguments: [Argument("file", count: 0...2, help: "A file.")],
            options: [
                Option(
                    "turns", short: "t", .integer(placeholder: "n", range: 0...9), default: "3", help: "Spoken turns."),
                Option("timeout", .duration(range: .seconds(1) ... .seconds(60)), help: "Give up after this."),
                Option("format", .choice(["pcm", "pcmu", "pcma"]), help: "Audio format."),
                Option(
                    "only", .list(placeholder: "sections", of: ["session", "spoken"]), repeats: true,
                    help: "Only these."),
                Option("json", .flag, help: "Print JSON."),
            ]
        ),
        Command("explain", overview: "Teach.", arguments: [Argument("id", help: "A mode.")]),
    ]
)

struct ParserTests {
    @Test func `values come back typed`() throws {
        let words = [
            "probe", "--turns=2", "--timeout", "1500ms", "--only", "session", "--only=spoken, session", "--json", "a",
            "-",
        ]
        let call = try Invocation.parse(words, as: tool)
        #expect(call.path == ["tool", "probe"])
        #expect(call.integer("turns") == 2)
        #expect(call.duration("timeout") == .milliseconds(1500))
        #expect(call.list("only") == ["session", "spoken", "session"])
        #expect(call.has("json"))
        #expect(!call.has("format"))
        #expect(call.arguments == ["a", "-"])
    }

    @Test func `the last of two values wins, and two dashes end the options`() throws {
        let call = try Invocation.parse(["probe", "-t", "1", "-t", "4", "--", "--json"], as: tool)
        #expect(call.integer("turns") == 4)
        #expect(call.arguments == ["--json"])
    }

    @Test(arguments: [["--help"], ["-h"], ["help"], []]) func `help is asked for in the usual ways`(words: [String])
        throws
    {
        let call = try Invocation.parse(words, as: tool)
        #expect(call.path == ["tool"])
        #expect(call.wantsHelp == !words.isEmpty)
    }

    @Test(arguments: [["probe", "--help"], ["help", "probe"], ["explain", "-h"]])
    func `help of a command needs no arguments`(
        words: [String]
    ) throws {
        let call = try Invocation.parse(words, as: tool)
        #expect(call.wantsHelp)
        #expect(call.path.count == 2)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var words: [String]
        var message: String
        var hint: String?
        var testDescription: String { words.joined(separator: " ") }
    }

    @Test(arguments: [
        Wrong(words: ["prob"], message: "there is no command 'prob'", hint: "did you mean 'probe'?"),
        Wrong(words: ["zzzzzz"], message: "there is no command 'zzzzzz'", hint: "see 'tool --help'"),
        Wrong(words: ["probe", "--turn", "2"], message: "unknown option '--turn'", hint: "did you mean '--turns'?"),
        Wrong(words: ["probe", "--turns"], message: "--turns needs a value", hint: "use --turns <n>"),
        Wrong(
            words: ["probe", "--turns", "x"], message: "--turns takes a whole number from 0 to 9, not 'x'", hint: nil),
        Wrong(
            words: ["probe", "--turns", "10"], message: "--turns takes a whole number from 0 to 9, not '10'", hint: nil),
        Wrong(words: ["probe", "--json=yes"], message: "--json takes no value", hint: nil),
        Wrong(
            words: ["probe", "--timeout", "0"], message: "--timeout takes a duration from 1s to 1m, not '0'",
            hint: "write it as 500ms, 5s or 2m"),
        Wrong(
            words: ["probe", "--format", "pcn"], message: "--format does not take 'pcn'",
            hint: "did you mean 'pcm'? it takes pcm, pcmu, pcma"),
        Wrong(words: ["probe", "--only", "x"], message: "--only does not take 'x'", hint: "it takes session, spoken"),
        Wrong(words: ["probe", "a", "b", "c"], message: "unexpected 'c'", hint: "see 'tool probe --help'"),
        Wrong(words: ["explain"], message: "<id> is missing", hint: "see 'tool explain --help'"),
    ]) func `a wrong word is answered with what to try`(wrong: Wrong) {
        #expect(throws: UsageError(wrong.message, hint: wrong.hint)) { try Invocation.parse(wrong.words, as: tool) }
    }

    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("5s", .seconds(5)), ("2m", .seconds(120)), ("1.5", .milliseconds(1500)),
        ("1h", .seconds(3600)),
    ]) func `durations are read with their units`(text: String, duration: Duration) {
        #expect(Duration(text: text) == duration)
    }

    @Test(arguments: ["", "s", "-1s", "5x", "nan", "inf", "1e300s", "5 s"]) func `what is no duration is refused`(
        text: String
    ) {
        #expect(Duration(text: text) == nil)
    }
}
