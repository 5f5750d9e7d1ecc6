import Testing

@testable import CommandLineOptions

struct TextsTests {
    private let tool = Command(
        "tool", overview: "Do things.",
        options: [
            Option(
                "era", .choice(["ga", "beta"]), default: "ga",
                help: "Which contract the server keeps, a long story that must be folded here.")
        ],
        subcommands: [
            Command(
                "probe", overview: "Find out.", examples: [.init("tool probe x", "Look at x.")],
                arguments: [Argument("file", count: 0...9, help: "Files to read.")],
                options: [Option("out", short: "o", .file(placeholder: "path"), help: "Write here.")],
                discussion: ["Exit codes: 0 pass."])
        ]
    )

    @Test func `help of the tool lists its commands`() {
        #expect(
            tool.helpText(path: ["tool"]) == """
                OVERVIEW: Do things.

                USAGE: tool <command> [options]

                COMMANDS:
                  probe  Find out.

                  'tool <command> --help' explains a command.

                OPTIONS:
                      --era <ga|beta>  Which contract the server keeps, a long story that must be folded here (default:
                                       ga).
                  -h, --help           Show this help.

                """)
    }

    @Test func `help of a command teaches by example`() {
        #expect(
            tool.subcommands[0].helpText(path: ["tool", "probe"]) == """
                OVERVIEW: Find out.

                USAGE: tool probe [options] [<file> ...]

                EXAMPLES:
                  tool probe x  Look at x.

                ARGUMENTS:
                  <file>  Files to read.

                OPTIONS:
                  -o, --out <path>  Write here.
                  -h, --help        Show this help.

                Exit codes: 0 pass.

                """)
    }

    @Test func `every shell completes every option and command`() {
        for shell in Shell.allCases {
            let script = tool.completionScript(for: shell)
            let dashes = shell == .fish ? "-l " : "--"
            for word in ["\(dashes)era", "\(dashes)out", "\(dashes)help", "probe"] {
                #expect(script.contains(word), "\(shell) lacks \(word)")
            }
        }
        #expect(tool.completionScript(for: .bash).contains("compgen -W 'ga beta'"))
        #expect(tool.completionScript(for: .bash).contains("--out|-o) COMPREPLY=($(compgen -f"))
    }

    @Test func `an option of any text completes its words, and no files where it has none`() {
        let tool = Command(
            "tool", overview: "Do things.",
            options: [
                Option("scenario", .text(placeholder: "id|file"), words: ["one", "two"], help: "Play this."),
                Option("model", short: "m", .text(placeholder: "name"), help: "Ask for this."),
            ])
        let bash = tool.completionScript(for: .bash)
        #expect(bash.contains("--scenario) COMPREPLY=($(compgen -f -W 'one two' --"))
        #expect(bash.contains("--model|-m) COMPREPLY=(); return"))
        #expect(tool.completionScript(for: .zsh).contains(":value:(one two)"))
        #expect(tool.completionScript(for: .fish).contains("-l scenario -r -a 'one two'"))
    }

    @Test func `the man page escapes dashes and says what exit codes mean`() {
        let page = tool.manPage(version: "0.1.0", exitCodes: [(0, "pass"), (1, "fail")])
        #expect(page.contains("\\-\\-era <ga|beta>"))
        #expect(page.contains(".SH PROBE"))
        #expect(page.contains(".TP\n.B 1\nfail"))
    }
}
