/// Why a file could not be examined at all.
package enum CaptureReadingError: Error, Sendable, Equatable {
    case empty
    case binary
    case newerVersion(Int)
    case noEvents(lines: Int)
    /// No event, but a line that says plainly what went wrong.
    case known(KnownTrouble)
    /// Its messages are those of another API.
    case foreignService(ForeignService)
    /// No event, and so many lines were too long to be read.
    case linesTooLong(Int)
    /// A HAR file without a WebSocket of a call.
    case noSocket(entries: Int)
    /// Packed, and damaged before its first event.
    case packing(PackingDamage)
    /// An archive, by its name.
    case archive(String, unpack: String)

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
        case .archive(let name, let unpack):
            ("the file is a \(name) archive", hint: "unpack it: \(unpack) | realtime-doctor diagnose -")
        case .packing(.torn):
            (
                "the packed file ends before its first event",
                hint: "it was cut when it was copied, or is still being written: fetch it again"
            )
        case .packing(.broken(let reason)):
            ("the packed file is damaged before its first event: \(reason)", hint: "fetch it again; gzip -t tests it")
        case .packing(.expandsTooMuch):
            (
                "the packed file grows without measure and has no event: not a log",
                hint: "unpack it by hand and look at what is in it"
            )
        case .noSocket(let entries):
            (
                "the HAR has \(entries) request\(entries == 1 ? "" : "s") and no WebSocket of a call",
                hint:
                    "record again with the page open before the call begins, and export with content: Chrome's \"Save all as HAR with content\""
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
        case .known(let trouble):
            (
                "the log has no Realtime or Twilio event to examine, but its line \(trouble.line) says “\(trouble.words)”",
                hint: "realtime-doctor explain \(trouble.mode)"
            )
        case .foreignService(let service):
            (
                "its messages are those of \(service.rawValue): this reads the OpenAI Realtime API and Twilio Media Streams",
                hint: "of a bridge between Twilio and another model give the Twilio side alone, every message whole"
            )
        case .linesTooLong(let count):
            (
                "no event was found: \(count) line\(count == 1 ? " is" : "s are") too long to be read (over \(CaptureReader.defaultLineLimit >> 20) MiB)",
                hint: "write one event a line; an array of events can be split with jq -c '.[]'"
            )
        }
    }
}
