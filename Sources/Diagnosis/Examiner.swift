/// Capture bytes in, report out. A live run gives it what it writes to the capture file, so both give the same report.
package struct Examiner {
    private let settings: ExaminationSettings

    package init(settings: ExaminationSettings = .init()) { self.settings = settings }

    package mutating func consume(_ chunk: UnsafeRawBufferPointer) {
    }

    /// The verdict on everything that was consumed.
    /// - Throws: ``ExaminationError`` when there was nothing to examine: no event, or nothing readable.
    package mutating func finish() throws(ExaminationError) -> Report {
        throw ExaminationError(message: "nothing can be examined yet", hint: "use a later version")
    }

    /// Examines a capture that is in memory.
    package static func examine(
        _ bytes: [UInt8], settings: ExaminationSettings = .init()
    ) throws(ExaminationError) -> Report {
        var examiner = Examiner(settings: settings)
        bytes.withUnsafeBytes { examiner.consume($0) }
        return try examiner.finish()
    }
}
