/// Anything that ``CaptureReader`` takes in, our capture format out, redacted on the way. What is a capture of ours already stays as it is but
/// for the redaction.
import JSONText

package struct CaptureConverter {
    private var reader = CaptureReader()
    private var writing: Writing

    /// - Parameters:
    ///   - id: Of the new capture; one of ours keeps its own.
    ///   - started: ISO 8601, UTC: when it was converted.
    package init(id: String, started: String, tool: String, redacting options: Redaction.Options = Redaction.Options())
    {
        let header = CaptureHeader(
            id: id, started: started, tool: tool, command: CaptureHeader.convertCommand, settings: [:])
        writing = Writing(writer: CaptureWriter(redacting: options), header: header)
    }

    /// - Parameter output: gets whole lines.
    package mutating func consume(_ chunk: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        reader.consume(chunk) { writing.write($0, to: &output) }
    }

    /// - Throws: when there was nothing to convert; then nothing was written either.
    package mutating func finish(to output: inout [UInt8]) throws(CaptureReadingError) -> ConversionSummary {
        let summary = try reader.finish { writing.write($0, to: &output) }
        writing.end(summary, to: &output)
        return ConversionSummary(reading: summary, written: writing.counts, redacted: writing.writer.redacted)
    }

    private struct Writing {
        var writer: CaptureWriter
        let header: CaptureHeader
        var counts = ConversionSummary.Counts()
        private var lastNumber = 0
        private var isBegun = false
        /// The source is a capture of ours, or was converted before.
        private var hasOwnHeader = false

        init(writer: CaptureWriter, header: CaptureHeader) {
            self.writer = writer
            self.header = header
        }

        mutating func write(_ record: CaptureRecord, to output: inout [UInt8]) {
            switch record {
            case .header(let own):
                hasOwnHeader = true
                isBegun = true
                return writer.write(own, to: &output)
            case .frame(let view):
                begin(view.isOurs, to: &output)
                lastNumber = max(lastNumber, view.number)
                counts.add(view)
                writer.write(view.frame, isCut: view.isCut, to: &output)
            case .observation(let observation):
                begin(false, to: &output)
                lastNumber = max(lastNumber, observation.number)
                counts.observations += 1
                writer.write(observation, to: &output)
            case .footer: break
            }
        }

        /// A capture that lost its first line gets no other in its place: it would prove less.
        private mutating func begin(_ isOurs: Bool, to output: inout [UInt8]) {
            guard !isBegun else { return }
            isBegun = true
            if isOurs { hasOwnHeader = true } else { writer.write(header, to: &output) }
        }

        mutating func end(_ summary: ReadingSummary, to output: inout [UInt8]) {
            writer.adopt(redacted: summary.redacted)
            if !hasOwnHeader || summary.header?.isConverted == true {
                writer.write(
                    Observation(
                        number: lastNumber + 1, time: nil, kind: ObservationKind.imported,
                        data: (summary.imported ?? ImportedSource(summary)).data), to: &output)
            }
            guard hasOwnHeader else { return writer.writeFooter(to: &output) }
            // What its writer did not finish stays unfinished.
            guard let footer = summary.footer else { return }
            writer.adopt(redacted: footer.redacted)
            writer.writeFooter(lost: footer.lost, counted: footer.frames, time: footer.time, to: &output)
        }
    }
}
