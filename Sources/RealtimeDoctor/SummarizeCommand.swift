// summarize: captures, reports and summaries in, one table out; on all cores.
import CaptureTools
import CommandLineOptions
import Diagnosis
import JSONText
import Reporting
import Synchronization
import Transport

struct SummarizeCommand {
    private let call: Invocation
    private let console: Console
    /// Larger ones are no report.
    private static let largestReport = 64 << 20

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() -> Int32 {
        var files: [String] = []
        do throws(TransportError) {
            for argument in call.arguments { files += try Self.files(argument) }
        } catch {
            console.complain(error.explanation.message, hint: error.explanation.hint)
            return 2
        }
        guard !files.isEmpty else {
            console.complain(
                "no file to summarize is in \(call.arguments.joined(separator: ", "))",
                hint: "folders are searched for .jsonl, .json, .log, .txt, .har, .yaml and .gz")
            return 2
        }
        let summary = summarize(files)
        let style = TextStyle(hasColour: console.outputHasColour, width: console.columns)
        console.out(call.has("json") ? summary.json.pretty + "\n" : SummaryText.text(summary, style: style))
        if summary.fail > 0 { return 1 }
        return summary.incomplete > 0 || summary.unreadable > 0 || summary.reports == 0 ? 2 : 0
    }

    private static let kinds = ["jsonl", "json", "log", "txt", "har", "yaml", "yml", "gz", "ndjson"]

    /// All below a folder; where a report lies beside the capture that it is about, the report alone.
    private static func files(_ path: String) throws(TransportError) -> [String] {
        guard path != "-", Files.isDirectory(path) else { return [path] }
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let names = try Files.list(path)
        if names.contains("report.json") { return ["\(path)/report.json"] }
        var files: [String] = []
        for name in names {
            let below = "\(path)/\(name)"
            if Files.isDirectory(below) {
                files += try Self.files(below)
            } else if name != "suite.json", let dot = name.lastIndex(of: "."),
                kinds.contains(String(name[dot...].dropFirst()))
            {
                files.append(below)
            }
        }
        return files
    }

    private func summarize(_ files: [String]) -> VerdictSummary {
        let next = Mutex(0)
        let whole = Mutex(VerdictSummary())
        Workers.run(min(files.count, call.integer("jobs") ?? Workers.processors)) { [console] in
            var own = VerdictSummary()
            while true {
                let index = next.withLock { next in
                    defer { next += 1 }
                    return next
                }
                guard index < files.count else { break }
                if index % 50 == 0 { console.progress("\(index) of \(files.count)") }
                do throws(InputError) {
                    try Self.add(files[index], to: &own)
                } catch {
                    console.error("warning: \(error.message)")
                    own.addUnreadable(files[index])
                }
            }
            whole.withLock { $0.merge(own) }
        }
        console.progress("")
        return whole.withLock { $0 }
    }

    private static func add(_ file: String, to summary: inout VerdictSummary) throws(InputError) {
        if file.hasSuffix(".json"), (Files.size(file) ?? 0) <= largestReport {
            let bytes = try CaptureInput.bytes(file)
            if let json = try? JSON(parsing: bytes), try add(json, file, to: &summary) { return }
        }
        if file == "-" {
            let bytes = try CaptureInput.bytes(file)
            if let json = try? JSON(parsing: bytes), try add(json, "standard input", to: &summary) { return }
            return try examine(bytes, to: &summary)
        }
        var examiner = Examiner()
        do {
            let reader = try ChunkReader(path: file)
            while let chunk = try reader.next() { examiner.consume(chunk) }
        } catch {
            throw InputError(error)
        }
        do throws(ExaminationError) {
            _ = summary.add(report: JSONReport.json(try examiner.finish()), name: file)
        } catch {
            throw InputError(file, error)
        }
    }

    private static func examine(_ bytes: [UInt8], to summary: inout VerdictSummary) throws(InputError) {
        do throws(ExaminationError) {
            _ = summary.add(report: JSONReport.json(try Examiner.examine(bytes)), name: "standard input")
        } catch {
            throw InputError("standard input", error)
        }
    }

    /// A report, a summary, or a list of either.
    private static func add(_ json: JSON, _ name: String, to summary: inout VerdictSummary) throws(InputError) -> Bool {
        if let list = json.array, !list.isEmpty, list.allSatisfy({ $0["report"] != nil || $0["summary"] != nil }) {
            for each in list { _ = try add(each, name, to: &summary) }
            return true
        }
        if summary.add(report: json, name: name) { return true }
        do throws(VerdictSummary.ReadingError) {
            guard let other = try VerdictSummary(json: json) else { return false }
            summary.merge(other)
            return true
        } catch {
            switch error {
            case .newerVersion(let version):
                throw InputError(
                    "\(name): the summary has version \(version), this program reads up to \(VerdictSummary.version)",
                    hint: nil)
            case .damaged(let key):
                throw InputError("\(name): the summary is damaged at \(key)", hint: "make it again from its captures")
            }
        }
    }
}
