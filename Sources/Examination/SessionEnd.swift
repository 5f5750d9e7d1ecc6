package import Diagnosis
import Durations

/// How a session that we served or passed on ended, for the line that its server prints.
package struct SessionEnd: Sendable {
    /// `session`; a recorder that has both legs says `call`.
    package var noun = "session"
    package var number: Int
    /// Or the deployment, or the intent: what the URL asked for.
    package var model: String?
    package var seconds: Double
    /// Nil when the session was not judged or held nothing to judge.
    package var report: Report?
    /// Why it ended, where no frame says so.
    package var reason: String?

    package init(number: Int, model: String?, seconds: Double, report: Report?, reason: String? = nil) {
        self.number = number
        self.model = model
        self.seconds = seconds
        self.report = report
        self.reason = reason
    }

    /// `session 1, gpt-realtime, 12.4 s: fail, second-turn-stall: turn 2 was heard and never answered`;
    /// where no finding explains the verdict, the question that decided it: `incomplete, answered: nobody asked for anything`.
    package var line: String {
        let time = "\(Int(seconds)).\(Int(seconds * 10) % 10) s"
        let head = "\(noun) \(number)\(model.map { ", \($0)" } ?? ""), \(time): "
        guard let report else { return head + (reason ?? "nothing to judge") }
        if let finding = report.findings.first {
            return head + "\(report.verdict.rawValue), \(finding.id): \(finding.summary)"
        }
        let why: IndicatorResult? =
            switch report.verdict {
            case .pass: nil
            case .fail: report.indicators.first { $0.result == .fail }
            case .incomplete: report.indicators.first { $0.required && $0.result == .notExamined }
            }
        return head + report.verdict.rawValue + (why.map { ", \($0.id): \($0.reason)" } ?? "")
    }
}
