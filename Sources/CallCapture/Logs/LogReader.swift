import JSONText

/// Finds the events in what other programs log: an event a line, an event in a wrapper, or an event somewhere in a line of text,
/// printed whole or over several lines.
struct LogReader {
    private var fields = TopLevelFields()
    private var words = DirectionWords()
    private var clock = LogClock()
    private var connections = LogConnections()
    private var pending: PendingMessage?
    private var counts = Counts()
    private var onlyWholeLines = true

    /// Of wrappers in wrappers: a browser's HAR file has its messages nine deep.
    private static let deepest = 16

    private struct Counts {
        var frames = 0, timed = 0, cut = 0, hidden = 0, up = 0, down = 0, unreadable = 0
    }

    /// What is known about a message before it is read.
    struct Context {
        var time: LogTime?
        var word: String?
        var isCut = false
    }

    var frames: Int { counts.frames }
    var timedFrames: Int { counts.timed }
    var connectionNames: [String] { connections.table.names }
    var format: ReadingSummary.Format { onlyWholeLines ? .eventLog : .textLog }

    /// - Returns: false for a line that looks like an event but cannot be read as one.
    mutating func read(_ line: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) -> Bool {
        let unreadable = counts.unreadable
        if pending == nil, line.first == UInt8(ascii: "{"), fields.scan(line) {
            _ = object(line, Context(), each)
            return true
        }
        if line.contains(0x1B) {
            var plain = PaddedText(capacity: line.count)
            plain.replace(with: LogText.withoutColours(line))
            plain.withBytes { text($0, each) }
        } else {
            text(line, each)
        }
        return counts.unreadable == unreadable
    }

    /// Gives up on a message that was still open.
    mutating func finish(_ each: (CaptureRecord) -> Void) {
        if let open = pending { message(open.text, open.context, each) }
        pending = nil
    }

    /// What such a log cannot prove.
    var limits: [String] {
        var limits: [String] = []
        if counts.timed == 0 {
            limits.append("the log keeps no times: only the order of events is known")
        } else if counts.timed < counts.frames {
            limits.append("\(counts.frames - counts.timed) of \(counts.frames) events have no time")
        } else if !clock.sawFraction {
            limits.append("the log keeps whole seconds only: latencies are known to a second")
        }
        if counts.up == 0 { limits.append("the log has no event from the client") }
        if counts.down == 0 { limits.append("the log has no event from the server") }
        if counts.cut > 0 {
            limits.append(
                "\(counts.cut) event\(counts.cut == 1 ? " was" : "s were") cut short by the logger: log messages whole")
        }
        if counts.hidden > 0 {
            limits.append(
                "\(counts.hidden) event\(counts.hidden == 1 ? " has its" : "s have their") cause hidden by the logger ([Object]): log JSON.stringify(event)"
            )
        }
        limits.append("the log does not show how connections were opened and closed")
        return limits
    }

    // MARK: Text

    private mutating func text(_ line: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) {
        if var open = pending {
            pending = nil
            switch open.append(line) {
            case .open:
                pending = open
                return
            case .complete: return message(open.text, open.context, each)
            // The line belongs to something else: what was open is read as far as it goes.
            case .abandoned: message(open.text, open.context, each)
            }
        }
        var start = 0
        var context: Context?
        while let candidate = LogText.candidate(in: line, from: start) {
            let before = context ?? LogText.context(UnsafeRawBufferPointer(rebasing: line[..<candidate]))
            context = before
            switch LogText.extent(in: line, from: candidate) {
            case .quoted(let text, let end):
                message(Array(text.utf8), before, each)
                start = end
            case .whole(let end):
                message(Array(line[candidate..<end]), before, each)
                start = end
            case .open:
                pending = PendingMessage(
                    UnsafeRawBufferPointer(rebasing: line[candidate...]), before, prefix: candidate)
                return
            case .cut:
                message(Array(line[candidate...]), before, each)
                return
            }
        }
    }

