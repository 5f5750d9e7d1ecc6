/// The man page (section 1, mdoc's older sibling man(7)) from the same table as the parser.
extension Command {
    /// - Parameters:
    ///   - version: `0.1.0`
    ///   - exitCodes: code and meaning, in order.
    package func manPage(version: String, exitCodes: [(code: Int32, meaning: String)]) -> String {
        var lines = [
            ".TH \(name.uppercased()) 1 \"\" \"\(name) \(version)\" \"User Commands\"", ".SH NAME",
            "\(escaped(name)) \\- \(escaped(overview))", ".SH SYNOPSIS", ".B \(escaped(usage(path: [name])))",
        ]
        if !discussion.isEmpty {
            lines.append(".SH DESCRIPTION")
            lines += paragraphs(discussion)
        }
        lines.append(".SH OPTIONS")
        lines += optionLines(self)
        for command in subcommands {
            lines += [
                ".SH \(command.name.uppercased())", escaped(command.overview), ".PP",
                ".B \(escaped(command.usage(path: [name, command.name])))",
            ]
            lines += command.arguments.flatMap { [".TP", ".I \(escaped($0.placeholder))", escaped($0.help)] }
            lines += optionLines(command)
            lines += paragraphs(command.discussion)
        }
        let lessons = ([self] + subcommands).flatMap(\.examples)
        if !lessons.isEmpty { lines.append(".SH EXAMPLES") }
        lines += lessons.flatMap { [".TP", ".B \(escaped($0.line))", escaped($0.says)] }
        lines.append(".SH EXIT STATUS")
        lines += exitCodes.flatMap { [".TP", ".B \($0.code)", escaped($0.meaning)] }
        return lines.joined(separator: "\n") + "\n"
    }

    private func optionLines(_ command: Command) -> [String] {
        command.allOptions.flatMap { option in
            [
                ".TP", ".B \((option.short.map { "\\-\($0), " } ?? "") + escaped(option.synopsis))",
                escaped(option.helpWithDefault),
            ]
        }
    }

    private func paragraphs(_ texts: [String]) -> [String] { texts.flatMap { [".PP", escaped($0)] } }

    /// Backslashes and dashes mean something to roff, and so does a full stop or an apostrophe that begins a line.
    private func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            default: result.append(character)
            }
        }
        return result.first == "." || result.first == "'" ? "\\&" + result : result
    }
}
