import JSONText

/// Where messages stand in lines of text.
enum LogText {
    enum Extent {
        /// Ends before this index.
        case whole(Int)
        /// JSON inside a quoted string, unescaped, and where the string ends.
        case quoted(String, end: Int)
        /// Goes on in the next line.
        case open
        /// Ends inside a string: the logger cut it.
        case cut
    }

    /// Where the next message may begin: a brace, or `SomethingEvent(name=` as Python models print themselves.
    static func candidate(in line: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        while index < line.count {
            switch line[index] {
            case UInt8(ascii: "{"): return index
            case UInt8(ascii: "("):
                if let name = modelName(before: index, in: line, from: start) { return name }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// A capitalised name of at least six letters right before a bracket that opens on `name=`.
    private static func modelName(before open: Int, in line: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var name = open
        while name > start, LooseJSON.isWord(line[name - 1]) { name -= 1 }
        guard open - name >= 6, line[name] >= UInt8(ascii: "A"), line[name] <= UInt8(ascii: "Z") else { return nil }
        var end = open + 1
        while end < line.count, LooseJSON.isWord(line[end]) { end += 1 }
        return end > open + 1 && end < line.count && line[end] == UInt8(ascii: "=") ? name : nil
    }

    static func extent(in line: UnsafeRawBufferPointer, from start: Int) -> Extent {
        if let quoted = quotedExtent(in: line, from: start) { return quoted }
        var brackets = Brackets()
        if let end = brackets.advance(over: UnsafeRawBufferPointer(rebasing: line[start...])) {
            return .whole(start + end)
        }
        return brackets.isInString ? .cut : .open
    }

    /// `"{\"type\":…}"` and `'{"text": "it\'s"}'`: a string literal around the message, with escapes to undo.
    private static func quotedExtent(in line: UnsafeRawBufferPointer, from start: Int) -> Extent? {
        guard line[start] == UInt8(ascii: "{") else { return nil }
        var next = start + 1
        while next < line.count, line[next] == UInt8(ascii: " ") { next += 1 }
        let isEscaped =
            next + 1 < line.count && line[next] == UInt8(ascii: "\\") && line[next + 1] == UInt8(ascii: "\"")
        let quote = start > 0 ? line[start - 1] : 0
        if next + 1 < line.count, line[next] == UInt8(ascii: "\""), line[next + 1] == UInt8(ascii: "\""),
            let doubled = doubledExtent(in: line, from: start)
        {
            return doubled
        }
        guard isEscaped || quote == UInt8(ascii: "'") else { return nil }
        // Quoted as it crossed, with nothing escaped anew: `TEXT '{"arguments":"{\"a\":1}"}'`.
        if !isEscaped {
            var brackets = Brackets()
            let rest = UnsafeRawBufferPointer(rebasing: line[start...])
            if let end = brackets.advance(over: rest),
                (try? JSON(parsing: UnsafeRawBufferPointer(rebasing: rest[..<end]))) != nil
            {
                return .whole(start + end)
            }
        }
        let closing = quote == UInt8(ascii: "'") ? quote : UInt8(ascii: "\"")
        var end = start
        while end < line.count, line[end] != closing { end += line[end] == UInt8(ascii: "\\") ? 2 : 1 }
        // In single quotes an apostrophe in the message may be bare: then the brackets decide.
        guard end < line.count || isEscaped else { return nil }
        let inner = UnsafeRawBufferPointer(rebasing: line[start..<min(end, line.count)])
        guard isEscaped || inner.last == UInt8(ascii: "}") else { return nil }
        return .quoted(Escapes.decode(inner), end: min(end + 1, line.count))
    }

    /// `"{""type"":""error""}"`: a field of a CSV file (RFC 4180, 2.7), as log services export them.
    private static func doubledExtent(in line: UnsafeRawBufferPointer, from start: Int) -> Extent? {
        var inner: [UInt8] = []
        var index = start
        while index < line.count {
            if line[index] == UInt8(ascii: "\"") {
                guard index + 1 < line.count, line[index + 1] == UInt8(ascii: "\"") else { break }
                index += 1
            }
            inner.append(line[index])
            index += 1
        }
        guard inner.count > 2, inner.contains(UInt8(ascii: ":")) else { return nil }
        return .quoted(String(decoding: inner, as: UTF8.self), end: min(index + 1, line.count))
    }

    /// In the next field of a table, where the message stands in a field of its own: `"sent {""type"":…}",2026-11-20T09:00:00.250Z`
    static func time(behind end: Int, in line: UnsafeRawBufferPointer) -> LogTime? {
        guard end < line.count, ",;\t".utf8.contains(line[end]) else { return nil }
        let rest = line[(end + 1)...].drop { $0 == UInt8(ascii: "\"") }
        guard let first = rest.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") else { return nil }
        return LogTime.first(in: UnsafeRawBufferPointer(rebasing: rest.prefix(40)))?.time
    }

    static func context(_ before: UnsafeRawBufferPointer) -> LogReader.Context {
        var context = LogReader.Context()
        var words = before
        if let (time, end) = LogTime.first(in: before) {
            context.time = time
            words = UnsafeRawBufferPointer(rebasing: before[end...])
        }
        context.word = DirectionWords.first(in: String(decoding: words.suffix(160), as: UTF8.self))
        context.key = CallKey.first(in: UnsafeRawBufferPointer(rebasing: words.suffix(160)))
        return context
    }

    /// What is printed instead of JSON, as JSON; nil when it is no object.
    static func looseObject(_ bytes: UnsafeRawBufferPointer) -> (json: JSON, isCut: Bool, isHidden: Bool)? {
        var loose = LooseJSON(bytes)
        guard let json = loose.value(), json.object?.isEmpty == false else { return nil }
        return (json, loose.isCut, loose.isHidden)
    }

    /// Python's websockets leaves the middle of long messages out: `…"event_A...ms":200}}'`.
    static func isElided(_ bytes: [UInt8]) -> Bool {
        bytes.count < 200 && bytes.indices.dropLast(2).contains { bytes[$0...].starts(with: "...".utf8) }
    }

    static func looksLikeEvent(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes.prefix(2048), as: UTF8.self)
        return ["event_id", "response.", "session.", "input_audio_buffer.", "conversation.", "streamSid"].contains {
            text.contains($0)
        }
    }

    /// Without the escape sequences of terminals (ECMA-48: `ESC [ … letter` for colours, `ESC ] … BEL` for links).
    static func withoutColours(_ line: UnsafeRawBufferPointer) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(line.count)
        var index = 0
        while index < line.count {
            if line[index] == 0x1B {
                index += 1
                if index < line.count, line[index] == UInt8(ascii: "]") {
                    while index < line.count, line[index] != 0x07, line[index] != 0x1B { index += 1 }
                    if index < line.count, line[index] == 0x1B { index += 1 }
                    index += 1
                    continue
                }
                guard index < line.count, line[index] == UInt8(ascii: "[") else { continue }
                index += 1
                while index < line.count, !(0x40...0x7E).contains(line[index]) { index += 1 }
            } else {
                output.append(line[index])
            }
            index += 1
        }
        return String(decoding: output, as: UTF8.self)
    }
}

/// How far a message that is spread over text is open.
struct Brackets {
    private var depth = 0
    private var quote: UInt8 = 0
    private var isEscaped = false

    var isInString: Bool { quote != 0 }

    /// The index behind the bracket that closes the first one; nil while it is open.
    mutating func advance(over text: UnsafeRawBufferPointer) -> Int? {
        for (index, byte) in text.enumerated() {
            if quote != 0 {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == quote {
                    quote = 0
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): quote = byte
            case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
                depth -= 1
                if depth <= 0 { return index + 1 }
            default: break
            }
        }
        return nil
    }
}
