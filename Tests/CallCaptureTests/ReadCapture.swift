import CallCapture

/// Everything a reader says about some bytes, as values.
struct ReadCapture: Equatable {
    var headers: [CaptureHeader] = []
    var frames: [Frame] = []
    var observations: [Observation] = []
    var footers: [CaptureFooter] = []
    var summary = ReadingSummary()

    init(_ bytes: [UInt8], chunk: Int = .max, lineLimit: Int = CaptureReader.defaultLineLimit)
        throws(CaptureReadingError)
    {
        var reader = CaptureReader(lineLimit: lineLimit)
        var start = 0
        while start < bytes.count {
            let end = start + min(chunk, bytes.count - start)
            // A copy with nothing behind it, so that reading beyond a chunk would be found.
            let part = Array(bytes[start..<end])
            part.withUnsafeBytes { reader.consume($0) { record in add(record) } }
            start = end
        }
        summary = try reader.finish { record in add(record) }
    }

    init(_ text: String) throws(CaptureReadingError) { try self.init(Array(text.utf8)) }

    private mutating func add(_ record: CaptureRecord) {
        switch record {
        case .header(let header): headers.append(header)
        case .frame(let frame): frames.append(frame.frame)
        case .observation(let observation): observations.append(observation)
        case .footer(let footer): footers.append(footer)
        }
    }
}
