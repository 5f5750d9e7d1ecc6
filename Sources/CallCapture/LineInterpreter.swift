import JSONText

/// Decides what a file is from its first telling line, and hands every line to the reader of that format.
struct LineInterpreter {
    private enum Source {
        case unknown, capture, log
    }

    private(set) var summary = ReadingSummary()
    private var source = Source.unknown
    private var captureLines = CaptureLineReader()
    private var failure: CaptureReadingError?

    mutating func read(_ line: LineSplitter.Line, _ each: (CaptureRecord) -> Void) {
        guard failure == nil else { return }
        summary.lines = line.number
        guard !line.isTooLong else { return summary.countUnreadable(line: line.number) }
        var line = line
        if line.number == 1, line.text.starts(with: [0xEF, 0xBB, 0xBF]) {
            line.text = UnsafeRawBufferPointer(rebasing: line.text.dropFirst(3))
        }
        guard !line.text.isEmpty else { return }
        if source == .unknown, captureLines.recognises(line.text) { source = .capture }
        switch source {
        case .capture: readCapture(line, each)
        case .unknown, .log: break
        }
    }

    mutating func finish(_ each: (CaptureRecord) -> Void) throws(CaptureReadingError) -> ReadingSummary {
        if let failure { throw failure }
        guard summary.lines > 0 else { throw .empty }
        switch source {
        case .capture:
            summary.format = .capture
            if summary.footer == nil { summary.endsAbruptly = true }
        case .log: break
        case .unknown: throw .noEvents(lines: summary.lines)
        }
        return summary
    }

    private mutating func readCapture(_ line: LineSplitter.Line, _ each: (CaptureRecord) -> Void) {
        switch captureLines.read(line.text) {
        case .record(let record):
            switch record {
            case .header(let header): summary.header = header
            case .frame(let frame):
                summary.frames += 1
                if frame.seconds != nil { summary.timedFrames += 1 }
                if frame.connection == summary.connections.count { summary.connections.append(frame.connectionName) }
            case .observation: summary.observations += 1
            case .footer(let footer): summary.footer = footer
            }
            each(record)
        case .newerVersion(let version): failure = .newerVersion(version)
        case .unreadable where line.isLast: summary.endsAbruptly = true
        case .unreadable: summary.countUnreadable(line: line.number)
        }
    }
}
