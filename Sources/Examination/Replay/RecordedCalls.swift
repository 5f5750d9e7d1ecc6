// A capture that is to be played again, read on two threads.
import CallCapture
package import CaptureTools
import Diagnosis
package import Replay
import Transport

package struct RecordedCalls: Sendable {
    /// At least one.
    package let all: [RecordedCall]
    /// What the bridge sent then, in all calls, with its sounds.
    package let sent: EventSequence

    /// Hands all bytes of a capture out, on any thread and as often as it is asked.
    package typealias Source = @Sendable (_ each: (UnsafeRawBufferPointer) -> Void) throws -> Void

    /// - Throws: ``RecordedCall/Problem`` when there is nothing to play, and what `source` throws.
    package init(_ source: @escaping Source) throws {
        let (judged, heard) = Workers.together(
            { Result { try Self.judge(source) } },
            { Result { try Self.listen(source) } })
        let (timeline, report) = try judged.get()
        var (sound, sent) = try heard.get()
        if timeline.phones.contains(where: { $0.plainAudio != nil }) {
            // Only now is it known how to read them.
            sound = try Self.listen(source, timeline).sound
        }
        all = try RecordedCall.all(timeline, report, sound)
        self.sent = sent
    }

    package init(_ capture: [UInt8]) throws {
        try self.init { each in capture.withUnsafeBytes { each($0) } }
    }

    private static func judge(_ source: Source) throws -> (Timeline, Report) {
        var examiner = Examiner()
        try source { examiner.consume($0) }
        do throws(ExaminationError) {
            let timeline = try examiner.timeline()
            return (timeline, ReportBuilder.report(timeline))
        } catch {
            throw RecordedCall.Problem(message: error.message, hint: error.hint)
        }
    }

    private static func listen(
        _ source: Source, _ timeline: Timeline? = nil
    ) throws -> (sound: RecordedSound, sent: EventSequence) {
        var reader = CaptureReader()
        var sound = RecordedSoundBuilder(timeline)
        var sent = EventSequenceBuilder(soundsOf: .bridge)
        let keep = { (record: CaptureRecord) in
            sound.receive(record)
            sent.receive(record)
        }
        try source { reader.consume($0, keep) }
        _ = try reader.finish(keep)
        return (sound.finish(), sent.sequence)
    }
}
