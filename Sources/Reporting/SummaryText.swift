package import CaptureTools

/// What many reports come to, for the terminal.
package enum SummaryText {
    package static func text(_ summary: VerdictSummary, style: TextStyle) -> String {
        var lines = [style.paint(head(summary), .bold)]
        if !summary.modes.isEmpty {
            let width = max(24, summary.modes.keys.map(\.columns).max() ?? 0)
            let title = style.paint("Failure modes".padded(to: width + 2), .bold)
            lines += ["", title + style.paint(" primary   seen   share", .dim)]
            for (id, mode) in summary.ranked {
                let share = Numbers.fixed(Double(mode.seen) * 100 / Double(max(summary.reports, 1)), 1)
                lines.append(
                    "  \(TerminalText.line(id).padded(to: width)) \(right(mode.primary, 7)) \(right(mode.seen, 6)) \(right(share, 5)) %  "
                        + style.paint(TerminalText.line(mode.examples.first ?? ""), .dim))
            }
        }
        let failing = summary.questions.filter { $0.value.fail > 0 }.sorted {
            ($1.value.fail, $0.key) < ($0.value.fail, $1.key)
        }
        if !failing.isEmpty {
            lines += ["", style.paint("Questions that failed", .bold)]
            for (id, question) in failing {
                let of = question.pass + question.fail
                lines.append(
                    "  \(TerminalText.line(id).padded(to: 24)) \(question.fail) of \(of), \(question.open) not examined"
                )
            }
        }
        let measured = VerdictSummary.latencyNames.compactMap { latency in
            summary.latencies[latency.key].map { (latency.name, $0) }
        }
        if !measured.isEmpty {
            let title = style.paint("Latencies".padded(to: 38), .bold)
            lines += ["", title + style.paint("  turns   half      90 %      95 %      99 %   longest", .dim)]
            for (name, sketch) in measured {
                let values =
                    [sketch.percentile(0.5), sketch.percentile(0.9), sketch.percentile(0.95)]
                    + [sketch.percentile(0.99), sketch.maximum]
                let words = values.map { right($0.map(Numbers.milliseconds) ?? "–", 9) }.joined(separator: " ")
                lines.append("  \(name.padded(to: 36)) \(right(sketch.count, 6)) \(words)")
            }
        }
        if summary.unreadable > 0 {
            let names = summary.unreadableExamples.map(TerminalText.line).joined(separator: ", ")
            lines += ["", "not examined: \(summary.unreadable) file\(summary.unreadable == 1 ? "" : "s"): \(names)"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func head(_ summary: VerdictSummary) -> String {
        "\(summary.reports) report\(summary.reports == 1 ? "" : "s"): \(summary.pass) pass, \(summary.fail) fail, \(summary.incomplete) incomplete · \(summary.calls) calls, \(summary.answered) of \(summary.turns) turns answered"
    }

    private static func right(_ value: some CustomStringConvertible, _ width: Int) -> String {
        let text = value.description
        return String(repeating: " ", count: max(0, width - text.columns)) + text
    }
}
