package import Diagnosis

/// `junit.xml`: the report for a CI. Every check and indicator is a case, whatever came of it; the `verdict` case fails
/// whenever the exit code is not zero; what was not examined is skipped, with its reason.
package enum JUnitReport {
    package static func text(_ report: Report) -> String {
        let cases =
            report.sections.flatMap(cases) + report.indicators.map { testcase($0, report) }
            + calls(report) + [verdict(report)]
        let failures = cases.count { $0.outcome.isFailure }
        let skipped = cases.count { $0.outcome.isSkipped }
        let seconds = Numbers.fixed(max(0, report.source.seconds ?? 0), 3)
        let counts =
            "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\" time=\"\(seconds)\""
        let name = attribute("realtime-doctor " + (report.source.command ?? "diagnose"))
        let started = report.source.started.map { " timestamp=\"\(attribute(timestamp($0)))\"" } ?? ""
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites name=\"realtime-doctor\" \(counts)>",
            "  <testsuite name=\"\(name)\" \(counts)\(started)>",
            "    <properties>",
        ]
        lines += properties(report).map {
            "      <property name=\"\($0)\" value=\"\(attribute($1))\"/>"
        }
        lines += ["    </properties>"] + cases.map(element) + ["  </testsuite>", "</testsuites>"]
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Case {
        var group: String
        var name: String
        var seconds: Double?
        var outcome: Outcome
    }

    private enum Outcome {
        case passed
        case skipped(String)
        case failed(type: String, message: String, text: String)

        var isFailure: Bool { if case .failed = self { true } else { false } }
        var isSkipped: Bool { if case .skipped = self { true } else { false } }
    }

    // MARK: what becomes a case

    private static func cases(_ section: Section) -> [Case] {
        let checks = section.checks.map { check in
            Case(
                group: section.id, name: check.title, seconds: check.milliseconds.map { $0 / 1_000 },
                outcome: outcome(
                    check.result, type: check.id, reason: check.detail.isEmpty ? section.reason ?? "" : check.detail,
                    text: check.detail))
        }
        guard checks.isEmpty else { return checks }
        let reason = section.reason ?? ""
        return [
            Case(
                group: section.id, name: section.title, seconds: section.seconds,
                outcome: outcome(section.result, type: section.id, reason: reason, text: reason))
        ]
    }

    private static func testcase(_ indicator: IndicatorResult, _ report: Report) -> Case {
        var lines = [indicator.reason] + indicator.evidence.map(TerminalReport.words)
        if let primary = report.findings.first(where: { $0.id == report.primary }) {
            lines += ["", "explained by \(primary.id): \(primary.summary)", "fix: \(primary.remedy)"]
        }
        return Case(
            group: "indicators", name: "\(indicator.id): \(indicator.title)", seconds: nil,
            outcome: outcome(
                indicator.result, type: indicator.id, reason: indicator.reason, text: lines.joined(separator: "\n")))
    }

    /// Of one call the verdict says all.
    private static func calls(_ report: Report) -> [Case] {
        guard report.calls.count > 1 else { return [] }
        return report.calls.map { call in
            let legs = (call.phones + call.models).joined(separator: " and ")
            let outcome: Outcome =
                switch call.verdict {
                case .pass: .passed
                case .incomplete: .skipped("what was seen of it allows no verdict")
                case .fail:
                    .failed(
                        type: call.primary ?? "fail",
                        message: call.primary.map { id in
                            report.findings.first { $0.id == id }.map { "\(id): \($0.title)" } ?? id
                        } ?? "an indicator failed in it",
                        text: "connections \(legs), paired by \(call.pairing)")
                }
            return Case(group: "calls", name: "call \(call.number)", seconds: call.seconds, outcome: outcome)
        }
    }

    private static func verdict(_ report: Report) -> Case {
        let outcome: Outcome =
            report.verdict.exitCode == 0
            ? .passed
            : .failed(
                type: report.primary ?? report.verdict.rawValue, message: VerdictWords.sentence(report),
                text: TerminalReport(report, style: TextStyle(width: 100)).explanation)
        return Case(group: "verdict", name: "verdict", seconds: nil, outcome: outcome)
    }

    private static func outcome(_ result: CheckResult, type: String, reason: String, text: String) -> Outcome {
        switch result {
        case .pass: .passed
        case .notExamined: .skipped(reason.isEmpty ? "not examined" : reason)
        case .fail: .failed(type: type, message: reason, text: text)
        }
    }

    private static func properties(_ report: Report) -> [(String, String)] {
        var properties = [("verdict", report.verdict.rawValue), ("primary", report.primary ?? "")]
        if let id = report.source.id { properties.append(("capture", id)) }
        if let model = report.sessions.first?.model { properties.append(("model", model)) }
        return properties
    }

    // MARK: XML

    private static func element(_ item: Case) -> String {
        let time = item.seconds.map { " time=\"\(Numbers.fixed(max(0, $0), 3))\"" } ?? ""
        let start = "    <testcase classname=\"\(attribute(item.group))\" name=\"\(attribute(item.name))\"\(time)"
        switch item.outcome {
        case .passed: return start + "/>"
        case .skipped(let reason):
            return start + ">\n      <skipped message=\"\(attribute(reason))\"/>\n    </testcase>"
        case .failed(let type, let message, let text):
            return start + ">\n      <failure type=\"\(attribute(type))\" message=\"\(attribute(message))\">"
                + escaped(text) + "</failure>\n    </testcase>"
        }
    }

    /// XML schema's dateTime as JUnit consumers read it: no fraction, no zone.
    private static func timestamp(_ started: String) -> String { String(started.prefix(19)) }

    private static func attribute(_ text: String) -> String { XMLText.attribute(text) }

    private static func escaped(_ text: String) -> String { XMLText.escaped(text) }
}
