// Reads what a run writes, once: for the verdict, and for whoever compares it with another run.
import CallCapture
import CaptureTools
import Diagnosis
import Durations
import Transport

/// What is wanted of a run, beside its verdict.
struct RunWishes: Sendable {
    /// The capture itself.
    var keepsCapture = true
    /// What the bridge sent in another run, to be held against what it sends in this one.
    var before: EventSequence?
    /// About how large the capture will be, bytes.
    var expectedBytes = 0
    var examination = ExaminationSettings()

    init(latency: Duration) { examination.latency = latency.seconds }
}

/// What the bridge sent in two runs.
struct BridgeDifference: Sendable {
    let before: EventSequence
    let now: EventSequence
    let diff: EventDiff

    init(_ before: EventSequence, _ now: EventSequence) {
        (self.before, self.now) = (before, now)
        diff = EventDiff(before, now, options: .init(side: .bridge))
    }
}

struct RunReader {
    /// What there is when the run is over.
    struct Findings: Sendable {
        /// Empty where nobody wants it.
        var capture: [UInt8]
        var report: Report
        /// Nil where nobody compares.
        var difference: BridgeDifference?
    }

    private let wishes: RunWishes
    private var examiner: Examiner
    private var capture: [UInt8] = []
    private var sequence = EventSequenceBuilder(soundsOf: .bridge)

    init(_ wishes: RunWishes) {
        self.wishes = wishes
        examiner = Examiner(settings: wishes.examination)
        if wishes.keepsCapture { capture.reserveCapacity(wishes.expectedBytes) }
    }

    mutating func consume(_ chunk: [UInt8]) {
        if wishes.keepsCapture { capture += chunk }
        chunk.withUnsafeBytes { bytes in
            examiner.consume(bytes) { if wishes.before != nil { sequence.receive($0) } }
        }
    }

    mutating func finish() throws(ExaminationError) -> Findings {
        try examiner.end { if wishes.before != nil { sequence.receive($0) } }
        guard let before = wishes.before else {
            return Findings(capture: capture, report: try examiner.finish())
        }
        let now = sequence.sequence
        let (report, difference) = Workers.together(
            { () -> Result<Report, ExaminationError> in
                do throws(ExaminationError) { return .success(try examiner.finish()) } catch { return .failure(error) }
            }, { BridgeDifference(before, now) })
        return Findings(capture: capture, report: try report.get(), difference: difference)
    }

    /// Of a run that is over.
    static func read(_ capture: [UInt8], _ wishes: RunWishes) throws(ExaminationError) -> Findings {
        var wishes = wishes
        wishes.keepsCapture = false
        var reader = RunReader(wishes)
        reader.consume(capture)
        var findings = try reader.finish()
        findings.capture = capture
        return findings
    }

    /// Runs `play`, and reads what it writes on a thread beside it.
    ///
    /// - Parameter play: Is given where to write.
    static func read(
        _ wishes: RunWishes, while play: (@escaping (UnsafeRawBufferPointer) -> Void) throws -> Void
    ) throws -> Findings {
        // The call is not kept waiting: a reader that is slower has the rest of the run before it at most.
        let handover = try Handover<[UInt8]>(capacity: .max, gathering: 0)
        let (played, findings) = Workers.together(
            { () -> Result<Void, any Error> in
                let chunks = Chunks(to: handover)
                let result = Result { try play { chunks.write($0) } }
                chunks.end()
                return result
            },
            { () -> Result<Findings, ExaminationError> in
                var reader = RunReader(wishes)
                while let chunks = handover.take() { for chunk in chunks { reader.consume(chunk) } }
                do throws(ExaminationError) { return .success(try reader.finish()) } catch { return .failure(error) }
            })
        try played.get()
        return try findings.get()
    }

    /// Gathers lines, for a thread is not woken for each of them.
    private final class Chunks {
        private static let size = 64 << 10
        private let handover: Handover<[UInt8]>
        private var chunk: [UInt8] = []

        init(to handover: Handover<[UInt8]>) { self.handover = handover }

        func write(_ line: UnsafeRawBufferPointer) {
            if chunk.isEmpty { chunk.reserveCapacity(Self.size + 4_096) }
            chunk.append(contentsOf: line)
            if chunk.count >= Self.size { flush() }
        }

        func end() {
            flush()
            handover.end()
        }

        private func flush() {
            guard !chunk.isEmpty else { return }
            _ = handover.offer(chunk, cost: chunk.count)
            chunk = []
        }
    }
}
