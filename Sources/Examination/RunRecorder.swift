package import CallCapture
package import Diagnosis
package import JSONText

/// One run's capture and its examination: every redacted line goes to the file and, as the very same bytes, to the examiner.
package final class RunRecorder {
    private var writer = CaptureWriter()
    private var examiner: Examiner
    private var number = 0
    private var line: [UInt8] = []
    private let write: (UnsafeRawBufferPointer) -> Void

    /// - Parameter write: Takes each line as it is made; the bytes live only during the call.
    package init(
        header: CaptureHeader, settings: ExaminationSettings = .init(),
        write: @escaping (UnsafeRawBufferPointer) -> Void
    ) {
        examiner = Examiner(settings: settings)
        self.write = write
        writer.write(header, to: &line)
        pass()
    }

    package func frame(
        at time: Duration, direction: Direction, connection: String = "m1", leg: Leg = .model, _ content: Frame.Content
    ) {
        number += 1
        writer.write(
            Frame(number: number, time: time, leg: leg, direction: direction, connection: connection, content: content),
            to: &line
        )
        pass()
    }

    package func observe(at time: Duration, _ kind: String, _ data: JSONObject) {
        number += 1
        writer.write(Observation(number: number, time: time, kind: kind, data: data), to: &line)
        pass()
    }

    /// Writes the footer and gives the verdict.
    package func finish() throws(ExaminationError) -> Report {
        writer.writeFooter(to: &line)
        pass()
        return try examiner.finish()
    }

    private func pass() {
        line.withUnsafeBytes { bytes in
            write(bytes)
            examiner.consume(bytes)
        }
        line.removeAll(keepingCapacity: true)
    }
}
