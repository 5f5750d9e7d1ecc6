// What every command does with a report: print it, and leave a folder that can be opened, kept and sent.
import CommandLineOptions
import Diagnosis
import Examination
import Reporting
import Transport

final class ReportOutput {
    private let call: Invocation
    private let console: Console
    /// Several reports are one JSON array, so that standard output stays one document.
    private let isOneOfMany: Bool
    private var shown = 0

    init(_ call: Invocation, _ console: Console, isOneOfMany: Bool) {
        self.call = call
        self.console = console
        self.isOneOfMany = isOneOfMany
    }

    var isJSON: Bool { call.has("json") }

    /// Report folders are written, and the captures that the reports are about with them.
    var keepsCaptures: Bool { !call.has("no-reports") }

    var style: TextStyle {
        TextStyle(hasColour: console.outputHasColour, isVerbose: call.has("verbose"), width: console.columns)
    }

    /// Prints the report and writes its folder.
    ///
    /// - Parameter examined: The file that the report is about, where there is one.
    /// - Returns: the exit code.
    /// - Parameter more: Files for the folder, beside the report's own.
    func show(
        _ report: Report, capture: [UInt8], command: String, examined: String? = nil, more: [ReportFile] = []
    ) -> Int32 {
        if isJSON, isOneOfMany { console.out(shown == 0 ? "[\n" : ",\n") }
        shown += 1
        console.out(isJSON ? JSONReport.text(report) : TerminalReport(report, style: style).text)
        if keepsCaptures { writeFolder(report, capture, command, more) }
        writeCopy("junit", JUnitReport.text(report))
        writeCopy("sarif", SARIF.text(report, file: examined))
        return report.verdict.exitCode
    }

    /// After the last report.
    func finish() {
        if isJSON, isOneOfMany { console.out(shown == 0 ? "[]\n" : "]\n") }
    }

    /// A file that was asked for by name; of several reports the second is `name-2.xml`.
    private func writeCopy(_ option: String, _ text: String) {
        guard var path = call.text(option) else { return }
        if shown > 1 {
            let dot = path.lastIndex(of: ".").flatMap { path[$0...].contains("/") ? nil : $0 } ?? path.endIndex
            path.insert(contentsOf: "-\(shown)", at: dot)
        }
        do throws(TransportError) {
            try Files.write(text, to: path)
        } catch {
            console.error("warning: \(error.explanation.message)")
        }
    }

    private func writeFolder(_ report: Report, _ capture: [UInt8], _ command: String, _ more: [ReportFile]) {
        let id = Surroundings.randomBytes(3).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let folder =
            "\(call.text("reports") ?? "Reports")/\(ReportFolder.name(started: Surroundings.wallClock, command: command, id: id))"
        do throws(TransportError) {
            let files = ReportFolder.files(report: report, capture: capture) + more
            for file in files { try Files.write(file.bytes, to: "\(folder)/\(file.name)") }
            if call.has("bundle") {
                let bundle = "\(folder)/realtime-doctor-\(id).tar"
                try Files.write(SupportBundle.bytes(files, report: report, folder: "realtime-doctor-\(id)"), to: bundle)
                console.error("bundle: \(bundle) (redacted; read it before you send it)")
            }
            console.error("report: \(folder)/report.html")
        } catch {
            // The verdict stands whether or not a disk is full.
            console.error("warning: the report folder could not be written: \(error.explanation.message)")
        }
    }
}
