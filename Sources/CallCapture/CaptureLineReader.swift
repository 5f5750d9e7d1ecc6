import JSONText

/// One line of our own format, as a record. The format is described in `CaptureWriter`.
struct CaptureLineReader {
    enum Outcome {
        case record(CaptureRecord)
        /// A message that does not stand in the line as it crossed: the frame, still without payload, and its text.
        case decoded(FrameView, PaddedText)
        case newerVersion(Int)
        case unreadable
    }

    private var fields = TopLevelFields()
    private var connections = ConnectionTable()
    private var lastNumber = 0

    var connectionNames: [String] { connections.names }

    /// Whether a line is of our format at all: a header, a frame, an observation or a footer.
    mutating func recognises(_ line: UnsafeRawBufferPointer) -> Bool {
        guard fields.scan(line) else { return false }
        if let version = fields["capture"] { return version.integer != nil }
        return fields["op"] != nil && (fields["leg"] != nil || fields["kind"] != nil)
    }

    /// Any line; ``usualFrame(_:)`` is the quick way for most.
    mutating func read(_ line: UnsafeRawBufferPointer) -> Outcome {
        guard fields.scan(line), fields.count > 0 else { return .unreadable }
        let first = fields.key(0)
        if RawJSON.same(first, "capture") { return header(line) }
        if RawJSON.same(first, "end") { return footer() }
        var found = Parts()
        collect(&found)
        guard let operation = found.operation else { return .unreadable }
        let number = found.number ?? lastNumber + 1
        if operation.equals("observation") {
            guard let kind = found.kind?.string else { return .unreadable }
            lastNumber = number
            let time = found.seconds.map { CaptureTime.duration(seconds: $0) }
            return .record(
                .observation(
                    Observation(number: number, time: time, kind: kind, data: found.data?.json?.object ?? JSONObject()))
            )
        }
        guard let frame = frame(found, operation: operation, number: number, line: line) else { return .unreadable }
        lastNumber = number
        return frame
    }

    /// A text frame written just as our writer does. Only the message is scanned, and only once; nil sends the line the long way.
    mutating func usualFrame(_ line: UnsafeRawBufferPointer) -> FrameView? {
        guard let envelope = UsualEnvelope(line), fields.scan(envelope.message) else { return nil }
        let connection = connections.index(of: envelope.connection, leg: envelope.leg)
        lastNumber = envelope.number
        var view = FrameView(
            number: envelope.number, seconds: envelope.seconds, leg: envelope.leg, direction: envelope.direction,
            connection: connection, connectionName: connections.names[connection], operation: .text,
            payload: envelope.message)
        view.fields = fields
        view.isOurs = true
        return view
    }

    private struct Parts {
        var number: Int?
        var seconds: Double?
        var isCut = false
        var leg, direction, connection, operation, data, raw, base64, code, reason, by, roundTrip, kind: RawJSON?
    }

    /// What a counter of frames can have reached, so that one more is never too many. Anything else was not written by us.
    private static let numbers = 0...999_999_999_999_999
    /// Seconds of one clock: 31 years either way.
    private static let times = -1e9...1e9

    private func collect(_ found: inout Parts) {
        let (numbers, times) = (CaptureLineReader.numbers, CaptureLineReader.times)
        for index in 0..<fields.count {
            let key = fields.key(index)
            let value = fields.value(index)
            guard let initial = key.first else { continue }
            switch (initial, key.count) {
            case (UInt8(ascii: "n"), 1): found.number = value.integer.flatMap { numbers.contains($0) ? $0 : nil }
            case (UInt8(ascii: "t"), 1): found.seconds = value.number.flatMap { times.contains($0) ? $0 : nil }
            case (UInt8(ascii: "l"), 3): if RawJSON.same(key, "leg") { found.leg = value }
            case (UInt8(ascii: "d"), 3): if RawJSON.same(key, "dir") { found.direction = value }
            case (UInt8(ascii: "c"), 3): if RawJSON.same(key, "cut") { found.isCut = value.bool == true }
            case (UInt8(ascii: "c"), 4):
                if RawJSON.same(key, "conn") { found.connection = value }
                if RawJSON.same(key, "code") { found.code = value }
            case (UInt8(ascii: "o"), 2): if RawJSON.same(key, "op") { found.operation = value }
            case (UInt8(ascii: "d"), 4): if RawJSON.same(key, "data") { found.data = value }
            case (UInt8(ascii: "r"), 3):
                if RawJSON.same(key, "raw") { found.raw = value }
                if RawJSON.same(key, "rtt") { found.roundTrip = value }
            case (UInt8(ascii: "b"), 6): if RawJSON.same(key, "base64") { found.base64 = value }
            case (UInt8(ascii: "r"), 6): if RawJSON.same(key, "reason") { found.reason = value }
            case (UInt8(ascii: "b"), 2): if RawJSON.same(key, "by") { found.by = value }
            case (UInt8(ascii: "k"), 4): if RawJSON.same(key, "kind") { found.kind = value }
            default: break  // a later version of the format may add fields
            }
        }
    }

