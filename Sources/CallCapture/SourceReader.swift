/// UTF-8 in, records out: finds out what kind of file it is and gives it to the reader of that kind.
import YAMLText

struct SourceReader {
    private var sniffer = SourceSniffer()
    private var kind: SourceSniffer.Kind?
    private var lines: LineSplitter
    private var interpreter = LineInterpreter()
    private var har = HARReader()
    private var walk = JSONWalk(limit: SourceReader.longestRow)
    private var cassette = CassetteReader()

    /// Of one element of a JSON document's list.
    private static let longestRow = 32 << 20

    init(lineLimit: Int) { lines = LineSplitter(limit: lineLimit) }

    var summary: ReadingSummary { kind == .har ? har.summary : interpreter.summary }

    mutating func consume(_ text: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) {
        if let kind { return read(text, as: kind, each) }
        guard let kind = sniffer.look(at: text) else { return }
        begin(kind, text, each)
    }

    private mutating func begin(
        _ kind: SourceSniffer.Kind, _ text: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void
    ) {
        self.kind = kind
        let held = sniffer.bytes
        sniffer = SourceSniffer()
        if held.isEmpty { return read(text, as: kind, each) }
        held.withUnsafeBytes { read($0, as: kind, each) }
    }

    private mutating func read(
        _ text: UnsafeRawBufferPointer, as kind: SourceSniffer.Kind, _ each: (CaptureRecord) -> Void
    ) {
        switch kind {
        case .lines: readLines(text, each)
        case .har: har.consume(text)
        case .rows: readRows(text, each)
        case .cassette: cassette.consume(text)
        }
    }

    private mutating func readLines(_ text: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) {
        lines.consume(text) { line in interpreter.read(line, each) }
    }

    /// Elements of the outermost lists. Where it stops being JSON, lines begin.
    private mutating func readRows(_ text: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) {
        let end = walk.read(text, wants: SourceSniffer.isRow) { _, found in
            if case .value(let row) = found { interpreter.read(row: row, each) }
        }
        guard walk.isBroken else { return }
        kind = .lines
        readLines(UnsafeRawBufferPointer(rebasing: text[end...]), each)
    }

    mutating func finish(
        damage: PackingDamage?, _ each: (CaptureRecord) -> Void
    ) throws(CaptureReadingError) -> ReadingSummary {
        if kind == nil { begin(sniffer.finish(), UnsafeRawBufferPointer(start: nil, count: 0), each) }
        var summary: ReadingSummary
        switch kind {
        case .har: summary = try har.finish(each)
        case .cassette: summary = try finishCassette(each)
        case .rows:
            summary = try interpreter.finish(each)
            if !walk.isAtRest { summary.endsAbruptly = true }
        case .lines, nil:
            lines.finish { line in interpreter.read(line, each) }
            summary = try interpreter.finish(each)
        }
        switch damage {
        case .torn: summary.endsAbruptly = true
        case .broken(let reason): summary.limits.append("unpacking stopped on the way: \(reason)")
        case .expandsTooMuch:
            summary.limits.append("unpacking stopped on the way: the file grows more than logs do; unpack it by hand")
        case nil: break
        }
        return summary
    }

    private mutating func finishCassette(_ each: (CaptureRecord) -> Void) throws(CaptureReadingError) -> ReadingSummary
    {
        let text = cassette.text
        cassette.finish { row in interpreter.read(cassette: row, each) }
        if interpreter.hasEvents {
            if let failure = cassette.failure {
                interpreter.limit(
                    "the YAML breaks off\(failure.line > 0 ? " in line \(failure.line)" : ""): \(failure.reason); what stands behind that was not read"
                )
            }
            if cassette.isTooLong {
                interpreter.limit("a cassette is read up to \(CassetteReader.longest >> 20) MiB: the rest was left out")
            }
            return try interpreter.finish(each)
        }
        // It only looked like one.
        text.withUnsafeBytes { readLines($0, each) }
        lines.finish { line in interpreter.read(line, each) }
        return try interpreter.finish(each)
    }
}
