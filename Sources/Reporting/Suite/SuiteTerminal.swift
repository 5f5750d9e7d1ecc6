package import Diagnosis

/// A suite for a person at a terminal: one line a case, what went wrong below, the verdict last.
package struct SuiteTerminal {
    private let report: SuiteReport
    private let style: TextStyle

    package init(_ report: SuiteReport, style: TextStyle) {
        self.report = report
        self.style = style
    }

    package var text: String {
        let parts = [
            [style.paint(TerminalText.line(SuiteWords.head(report)), .bold)], table, failures, comparison, [verdict],
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    // MARK: one line a case

    private var table: [String] {
        let width = min(44, report.cases.map(\.name.columns).max() ?? 0)
        return report.cases.map { each in
            let standing = report.standing(of: each)
            var words = TerminalText.line(SuiteWords.result(each))
            if case .skipped(let reason) = standing { words = TerminalText.line(reason) }
            if words == each.expected.verdict.rawValue, each.expected.verdict == .pass { words = "" }
            let latency = SuiteWords.latency(each)
            let shown = [words, latency].filter { !$0.isEmpty }.joined(separator: "  ")
            let line = "  \(glyph(standing)) \(TerminalText.line(each.name).padded(to: width))"
            return shown.isEmpty ? line.trimmed : "\(line)  \(style.paint(shown, .dim))"
        }
    }

    private func glyph(_ standing: SuiteReport.Standing) -> String {
        switch standing {
        case .passed: style.paint("✓", .green)
        case .failed: style.paint("✗", .red)
        case .open: style.paint("–", .yellow)
        case .known: style.paint("~", .yellow)
        case .skipped: style.paint("·", .dim)
        }
    }

    // MARK: what is to be looked at

    private var failures: [String] {
        report.cases.filter { each in
            switch report.standing(of: each) {
            case .failed, .open: true
            case .passed, .known, .skipped: false
            }
        }.enumerated().flatMap { index, each in (index == 0 ? [] : [""]) + lines(each) }
    }

    private func lines(_ each: CaseReport) -> [String] {
        let standing = report.standing(of: each)
        var lines = ["\(glyph(standing)) \(style.paint(TerminalText.line(each.name), .bold))"]
        func add(_ label: String, _ text: String) {
            lines += style.folded(TerminalText.line(text), lead: "  \(label.padded(to: 8))", leadWidth: 10)
        }
        add("came", standing.reason)
        if let spread = SuiteWords.spread(each) { add("latency", spread) }
        guard let run = each.telling else { return lines }
        for finding in run.findings.prefix(3) where finding.id != each.expected.primary {
            add("finding", "\(finding.id): \(finding.title)")
            add("fix", finding.remedy)
        }
        if run.findings.count > 3 { add("", "and \(run.findings.count - 3) more findings") }
        add("again", again(each, run))
        if let folder = run.folder { add("report", folder) }
        return lines
    }

    private func again(_ each: CaseReport, _ run: CaseRun) -> String {
        "realtime-doctor suite \(report.plan.file.map { "\($0) " } ?? "")--only \(each.name)"
    }

    private var comparison: [String] {
        guard let comparison = report.comparison else { return [] }
        var lines = [style.paint("Since the baseline", .bold)]
        func add(_ glyph: String, _ text: String) {
            lines += style.folded(TerminalText.line(text), lead: "  \(glyph) ", leadWidth: 4)
        }
        for change in comparison.better {
            add(style.paint("✓", .green), "\(change.name): \(change.what.joined(separator: "; "))")
        }
        if !comparison.known.isEmpty {
            add(style.paint("~", .yellow), "no worse than then: \(comparison.known.joined(separator: ", "))")
        }
        if !comparison.missing.isEmpty { add("·", "not in this run: \(Self.few(comparison.missing))") }
        if comparison.worse.isEmpty { add(style.paint("✓", .green), "nothing got worse") }
        if !comparison.better.isEmpty { add("·", "to keep what got better: --update-baseline") }
        return lines
    }

    private static func few(_ names: [String]) -> String {
        names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
    }

    private var verdict: String {
        let colour: TextStyle.Colour =
            switch report.verdict {
            case .pass: .green
            case .fail: .red
            case .incomplete: .yellow
            }
        let word = style.paint(report.verdict.rawValue.uppercased(), colour)
        return "\(word): \(TerminalText.line(SuiteWords.sentence(report))) · \(Numbers.seconds(report.run.seconds))"
    }
}

extension String {
    fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