    private mutating func frame(
        _ found: Parts, operation: RawJSON, number: Int, line: UnsafeRawBufferPointer
    ) -> Outcome? {
        guard let leg = found.leg.flatMap(CaptureLineReader.leg),
            let direction = found.direction.flatMap(CaptureLineReader.direction),
            let name = operation.stringBytes, let operation = CaptureLineReader.operation(name)
        else { return nil }
        let connection = connections.index(of: found.connection, leg: leg)
        var view = FrameView(
            number: number, seconds: found.seconds, leg: leg, direction: direction, connection: connection,
            connectionName: connections.names[connection], operation: operation,
            // Nothing, but inside the line, so that padding follows it.
            payload: UnsafeRawBufferPointer(rebasing: line.prefix(0))
        )
        view.isCut = found.isCut
        view.isOurs = true
        switch operation {
        case .text:
            if let data = found.data {
                view.payload = data.bytes
                if data.kind == .object, fields.scan(data.bytes) { view.fields = fields }
            } else {
                guard let raw = found.raw else { return nil }
                view.isJSON = false
                if let bytes = raw.stringBytes {
                    view.payload = bytes
                } else {
                    guard let text = raw.string else { return nil }
                    var decoded = PaddedText(capacity: text.utf8.count)
                    decoded.replace(with: text)
                    return .decoded(view, decoded)
                }
            }
        case .open:
            guard let data = found.data, data.kind == .object else { return nil }
            view.payload = data.bytes
        case .binary, .ping, .pong:
            guard let base64 = found.base64?.stringBytes else { return nil }
            view.payload = base64
            view.roundTripSeconds = found.roundTrip?.number
        case .close:
            view.closeCode = found.code?.integer
            view.rawReason = found.reason
            view.closedBy = found.by.map { $0.equals("client") ? .client : .server }
        case .error: view.rawReason = found.reason
        }
        return .record(.frame(view))
    }

    private func header(_ line: UnsafeRawBufferPointer) -> Outcome {
        guard let version = fields["capture"]?.integer else { return .unreadable }
        guard version <= CaptureHeader.currentVersion else { return .newerVersion(version) }
        guard version >= 1, let json = try? JSON(parsing: line) else { return .unreadable }
        return .record(
            .header(
                CaptureHeader(
                    version: version, id: json["id"]?.string ?? "", started: json["started"]?.string ?? "",
                    tool: json["tool"]?.string ?? "", command: json["command"]?.string ?? "",
                    settings: json["settings"]?.object ?? JSONObject()
                )))
    }

    private func footer() -> Outcome {
        guard let end = fields["end"]?.json, end.object != nil else { return .unreadable }
        var redacted: [String: Int] = [:]
        for member in end["redacted"]?.object?.members ?? [] { redacted[member.key] = Self.count(member.value) }
        return .record(
            .footer(
                CaptureFooter(
                    frames: Self.count(end["frames"]),
                    time: end["t"]?.number.map { CaptureTime.duration(seconds: $0) },
                    lost: Self.count(end["lost"]), redacted: redacted
                )))
    }

    /// Bounded, so that sums with it cannot overflow.
    private static func count(_ value: JSON?) -> Int { max(0, min(value?.integer ?? 0, 1 << 40)) }

    private static func leg(_ value: RawJSON) -> Leg? {
        value.equals("model") ? .model : value.equals("phone") ? .phone : nil
    }

    private static func direction(_ value: RawJSON) -> Direction? {
        value.equals("down") ? .down : value.equals("up") ? .up : nil
    }

    private static func operation(_ name: UnsafeRawBufferPointer) -> FrameView.Operation? {
        if RawJSON.same(name, "text") { return .text }
        if RawJSON.same(name, "binary") { return .binary }
        if RawJSON.same(name, "ping") { return .ping }
        if RawJSON.same(name, "pong") { return .pong }
        if RawJSON.same(name, "open") { return .open }
        if RawJSON.same(name, "close") { return .close }
        return RawJSON.same(name, "error") ? .error : nil
    }
}
