import Diagnosis

/// The findings of `report.html`: what was seen, why, what proves it, and what cures it.
extension HTMLReport {
    var findings: Markup {
        let articles = standing.map(article)
        return
            "\(articles)<p class=\"tools\"><button type=\"button\" id=\"copy\" hidden>Copy the findings as text</button></p>"
    }

    private func article(_ finding: Finding) -> Markup {
        let isPrimary = finding.id == report.primary
        let label: Markup? = isPrimary ? " <span class=\"tag\">primary</span>" : nil
        let folded = report.findings.filter { $0.refinedBy == finding.id }
        return """
            <article class="finding\(isPrimary ? " primary" : "")">
            <h3><code>\(finding.id)</code>\(label)</h3>
            <p class="title">\(finding.title)</p>
            <dl>
            \(entry("Seen", "<p>\(finding.summary)</p>"))
            \(finding.hears.isEmpty ? nil : entry("Heard as", "<p>\(finding.hears)</p>"))
            \(evidence(finding.evidence).map { entry("Evidence", $0) })
            \(finding.causes.isEmpty ? nil : entry("Why", causes(finding.causes)))
            \(finding.remedy.isEmpty ? nil : entry("Fix", "<p class=\"fix\">\(finding.remedy)</p>"))
            \(folded.isEmpty ? nil : entry("Explains", explained(folded)))
            \(finding.source.isEmpty ? nil : entry("Source", "<p class=\"dim\">\(finding.source)</p>"))
            </dl>
            </article>

            """
    }

    private func entry(_ name: String, _ content: Markup) -> Markup { "<dt>\(name)</dt><dd>\(content)</dd>" }

    private func causes(_ causes: [String]) -> Markup {
        guard causes.count > 1 else { return "<p>\(causes.first ?? "")</p>" }
        return "<ol>\(causes.map { cause -> Markup in "<li>\(cause)</li>" })</ol>"
    }

    private func explained(_ folded: [Finding]) -> Markup {
        let lines = folded.map { finding -> Markup in
            "<details><summary><code>\(finding.id)</code> \(finding.summary)</summary>\(evidence(finding.evidence))</details>"
        }
        return "\(lines)"
    }
}
