/// Capture bytes in, report out. A live run gives it what it writes to the capture file, so both give the same report.
import CallCapture

package struct Examiner {
    private var reader = CaptureReader()
    private var builder: TimelineBuilder

    package init(settings: ExaminationSettings = .init()) { builder = TimelineBuilder(settings: settings) }

    package mutating func consume(_ chunk: UnsafeRawBufferPointer) {
        reader.consume(chunk) { builder.receive($0) }
    }

    /// The verdict on everything that was consumed.
    /// - Throws: ``ExaminationError`` when there was nothing to examine: no event, or nothing readable.
    package mutating func finish() throws(ExaminationError) -> Report {
        ReportBuilder.report(try finishTimeline())
    }

    mutating func finishTimeline() throws(ExaminationError) -> Timeline {
        do {
            let summary = try reader.finish { builder.receive($0) }
            return builder.finish(summary)
        } catch {
            throw ExaminationError(message: error.explanation.message, hint: error.explanation.hint)
        }
    }

    /// Examines a capture that is in memory.
    package static func examine(
        _ bytes: [UInt8], settings: ExaminationSettings = .init()
    ) throws(ExaminationError) -> Report {
        var examiner = Examiner(settings: settings)
        bytes.withUnsafeBytes { examiner.consume($0) }
        return try examiner.finish()
    }

    /// What a capture says, and the verdict on it.
    package static func examination(
        of bytes: [UInt8], settings: ExaminationSettings = .init()
    ) throws(ExaminationError) -> (timeline: Timeline, report: Report) {
        let timeline = try timeline(bytes, settings: settings)
        return (timeline, ReportBuilder.report(timeline))
    }

    /// What a capture says, before it is judged.
    package static func timeline(
        _ bytes: [UInt8], settings: ExaminationSettings = .init()
    ) throws(ExaminationError) -> Timeline {
        var examiner = Examiner(settings: settings)
        bytes.withUnsafeBytes { examiner.consume($0) }
        return try examiner.finishTimeline()
    }
}
