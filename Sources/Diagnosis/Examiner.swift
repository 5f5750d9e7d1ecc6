/// Capture bytes in, report out. A live run gives it what it writes to the capture file, so both give the same report.
package import CallCapture

package struct Examiner {
    private var reader = CaptureReader()
    private var builder: TimelineBuilder
    private var summary: ReadingSummary?

    package init(settings: ExaminationSettings = .init()) { builder = TimelineBuilder(settings: settings) }

    /// - Parameter listen: Is given each record too; what it is given dies when it returns.
    package mutating func consume(_ chunk: UnsafeRawBufferPointer, also listen: (CaptureRecord) -> Void = { _ in }) {
        reader.consume(chunk) {
            builder.receive($0)
            listen($0)
        }
    }

    /// The verdict on everything that was consumed.
    /// - Throws: ``ExaminationError`` when there was nothing to examine: no event, or nothing readable.
    package mutating func finish() throws(ExaminationError) -> Report { ReportBuilder.report(try timeline()) }

    /// Nothing more comes.
    ///
    /// - Parameter listen: Is given the last records.
    package mutating func end(also listen: (CaptureRecord) -> Void = { _ in }) throws(ExaminationError) {
        do {
            summary = try reader.finish {
                builder.receive($0)
                listen($0)
            }
        } catch {
            throw ExaminationError(message: error.explanation.message, hint: error.explanation.hint)
        }
    }

    /// What everything that was consumed says, before it is judged.
    package mutating func timeline() throws(ExaminationError) -> Timeline {
        if summary == nil { try end() }
        return builder.finish(summary ?? ReadingSummary())
    }

    /// Examines a capture that is in memory.
    package static func examine(
        _ bytes: [UInt8], settings: ExaminationSettings = .init()
    ) throws(ExaminationError) -> Report {
        ReportBuilder.report(try timeline(bytes, settings: settings))
    }

    /// What a capture in memory says, before it is judged.
    package static func timeline(
        _ bytes: [UInt8], settings: ExaminationSettings = .init()
    ) throws(ExaminationError) -> Timeline {
        var examiner = Examiner(settings: settings)
        bytes.withUnsafeBytes { examiner.consume($0) }
        return try examiner.timeline()
    }
}
