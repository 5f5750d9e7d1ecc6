/// `--help`: what a command does, how to call it, and what each word means.
extension Command {
    /// - Parameter path: names from the tool to this command.
    package func helpText(path: [String]) -> String {
        var lines = ["OVERVIEW: \(overview)", "", "USAGE: \(usage(path: path))"]
        if !examples.isEmpty {
            lines += ["", "EXAMPLES:"]
            lines += columns(examples.map { ($0.line, $0.says) })
        }
        if !subcommands.isEmpty {
            lines += ["", "COMMANDS:"]
            lines += columns(subcommands.map { ($0.name, $0.overview) })
            lines += ["", "  '\(path.joined(separator: " ")) <command> --help' explains a command."]
        }
        if !arguments.isEmpty {
            lines += ["", "ARGUMENTS:"]
            lines += columns(arguments.map { ("<\($0.placeholder)>", $0.help) })
        }
        lines += ["", "OPTIONS:"]
        lines += columns(allOptions.map { (($0.short.map { "-\($0), " } ?? "    ") + $0.synopsis, $0.helpWithDefault) })
        for paragraph in discussion { lines += [""] + wrapped(paragraph, width: 100) }
        return lines.joined(separator: "\n") + "\n"
    }

    func usage(path: [String]) -> String {
        var words = path
        if !subcommands.isEmpty { words.append(subcommandIsOptional ? "[<command>]" : "<command>") }
        words.append("[options]")
        words += arguments.map(\.synopsis)
        return words.joined(separator: " ")
    }

    private func columns(_ rows: [(String, String)]) -> [String] {
        let width = min(34, rows.map { $0.0.count }.max() ?? 0)
        return rows.flatMap { left, right -> [String] in
            let text = wrapped(right, width: 100 - width)
            let indent = String(repeating: " ", count: width + 4)
            if left.count > width { return ["  \(left)"] + text.map { indent + $0 } }
            let padded = left + String(repeating: " ", count: width - left.count)
            return ["  \(padded)  \(text.first ?? "")"] + text.dropFirst().map { indent + $0 }
        }
    }

    private func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + word.count + 1 > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }
}
