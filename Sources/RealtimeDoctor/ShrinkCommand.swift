// shrink: a capture with a fault in, the smallest one with the same fault out.
import CaptureTools
import CommandLineOptions
import Examination
import Transport

struct ShrinkCommand {
    private let call: Invocation
    private let console: Console

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() -> Int32 {
        do throws(InputError) {
            let bytes = try CaptureInput.bytes(call.arguments[0])
            let result = try shrink(bytes)
            try write(result.capture)
            console.error(
                "\(result.finding): \(result.after) of \(result.before) frames and observations left, \(Self.size(result.capture.count)) of \(Self.size(bytes.count)), \(result.diagnoses) diagnoses"
            )
            if result.isExhausted {
                let file = call.text("output") ?? "<what was written>"
                console.error(
                    "stopped after \(result.diagnoses) diagnoses, and more may be left out; to go on: realtime-doctor shrink \(file) --finding \(result.finding) --tries \(result.diagnoses)"
                )
            }
            return 0
        } catch {
            console.complain(error.message, hint: error.hint)
            return 2
        }
    }

    private func shrink(_ bytes: [UInt8]) throws(InputError) -> CaptureShrinker.Result {
        do throws(ShrinkError) {
            var shrinker = try CaptureShrinker(
                bytes, finding: call.text("finding"), budget: call.integer("tries") ?? 1_000, tool: Tool.name)
            let result = try shrinker.shrink { progress in
                console.progress("\(progress.step): \(progress.left) left after \(progress.diagnoses) diagnoses")
            }
            console.progress("")
            return result
        } catch {
            throw InputError("\(CaptureInput.name(call.arguments[0])): \(error.message)", hint: error.hint)
        }
    }

    private func write(_ output: [UInt8]) throws(InputError) {
        guard let path = call.text("output") else { return console.out(String(decoding: output, as: UTF8.self)) }
        do throws(TransportError) { try Files.write(output, to: path) } catch { throw InputError(error) }
    }

    private static func size(_ bytes: Int) -> String {
        bytes < 10_000 ? "\(bytes) bytes" : bytes < 10_000_000 ? "\(bytes / 1_000) kB" : "\(bytes / 1_000_000) MB"
    }
}
