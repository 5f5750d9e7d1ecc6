package import JSONText

/// A capture as it happens: numbers what comes, writes redacted lines for the file, and reads the very same bytes for the
/// consumer, so that a live verdict is the verdict of the saved file.
package struct LiveCapture {
    private var writer: CaptureWriter
    private var reader = CaptureReader()
    private var lastNumber = 0
    private var line: [UInt8] = []
    /// Lines not yet taken by whoever writes the file.
    private var pending: [UInt8] = []

    package init(
        header: CaptureHeader, redacting options: Redaction.Options = Redaction.Options(),
        _ each: (CaptureRecord) -> Void
    ) {
        writer = CaptureWriter(redacting: options)
        writer.write(header, to: &line)
        flushLine(each)
    }

    /// - Returns: the number it was given.
    @discardableResult
    package mutating func frame(
        at time: Duration?, leg: Leg, direction: Direction, connection: String, _ content: Frame.Content,
        _ each: (CaptureRecord) -> Void
    ) -> Int {
        lastNumber += 1
        let frame = Frame(
            number: lastNumber, time: time, leg: leg, direction: direction, connection: connection, content: content)
        writer.write(frame, to: &line)
        flushLine(each)
        return lastNumber
    }

    @discardableResult
    package mutating func observe(
        at time: Duration?, _ observation: (kind: String, data: JSONObject), _ each: (CaptureRecord) -> Void
    ) -> Int {
        lastNumber += 1
        writer.write(
            Observation(number: lastNumber, time: time, kind: observation.kind, data: observation.data), to: &line)
        flushLine(each)
        return lastNumber
    }

    /// Writes the footer and says what a reader of the file would be told.
    package mutating func finish(lost: Int = 0, _ each: (CaptureRecord) -> Void) -> ReadingSummary {
        writer.writeFooter(lost: lost, to: &line)
        flushLine(each)
        // A capture that we wrote has a header, so reading it cannot fail.
        return (try? reader.finish(each)) ?? reader.summary
    }

    /// The lines since the last time, for the file.
    package mutating func takeBytes() -> [UInt8] {
        defer { pending.removeAll(keepingCapacity: true) }
        return pending
    }

    private mutating func flushLine(_ each: (CaptureRecord) -> Void) {
        pending.append(contentsOf: line)
        line.withUnsafeBytes { reader.consume($0, each) }
        line.removeAll(keepingCapacity: true)
    }
}
