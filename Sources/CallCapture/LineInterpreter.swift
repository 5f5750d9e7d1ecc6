import JSONText

/// Decides what a file is from its first telling line, and hands every line to the reader of that format.
struct LineInterpreter {
    private enum Source {
        case unknown, capture, log
    }

    private(set) var summary = ReadingSummary()
    private var source = Source.unknown
    private var captureLines = CaptureLineReader()
    private var log = LogReader()
    private var binary = BinaryCheck()
    private var sawText = false
    private var linesTooLong = 0
    private var failure: CaptureReadingError?

    mutating func read(_ line: LineSplitter.Line, _ each: (CaptureRecord) -> Void) {
        guard failure == nil else { return }
        summary.lines = line.number
        guard !line.isTooLong else {
            sawText = true
            linesTooLong += 1
            return summary.countUnreadable(line: line.number)
        }
        var line = line
        if line.number == 1, line.text.starts(with: [0xEF, 0xBB, 0xBF]) {
            line.text = UnsafeRawBufferPointer(rebasing: line.text.dropFirst(3))
        }
        guard line.text.contains(where: { $0 > 0x20 }) else { return }
        sawText = true
        if source == .unknown {
            binary.look(at: line.text)
            if captureLines.recognises(line.text) { source = .capture }
        }
        switch source {
        case .capture: readCapture(line, each)
        case .unknown, .log:
            if !log.read(line.text, each) { summary.countUnreadable(line: line.number) }
            if log.frames > 0 { source = .log }
        }
    }

    mutating func finish(_ each: (CaptureRecord) -> Void) throws(CaptureReadingError) -> ReadingSummary {
        if let failure { throw failure }
        guard sawText else { throw .empty }
        if source != .capture {
            log.finish(each)
            guard log.frames > 0 else {
                if binary.isBinary { throw .binary }
                throw linesTooLong > 0 ? .linesTooLong(linesTooLong) : .noEvents(lines: summary.lines)
            }
        }
        switch source {
        case .capture:
            summary.format = .capture
            if summary.footer == nil { summary.endsAbruptly = true }
        case .log, .unknown:
            summary.format = log.format
            summary.frames = log.frames
            summary.timedFrames = log.timedFrames
            summary.connections = log.connectionNames
            summary.limits = log.limits
        }
        return summary
    }

    private mutating func readCapture(_ line: LineSplitter.Line, _ each: (CaptureRecord) -> Void) {
        if let frame = captureLines.usualFrame(line.text) {
            count(frame)
            return each(.frame(frame))
        }
        switch captureLines.read(line.text) {
        case .record(let record):
            switch record {
            case .header(let header): summary.header = header
            case .frame(let frame): count(frame)
            case .observation: summary.observations += 1
            case .footer(let footer): summary.footer = footer
            }
            each(record)
        case .decoded(var frame, let text):
            count(frame)
            text.withBytes { bytes in
                frame.payload = bytes
                each(.frame(frame))
            }
        case .newerVersion(let version): failure = .newerVersion(version)
        case .unreadable where line.isLast: summary.endsAbruptly = true
        case .unreadable: summary.countUnreadable(line: line.number)
        }
    }

    private mutating func count(_ frame: FrameView) {
        summary.frames += 1
        if frame.seconds != nil { summary.timedFrames += 1 }
        if frame.connection == summary.connections.count { summary.connections.append(frame.connectionName) }
    }
}

/// Text has hardly any control characters.
private struct BinaryCheck {
    private var bytes = 0
    private var controls = 0
    private static let enough = 64 << 10

    var isBinary: Bool { controls * 50 > bytes }

    mutating func look(at line: UnsafeRawBufferPointer) {
        guard bytes < BinaryCheck.enough else { return }
        for byte in line.prefix(BinaryCheck.enough) {
            bytes += 1
            // Tab, form feed and escape are text.
            if byte < 0x20, byte != 0x09, byte != 0x0C, byte != 0x0D, byte != 0x1B { controls += 1 }
        }
    }
}
