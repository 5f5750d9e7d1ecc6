import CallCapture

/// The files of a recording: which are open, which is the current one, and which have become too large, too old or too many.
struct RecordingShelf {
    private let settings: RecordingSettings
    /// In the order in which they were begun.
    private(set) var open: [RecordedCapture] = []
    /// Where new calls go; with a file for each call there is none.
    private(set) var current: RecordedCapture?
    private var closed: [RecordingSummary.File] = []
    private var begun = 0
    /// The files that are open alone are as much as there may be: nothing more is written.
    private(set) var isFull = false

    init(_ settings: RecordingSettings) { self.settings = settings }

    /// - Parameters:
    ///   - number: Of a call that has a file of its own; nil for the next file.
    ///   - before: Path of the file that has the beginning of what goes on here.
    mutating func begin(_ number: Int?, at time: Duration, before: String? = nil) -> RecordedCapture {
        begun += 1
        let number = number ?? begun
        let capture = RecordedCapture(
            number: number, path: settings.path(of: number), began: time,
            header: settings.header(of: number, before: before), redacting: settings.redaction)
        open.append(capture)
        if !settings.isSplit { current = capture }
        return capture
    }

    /// New calls are to have a new file.
    mutating func retire() { current = nil }

    mutating func close(_ capture: RecordedCapture) {
        open.removeAll { $0 === capture }
        if capture === current { current = nil }
        isFull = false
        if capture.isOpen { closed.append(RecordingSummary.File(path: capture.path, bytes: capture.bytes)) }
    }

    func isDue(_ capture: RecordedCapture, at time: Duration) -> Bool { exceeds(capture, at: time, times: 1) }

    /// Its calls have had their time to end.
    func isOverdue(_ capture: RecordedCapture, at time: Duration) -> Bool { exceeds(capture, at: time, times: 2) }

    private func exceeds(_ capture: RecordedCapture, at time: Duration, times: Int) -> Bool {
        if let size = settings.rotateSize, capture.bytes >= size * times { return true }
        if let age = settings.rotateAfter, capture.frames > 0, time - capture.began >= age * times { return true }
        return false
    }

    private var bytes: Int { closed.reduce(0) { $0 + $1.bytes } + open.reduce(0) { $0 + $1.bytes } }

    /// The oldest file, if it has to go.
    mutating func overdue() -> String? {
        guard let limit = settings.maxTotal, bytes > limit else { return nil }
        isFull = closed.isEmpty
        return isFull ? nil : closed.removeFirst().path
    }

    var files: [RecordingSummary.File] { closed }
}

extension RecordingSettings {
    var rotates: Bool { rotateSize != nil || rotateAfter != nil }
}
