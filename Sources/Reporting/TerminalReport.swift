package import Diagnosis

/// The report for a person at a terminal: sections, turns, findings with why, evidence and fix, and the verdict last.
package struct TerminalReport {
    let report: Report
    let style: TextStyle

    package init(_ report: Report, style: TextStyle) {
        self.report = report
        self.style = style
    }

    package var text: String {
        let parts = [
            sections, report.sections.isEmpty || style.isVerbose ? indicators : failedIndicators, calls, turns,
            findings,
            violations, notes, telephone, run, coverage, [verdict],
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    /// What is wrong and why, without what is right: for places that show the checks themselves.
    var explanation: String {
        let failed = findings.isEmpty ? failedIndicators : findings
        return (failed + [verdict]).joined(separator: "\n")
    }

    // MARK: sections

    private var sections: [String] { report.sections.flatMap(lines) }

    private func lines(_ section: Section) -> [String] {
        let time = section.seconds.map { " (\(Numbers.seconds($0)))" } ?? ""
        let reason = section.result == .notExamined ? section.reason.map { ": not examined, \($0)" } ?? "" : ""
        let head = "\(box(section.result)) \(TerminalText.line(section.title))\(time)\(TerminalText.line(reason))"
        guard section.result == .fail || style.isVerbose else { return [head] }
        return [head] + section.checks.flatMap(lines)
    }

    private func lines(_ check: Section.Check) -> [String] {
        let time = check.milliseconds.map { " (\(Numbers.milliseconds($0)))" } ?? ""
        let detail = check.detail.isEmpty ? "" : ": \(safe(check.detail))"
        return style.folded("\(safe(check.title))\(detail)\(time)", lead: "    \(glyph(check.result)) ", leadWidth: 6)
    }

    // MARK: indicators

    private var indicators: [String] {
        [heading("Indicators")] + report.indicators.flatMap(lines)
    }

    private var failedIndicators: [String] {
        // Why something was not examined stands at its section already; saying it a dozen times would hide the rest.
        let counts: Set<CheckResult> = report.sections.isEmpty ? [.fail, .notExamined] : [.fail]
        let failed = report.indicators.filter { counts.contains($0.result) && ($0.required || $0.result == .fail) }
        return failed.isEmpty ? [] : [heading("Indicators")] + failed.flatMap(lines)
    }

    private func lines(_ indicator: IndicatorResult) -> [String] {
        let reason = indicator.reason.isEmpty ? "" : ": \(safe(indicator.reason))"
        return style.folded("\(safe(indicator.title))\(reason)", lead: "  \(glyph(indicator.result)) ", leadWidth: 4)
    }

    // MARK: turns

    private var turns: [String] {
        guard !report.turns.isEmpty else { return [] }
        // A long call shows the turns that broke, and how many did not.
        let shown =
            report.turns.count <= 12 || style.isVerbose ? report.turns : report.turns.filter { $0.missing != nil }
        let hidden = report.turns.count - shown.count
        let more = hidden > 0 ? ["  … and \(hidden) more turns that were answered"] : []
        return [heading("Turns")] + shown.flatMap(lines) + more
    }

    private func lines(_ turn: TurnChain) -> [String] {
        let said = turn.said.map { " \u{201C}\(TerminalText.line($0))\u{201D}" } ?? ""
        let numbers = [
            report.calls.count > 1 ? "call \(turn.call)" : nil,
            turn.voiceToVoiceMs.map { "\(Numbers.milliseconds($0)) to the first sound" }
                ?? turn.latencyMs.map { "\(Numbers.milliseconds($0)) to first audio" },
            turn.replyAudioMs.map { audio in
                "\(Numbers.seconds(audio / 1000)) of sound"
                    + (turn.replyLevel.map { " at \(Numbers.fixed($0, 0)) dBFS" } ?? "")
            },
            turn.interrupted ? "interrupted" : nil,
            turn.status.flatMap { $0 == "completed" || turn.interrupted ? nil : TerminalText.line($0) },
        ].compactMap { $0 }.joined(separator: ", ")
        let head =
            "  \(glyph(turn.missing == nil ? .pass : .fail)) \(turn.number) \(TerminalText.line(turn.kind))\(said)"
            + (numbers.isEmpty ? "" : style.paint("  \(numbers)", .dim))
        guard turn.missing != nil || style.isVerbose else { return [head] }
        return [head] + chain(turn)
    }

    /// `spoken ─ appended ─ speech started ─ ✗ response created`
    private func chain(_ turn: TurnChain) -> [String] {
        var words: [String] = []
        for link in turn.links {
            switch link.result {
            case .present: words.append(TerminalText.line(link.name))
            case .missing: words.append(style.paint("✗ \(TerminalText.line(link.name))", .red))
            case .notApplicable: continue
            case .unknown: words.append(style.paint("? \(TerminalText.line(link.name))", .dim))
            }
            // What follows the break is missing because of it.
            if link.name == turn.missing { break }
        }
        return ["      " + words.joined(separator: " ─ ")]
    }

    // MARK: findings

    private var findings: [String] {
        report.findings.filter { $0.refinedBy == nil }.enumerated().flatMap { index, finding in
            (index == 0 ? [] : [""]) + lines(finding)
        }
    }

    private func lines(_ finding: Finding) -> [String] {
        var lines = [
            style.paint("✗ \(TerminalText.line(finding.id))", .red)
                + style.paint(": \(TerminalText.line(finding.title))", .bold)
        ]
        func add(_ label: String, _ texts: [String]) {
            for (index, text) in texts.enumerated() {
                let name = index == 0 ? label : ""
                let padded = name + String(repeating: " ", count: max(0, 9 - name.count))
                lines += style.folded(safe(text), lead: "  \(style.paint(padded, .dim)) ", leadWidth: 12)
            }
        }
        add("seen", [finding.summary])
        add("heard as", finding.hears.isEmpty ? [] : [finding.hears])
        add("evidence", finding.evidence.prefix(style.isVerbose ? 50 : 6).map(Self.words))
        add(
            "why",
            finding.causes.enumerated().map {
                finding.causes.count > 1 ? "\($0.offset + 1). \($0.element)" : $0.element
            })
        add("fix", [finding.remedy])
        let folded = report.findings.filter { $0.refinedBy == finding.id }.map(\.id)
        add("explains", folded.isEmpty ? [] : [folded.joined(separator: ", ")])
        add("more", ["realtime-doctor explain \(finding.id)"])
        return lines
    }

    /// `#812 at 12.304 s  response.done: status completed, output []`
    static func words(_ evidence: Evidence) -> String {
        let time = evidence.time.map { " at \(Numbers.fixed($0, 3)) s" } ?? ""
        return "#\(evidence.frame)\(time)  \(evidence.text)"
    }

    // MARK: the rest

    private var violations: [String] {
        guard !report.violations.isEmpty else { return [] }
        let shown =
            style.isVerbose ? report.violations : report.violations.filter { $0.severity == "E" || $0.severity == "C" }
        guard !shown.isEmpty else { return [] }
        return [heading("Protocol violations")]
            + shown.flatMap { violation in
                style.folded(
                    "\(safe(violation.rule)) \(safe(violation.summary)) (\(violation.count)×"
                        + (violation.evidence.first.map { ", first #\($0.frame)" } ?? "") + ")",
                    lead: "  \(style.paint("!", .yellow)) ", leadWidth: 4)
            }
    }

    private var notes: [String] {
        guard !report.notes.isEmpty else { return [] }
        return [heading("Notes")] + report.notes.flatMap { style.folded(safe($0.text), lead: "  · ", leadWidth: 4) }
    }

    private var coverage: [String] {
        let isOurs = report.coverage.format == "ours" && report.coverage.limits.isEmpty
        guard !isOurs || style.isVerbose else { return [] }
        let facts = [
            report.coverage.format, report.coverage.directions.joined(separator: ", "), report.coverage.timing,
            "audio \(report.coverage.audio)",
        ].filter { !$0.isEmpty }.joined(separator: " · ")
        return [heading("Coverage"), "  \(TerminalText.line(facts))"]
            + report.coverage.limits.flatMap { style.folded(safe($0), lead: "  · ", leadWidth: 4) }
    }

    private var verdict: String {
        let source = report.sessions.first?.model.map { " · model \(TerminalText.line($0))" } ?? ""
        let word =
            switch report.verdict {
            case .pass: style.paint("PASS", .green)
            case .fail: style.paint("FAIL", .red)
            case .incomplete: style.paint("INCOMPLETE", .yellow)
            }
        return "\(word): \(TerminalText.line(VerdictWords.sentence(report)))\(source)"
    }

    func heading(_ text: String) -> String { style.paint(text, .bold) }
    func safe(_ text: String) -> String { TerminalText.safe(text) }

    private func box(_ result: CheckResult) -> String {
        switch result {
        case .pass: style.paint("[✓]", .green)
        case .fail: style.paint("[✗]", .red)
        case .notExamined: style.paint("[–]", .yellow)
        }
    }

    func glyph(_ result: CheckResult) -> String {
        switch result {
        case .pass: style.paint("✓", .green)
        case .fail: style.paint("✗", .red)
        case .notExamined: style.paint("–", .yellow)
        }
    }
}
