/// Capture bytes in, report out. A live run gives it what it writes to the capture file, so both give the same report.
package import CallCapture

package struct Examiner {
    /// Is given each record too, and how the audio of its connection travels, where no carrier is at its end and as far as the
    /// capture has told by then. What it is given dies when it returns.
    package typealias Listener = (CaptureRecord, PlainAudio?) -> Void

    private var reader = CaptureReader()
    private var builder: TimelineBuilder

    package init(settings: ExaminationSettings = .init()) { builder = TimelineBuilder(settings: settings) }

    package mutating func consume(_ chunk: UnsafeRawBufferPointer, also listen: Listener = { _, _ in }) {
        reader.consume(chunk) { listen($0, builder.receive($0)) }
    }

    /// The verdict on everything that was consumed.
    /// - Throws: ``ExaminationError`` when there was nothing to examine: no event, or nothing readable.
    package mutating func finish(also listen: Listener = { _, _ in }) throws(ExaminationError) -> Report {
        ReportBuilder.report(try finishTimeline(also: listen))
    }

    private mutating func finishTimeline(also listen: Listener) throws(ExaminationError) -> Timeline {
        do {
            let summary = try reader.finish { listen($0, builder.receive($0)) }
            return builder.finish(summary)
        } catch {
            throw ExaminationError(message: error.explanation.message, hint: error.explanation.hint)
        }
    }

    /// Examines a capture that is in memory.
    package static func examine(
        _ bytes: [UInt8], settings: ExaminationSettings = .init()
    ) throws(ExaminationError) -> Report {
        ReportBuilder.report(try timeline(bytes, settings: settings))
    }

    /// What a capture says, before it is judged.
    package static func timeline(
        _ bytes: [UInt8], settings: ExaminationSettings = .init(), also listen: Listener = { _, _ in }
    ) throws(ExaminationError) -> Timeline {
        var examiner = Examiner(settings: settings)
        bytes.withUnsafeBytes { examiner.consume($0, also: listen) }
        return try examiner.finishTimeline(also: listen)
    }
}
