/// Why a file could not be examined at all.
package enum CaptureReadingError: Error, Sendable, Equatable {
    case empty
    case binary
    case newerVersion(Int)
    case noEvents(lines: Int)
    /// No event, and so many lines were too long to be read.
    case linesTooLong(Int)

    /// One line with the values that were seen, and the next thing to try.
    package var explanation: (message: String, hint: String) {
        switch self {
        case .empty:
            ("the file is empty", hint: "was the program that should have written it running and logging to this file?")
        case .binary:
            (
                "the file is binary, not a capture or a log",
                hint: "unpack archives first; captures and logs are text, one record a line"
            )
        case .newerVersion(let version):
            (
                "the capture has format version \(version); this program reads up to \(CaptureHeader.currentVersion)",
                hint: "use the version of realtime-doctor that wrote it, or a newer one"
            )
        case .noEvents(let lines):
            (
                "no Realtime or Twilio event was found in \(lines) line\(lines == 1 ? "" : "s")",
                hint:
                    "log every WebSocket message whole, one JSON line each: {\"dir\":\"sent\",\"time\":…,\"event\":{…}}"
            )
        case .linesTooLong(let count):
            (
                "no event was found: \(count) line\(count == 1 ? " is" : "s are") too long to be read (over \(CaptureReader.defaultLineLimit >> 20) MiB)",
                hint: "write one event a line; an array of events can be split with jq -c '.[]'"
            )
        }
    }
}
