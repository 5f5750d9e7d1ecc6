/// Bytes in, records out: reads captures and what other programs log, in any chunks, with memory bounded by the longest line.
package struct CaptureReader {
    /// Longer lines are skipped and counted.
    package static let defaultLineLimit = 64 << 20

    private var encoding = UnicodeDecoding()
    private var lines: LineSplitter
    private var interpreter = LineInterpreter()

    package init(lineLimit: Int = defaultLineLimit) { lines = LineSplitter(limit: lineLimit) }

    /// What was read so far; complete after ``finish(_:)``.
    package var summary: ReadingSummary { interpreter.summary }

    /// - Parameter each: called for every record; what it is given dies when it returns.
    package mutating func consume(_ chunk: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) {
        encoding.decode(chunk) { text in
            lines.consume(text) { line in interpreter.read(line, each) }
        }
    }

    /// Reads the last line, which may be torn, and says what the file was.
    package mutating func finish(_ each: (CaptureRecord) -> Void) throws(CaptureReadingError) -> ReadingSummary {
        encoding.finish { text in
            lines.consume(text) { line in interpreter.read(line, each) }
        }
        lines.finish { line in interpreter.read(line, each) }
        return try interpreter.finish(each)
    }

    /// Reads a whole file that is in memory.
    package static func read(
        _ bytes: [UInt8], _ each: (CaptureRecord) -> Void
    ) throws(CaptureReadingError) -> ReadingSummary {
        var reader = CaptureReader()
        bytes.withUnsafeBytes { reader.consume($0, each) }
        return try reader.finish(each)
    }
}
