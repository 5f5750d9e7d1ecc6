// record: what the recorder tells, on the terminal. Its news come from the thread that writes.
import Diagnosis
import Examination
import Synchronization
import Transport

final class RecordingReporter: Sendable {
    private let console: Console
    private let isQuiet: Bool
    private let state = Mutex(State())

    private struct State {
        var lost = 0
        var nextWarning = 1
        var summary: RecordingSummary?
    }

    init(_ console: Console, isQuiet: Bool) {
        self.console = console
        self.isQuiet = isQuiet
    }

    func tell(_ news: RecordingNews) {
        switch news {
        case .opened(let line): if !isQuiet { console.out(line + "\n") }
        case .ended(let end): if !isQuiet { console.out(end.line + "\n") }
        case .told(let call, let line): console.out("\(line)  [\(call)]\n")
        case .found(let call, let finding): console.out("! call \(call): \(finding.id): \(finding.summary)\n")
        case .lost(let count): warnOfLoss(count)
        case .failed(let error):
            console.complain(error.explanation.message, hint: "the calls go on, unrecorded until it can be written")
        case .recovered(let path, let lost):
            console.error("\(path) can be written again; \(lost) frames are not in it")
        case .rotated(let path): console.error("new calls go into \(path)")
        case .removed(let path): console.error("removed \(path): the files had more than --max-total")
        case .full(let limit):
            console.complain(
                "the recording has reached --max-total (\(limit) bytes)", hint: "the calls go on, unrecorded")
        }
    }

    /// The first loss, and then each time it has become ten times as much.
    private func warnOfLoss(_ count: Int) {
        let total = state.withLock { state -> Int? in
            state.lost += count
            guard state.lost >= state.nextWarning else { return nil }
            while state.nextWarning <= state.lost { state.nextWarning *= 10 }
            return state.lost
        }
        if let total { console.error("warning: \(total) frames were not recorded: the disk does not keep up") }
    }

    func finished(_ summary: RecordingSummary) { state.withLock { $0.summary = summary } }

    /// What there is, and what to do with it.
    ///
    /// - Returns: The exit code.
    func end(_ path: String) -> Int32 {
        guard let summary = state.withLock({ $0.summary }) else { return 2 }
        console.error(summary.line)
        for file in summary.files.prefix(5) { console.error("  \(file.path) (\(Self.size(file.bytes)))") }
        if summary.files.count > 5 { console.error("  … and \(summary.files.count - 5) more") }
        if summary.lost > 0 {
            console.complain("\(summary.lost) frames are not in the recording", hint: summary.failure?.explanation.hint)
            if !summary.verdicts.isEmpty {
                console.error(
                    "note: the verdicts count what has crossed, also what is not in the recording; diagnose sees only what is"
                )
            }
        }
        if summary.calls > 0, !summary.files.isEmpty {
            let files =
                summary.files.count > 3 ? "\(Self.pattern(path))" : summary.files.map(\.path).joined(separator: " ")
            console.error("next: realtime-doctor diagnose \(files)")
            if let file = summary.files.first {
                console.error(
                    "      realtime-doctor replay \(file.path) plays its calls again, to a bridge that has changed")
            }
        }
        return summary.lost > 0 || summary.failure != nil ? 2 : 0
    }

    /// `calls*.jsonl`, or all files of a folder.
    private static func pattern(_ path: String) -> String {
        guard path.hasSuffix(".jsonl") else { return "\(path)/*.jsonl" }
        return "\(path.dropLast(6))*.jsonl"
    }

    private static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1_000: "\(bytes) B"
        case ..<1_000_000: "\(bytes / 1_000) KB"
        default: "\((Double(bytes) / 100_000).rounded() / 10) MB"
        }
    }
}
