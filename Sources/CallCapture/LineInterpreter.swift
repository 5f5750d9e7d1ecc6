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
    private var envelope = LogEnvelope()
    private var told = ToldInWords()
    private var stranger = ForeignService.Look()
    private var trouble = KnownTrouble.Look()
    private var format: ReadingSummary.Format?
    private var limits: [String] = []
    private var binary = BinaryCheck()
    private var sawText = false
    private var linesTooLong = 0
    /// Time of a capture's frames so far, seconds.
    private var latest = -Double.infinity
    private var failure: CaptureReadingError?

    mutating func read(_ line: LineSplitter.Line, _ each: (CaptureRecord) -> Void) {
        guard failure == nil else { return }
        summary.lines = line.number
        guard !line.isTooLong else {
            sawText = true
            linesTooLong += 1
            return summary.countUnreadable(line: line.number)
        }
        guard line.text.contains(where: { $0 > 0x20 }) else { return }
        sawText = true
        if source == .unknown {
            binary.look(at: line.text)
            if captureLines.recognises(line.text) { source = .capture }
        }
        switch source {
        case .capture: readCapture(line, each)
        case .unknown, .log: readLog(line.text, line.number, each)
        }
    }

    /// An element of a document's list.
    mutating func read(row: UnsafeRawBufferPointer?, _ each: (CaptureRecord) -> Void) {
        sawText = true
        summary.lines += 1
        guard let row, read(flat: row, each) else { return summary.countUnreadable(line: summary.lines) }
        if log.frames > 0 { source = .log }
    }

    /// Messages of a pretty-printed document become those that crossed: without line breaks.
    private mutating func read(flat row: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) -> Bool {
        guard row.has(0x0A), JSON.isValid(row) else { return log.read(row: row, each) }
        var flat: [UInt8] = []
        flat.reserveCapacity(row.count)
        JSON.writeMinified(row, to: &flat)
        var padded = PaddedText(capacity: flat.count)
        flat.withUnsafeBytes { padded.replace(with: $0) }
        return padded.withBytes { log.read(row: $0, each) }
    }

    /// A message of a cassette.
    mutating func read(cassette row: JSON, _ each: (CaptureRecord) -> Void) {
        var padded = PaddedText()
        padded.replace(with: row.string ?? row.text)
        padded.withBytes { read(row: $0, each) }
        format = .cassette
    }

    /// Something that the file cannot prove, found by who gives us its parts.
    mutating func limit(_ words: String) { limits.append(words) }

    var hasEvents: Bool { log.frames > 0 || source == .capture }

    private mutating func readLog(_ text: UnsafeRawBufferPointer, _ number: Int, _ each: (CaptureRecord) -> Void) {
        if text.has(0) {
            var plain = PaddedText(capacity: text.count)
            TextRepair.withoutZeros(text).withUnsafeBytes { plain.replace(with: $0) }
            return plain.withBytes { if !$0.isEmpty { readLog($0, number, each) } }
        }
        switch envelope.open(text) {
        case .bare: readProgramLine(text, number, each)
        case .piece: break
        case .line(let line):
            var padded = PaddedText(capacity: line.count)
            line.withUnsafeBytes { padded.replace(with: $0) }
            padded.withBytes { if !$0.isEmpty { readProgramLine($0, number, each) } }
        }
    }

    private mutating func readProgramLine(
        _ text: UnsafeRawBufferPointer, _ number: Int, _ each: (CaptureRecord) -> Void
    ) {
        if !log.read(text, each) { summary.countUnreadable(line: number) }
        guard log.frames == 0 else { return source = .log }
        told.look(at: text, number: number)
        stranger.look(at: text)
        trouble.look(at: text, number: number)
    }

    mutating func finish(_ each: (CaptureRecord) -> Void) throws(CaptureReadingError) -> ReadingSummary {
        if let failure { throw failure }
        guard sawText else { throw .empty }
        if source != .capture {
            for line in envelope.finish() {
                var padded = PaddedText(capacity: line.count)
                line.withUnsafeBytes { padded.replace(with: $0) }
                padded.withBytes { readProgramLine($0, summary.lines, each) }
            }
            log.finish(each)
            guard log.frames > 0 else { return try finishWithoutEvents(each) }
        }
        switch source {
        case .capture:
            summary.format = .capture
            if summary.footer == nil { summary.endsAbruptly = true }
            if summary.header?.isConverted == true { adoptSource() }
            if summary.isDisordered {
                summary.limits.append(
                    "\(Plural.words(summary.framesOutOfOrder, "frame")) of the capture do not stand in the order of their times"
                )
            }
        case .log, .unknown:
            summary.format = format ?? log.format
            summary.frames = log.frames
            summary.timedFrames = log.timedFrames
            summary.connections = log.connectionNames
            summary.limits = limits + log.limits
            summary.isMixed = log.isMixed
            summary.isSkewed = log.isSkewed
            summary.isSampled = log.isSampled
            summary.endsAbruptly = summary.endsAbruptly || log.endsAbruptly
            summary.quietUntil = log.quietUntil
            summary.keepsWholeSeconds = log.timedFrames > 0 && !log.sawFraction
            if envelope.withheld > 0 {
                summary.limits.append(
                    "journalctl left \(Plural.words(envelope.withheld, "long message")) out: export with journalctl --all -o json"
                )
            }
        }
        return summary
    }

    private mutating func finishWithoutEvents(
        _ each: (CaptureRecord) -> Void
    ) throws(CaptureReadingError) -> ReadingSummary {
        if let archive = binary.archive { throw archive }
        if binary.isBinary { throw .binary }
        if let service = stranger.found { throw .foreignService(service) }
        guard !told.isEmpty else {
            if let trouble = trouble.found { throw .known(trouble) }
            throw linesTooLong > 0 ? .linesTooLong(linesTooLong) : .noEvents(lines: summary.lines)
        }
        told.emit(each)
        summary.format = .words
        summary.observations = told.count
        summary.limits = told.limits
        if let trouble = trouble.found {
            summary.limits.append(
                "line \(trouble.line) says “\(trouble.words)”: see realtime-doctor explain \(trouble.mode)")
        }
        return summary
    }

    /// A capture that was converted proves what its source proved.
    private mutating func adoptSource() {
        guard let source = summary.imported else { return summary.format = .textLog }
        summary.format = source.format
        summary.limits = source.limits
        summary.isMixed = source.isMixed
        summary.isSkewed = source.isSkewed
        summary.isSampled = source.isSampled
        summary.unreadableLines += source.unreadable
        summary.endsAbruptly = summary.endsAbruptly || source.isTorn
    }

    private mutating func readCapture(_ line: LineSplitter.Line, _ each: (CaptureRecord) -> Void) {
        if let frame = captureLines.usualFrame(line.text) {
            count(frame)
            return each(.frame(frame))
        }
        switch captureLines.read(line.text) {
        case .record(let record):
            switch record {
            case .header(let header):
                summary.header = header
                latest = -.infinity
            case .frame(let frame): count(frame)
            case .observation(let observation):
                if observation.kind == ObservationKind.imported, summary.header?.isConverted == true {
                    return summary.imported = ImportedSource(observation.data)
                }
                summary.observations += 1
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
        if let seconds = frame.seconds {
            summary.timedFrames += 1
            if seconds < latest - 1 { summary.framesOutOfOrder += 1 }
            latest = max(latest, seconds)
        }
        if frame.connection == summary.connections.count { summary.connections.append(frame.connectionName) }
    }
}

/// Text has hardly any control characters.
private struct BinaryCheck {
    private var bytes = 0
    private var controls = 0
    private var start: [UInt8] = []
    private static let enough = 64 << 10

    var isBinary: Bool { controls * 50 > bytes }

    /// Archives that people send, by their first bytes.
    var archive: CaptureReadingError? {
        let known: [([UInt8], String, String)] = [
            ([0x50, 0x4B, 3, 4], "zip", "unzip -p FILE"), ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard", "zstd -dc FILE"),
            ([0xFD, 0x37, 0x7A, 0x58], "xz", "xz -dc FILE"), ([0x42, 0x5A, 0x68], "bzip2", "bzip2 -dc FILE"),
        ]
        return known.first { start.starts(with: $0.0) }.map { .archive($0.1, unpack: $0.2) }
    }

    mutating func look(at line: UnsafeRawBufferPointer) {
        if start.isEmpty { start = Array(line.prefix(8)) }
        guard bytes < BinaryCheck.enough else { return }
        for byte in line.prefix(BinaryCheck.enough) {
            bytes += 1
            // Tab, form feed and escape are text.
            if byte < 0x20, byte != 0x09, byte != 0x0C, byte != 0x0D, byte != 0x1B { controls += 1 }
        }
    }
}
