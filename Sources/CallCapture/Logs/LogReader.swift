import JSONText

/// Finds the events in what other programs log: an event a line, an event in a wrapper, or an event somewhere in a line of text,
/// printed whole or over several lines.
struct LogReader {
    private var fields = TopLevelFields()
    private var words = DirectionWords()
    private var clock = LogClock()
    private var connections = LogConnections()
    private var order = LogOrder()
    private var repeats = LogRepeats()
    private var pastes = LogPaste()
    /// What may be the beginning of a copy.
    private var suspects: [LogOrder.Held] = []
    private var sampling = LogSampling()
    private var answers = LogAnswers()
    private var slip: LogSlip?
    private var pending: PendingMessage?
    private var heading = LogHeading()
    private var document: LongDocument?
    private var counts = LogCounts()
    private var onlyWholeLines = true
    private var handedOut = 0
    /// Seconds; of the last line behind the last event that tells of no end before it.
    private(set) var quietUntil: Double?
    private var hasEnded = false
    private var closed: Set<Int> = []
    private var openings = LogOpening.Look()
    private var opened: Set<Int> = []
    /// A carrier's own messages were found, and audio for it as it should be.
    private var hearsCarrier = false, tellsCarrier = false

    /// Of wrappers in wrappers.
    private static let deepest = 16

    /// What is known about a message before it is read.
    struct Context {
        var time: LogTime?
        var word: String?
        /// It stands on a line above, which may have been about something else.
        var isWordAbove = false
        /// Which call it is about.
        var key: String?
        var isCut = false
    }

    /// One that was read, but for its text.
    struct Message {
        var event: LogEvent
        var direction: Direction
        var time: LogTime?
        /// Which call it is about.
        var key: String?
        var isCut: Bool
        var isAudio: Bool
    }

    /// The last document was not at its end.
    private(set) var endsAbruptly = false

    var frames: Int { counts.frames }
    var timedFrames: Int { counts.timed }
    var sawFraction: Bool { clock.sawFraction }
    var connectionNames: [String] { connections.table.names }
    var format: ReadingSummary.Format { onlyWholeLines ? .eventLog : .textLog }

    /// - Returns: false for a line that looks like an event but cannot be read as one.
    mutating func read(_ line: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) -> Bool {
        let unreadable = counts.unreadable
        if document != nil {
            if let part = PendingMessage.part(of: line) {
                read(document: part, each)
                return counts.unreadable == unreadable
            }
            // The line belongs to something else.
            document = nil
            counts.unreadable += 1
        }
        if pending == nil, line.first == UInt8(ascii: "{"), JSON.isValid(line), fields.scan(line) {
            _ = object(line, heading.take(), each)
            return true
        }
        if TextRepair.isUTF8(line) {
            text(plain: line, each)
        } else {
            counts.foreign += 1
            var repaired = PaddedText(capacity: line.count + 64)
            TextRepair.fromWindows(line).withUnsafeBytes { repaired.replace(with: $0) }
            repaired.withBytes { line in
                if pending == nil, line.first == UInt8(ascii: "{"), JSON.isValid(line), fields.scan(line) {
                    _ = object(line, heading.take(), each)
                } else {
                    text(plain: line, each)
                }
            }
        }
        return counts.unreadable == unreadable
    }

    /// One record of a document: an element of a list, a message of a cassette.
    mutating func read(row: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) -> Bool {
        guard JSON.isValid(row), fields.scan(row) else { return false }
        let before = counts.frames
        if object(row, Context(), each) || counts.frames > before { return true }
        guard fields.scan(row),
            let close = LogClose(fields, direction: LogWrapper(fields).word.flatMap { words.meaning($0) })
        else { return true }
        emit(close, LogWrapper(fields).time, each)
        return true
    }

    /// Gives up on a message that was still open, and hands out what was held.
    mutating func finish(_ each: (CaptureRecord) -> Void) {
        if let open = pending { message(open.text, open.context, each) }
        pending = nil
        endsAbruptly = document != nil
        release(isAtEnd: true, each)
        settle(each)
    }

    /// Hands out what waits for what may come.
    private mutating func settle(_ each: (CaptureRecord) -> Void) {
        absolve(each)
        if let slip { hand(out: slip, each) }
    }

