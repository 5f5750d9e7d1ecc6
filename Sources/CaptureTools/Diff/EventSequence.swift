// What crossed both legs of a recording, as events that can be compared.
package import CallCapture

/// What crossed both legs of a recording, ready to be held against another one, in the order of the first frames. Deltas of one
/// part are one event, and so is audio up to where it was committed or cleared. Pings and observations are left out: neither is the
/// bridge's work.
package struct EventSequence: Sendable {
    package internal(set) var events: [ComparedEvent] = []
    /// Frames of text, binary, open, close and error that were read.
    package internal(set) var frames = 0
    /// Frames that were left out, for there were more events than the limit.
    package internal(set) var omitted = 0
    /// The first time of the recording, seconds; nil without times.
    package internal(set) var origin: Double?

    init() {}

    /// Reads a whole file that is in memory.
    ///
    /// - Parameter side: Whose audio is measured. That of the others is there, and silent.
    package init(reading bytes: [UInt8], soundsOf side: EventDiff.Side = .all) throws(CaptureReadingError) {
        var builder = EventSequenceBuilder(soundsOf: side)
        _ = try CaptureReader.read(bytes) { builder.receive($0) }
        self = builder.sequence
    }
}
