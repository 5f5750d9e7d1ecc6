import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

/// One call with both legs in every kind of file.
struct ForeignFileTests {
    static let frames = BridgeStory().begins().speaks().answers().ends().frames.enumerated().sorted {
        ($0.element.time ?? .zero, $0.offset) < ($1.element.time ?? .zero, $1.offset)
    }.map(\.element)
    static let messages = frames.filter { if case .text = $0.content { true } else { false } }

    @Test(arguments: ForeignFile.allCases) func `every message of both legs is read, in order, in its direction`(
        file: ForeignFile
    )
        throws
    {
        let read = try ReadCapture(file.render(Self.frames))
        let texts = read.frames.filter { if case .text = $0.content { true } else { false } }
        let expected = file == .untimed ? Self.messages.filter { $0.leg == .model } : Self.messages
        // What two sockets of a HAR carried in one microsecond has no order.
        let orders: [[Leg]] = file.rawValue.hasPrefix("HAR") ? [[.phone], [.model]] : [[.phone, .model]]
        for legs in orders {
            let (found, wanted) = (texts.filter { legs.contains($0.leg) }, expected.filter { legs.contains($0.leg) })
            #expect(found.map { "\($0.leg) \($0.direction)" } == wanted.map { "\($0.leg) \($0.direction)" })
            #expect(try found.map(Self.json) == wanted.map(Self.json))
        }
        #expect(read.summary.unreadableLines == 0)
        #expect(read.frames.map(\.number) == Array(1...read.frames.count))
    }

    @Test(arguments: ForeignFile.allCases) func `times are those of the file, to the millisecond, or absent`(
        file: ForeignFile
    ) throws {
        let read = try ReadCapture(file.render(Self.frames))
        guard ![.lines, .cassette, .untimed].contains(file) else {
            #expect(read.frames.allSatisfy { $0.time == nil })
            return
        }
        #expect(read.summary.hasTimes)
        let texts = read.frames.filter { if case .text = $0.content { true } else { false } }
        let start = try #require(texts.first?.time) - (Self.messages.first?.time ?? .zero)
        for (frame, original) in zip(texts, Self.messages) {
            let difference = try #require(frame.time) - start - (original.time ?? .zero)
            #expect(difference > .milliseconds(-1) && difference < .milliseconds(1))
        }
    }

    @Test(arguments: ForeignFile.allCases) func `it does not matter how the bytes come, nor that they are packed`(
        file: ForeignFile
    )
        throws
    {
        let bytes = file.render(Self.frames)
        let read = try ReadCapture(bytes)
        #expect(try ReadCapture(bytes, chunk: 97) == read)
        #expect(try ReadCapture(Gzip.pack(bytes), chunk: 1_000) == read)
        #expect(try ReadCapture(Gzip.pack(bytes, isGzip: false)) == read)
        let half = bytes.count / 2
        #expect(
            try ReadCapture(Gzip.pack(Array(bytes[..<half])) + Gzip.pack(Array(bytes[half...])), chunk: 777) == read)
    }

    @Test(arguments: ForeignFile.allCases.filter { $0 != .wide }) func `a byte order mark before it changes nothing`(
        file: ForeignFile
    ) throws {
        let bytes = file.render(Self.frames)
        let (read, marked) = (try ReadCapture(bytes), [0xEF, 0xBB, 0xBF] + bytes)
        for chunk in [3, 4_000, marked.count] { #expect(try ReadCapture(marked, chunk: chunk) == read) }
        #expect(try ReadCapture(Gzip.pack(marked)) == read)
    }

    @Test(arguments: ForeignFile.allCases) func `what it is converted into reads the same`(file: ForeignFile) throws {
        let bytes = file.render(Self.frames)
        let read = try ReadCapture(bytes)
        let converted = try Converted(bytes)
        let again = try ReadCapture(converted.bytes)
        #expect(try again.frames.map(Self.plain) == read.frames.map(Self.plain))
        #expect(again.observations == read.observations)
        #expect(again.headers.map(\.command) == ["convert"])
        var summary = again.summary
        #expect(summary.header?.isConverted == true)
        summary.header = nil
        summary.footer = nil
        summary.imported = nil
        summary.lines = read.summary.lines
        summary.redacted = read.summary.redacted
        #expect(summary == read.summary)
        let text = String(decoding: converted.bytes, as: UTF8.self)
        #expect(!text.contains("sk-proj-") && !text.contains("opensesame"))
        // And what was converted is a capture like any other.
        #expect(try Converted(converted.bytes).bytes == converted.bytes)
    }

    /// Every kind of file, harmed in every kind of way, is survived, and its conversion says what it said.
    @Test(arguments: ForeignFile.allCases) func `damage anywhere is survived`(file: ForeignFile) throws {
        let whole = file.render(BridgeStory().begins().speaks().frames)
        let count = Self.messages.count
        for seed in 0..<12 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var bytes = whole
            for _ in 0...Int(seed % 4) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 5 {
                case 0: bytes.removeSubrange(place...)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 40))
                case 2: bytes.insert(contentsOf: Array("{[('\"\\\0\u{FF}- *a".utf8), at: place)
                case 3: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                default: bytes.insert(contentsOf: bytes[..<min(place, 2_000)], at: place)
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            if seed % 3 == 0 { bytes = Gzip.pack(bytes).dropLast(Int(random.next() % 40)) }
            guard let read = try? ReadCapture(bytes) else { continue }
            #expect(read.frames.count < 20 * count)
            let again = try ReadCapture(try Converted(bytes).bytes)
            #expect(again.frames.count == read.frames.count, "seed \(seed)")
            #expect(again.summary.limits == read.summary.limits, "seed \(seed)")
        }
    }

    static func json(_ frame: Frame) throws -> JSON {
        guard case .text(let text) = frame.content else { return .null }
        return try JSON(parsing: text)
    }

    /// Without the spelling of its JSON, which is minified where it went over lines.
    private static func plain(_ frame: Frame) throws -> String {
        if case .text = frame.content {
            return "\(frame.number) \(frame.time as Any) \(frame.connection) \(try json(frame).text)"
        }
        return "\(frame)"
    }
}

/// A conversion in memory.
struct Converted {
    var bytes: [UInt8]
    var summary: ConversionSummary

    init(_ source: [UInt8], redacting options: Redaction.Options = Redaction.Options()) throws(CaptureReadingError) {
        var converter = CaptureConverter(
            id: "convert-1", started: "2026-11-20T09:00:00.000Z", tool: "test", redacting: options)
        var output: [UInt8] = []
        source.withUnsafeBytes { converter.consume($0, to: &output) }
        summary = try converter.finish(to: &output)
        bytes = output
    }
}
