import CallCapture
import Diagnosis

/// The beginning of one session's capture in memory, for whoever asks for it over the wire. What does not fit is counted.
final class SessionTape {
    /// Bytes of one session, and of all together.
    static let most = 4 << 20
    static let mostOfAll = 256 << 20

    private(set) var bytes: [UInt8] = []
    private(set) var frames = 0
    private(set) var lost = 0
    private let limit: Int
    private let budget: TapeBudget

    /// - Parameters:
    ///   - limit: Bytes.
    ///   - budget: Shared by the tapes of one server.
    init(limit: Int = SessionTape.most, budget: TapeBudget = TapeBudget()) {
        self.limit = limit
        self.budget = budget
    }

    deinit { budget.used -= bytes.count }

    /// One line of a capture; the first is its header.
    func write(_ line: UnsafeRawBufferPointer) {
        if !bytes.isEmpty { frames += 1 }
        // What follows on a gap would tell a story that did not happen.
        guard lost == 0, bytes.count + line.count <= limit, budget.used + line.count <= Self.mostOfAll else {
            if !bytes.isEmpty { lost += 1 }
            return
        }
        budget.used += line.count
        bytes.append(contentsOf: line)
    }

    /// What was hidden in it, by kind; whoever writes the lines knows.
    var redacted: () -> [String: Int] = { [:] }

    /// A capture as a file would hold it, with a footer that says how many frames are missing.
    var capture: [UInt8] {
        var writer = CaptureWriter()
        writer.adopt(redacted: redacted())
        writer.count(frames: frames - lost)
        var footer: [UInt8] = []
        writer.writeFooter(lost: lost, to: &footer)
        return bytes + footer
    }

    /// The verdict on what there is so far.
    func examine() -> Result<Report, ExaminationError> {
        do throws(ExaminationError) {
            return .success(try Examiner.examine(capture))
        } catch {
            return .failure(error)
        }
    }
}

/// What all tapes of a server hold together.
final class TapeBudget {
    /// Bytes.
    var used = 0
}
