package import CallCapture
import JSONText

/// A capture in the making: one header, one clock, one footer, and all frames numbered together whatever connection they crossed.
package final class CaptureLog {
    private var writer = CaptureWriter()
    private var number = 0
    private var line: [UInt8] = []
    /// The run is being taken down: what crosses a wire from here on is our own doing, and in no capture.
    var isQuiet = false
    private let write: (UnsafeRawBufferPointer) -> Void
    /// The header's line, for readers that join later.
    let header: [UInt8]

    /// - Parameter write: Takes each line as it is made; the bytes live only during the call.
    package init(header: CaptureHeader, write: @escaping (UnsafeRawBufferPointer) -> Void) {
        self.write = write
        var line: [UInt8] = []
        writer.write(header, to: &line)
        self.header = line
        line.withUnsafeBytes(write)
    }

    /// - Parameter also: Reads the very bytes that are written.
    /// - Returns: The frame's number in the capture.
    @discardableResult func frame(
        at time: Duration, direction: Direction, connection: String, leg: Leg = .model, _ content: Frame.Content,
        also read: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) -> Int {
        guard !isQuiet else { return number }
        number += 1
        writer.write(
            Frame(number: number, time: time, leg: leg, direction: direction, connection: connection, content: content),
            to: &line
        )
        pass(read)
        return number
    }

    func observe(
        at time: Duration, _ kind: String, _ data: JSONObject, also read: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) {
        number += 1
        writer.write(Observation(number: number, time: time, kind: kind, data: data), to: &line)
        pass(read)
    }

    package func finish() { finish { _ in } }

    func finish(also read: (UnsafeRawBufferPointer) -> Void) {
        writer.writeFooter(to: &line)
        pass(read)
    }

    /// What was hidden so far, by kind.
    var redacted: [String: Int] { writer.redacted }

    /// The footer as it would be now, for a reader of one connection that has ended.
    func footer(_ read: (UnsafeRawBufferPointer) -> Void) {
        var footer: [UInt8] = []
        writer.writeFooter(to: &footer)
        footer.withUnsafeBytes(read)
    }

    private func pass(_ read: (UnsafeRawBufferPointer) -> Void) {
        line.withUnsafeBytes { bytes in
            write(bytes)
            read(bytes)
        }
        line.removeAll(keepingCapacity: true)
    }
}