    var isMixed: Bool { connections.isMixed }

    /// The two sides were written by clocks that differ.
    var isSkewed: Bool { answers.skew != nil }
    var isSampled: Bool { sampling.step != nil }

    /// What such a log cannot prove.
    var limits: [String] {
        var counts = counts
        counts.sawFraction = clock.sawFraction
        var limits = counts.limits
        if order.isNewestFirst { limits.append("the log begins with its newest line: read from its end") }
        if order.isTooLong {
            limits.append(
                "the log begins with its newest line and is too long to be turned round: only its first \(LogOrder.longest >> 20) MiB were read; sort it by time"
            )
        }
        if repeats.dropped > 0 {
            limits.append("the log has every message twice: one of each was read")
        }
        limits += pastes.limits + sampling.limits
        if let skew = answers.skew {
            let tenths = (skew * 10).rounded(.up) / 10
            limits.append(
                "the two sides were written by clocks that differ by up to \(tenths) s: what follows from something stands before it"
            )
        }
        if connections.isInterleaved {
            limits.append(
                "several calls are interleaved: they were told apart by the ids of responses and items"
                    + (connections.unassigned > 0
                        ? ", and \(Plural.words(connections.unassigned, "message")) without one went to the call that spoke last"
                        : "") + "; log the call's id with every message")
        }
        return limits
    }

    // MARK: Text

    private mutating func text(plain line: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) {
        guard line.has(0x1B) else { return text(line, each) }
        var plain = PaddedText(capacity: line.count)
        plain.replace(with: LogText.withoutColours(line))
        plain.withBytes { text($0, each) }
    }

    private mutating func text(_ line: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) {
        if var open = pending {
            pending = nil
            switch open.append(line) {
            case .open:
                pending = open
                return
            case .complete: return message(open.text, open.context, each)
            case .tooLong:
                if let document = LongDocument(open.text) {
                    self.document = document
                    open.text.withUnsafeBytes { read(document: $0, each) }
                    return read(document: PendingMessage.part(of: line) ?? line, each)
                }
                message(open.text, open.context, each)
            // The line belongs to something else: what was open is read as far as it goes.
            case .abandoned: message(open.text, open.context, each)
            }
        }
        var start = 0
        var context: Context?
        while let candidate = LogText.candidate(in: line, from: start) {
            var before = context ?? LogText.context(UnsafeRawBufferPointer(rebasing: line[..<candidate]))
            if context == nil { heading.complete(&before) }
            context = before
            if let elision = LogElision(in: line, from: candidate) {
                message(elision, before, each)
                start = elision.end
                continue
            }
            switch LogText.extent(in: line, from: candidate) {
            case .quoted(let text, let end):
                before.time = before.time ?? LogText.time(behind: end, in: line)
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
        guard context == nil else { return }
        heading.look(at: line)
        if !pastes.isCopy { openings.look(at: line) }
        guard counts.frames > 0 else { return }
        if let close = LogClose(line: line) ?? LogClose(sentence: line) {
            onlyWholeLines = false
            emit(close, LogTime.first(in: line)?.time, each)
        } else {
            goesOn(line, each)
        }
    }

    /// More of a document whose events are read one by one.
    private mutating func read(document text: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) {
        guard var open = document else { return }
        document = nil
        onlyWholeLines = false
        let goesOn = open.read(text) { row in
            guard let row else { return counts.unreadable += 1 }
            _ = object(row, Context(), each)
        }
        if goesOn { document = open }
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
            let found = counts.frames - before
            if isHidden { counts.hidden += found } else if isCut { counts.cut += found }
            if isCut, LogText.isElided(bytes) { counts.elided += 1 }
        } else if isCut, LogText.looksLikeEvent(bytes) {
            if LogText.isElided(bytes) { counts.elided += 1 }
            counts.unreadable += 1
        }
    }

    /// One of which only the ends are known.
    private mutating func message(_ elision: LogElision, _ context: Context, _ each: (CaptureRecord) -> Void) {
        onlyWholeLines = false
        counts.elided += 1
        var context = context
        context.isCut = true
        var padded = PaddedText()
        padded.replace(with: elision.message.text)
        let before = counts.frames
        if padded.withBytes({ object($0, context, each) }) {
            counts.cut += counts.frames - before
        } else {
            counts.unreadable += 1
        }
    }

    /// The program goes on logging, and no event comes: time passes on an open connection, until a line tells of an end.
    private mutating func goesOn(_ line: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void) {
        guard order.isDecided, !order.isNewestFirst, !hasEnded, !pastes.isCopy, suspects.isEmpty, line.count < 4_096,
            let time = LogTime.first(in: line)?.time
        else { return }
        if let slip, !slip.reaches(time) { hand(out: slip, each) }
        guard let seconds = clock.look(time) else { return }
        quietUntil = seconds
        hasEnded = LogReader.ends.isAny(in: line)
    }

    private static let ends = WordSearch([
        "stop", "clos", "disconnect", "hang", "hung", "ended", "finish", "shut", "terminat", "bye", "exit",
    ])

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
        inner.key = wrapper.key ?? context.key
        if let value = wrapper.payload, value.kind == .object, object(value.bytes, inner, depth: depth + 1, each) {
            return true
        }
        guard fields.scan(text) else { return false }
        if let event = LogEvent(fields) {
            // The stream that a carrier's message names is its own; what tells calls apart stands beside messages.
            if event.leg == .phone {
                inner.key = context.key
                if event.direction == .up { hearsCarrier = true } else if event.isMedia { tellsCarrier = true }
            }
            emit(event, text, inner, each)
            return true
        }
        if let value = fields["kvlistValue"], value.kind == .object {
            return telemetry(text, inner, depth: depth + 1, each)
        }
        var found = false
        // Only wrappers come here, so the list costs the hot path nothing.
        for (key, value) in (0..<fields.count).map({ (fields.key($0), fields.value($0)) }) {
            var inner = inner
            // `{"sent": {…}}`
            if inner.word == nil, key.count <= 16 {
                let name = String(decoding: key, as: UTF8.self)
                if DirectionWords.isKnown(name) { inner.word = name }
            }
            switch value.kind {
            case .object: found = object(value.bytes, inner, depth: depth + 1, each) || found
            case .array: found = list(value, inner, depth: depth + 1, each) || found
            case .string: found = string(value, inner, depth: depth + 1, each) || found
            default: break
            }
        }
        guard !found, hearsCarrier, fields.scan(text),
            let event = LogEvent(misshapen: fields, isBesideRight: tellsCarrier)
        else { return found }
        emit(event, text, context, each)
        return true
    }

