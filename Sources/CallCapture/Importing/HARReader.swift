/// HAR 1.2 with `_webSocketMessages`, as Chrome, Playwright and mitmproxy write it: every socket of a call as a connection, all on one
/// clock. The messages are held in memory, for those of several sockets must be put in order; the rest of the file is not.
///
/// Sources: Chrome DevTools `front_end/models/har/Log.ts` (time in seconds), Playwright `harTracer.ts` (milliseconds, or -1), mitmproxy
/// `addons/savehar.py` (seconds; binary messages as base64).
import Base64Coding
import JSONText

struct HARReader {
    /// Of one value, and of all messages together.
    static let longestValue = 32 << 20
    static let mostMessages = 256 << 20

    private var walk = JSONWalk(limit: HARReader.longestValue)
    private var contents = HARContents(limit: HARReader.mostMessages)
    private(set) var summary = ReadingSummary()

    mutating func consume(_ chunk: UnsafeRawBufferPointer) {
        walk.read(chunk, wants: HARContents.wants, found: { path, found in contents.take(path, found) })
    }

    mutating func finish(_ each: (CaptureRecord) -> Void) throws(CaptureReadingError) -> ReadingSummary {
        contents.finish()
        summary.format = .har
        summary.endsAbruptly = !walk.isAtRest && !walk.isBroken
        var merging = HARMerging(contents)
        merging.emit(each)
        summary.frames = merging.frames
        summary.timedFrames = merging.timed
        summary.connections = merging.connections
        guard merging.frames > 0 else { throw .noSocket(entries: contents.others + contents.sockets.count) }
        summary.limits = merging.limits + limits
        if merging.closes == 0 { summary.limits.append("a HAR does not show how connections were closed") }
        return summary
    }

    private var limits: [String] {
        var limits: [String] = []
        if walk.isBroken { limits.append("the file stops being JSON on the way; what stands behind that was not read") }
        if contents.unreadable > 0 {
            limits.append("\(Plural.words(contents.unreadable, "message")) of the HAR could not be understood")
        }
        if contents.beyondLimit > 0 {
            limits.append(
                "\(Plural.words(contents.beyondLimit, "message")) left out: a HAR is read up to \(HARReader.mostMessages >> 20) MiB of messages"
            )
        }
        if contents.others > 0 {
            limits.append("\(Plural.words(contents.others, "request")) of the HAR opened no WebSocket: left out")
        }
        return limits
    }
}
