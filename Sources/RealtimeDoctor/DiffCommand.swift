// diff: two recordings in, what differs out.
import CallCapture
import CaptureTools
import CommandLineOptions
import JSONText
import Reporting
import Transport

struct DiffCommand {
    private let call: Invocation
    private let console: Console

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() -> Int32 {
        do throws(InputError) {
            let (old, first) = try read(call.arguments[0])
            let (new, second) = try read(call.arguments[1])
            var options = EventDiff.Options()
            if let tolerance = call.duration("tolerance") {
                options.tolerance = Int(tolerance / .milliseconds(1))
            }
            switch call.text("side") {
            case "bridge": options.side = .bridge
            case "others": options.side = .others
            default: break
            }
            let diff = EventDiff(old, new, options: options)
            let report = DiffReport(diff, old: first, new: second, context: call.integer("context") ?? 3)
            let style = TextStyle(hasColour: console.outputHasColour, width: console.columns)
            console.out(call.has("json") ? report.json.pretty + "\n" : report.text(style: style))
            if let path = call.text("html") { try write(report.html, to: path) }
            return diff.isAlike ? 0 : 1
        } catch {
            console.complain(error.message, hint: error.hint)
            return 2
        }
    }

    private func read(_ file: String) throws(InputError) -> (EventSequence, DiffReport.Recording) {
        var builder = EventSequenceBuilder()
        let summary = try CaptureInput.read(file) { builder.receive($0) }
        var limits = summary.limits
        if summary.unreadableLines > 0 { limits.append("\(summary.unreadableLines) lines could not be read") }
        if summary.endsAbruptly { limits.append("the recording ends abruptly") }
        let sequence = builder.sequence
        return (sequence, .init(CaptureInput.name(file), sequence, limits: limits))
    }

    private func write(_ text: String, to path: String) throws(InputError) {
        do throws(TransportError) { try Files.write(text, to: path) } catch { throw InputError(error) }
    }
}