    /// An event of which OpenTelemetry has made a structure of its own.
    private mutating func telemetry(
        _ text: UnsafeRawBufferPointer, _ context: Context, depth: Int, _ each: (CaptureRecord) -> Void
    ) -> Bool {
        guard let value = (try? JSON(parsing: text)).flatMap({ TelemetryValue.json($0) }) else { return false }
        var padded = PaddedText()
        padded.replace(with: value.text)
        return padded.withBytes { object($0, context, depth: depth, each) }
    }

    private mutating func list(
        _ value: RawJSON, _ context: Context, depth: Int, _ each: (CaptureRecord) -> Void
    ) -> Bool {
        var found = false
        for item in value.json?.array ?? [] {
            var padded = PaddedText()
            if item.object != nil {
                padded.replace(with: item.text)
                found = padded.withBytes { object($0, context, depth: depth + 1, each) } || found
            } else if let pair = item.array, pair.count >= 2, let stamp = pair[0].string, pair[1].string != nil {
                // A time and a line, as Loki gives them.
                var context = context
                var text = stamp
                context.time = text.withUTF8 { LogTime.first(in: UnsafeRawBufferPointer($0))?.time } ?? context.time
                padded.replace(with: pair[1].text)
                found =
                    padded.withBytes { line in
                        string(RawJSON(bytes: line, kind: .string), context, depth: depth + 1, each)
                    } || found
            }
        }
        return found
    }

