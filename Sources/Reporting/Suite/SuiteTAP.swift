package import Diagnosis
import JSONText

/// A suite in the Test Anything Protocol, version 14: what the baseline knows to fail is a TODO, which fails nobody's run.
package enum SuiteTAP {
    package static func text(_ report: SuiteReport) -> String {
        var lines = ["TAP version 14", "1..\(report.cases.count)"]
        for (index, each) in report.cases.enumerated() { lines += point(index + 1, each, report) }
        if let reason = report.run.cutShort { lines.append("# \(line(reason))") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func point(_ number: Int, _ each: CaseReport, _ report: SuiteReport) -> [String] {
        let standing = report.standing(of: each)
        let name = "\(number) - \(escaped(each.name))"
        switch standing {
        case .passed: return ["ok \(name)"]
        case .skipped(let reason): return ["ok \(name) # SKIP \(escaped(reason))"]
        case .known: return ["not ok \(name) # TODO known since the baseline"] + diagnostic(each, standing, "todo")
        case .failed: return ["not ok \(name)"] + diagnostic(each, standing, "fail")
        case .open: return ["not ok \(name)"] + diagnostic(each, standing, "incomplete")
        }
    }

    /// A YAML block, indented by two: JSON strings are YAML, whatever they hold.
    private static func diagnostic(
        _ each: CaseReport, _ standing: SuiteReport.Standing, _ severity: String
    ) -> [String] {
        var pairs = [("message", standing.reason), ("severity", severity), ("expected", each.expected.words)]
        if let run = each.telling {
            pairs.append(("actual", run.result))
            pairs.append(("seed", String(run.seed)))
            if let folder = run.folder { pairs.append(("report", folder)) }
        }
        return ["  ---"] + pairs.map { "  \($0): \(quoted($1))" } + ["  ..."]
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSON.writeQuoted(line(text), to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// In a description `#` would begin a directive. TAP 14, "Escaping".
    private static func escaped(_ text: String) -> String {
        line(text).map { $0 == "#" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }

    private static func line(_ text: String) -> String { TerminalText.line(text) }
}
