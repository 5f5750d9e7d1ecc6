// vad: a recorded caller in, what turn-taking would make of it out.
import CallCapture
import CaptureTools
import CommandLineOptions
import Diagnosis
import JSONText
import Reporting
import SpeechAudio
import Transport

struct VADCommand {
    private let call: Invocation
    private let console: Console

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() throws(UsageError) -> Int32 {
        let grid = try grid
        do throws(InputError) {
            let sound = try sound
            guard let study = VADStudy(sound, grid: grid) else {
                throw InputError(
                    "\(sound.source): nobody speaks in \(sound.milliseconds / 1_000) s of it",
                    hint: "is it the caller's side? try --leg phone, or --channel of a stereo file")
            }
            let style = TextStyle(hasColour: console.outputHasColour, width: console.columns)
            console.out(call.has("json") ? VADWords.json(study).pretty + "\n" : VADText.text(study, style: style))
            return 0
        } catch {
            console.complain(error.message, hint: error.hint)
            return 2
        }
    }

    private var grid: VADStudy.Grid {
        get throws(UsageError) {
            var grid = VADStudy.Grid()
            let thresholds = try numbers("thresholds", 0...1)
            if !thresholds.isEmpty { grid.thresholds = thresholds }
            let prefixes = try numbers("prefixes", 0...10_000).map { Int($0) }
            if !prefixes.isEmpty { grid.prefixes = prefixes }
            let silences = try numbers("silences", 32...10_000).map { Int($0) }
            if !silences.isEmpty { grid.silences = silences }
            return grid
        }
    }

    private func numbers(_ option: String, _ range: ClosedRange<Double>) throws(UsageError) -> [Double] {
        let words = call.list(option)
        guard words.count <= 50 else { throw UsageError("--\(option) takes at most 50 numbers") }
        var numbers: Set<Double> = []
        for word in words {
            guard let number = Double(word), range.contains(number) else {
                throw UsageError(
                    "--\(option) takes numbers from \(range.lowerBound) to \(range.upperBound), not '\(word)'"
                )
            }
            numbers.insert(number)
        }
        return numbers.sorted()
    }

    // MARK: Sound

    private var sound: CallerSound {
        get throws(InputError) {
            let file = call.arguments[0]
            let bytes = try CaptureInput.bytes(file)
            let name = CaptureInput.name(file)
            var sound =
                bytes.starts(with: Array("RIFF".utf8)) ? try wav(bytes, name) : try capture(bytes, name)
            sound.source = sound.source.isEmpty ? name : "\(sound.source) of \(name)"
            return sound
        }
    }

    private func wav(_ bytes: [UInt8], _ name: String) throws(InputError) -> CallerSound {
        let wav: WAV
        do throws(WAVError) {
            wav = try WAV(bytes)
        } catch {
            throw InputError(
                "\(name): \(error.explanation)", hint: "a WAV file of PCM, float, µ-law or A-law is wanted")
        }
        let channel = (call.integer("channel") ?? 1) - 1
        guard wav.channels.indices.contains(channel) else {
            throw InputError("\(name): there is no channel \(channel + 1), it has \(wav.channels.count)", hint: nil)
        }
        var sound = CallerSound(samples: wav.channels[channel], rate: wav.sampleRate)
        if wav.channels.count > 1 { sound.source = "channel \(channel + 1)" }
        return sound
    }

    private func capture(_ bytes: [UInt8], _ name: String) throws(InputError) -> CallerSound {
        let report: Report
        do throws(ExaminationError) {
            report = try Examiner.examine(bytes)
        } catch {
            throw InputError(name, error)
        }
        let number = call.integer("call") ?? report.calls.first?.number ?? 1
        let one = report.calls.first { $0.number == number }
        if call.has("call"), one == nil {
            throw InputError(
                "there is no call \(number)", hint: "diagnose shows the calls: there are \(report.calls.count)")
        }
        let legs = call.text("leg").flatMap(Leg.init).map { [$0] } ?? [.model, .phone]
        for leg in legs {
            let connections = one.map { Set(leg == .phone ? $0.phones : $0.models) }
            guard var sound = CallerSound(of: bytes, leg: leg, connections: connections) else { continue }
            sound.source = (report.calls.count > 1 ? "call \(number), " : "") + "\(leg.rawValue) leg"
            return sound
        }
        throw InputError(
            "\(name): there is no sound of the caller in it",
            hint: "record with --keep-audio all, or give it a WAV file of the caller")
    }
}