    /// A string may hold an event as JSON text, or a line of log with one.
    private mutating func string(
        _ value: RawJSON, _ context: Context, depth: Int, _ each: (CaptureRecord) -> Void
    ) -> Bool {
        guard value.escapedBytes?.contains(UInt8(ascii: "{")) == true, var text = value.string else { return false }
        if text.utf8.contains(0x1B) { text = text.withUTF8 { LogText.withoutColours(UnsafeRawBufferPointer($0)) } }
        let bytes = Array(text.utf8)
        guard let start = bytes.withUnsafeBytes({ LogText.candidate(in: $0, from: 0) }) else { return false }
        var context = context
        let before = bytes.withUnsafeBytes { LogText.context(UnsafeRawBufferPointer(rebasing: $0[..<start])) }
        context.word = context.word ?? before.word
        context.key = context.key ?? before.key
        var padded = PaddedText(capacity: bytes.count)
        bytes[start...].withUnsafeBytes { padded.append($0) }
        if padded.withBytes({ JSON.isValid($0) && object($0, context, depth: depth + 1, each) }) { return true }
        let frames = counts.frames
        let (wasPending, wasWhole) = (pending, onlyWholeLines)
        message(Array(bytes[start...]), context, each)
        (pending, onlyWholeLines) = (wasPending, wasWhole)
        return counts.frames > frames
    }

    // MARK: Frames

    private mutating func emit(
        _ event: LogEvent, _ payload: UnsafeRawBufferPointer, _ context: Context, _ each: (CaptureRecord) -> Void
    ) {
        if let known = event.direction, let word = context.word, !context.isWordAbove { words.learn(word, known) }
        let isAudio = LogSampling.isAudio(event)
        if LogSampling.isTelling(event) { sampling.look(at: event, fields, context.time) }
        let direction = event.direction ?? context.word.flatMap { words.meaning($0) } ?? .down
        counts.frames += 1
        if context.time != nil { counts.timed += 1 }
        if direction == .up { counts.up += 1 } else { counts.down += 1 }
        let message = Message(
            event: event, direction: direction, time: context.time, key: context.key, isCut: context.isCut,
            isAudio: isAudio)
        if order.isDecided, !order.isNewestFirst { return handOut(message, payload, each) }
        order.hold(LogOrder.Held(message: message, payload: Array(payload)))
        if order.decide(isAtEnd: false) { release(isAtEnd: false, each) }
    }

    private mutating func release(isAtEnd: Bool, _ each: (CaptureRecord) -> Void) {
        guard order.decide(isAtEnd: isAtEnd) else { return }
        let saved = fields
        var padded = PaddedText()
        let all = order.takeAll()
        var first: [LogRepeats.Identity] = []
        for held in all {
            held.payload.withUnsafeBytes { padded.replace(with: $0) }
            padded.withBytes { text in
                guard fields.scan(text) else { return }
                first.append(LogRepeats.Identity(held.message.event, held.message.direction, text, fields))
            }
        }
        repeats.learn(from: first)
        take(all) { $0.handOut($1, $2, each) }
        fields = saved
    }

    /// - Precondition: `fields` are those of the payload.
    private mutating func handOut(
        _ message: Message, _ payload: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void
    ) {
        switch pastes.judge(payload, message.time, message.direction, fields) {
        case .new: goOn(message, payload, each)
        case .suspect: suspects.append(LogOrder.Held(message: message, payload: Array(payload)))
        case .copy:
            for held in suspects { counts.takeBack(held.message.direction, isTimed: held.message.time != nil) }
            suspects = []
            counts.takeBack(message.direction, isTimed: message.time != nil)
        case .noCopy:
            absolve(each)
            _ = fields.scan(payload)
            goOn(message, payload, each)
        }
    }

    /// - Precondition: `fields` are those of the payload.
    private mutating func goOn(
        _ message: Message, _ payload: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void
    ) {
        if repeats.isNeeded, repeats.isRepeat(LogRepeats.Identity(message.event, message.direction, payload, fields)) {
            return counts.takeBack(message.direction, isTimed: message.time != nil)
        }
        if let slip, !slip.reaches(message.time) {
            hand(out: slip, each)
            _ = fields.scan(payload)
        }
        answers.note(names: message.event, fields, at: message.time)
        if message.event.leg == .model {
            switch answers.part(of: message.event, fields) {
            case .none: break
            case .early(let kind) where slip == nil:
                return slip = LogSlip(LogOrder.Held(message: message, payload: Array(payload)), kind)
            case .early(let kind): answers.note(early: kind, at: message.time)
            case .cause(let kind):
                if let slip, slip.kind == kind {
                    var message = message
                    message.time = slip.time
                    handOn(message, payload, each)
                    self.slip = nil
                    return take(slip.held) { $0.handOn($1, $2, each) }
                }
                answers.note(cause: kind, at: message.time)
            }
        }
        if slip == nil {
            handOn(message, payload, each)
        } else {
            slip?.hold(LogOrder.Held(message: message, payload: Array(payload)))
        }
    }

