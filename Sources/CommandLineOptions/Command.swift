/// A command of the tool, or the tool itself: a verb, its options and what to say about it.
package struct Command: Sendable, Equatable {
    package var name: String
    /// One sentence.
    package var overview: String
    /// Paragraphs that teach, below the options.
    package var discussion: [String]
    package var examples: [Example]
    package var arguments: [Argument]
    package var options: [Option]
    package var subcommands: [Command]
    /// It does something by itself too.
    package var subcommandIsOptional = false

    package struct Example: Sendable, Equatable {
        package var line: String
        package var says: String
        package init(_ line: String, _ says: String) {
            self.line = line
            self.says = says
        }
    }

    package init(
        _ name: String, overview: String, examples: [Example] = [], arguments: [Argument] = [], options: [Option] = [],
        subcommands: [Command] = [], discussion: [String] = []
    ) {
        self.name = name
        self.overview = overview
        self.examples = examples
        self.arguments = arguments
        self.options = options
        self.subcommands = subcommands
        self.discussion = discussion
    }

    /// Every command has it.
    static let help = Option("help", short: "h", .flag, help: "Show this help.")

    var allOptions: [Option] { options + [Command.help] }
}
