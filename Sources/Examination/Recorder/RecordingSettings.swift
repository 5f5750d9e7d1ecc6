package import CallCapture
import JSONText

/// How a recording is written: what of it, in which files, and how much of them.
package struct RecordingSettings: Sendable {
    /// The first file; with `isSplit` the folder of all.
    package var path: String
    /// One file for each call.
    package var isSplit = false
    /// Bytes after which new calls go into a new file; a call stays in the file in which it began, up to twice as much.
    package var rotateSize: Int?
    /// The same by time.
    package var rotateAfter: Duration?
    /// Bytes of all files together; the oldest that are closed go.
    package var maxTotal: Int?
    /// Every write is waited for until the disk has it.
    package var syncs = false
    package var redaction = Redaction.Options()
    package var header: CaptureHeader
    /// Calls get a verdict as they end.
    package var judges = true
    /// The call is told as it flows.
    package var watches = false
    /// A phone leg is recorded too.
    package var hasPhone = false

    package init(path: String, header: CaptureHeader) {
        self.path = path
        self.header = header
    }

    /// `calls.jsonl`, `calls.2.jsonl` …; with `isSplit` `call-1.jsonl` … in the folder.
    func path(of number: Int) -> String {
        if isSplit { return number == 0 ? "\(path)/other.jsonl" : "\(path)/call-\(number).jsonl" }
        guard number > 1 else { return path }
        let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let dot = path[name...].lastIndex(of: "."), dot > name else { return "\(path).\(number)" }
        return "\(path[..<dot]).\(number)\(path[dot...])"
    }

    /// - Parameters:
    ///   - number: Of the file, from 1.
    ///   - before: Path of the file that has the beginning of calls which go on in this one.
    func header(of number: Int, before: String? = nil) -> CaptureHeader {
        var header = header
        if redaction.audio != .all { header.settings["keepsAudio"] = .string(redaction.audio.rawValue) }
        if isSplit { header.id += "-\(number)" } else if number > 1 { header.settings["part"] = JSON(number) }
        // The name alone: where the files lie is the machine's business.
        if let before { header.settings["continues"] = .string(String(before.split(separator: "/").last ?? "")) }
        return header
    }
}