    /// What an answer waited for has not come.
    private mutating func hand(out slip: LogSlip, _ each: (CaptureRecord) -> Void) {
        self.slip = nil
        answers.note(early: slip.kind, at: slip.time)
        take(slip.held) { $0.handOn($1, $2, each) }
    }

    /// What looked like the beginning of a copy is none.
    private mutating func absolve(_ each: (CaptureRecord) -> Void) {
        let held = suspects
        suspects = []
        take(held) { $0.goOn($1, $2, each) }
    }

    /// Each in its turn, with its fields scanned.
    private mutating func take(
        _ all: [LogOrder.Held], _ step: (inout LogReader, Message, UnsafeRawBufferPointer) -> Void
    ) {
        var padded = PaddedText()
        for held in all {
            held.payload.withUnsafeBytes { padded.replace(with: $0) }
            padded.withBytes { text in
                _ = fields.scan(text)
                step(&self, held.message, text)
            }
        }
    }

    /// - Precondition: `fields` are those of the payload.
    private mutating func handOn(
        _ message: Message, _ payload: UnsafeRawBufferPointer, _ each: (CaptureRecord) -> Void
    ) {
        let (event, time) = (message.event, message.time)
        let connection = connections.index(for: event, fields, key: order.hasKeys ? message.key : nil)
        if event.leg == .model, event.begins { emitOpening(of: connection, each) }
        handedOut += 1
        (quietUntil, hasEnded) = (nil, false)
        var view = FrameView(
            number: handedOut, seconds: time.map { clock.seconds($0) }, leg: event.leg, direction: message.direction,
            connection: connection, connectionName: connections.table.names[connection], operation: .text,
            payload: payload)
        view.fields = fields
        view.isCut = message.isCut || message.isAudio && sampling.step != nil
        each(.frame(view))
    }

    /// How the connection was opened on which a session begins, where the log shows it.
    private mutating func emitOpening(of connection: Int, _ each: (CaptureRecord) -> Void) {
        guard !order.isNewestFirst, opened.insert(connection).inserted, let opening = openings.take() else { return }
        counts.frames += 1
        counts.openings += 1
        if opening.time != nil { counts.timed += 1 }
        handedOut += 1
        var padded = PaddedText()
        padded.replace(with: opening.content.text)
        padded.withBytes { content in
            each(
                .frame(
                    FrameView(
                        number: handedOut, seconds: opening.time.map { clock.seconds($0) }, leg: .model, direction: .up,
                        connection: connection, connectionName: connections.table.names[connection], operation: .open,
                        payload: content)))
        }
    }

    /// The end of the connection that spoke last on its leg.
    private mutating func emit(_ close: LogClose, _ time: LogTime?, _ each: (CaptureRecord) -> Void) {
        guard counts.frames > 0, !order.isNewestFirst else { return }
        if !order.isDecided { release(isAtEnd: true, each) }
        settle(each)
        // The peer echoes a close: the first says who ended it.
        guard let connection = connections.current(close.leg), closed.insert(connection).inserted else { return }
        counts.frames += 1
        counts.closes += 1
        if time != nil { counts.timed += 1 }
        handedOut += 1
        var quoted: [UInt8] = []
        JSON.writeQuoted(close.reason, to: &quoted)
        let padded = PaddedText(capacity: 0)
        padded.withBytes { nothing in
            quoted.withUnsafeBytes { quoted in
                var view = FrameView(
                    number: handedOut, seconds: time.map { clock.seconds($0) }, leg: close.leg,
                    direction: close.direction, connection: connection,
                    connectionName: connections.table.names[connection], operation: .close, payload: nothing)
                view.closeCode = close.code
                view.closedBy = close.direction == .up ? .client : .server
                view.rawReason = RawJSON(bytes: quoted, kind: .string)
                each(.frame(view))
            }
        }
    }
}
