import Diagnosis

/// Sections, indicators and what else a report holds, in `report.html`.
extension HTMLReport {
    var checks: Markup {
        let sections: Markup? =
            report.sections.isEmpty
            ? nil : "<h3>Sections</h3><div class=\"sections\">\(report.sections.map(section))</div>"
        let indicators: Markup? =
            report.indicators.isEmpty
            ? nil : "<h3>Questions</h3><ul class=\"indicators\">\(report.indicators.map(indicator))</ul>"
        return "\(sections)\(indicators)"
    }

    private func section(_ section: Section) -> Markup {
        let time = section.seconds.map { seconds -> Markup in " <span class=\"time\">\(Numbers.seconds(seconds))</span>"
        }
        let reason: Markup? = section.reason.map { reason -> Markup in "<span class=\"reason\">\(reason)</span>" }
        let head: Markup = "\(glyph(section.result)) \(section.title)\(time)\(reason)"
        guard !section.checks.isEmpty else { return "<div class=\"section\">\(head)</div>" }
        let lines = section.checks.map { check -> Markup in
            let time = check.milliseconds.map { ms -> Markup in
                " <span class=\"time\">\(Numbers.milliseconds(ms))</span>"
            }
            let detail: Markup? = check.detail.isEmpty ? nil : " <span class=\"reason\">\(check.detail)</span>"
            return "<li>\(glyph(check.result)) \(check.title)\(time)\(detail)</li>"
        }
        let open: Markup = section.result == .fail ? " open" : ""
        return "<details class=\"section\"\(open)><summary>\(head)</summary><ul>\(lines)</ul></details>"
    }

    private func indicator(_ indicator: IndicatorResult) -> Markup {
        let reason: Markup? =
            indicator.reason.isEmpty ? nil : "<span class=\"reason\">\(indicator.reason)</span>"
        let proof = indicator.result == .fail ? evidence(indicator.evidence, limit: 3) : nil
        return
            "<li>\(glyph(indicator.result)) <span>\(indicator.title) <code class=\"dim\">\(indicator.id)</code>\(reason)\(proof)</span></li>"
    }

    // MARK: the capture

    var about: Markup {
        let coverage = report.coverage
        let rows: [(String, String)] = [
            ("Shows", coverage.directions.joined(separator: ", ")),
            ("Timing", coverage.timing), ("Audio", coverage.audio),
            ("Format", coverage.format == "ours" ? "capture of this tool" : coverage.format),
            ("Tokens", report.usage.responses == 0 ? "" : usage),
        ]
        let table: [Markup] = rows.filter { !$0.1.isEmpty }.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" }
        return """
            <dl class="facts">\(table)</dl>
            \(list("What it cannot prove", coverage.limits.map { "<li>\($0)</li>" }))
            \(list("Sessions", report.sessions.map(session)))
            \(list("Protocol rules broken", report.violations.map(violation)))
            \(list("Notes", report.notes.map { "<li>\($0.text) \(evidence($0.evidence, limit: 3))</li>" }))
            """
    }

    private var usage: String {
        let usage = report.usage
        return "\(usage.inputTokens) in (\(usage.inputAudioTokens) audio, \(usage.cachedTokens) cached), "
            + "\(usage.outputTokens) out (\(usage.outputAudioTokens) audio), in \(usage.responses) responses"
    }

    func list(_ title: String, _ items: [Markup]) -> Markup? {
        items.isEmpty ? nil : "<h3>\(title)</h3><ul class=\"plain\">\(items)</ul>"
    }

    private func session(_ session: SessionSummary) -> Markup {
        let facts = [session.dialect, session.model, session.turnDetection, session.id].compactMap { $0 }
        return
            "<li><b>\(session.connection)</b> \(facts.joined(separator: " · ")) <span class=\"reason\">\(session.end)</span></li>"
    }

    private func violation(_ violation: Violation) -> Markup {
        "<li><b>\(violation.rule)</b> \(violation.summary) <span class=\"dim\">\(violation.count)×</span>\(evidence(violation.evidence, limit: 3))</li>"
    }
}
