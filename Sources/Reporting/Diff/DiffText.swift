import CaptureTools

extension DiffReport {
    /// For the terminal: what differs, with some of what is alike around it, and the counts.
    package func text(style: TextStyle) -> String {
        var output = ["old  \(line(old))", "new  \(line(new))", ""]
        let place = diff.entries.map { Self.place($0.stream).columns }.max() ?? 0
        let number = diff.entries.map { max(Self.number($0.old).count, Self.number($0.new).count) }.max() ?? 0
        let room = max(20, style.width - place - 2 * number - 10)
        if !diff.isAlike {
            for line in lines {
                switch line {
                case .left(let count): output.append(style.paint("    … \(count) alike", .dim))
                case .entry(let entry):
                    let title = Self.title(entry).cut(to: room).padded(to: room)
                    let numbers = [Self.number(entry.old), Self.number(entry.new)].map {
                        String(repeating: " ", count: number - $0.count) + $0
                    }
                    let text =
                        "  \(Self.sign(entry.change)) \(Self.place(entry.stream).padded(to: place))  \(title) \(numbers.joined(separator: "  "))"
                    output.append(Self.colour(entry.change).map { style.paint(text, $0) } ?? text)
                    if case .changed(let differences) = entry.change {
                        for difference in differences {
                            output += style.folded(
                                Self.words(difference), lead: String(repeating: " ", count: place + 6))
                        }
                    }
                }
            }
            output.append("")
        }
        output.append(style.paint(sentence, diff.isAlike ? .green : .bold))
        for recording in [old, new] {
            for limit in recording.limits {
                output += style.folded("\(recording.name): \(limit)", lead: "note: ", leadWidth: 6)
            }
        }
        return output.joined(separator: "\n") + "\n"
    }

    private func line(_ recording: Recording) -> String {
        "\(TerminalText.line(recording.name)): \(recording.frames) frames, \(recording.events) events"
    }

    private static func colour(_ change: EventDiff.Change) -> TextStyle.Colour? {
        switch change {
        case .same: .dim
        case .changed: .yellow
        case .missing: .red
        case .extra: .green
        }
    }
}
