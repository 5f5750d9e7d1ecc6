// diagnose: files or standard input in, one verdict each, the worst as exit code.
import CallCapture
import CommandLineOptions
import Diagnosis
import Durations
import Examination
import Reporting
import Transport

struct DiagnoseCommand {
    private let call: Invocation
    private let console: Console
    private let output: ReportOutput
    /// Above it the report folder carries no copy of the capture: it lies on the disk already.
    private static let largestCopy = 64 << 20

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
        output = ReportOutput(call, console, isOneOfMany: call.arguments.count > 1)
    }

    func run() -> Int32 {
        var worst: Int32 = 0
        for (index, file) in call.arguments.enumerated() {
            if call.arguments.count > 1, !output.isJSON { console.out("\(index > 0 ? "\n" : "")\(file)\n\n") }
            // A proved fault outranks what could not be examined.
            let code = diagnose(file)
            worst = worst == 1 || code == 1 ? 1 : max(worst, code)
        }
        output.finish()
        return worst
    }

    /// What the report folder keeps: a capture, and no keys, whatever was examined.
    private static func captured(_ bytes: [UInt8], _ report: Report) -> [UInt8] {
        if bytes.isEmpty || report.coverage.format == "ours" && bytes.first == UInt8(ascii: "{") { return bytes }
        var converter = CaptureConverter(id: "diagnosed", started: Surroundings.wallClock, tool: Tool.name)
        var capture: [UInt8] = []
        bytes.withUnsafeBytes { converter.consume($0, to: &capture) }
        return (try? converter.finish(to: &capture)) == nil ? [] : capture
    }

    private func diagnose(_ file: String) -> Int32 {
        var settings = ExaminationSettings()
        if let latency = call.duration("latency") {
            settings.latency = latency.seconds
            settings.isLatencyGiven = true
        }
        var examiner = Examiner(settings: settings)
        var copy: [UInt8]? = output.keepsCaptures ? [] : nil
        do {
            let reader = try ChunkReader(path: file)
            var progress = ReadingProgress(file, console)
            while let chunk = try reader.next() {
                examiner.consume(chunk)
                if let size = copy?.count, size + chunk.count <= Self.largestCopy {
                    copy?.append(contentsOf: chunk)
                } else {
                    copy = nil
                }
                progress.add(chunk.count)
            }
            progress.finish()
            let report = try examiner.finish()
            return output.show(
                report, capture: Self.captured(copy ?? [], report), command: "diagnose",
                examined: file == "-" ? nil : file)
        } catch let error as TransportError {
            console.complain(error.explanation.message, hint: error.explanation.hint)
        } catch let error as ExaminationError {
            console.complain("\(file): \(error.message)", hint: error.hint)
        } catch {
            console.complain("\(file): \(error)", hint: nil)
        }
        return 2
    }
}

/// Says how far a long file has been read, where somebody looks.
private struct ReadingProgress {
    private let file: String
    private let console: Console
    private let size: Int?
    private var done = 0
    private var shown = 0

    init(_ file: String, _ console: Console) {
        self.file = file
        self.console = console
        size = Files.size(file)
    }

    mutating func add(_ count: Int) {
        done += count
        guard done - shown >= 64 << 20 else { return }
        shown = done
        let share = size.flatMap { $0 > 0 ? " (\(done * 100 / $0) %)" : nil } ?? ""
        console.progress("reading \(file): \(done >> 20) MiB\(share)")
    }

    func finish() {
        if shown > 0 { console.progress("") }
    }
}
