package import Diagnosis

/// `junit.xml` of a suite: a test case for each case of the plan. What could not be examined is an error, what the
/// baseline knows is skipped, so that a CI is red for what is news alone.
package enum SuiteJUnit {
    package static func text(_ report: SuiteReport) -> String {
        let counts = report.counts
        let numbers =
            "tests=\"\(report.cases.count)\" failures=\"\(counts.failed)\" errors=\"\(counts.open)\" "
            + "skipped=\"\(counts.skipped + counts.known)\" time=\"\(Numbers.fixed(max(0, report.run.seconds), 3))\""
        let started = XMLText.attribute(String(report.run.started.prefix(19)))
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites name=\"realtime-doctor\" \(numbers)>",
            "  <testsuite name=\"\(XMLText.attribute(report.plan.id))\" \(numbers) timestamp=\"\(started)\">",
            "    <properties>",
        ]
        let properties = [
            ("verdict", report.verdict.rawValue), ("bridge", report.plan.bridge), ("tool", report.run.tool),
        ]
        lines += properties.map { "      <property name=\"\($0)\" value=\"\(XMLText.attribute($1))\"/>" }
        lines += ["    </properties>"] + report.cases.map { element($0, report) }
        return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func element(_ each: CaseReport, _ report: SuiteReport) -> String {
        let seconds = each.runs.compactMap(\.seconds).reduce(0, +)
        let start =
            "    <testcase classname=\"\(XMLText.attribute(report.plan.id))\" name=\"\(XMLText.attribute(each.name))\" "
            + "time=\"\(Numbers.fixed(max(0, seconds), 3))\""
        func with(_ body: String) -> String { start + ">\n      \(body)\n    </testcase>" }
        switch report.standing(of: each) {
        case .passed: return start + "/>"
        case .skipped(let reason): return with("<skipped message=\"\(XMLText.attribute(reason))\"/>")
        case .known(let words): return with("<skipped message=\"\(XMLText.attribute("known: \(words)"))\"/>")
        case .failed(let words): return with(problem("failure", each, words))
        case .open(let words): return with(problem("error", each, words))
        }
    }

    private static func problem(_ name: String, _ each: CaseReport, _ words: String) -> String {
        let type = each.telling?.primary ?? each.telling?.verdict?.rawValue ?? "not-run"
        return "<\(name) type=\"\(XMLText.attribute(type))\" message=\"\(XMLText.attribute(words))\">"
            + XMLText.escaped(details(each, words)) + "</\(name)>"
    }

    private static func details(_ each: CaseReport, _ words: String) -> String {
        var lines = [words]
        if let spread = SuiteWords.spread(each) { lines.append("latency \(spread)") }
        guard let run = each.telling else { return lines.joined(separator: "\n") }
        for finding in run.findings {
            lines += ["", "\(finding.id): \(finding.summary)", "fix: \(finding.remedy)"]
        }
        let failed = run.indicators.filter { $0.result == .fail }.map(\.id)
        if !failed.isEmpty { lines += ["", "questions that failed: \(failed.joined(separator: ", "))"] }
        if let folder = run.folder { lines += ["report: \(folder)/report.html"] }
        return lines.joined(separator: "\n")
    }
}
