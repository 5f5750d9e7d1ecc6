// audio: a capture in, WAV files out.
import CallCapture
import CaptureTools
import CommandLineOptions
import Diagnosis
import SpeechAudio
import Transport

struct AudioCommand {
    private let call: Invocation
    private let console: Console

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() -> Int32 {
        do throws(InputError) {
            try write()
            return 0
        } catch {
            console.complain(error.message, hint: error.hint)
            return 2
        }
    }

    private func write() throws(InputError) {
        let file = call.arguments[0]
        let bytes = try CaptureInput.bytes(file)
        let report: Report
        do throws(ExaminationError) {
            report = try Examiner.examine(bytes)
        } catch {
            throw InputError(CaptureInput.name(file), error)
        }
        let leg = call.text("leg").flatMap(Leg.init) ?? (report.phones.isEmpty ? .model : .phone)
        var written = 0
        for (name, connections) in try calls(of: report, leg) {
            let audio = CaptureAudio(of: bytes, leg: leg, connections: connections)
            written += try write(audio, as: prefix(file) + name)
        }
        guard written > 0 else {
            throw InputError(
                "\(CaptureInput.name(file)): there is no sound on the \(leg.rawValue) leg",
                hint: report.coverage.audio == "cut"
                    ? "the log cut the audio off; record whole messages"
                    : "record with --keep-audio all, or try the other --leg")
        }
    }

    /// What files are called, and whose sound they hold; nil: everybody's.
    private func calls(of report: Report, _ leg: Leg) throws(InputError) -> [(name: String, connections: Set<String>?)]
    {
        func connections(_ one: CallSummary) -> Set<String> { Set(leg == .phone ? one.phones : one.models) }
        if let number = call.integer("call") {
            guard let one = report.calls.first(where: { $0.number == number }) else {
                throw InputError(
                    "there is no call \(number)", hint: "diagnose shows the calls: there are \(report.calls.count)")
            }
            return [("-\(number)", connections(one))]
        }
        return report.calls.count > 1 ? report.calls.map { ("-\($0.number)", connections($0)) } : [("", nil)]
    }

    /// A folder, and the capture's name in it; `night.wav` names the files themselves.
    private func prefix(_ file: String) -> String {
        if let output = call.text("output"), output.hasSuffix(".wav") { return String(output.dropLast(4)) }
        let name = file == "-" ? "call" : String(file.split(separator: "/").last ?? "call")
        let stem = name.split(separator: ".", omittingEmptySubsequences: false)
        let bare = stem.count > 1 ? stem.dropLast().joined(separator: ".") : name
        return "\(call.text("output") ?? (file == "-" ? "." : Files.parent(file)))/\(bare)"
    }

    private func write(_ audio: CaptureAudio, as prefix: String) throws(InputError) -> Int {
        let lanes = [(audio.caller, "caller"), (audio.assistant, "bridge")]
        var written = 0
        for (lane, name) in lanes {
            guard let lane else { continue }
            try write(lane.wav, to: "\(prefix)-\(name).wav", lane.isCut)
            written += 1
        }
        guard let stereo = audio.stereo else { return written }
        try write(stereo, to: "\(prefix)-stereo.wav", false)
        return written + 1
    }

    private func write(_ wav: WAV, to path: String, _ isCut: Bool) throws(InputError) {
        do throws(TransportError) { try Files.write(wav.bytes, to: path) } catch { throw InputError(error) }
        let seconds = Double(wav.channels.map(\.count).max() ?? 0) / Double(wav.sampleRate)
        console.out("\(path) (\((seconds * 10).rounded() / 10) s, \(wav.sampleRate) Hz)\(isCut ? ", cut" : "")\n")
    }
}
