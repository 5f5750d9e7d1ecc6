// What a suite leaves behind: the terminal's table, one folder, the files that were asked for, and what a CI is told.
import CommandLineOptions
import Diagnosis
import Examination
import Reporting
import Transport

struct SuiteOutput {
    private let call: Invocation
    private let console: Console
    private let environment: [String: String]
    /// Of the whole suite; nil with `--no-reports`.
    let folder: String?

    init(_ call: Invocation, _ console: Console, environment: [String: String], started: String) {
        self.call = call
        self.console = console
        self.environment = environment
        let id = Surroundings.randomBytes(3).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        folder =
            call.has("no-reports")
            ? nil
            : "\(call.text("reports") ?? "Reports")/\(ReportFolder.name(started: started, command: "suite", id: id))"
    }

    /// `cases/healthy`, `cases/healthy-2`: where a run's own report lies in the folder of the suite.
    static func place(_ each: PlannedCase, _ job: SuiteSchedule.Job) -> String {
        "cases/\(each.name)" + (each.repeats > 1 ? "-\(job.run + 1)" : "")
    }

    /// Writes a run's own report.
    ///
    /// - Returns: Where, from the suite's folder; nil when there is none.
    static func keep(_ report: Report, capture: [UInt8], in folder: String?, at place: String) -> String? {
        guard let folder else { return nil }
        do throws(TransportError) {
            for file in ReportFolder.files(report: report, capture: capture) {
                try Files.write(file.bytes, to: "\(folder)/\(place)/\(file.name)")
            }
            return place
        } catch {
            return nil
        }
    }

    func show(_ report: SuiteReport) {
        let style = TextStyle(hasColour: console.outputHasColour, width: console.columns)
        console.out(
            call.has("json")
                ? SuiteJSON.text(report) : SuiteTerminal(report.seen(from: "here", folder), style: style).text)
        if let folder {
            for (name, text) in Self.files(report) { write(text, to: "\(folder)/\(name)") }
        }
        for (option, text) in Self.asked {
            if let path = call.text(option) { write(text(report.seen(from: path, folder)), to: path) }
        }
        tellGitHub(report)
        if let folder { console.error("report: \(folder)/suite.html") }
    }

    private static let asked: [(option: String, text: @Sendable (SuiteReport) -> String)] = [
        ("html", { SuiteHTML.text($0) }), ("junit", { SuiteJUnit.text($0) }), ("sarif", { SARIF.text($0) }),
        ("tap", { SuiteTAP.text($0) }),
    ]

    private static func files(_ report: SuiteReport) -> [(String, String)] {
        [
            ("suite.html", SuiteHTML.text(report)), ("suite.json", SuiteJSON.text(report)),
            ("junit.xml", SuiteJUnit.text(report)), ("suite.sarif", SARIF.text(report)),
            ("suite.tap", SuiteTAP.text(report)), ("suite.md", SuiteMarkdown.text(report)),
        ]
    }

    private func write(_ text: String, to path: String) {
        do throws(TransportError) {
            try Files.write(text, to: path)
        } catch {
            // The verdict stands whether or not a disk is full.
            console.error("warning: \(error.explanation.message)")
        }
    }

    /// Annotations at the plan's lines, and the summary of the step. The runner reads both streams of a step.
    private func tellGitHub(_ report: SuiteReport) {
        guard environment["GITHUB_ACTIONS"] == "true" else { return }
        for line in SuiteAnnotations.lines(report) { console.error(line) }
        guard let path = environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return }
        do throws(TransportError) {
            try Files.append(SuiteMarkdown.text(report) + "\n", to: path)
        } catch {
            console.error("warning: \(error.explanation.message)")
        }
    }
}

extension SuiteReport {
    /// The same with links that hold from another file's place.
    fileprivate func seen(from path: String, _ folder: String?) -> SuiteReport {
        guard let folder else { return self }
        let prefix = RelativePath.from(Files.parent(path), to: folder)
        var report = self
        for index in report.cases.indices {
            for run in report.cases[index].runs.indices {
                report.cases[index].runs[run].folder = report.cases[index].runs[run].folder.map { "\(prefix)/\($0)" }
            }
        }
        return report
    }
}
