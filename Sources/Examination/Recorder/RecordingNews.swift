package import Diagnosis
package import Transport

/// What a recording tells whoever runs it.
package enum RecordingNews: Sendable {
    /// `session 1, gpt-realtime: opened by 127.0.0.1:50312`
    case opened(String)
    /// A call has ended, and was judged where it could be.
    case ended(SessionEnd)
    /// What happens in a call, for a person who watches.
    case told(call: Int, String)
    /// A finding that stood through two looks at the call so far.
    case found(call: Int, Finding)
    /// Frames that the buffer had no room for, because the disk is too slow.
    case lost(Int)
    /// A file could not be written; tried again, and what comes in between is lost.
    case failed(TransportError)
    /// It can be written again; so many frames are not in it.
    case recovered(path: String, lost: Int)
    /// New calls go into this file.
    case rotated(String)
    /// The files together had become too many bytes.
    case removed(String)
    case full(limit: Int)
}

/// What a recording came to.
package struct RecordingSummary: Sendable {
    package struct File: Sendable, Equatable {
        package var path: String
        package var bytes: Int
    }

    package var calls = 0
    package var frames = 0
    /// Frames that are in no file.
    package var lost = 0
    /// In the order in which they were begun, without those that were removed.
    package var files: [File] = []
    /// Calls by verdict.
    package var verdicts: [Verdict: Int] = [:]
    /// Calls by primary finding.
    package var findings: [String: Int] = [:]
    package var seconds = 0.0
    /// The last one of a file that cannot be written.
    package var failure: TransportError?

    /// `2 calls, 5123 frames in 41.8 s: 1 pass, 1 fail (second-turn-stall)`
    package var line: String {
        func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
        let time = (seconds * 10).rounded() / 10
        var line = "\(count(calls, "call")), \(count(frames, "frame")) in \(time) s"
        if lost > 0 { line += ", \(lost) not recorded" }
        let parts = [Verdict.pass, .fail, .incomplete].compactMap { verdict -> String? in
            guard let number = verdicts[verdict] else { return nil }
            guard verdict == .fail, !findings.isEmpty else { return "\(number) \(verdict.rawValue)" }
            let named = findings.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map(\.key)
            return "\(number) fail (\(named.joined(separator: ", "))\(findings.count > 3 ? " …" : ""))"
        }
        return parts.isEmpty ? line : line + ": " + parts.joined(separator: ", ")
    }
}