    /// A piece of text that should be a message: JSON, or what a program prints instead.
    private mutating func message(_ bytes: [UInt8], _ context: Context, _ each: (CaptureRecord) -> Void) {
        var padded = PaddedText(capacity: bytes.count)
        bytes.withUnsafeBytes { padded.append($0) }
        let before = counts.frames
        defer { if counts.frames > before { onlyWholeLines = false } }
        // The scan of fields does not look into nested values, so a comment or a quote too many would pass it unseen.
        let isJSON = bytes.withUnsafeBytes { JSON.isValid($0) }
        if isJSON, padded.withBytes({ object($0, context, each) }) { return }
        guard let (json, isCut, isHidden) = bytes.withUnsafeBytes({ LogText.looseObject($0) }) else { return }
        var context = context
        context.isCut = isCut || isHidden
        padded.replace(with: json.text)
        if padded.withBytes({ object($0, context, each) }) {
            if isHidden { counts.hidden += counts.frames - before } else { counts.cut += counts.frames - before }
            if !isCut, !isHidden { counts.cut -= counts.frames - before }
        } else if isCut, LogText.looksLikeEvent(bytes) {
            counts.unreadable += 1
        }
    }

    // MARK: Objects

    /// Hands out the event that a JSON object is, or has in it. False when there is none.
    private mutating func object(
        _ text: UnsafeRawBufferPointer, _ context: Context, depth: Int = 0, _ each: (CaptureRecord) -> Void
    ) -> Bool {
        guard depth < LogReader.deepest, fields.scan(text) else { return false }
        let wrapper = LogWrapper(fields)
        var inner = context
        inner.time = wrapper.time ?? context.time
        inner.word = wrapper.word ?? context.word
        if let value = wrapper.payload, value.kind == .object, object(value.bytes, inner, depth: depth + 1, each) {
            return true
        }
        guard fields.scan(text) else { return false }
        if let event = LogEvent(fields) {
            emit(event, text, inner, each)
            return true
        }
        var found = false
        // Only wrappers come here, so the list costs the hot path nothing.
        for value in (0..<fields.count).map({ fields.value($0) }) {
            switch value.kind {
            case .object: found = object(value.bytes, inner, depth: depth + 1, each) || found
            case .array: found = list(value, inner, depth: depth + 1, each) || found
            case .string: found = string(value, inner, depth: depth + 1, each) || found
            default: break
            }
        }
        return found
    }

    private mutating func list(
        _ value: RawJSON, _ context: Context, depth: Int, _ each: (CaptureRecord) -> Void
    ) -> Bool {
        var found = false
        for item in value.json?.array ?? [] where item.object != nil {
            var padded = PaddedText()
            padded.replace(with: item.text)
            found = padded.withBytes { object($0, context, depth: depth + 1, each) } || found
        }
        return found
    }

    /// A string may hold an event as JSON text, or a line of log with one.
    private mutating func string(
        _ value: RawJSON, _ context: Context, depth: Int, _ each: (CaptureRecord) -> Void
    ) -> Bool {
        guard value.escapedBytes?.contains(UInt8(ascii: "{")) == true, let text = value.string else { return false }
        let bytes = Array(text.utf8)
        guard let start = bytes.withUnsafeBytes({ LogText.candidate(in: $0, from: 0) }) else { return false }
        var context = context
        if context.word == nil {
            context.word = DirectionWords.first(in: String(decoding: bytes[..<start].suffix(120), as: UTF8.self))
        }
        var padded = PaddedText(capacity: bytes.count)
        bytes[start...].withUnsafeBytes { padded.append($0) }
        if padded.withBytes({ object($0, context, depth: depth + 1, each) }) { return true }
        let before = counts.frames
        let (wasPending, wasWhole) = (pending, onlyWholeLines)
        message(Array(bytes[start...]), context, each)
        (pending, onlyWholeLines) = (wasPending, wasWhole)
        return counts.frames > before
    }

    private mutating func emit(
        _ event: LogEvent, _ payload: UnsafeRawBufferPointer, _ context: Context, _ each: (CaptureRecord) -> Void
    ) {
        if let known = event.direction, let word = context.word { words.learn(word, known) }
        let direction = event.direction ?? context.word.flatMap { words.meaning($0) } ?? .down
        let connection = connections.index(for: event, fields)
        counts.frames += 1
        var seconds: Double?
        if let time = context.time {
            seconds = clock.seconds(time)
            counts.timed += 1
        }
        if direction == .up { counts.up += 1 } else { counts.down += 1 }
        var view = FrameView(
            number: counts.frames, seconds: seconds, leg: event.leg, direction: direction, connection: connection,
            connectionName: connections.table.names[connection], operation: .text, payload: payload)
        view.fields = fields
        view.isCut = context.isCut
        each(.frame(view))
    }
}
