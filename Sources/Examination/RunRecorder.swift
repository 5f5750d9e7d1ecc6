package import CallCapture
package import Diagnosis
package import JSONText

/// One run's capture and its examination: every redacted line goes to the file and, as the very same bytes, to the examiner.
package final class RunRecorder {
    private let log: CaptureLog
    /// Others write to the log too, and its end is theirs.
    private let isShared: Bool
    private var examiner: Examiner

    /// - Parameter write: Takes each line as it is made; the bytes live only during the call.
    package convenience init(
        header: CaptureHeader, settings: ExaminationSettings = .init(),
        write: @escaping (UnsafeRawBufferPointer) -> Void
    ) {
        self.init(CaptureLog(header: header, write: write), isShared: false, settings)
    }

    /// One of several runs in one capture: it examines its own frames alone.
    convenience init(sharing log: CaptureLog, settings: ExaminationSettings = .init()) {
        self.init(log, isShared: true, settings)
    }

    private init(_ log: CaptureLog, isShared: Bool, _ settings: ExaminationSettings) {
        self.log = log
        self.isShared = isShared
        examiner = Examiner(settings: settings)
        log.header.withUnsafeBytes { examiner.consume($0) }
    }

    /// - Returns: The frame's number in the capture, for what is observed about it.
    @discardableResult package func frame(
        at time: Duration, direction: Direction, connection: String = "m1", leg: Leg = .model, _ content: Frame.Content
    ) -> Int {
        log.frame(at: time, direction: direction, connection: connection, leg: leg, content) { examiner.consume($0) }
    }

    package func observe(at time: Duration, _ kind: String, _ data: JSONObject) {
        log.observe(at: time, kind, data) { examiner.consume($0) }
    }

    /// Ends the capture and gives the verdict.
    package func finish() throws(ExaminationError) -> Report {
        if isShared {
            log.footer { examiner.consume($0) }
        } else {
            log.finish { examiner.consume($0) }
        }
        return try examiner.finish()
    }
}
