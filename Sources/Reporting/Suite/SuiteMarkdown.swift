package import Diagnosis

/// A suite as GitHub-flavoured Markdown: for a step summary or a comment. What passed is folded away.
package enum SuiteMarkdown {
    /// GitHub takes a mebibyte of summary from one step; a long suite is cut before that, and says so.
    private static let mostRows = 1_000

    package static func text(_ report: SuiteReport) -> String {
        let glyph =
            switch report.verdict {
            case .pass: "✅"
            case .fail: "❌"
            case .incomplete: "⚠️"
            }
        var lines = [
            "## \(glyph) \(cell(report.plan.title.isEmpty ? report.plan.id : report.plan.title))", "",
            "\(cell(SuiteWords.sentence(report))) · \(cell(report.plan.bridge)) · \(Numbers.seconds(report.run.seconds))",
            "",
        ]
        let told = report.cases.filter { each in
            if case .passed = report.standing(of: each) { false } else { true }
        }
        if !told.isEmpty { lines += table(told, report) + [""] }
        if let comparison = report.comparison, !comparison.better.isEmpty {
            lines += ["**Better than the baseline**", ""]
            lines += comparison.better.map { "- \(cell($0.name)): \(cell($0.what.joined(separator: "; ")))" } + [""]
        }
        let passed = report.cases.filter { report.standing(of: $0) == .passed }
        if !passed.isEmpty {
            lines += ["<details><summary>\(passed.count) as expected</summary>", ""] + table(passed, report)
            lines += ["", "</details>", ""]
        }
        return lines.joined(separator: "\n")
    }

    private static func table(_ cases: [CaseReport], _ report: SuiteReport) -> [String] {
        let hasLatency = cases.contains { $0.latency != nil }
        var lines =
            hasLatency
            ? ["| | case | result | latency |", "|---|---|---|---|"] : ["| | case | result |", "|---|---|---|"]
        for each in cases.prefix(mostRows) {
            let standing = report.standing(of: each)
            let words = standing == .passed ? SuiteWords.result(each) : standing.reason
            let latency = hasLatency ? " \(cell(SuiteWords.latency(each))) |" : ""
            lines.append("| \(glyph(standing)) | \(cell(each.name)) | \(cell(words)) |\(latency)")
        }
        if cases.count > mostRows { lines.append("| | … and \(cases.count - mostRows) more | |") }
        return lines
    }

    private static func glyph(_ standing: SuiteReport.Standing) -> String {
        switch standing {
        case .passed: "✅"
        case .failed: "❌"
        case .open: "⚠️"
        case .known: "➖"
        case .skipped: "⏭️"
        }
    }

    /// Nothing in a text may end its cell, begin markup, or name a person who is then told.
    static func cell(_ text: String) -> String {
        var result = ""
        for character in TerminalText.line(text) {
            switch character {
            case "\\", "`", "*", "_", "[", "]", "#", "|", "~": result += "\\\(character)"
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "@": result += "&#64;"
            default: result.append(character)
            }
        }
        return result
    }
}
