package import Diagnosis

/// Workflow commands of GitHub Actions: lines that the runner turns into annotations at the plan's own lines.
package enum SuiteAnnotations {
    /// - Returns: One line each; what failed is an error, what could not be examined a warning, what is known a notice.
    package static func lines(_ report: SuiteReport) -> [String] {
        report.cases.compactMap { each in
            switch report.standing(of: each) {
            case .passed, .skipped: nil
            case .failed(let words): command("error", each, words, report)
            case .open(let words): command("warning", each, words, report)
            case .known(let words): command("notice", each, words, report)
            }
        }
    }

    private static func command(_ name: String, _ each: CaseReport, _ words: String, _ report: SuiteReport) -> String {
        var properties = [("title", each.name)]
        if let file = report.plan.file {
            properties.insert(("file", file), at: 0)
            if let line = each.line { properties.insert(("line", String(line)), at: 1) }
        }
        var message = words
        if let finding = each.telling?.findings.first(where: { $0.id != each.expected.primary }) {
            message += "\nfix: \(finding.remedy)"
        }
        let list = properties.map { "\($0)=\(escaped($1, isProperty: true))" }.joined(separator: ",")
        return "::\(name) \(list)::\(escaped(message))"
    }

    /// As the runner's own toolkit escapes them; other control characters become visible, and end no line.
    static func escaped(_ text: String, isProperty: Bool = false) -> String {
        var result = ""
        for character in TerminalText.safe(text) {
            switch character {
            case "%": result += "%25"
            case "\n": result += "%0A"
            case ":" where isProperty: result += "%3A"
            case "," where isProperty: result += "%2C"
            default: result.append(character)
            }
        }
        return result
    }
}
