/// Bytes in, records out: reads captures, what other programs log, HAR files and YAML cassettes, packed or not, in any chunks. Memory is
/// bounded by the longest line; of a HAR file by its messages, of a cassette by its text.
package struct CaptureReader {
    /// Longer lines are skipped and counted.
    package static let defaultLineLimit = 64 << 20

    private var packing = Packing()
    private var encoding = UnicodeDecoding()
    private var source: SourceReader
    /// Whoever reads what somebody else kept reads no keys.
    private var mask = FrameMask()

    package init(lineLimit: Int = defaultLineLimit) { source = SourceReader(lineLimit: lineLimit) }

    /// What was read so far; complete after ``finish(_:)``.
    package var summary: ReadingSummary { source.summary }

    /// - Parameter each: called for every record; what it is given dies when it returns.
    package mutating func consume(_ chunk: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) {
        packing.unpack(chunk) { bytes in
            encoding.decode(bytes) { text in source.consume(text) { mask.pass($0, to: each) } }
        }
    }

    /// Reads the last line, which may be torn, and says what the file was.
    package mutating func finish(_ each: (CaptureRecord) -> Void) throws(CaptureReadingError) -> ReadingSummary {
        packing.finish { bytes in
            encoding.decode(bytes) { text in source.consume(text) { mask.pass($0, to: each) } }
        }
        encoding.finish { text in source.consume(text) { mask.pass($0, to: each) } }
        do throws(CaptureReadingError) {
            var summary = try source.finish(damage: packing.damage) { mask.pass($0, to: each) }
            summary.redacted = mask.counts
            return summary
        } catch {
            // What is wrong with the packing explains more than what is wrong with its beginning.
            throw packing.damage.map { .packing($0) } ?? error
        }
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
