// cut: a capture in, a part of it out, which is a capture too.
import CallCapture
import CaptureTools
import CommandLineOptions
import Diagnosis
import Durations
import Examination
import Transport

struct CutCommand {
    private let call: Invocation
    private let console: Console

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() throws(UsageError) -> Int32 {
        let request = try request
        do throws(InputError) {
            try cut(request)
            return 0
        } catch {
            console.complain(error.message, hint: error.hint)
            return 2
        }
    }

    private var request: CutRequest {
        get throws(UsageError) {
            var request = CutRequest(call: call.integer("call"), turns: try turns)
            request.from = call.duration("from").map(\.seconds)
            request.to = call.duration("to").map(\.seconds)
            guard request != CutRequest() else {
                throw UsageError(
                    "nothing says what to cut out", hint: "use --call, --turn, or --from and --to")
            }
            if let from = request.from, let to = request.to, from >= to {
                throw UsageError("--from must be earlier than --to")
            }
            if request.turns != nil, request.from != nil || request.to != nil {
                throw UsageError("--turn and a time range exclude each other")
            }
            return request
        }
    }

    /// `3`, or `3-5`.
    private var turns: ClosedRange<Int>? {
        get throws(UsageError) {
            guard let text = call.text("turn") else { return nil }
            let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(parts.count), let first = parts[0], let last = parts[parts.count - 1], first >= 1,
                last >= first
            else { throw UsageError("--turn takes a number or a range, not '\(text)'", hint: "for example 3, or 3-5") }
            return first...last
        }
    }

    private func cut(_ request: CutRequest) throws(InputError) {
        let bytes = try CaptureInput.bytes(call.arguments[0])
        let name = CaptureInput.name(call.arguments[0])
        let plan: CutPlan
        do {
            plan = try CutPlan(request, of: Examiner.examine(bytes))
        } catch let error as ExaminationError {
            throw InputError(name, error)
        } catch {
            throw Self.noPart(name, error)
        }
        var output: [UInt8] = []
        var cutter = CaptureCutter(plan, tool: Tool.name)
        let source: ReadingSummary
        do throws(CaptureReadingError) {
            source = try CaptureReader.read(bytes) { cutter.receive($0, to: &output) }
        } catch {
            throw InputError(name, error)
        }
        do throws(CutError) {
            try cutter.finish(source, to: &output)
        } catch {
            throw Self.noPart(name, error)
        }
        try write(output)
        if let start = plan.beginsEarlier {
            console.error("it begins at \((start * 10).rounded() / 10) s, with the turn that was under way")
        }
        tell(cutter.summary)
    }

    private static func noPart(_ name: String, _ error: any Error) -> InputError {
        let error = error as? CutError
        return InputError("\(name): \(error?.message ?? "nothing can be cut out")", hint: error?.hint)
    }

    private func write(_ output: [UInt8]) throws(InputError) {
        guard let path = call.text("output") else { return console.out(String(decoding: output, as: UTF8.self)) }
        do throws(TransportError) { try Files.write(output, to: path) } catch { throw InputError(error) }
    }

    private func tell(_ summary: CutSummary) {
        let left = [
            (summary.before, "before it"), (summary.after, "behind it"), (summary.others, "of other connections"),
        ]
        let words = left.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        console.error("kept \(summary.kept) frames" + (words.isEmpty ? "" : "; left out: \(words)"))
        if summary.preamble > 0 {
            console.error(
                "\(summary.preamble) of those before it go along at its beginning: connections, sessions and their updates, what was under way"
            )
        }
    }
}
