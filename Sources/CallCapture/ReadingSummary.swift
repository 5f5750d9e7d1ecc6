/// What reading a file gave beside its records: what it was, what could not be read, and what it cannot prove.
package struct ReadingSummary: Sendable, Equatable {
    package enum Format: String, Sendable {
        case capture
        /// JSON lines: one event, or one event in a wrapper, a line.
        case eventLog = "event log"
        /// Text with events somewhere in its lines.
        case textLog = "text log"
        /// `_webSocketMessages` of browsers and proxies.
        case har = "HAR"
        case cassette = "YAML cassette"
        /// No event, only sentences that a program wrote about what happened.
        case words = "log in words"
    }

    package var format: Format?
    package var header: CaptureHeader?
    package var footer: CaptureFooter?
    package var lines = 0
    package var frames = 0
    package var observations = 0
    /// Lines of a capture that are no record, or look like an event but are not whole.
    package var unreadableLines = 0
    /// The first of them, from 1.
    package var firstUnreadable: [Int] = []
    /// A capture without footer or with a torn last line: its writer was killed.
    package var endsAbruptly = false
    /// Frames with a time. Equal to `frames`: everything can be timed; zero: only order is known.
    package var timedFrames = 0
    /// Names of connections in order of appearance; what ``FrameView/connection`` points at.
    package var connections: [String] = []
    /// What this source cannot prove, in words for the report.
    package var limits: [String] = []

    /// Several calls were written at once, and some of their messages could not be told apart.
    package var isMixed = false
    /// The two sides of a log were written by clocks that differ: what stands first need not have been first.
    package var isSkewed = false
    /// Of a log: it keeps one audio message out of many.
    package var isSampled = false
    /// Frames of a capture whose time lies more than a second before that of one that stands above them.
    package var framesOutOfOrder = 0
    /// Too many for a slip of clocks: what the order of the frames seems to say is not what happened.
    package var isDisordered: Bool { framesOutOfOrder > max(3, frames / 100) }
    /// Secrets that were taken out while reading, by kind.
    package var redacted: [String: Int] = [:]
    /// Of a log: no time in it has a fraction.
    package var keepsWholeSeconds = false
    /// Of a log: until when its program went on logging behind the last event, seconds of its clock.
    package var quietUntil: Double?
    /// Of a converted capture: what it was made from.
    package var imported: ImportedSource?

    package init() {}

    package var hasTimes: Bool { frames > 0 && timedFrames == frames }

    mutating func countUnreadable(line: Int) {
        unreadableLines += 1
        if firstUnreadable.count < 5 { firstUnreadable.append(line) }
    }
}
