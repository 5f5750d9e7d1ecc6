import JSONText

/// What an object around an event says about it: when, in which direction, and in which field the event is.
struct LogWrapper {
    private(set) var time: LogTime?
    private(set) var word: String?
    private(set) var payload: RawJSON?
    /// Which call it is about.
    private(set) var key: String?

    init(_ fields: TopLevelFields) {
        var rank = Int.max
        for index in 0..<fields.count {
            let key = fields.key(index)
            let value = fields.value(index)
            guard let role = LogWrapper.role(key) else {
                if time == nil, value.kind == .object, RawJSON.same(key, "instant") {
                    time = LogWrapper.instant(value)
                    continue
                }
                if self.key == nil { self.key = CallKey.value(ofField: key, value) }
                continue
            }
            switch role {
            case .payload(let preference):
                if value.kind == .object, preference < rank {
                    rank = preference
                    payload = value
                    if time == nil, RawJSON.same(key, "frame") { time = LogWrapper.captured(value) }
                } else if value.kind == .string {
                    setWord(value)
                }
            case .time(let unit): if time == nil { time = LogWrapper.time(value, unit) }
            case .word: setWord(value)
            case .flag(let name): if word == nil, value.bool == true { word = name }
            }
        }
    }

    private mutating func setWord(_ value: RawJSON) {
        guard word == nil, let text = value.stringBytes, text.count <= 24 else { return }
        let candidate = String(decoding: text, as: UTF8.self)
        if DirectionWords.isKnown(candidate) { word = candidate }
    }

    private static func time(_ value: RawJSON, _ unit: LogTime.Unit?) -> LogTime? {
        switch value.kind {
        case .number:
            let isWhole = !value.bytes.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
            return value.number.flatMap { LogTime.number($0, isWhole: isWhole, unit: unit) }
        case .string: return value.stringBytes.flatMap { LogTime.first(in: $0)?.time }
        default: return nil
        }
    }

    /// `{"epochSecond":1795165200,"nanoOfSecond":250000000}` of Log4j.
    private static func instant(_ value: RawJSON) -> LogTime? {
        var fields = TopLevelFields(capacity: 4)
        guard fields.scan(value.bytes), let seconds = fields["epochSecond"]?.number,
            let nanos = fields["nanoOfSecond"]?.number
        else { return nil }
        return LogTime.number(seconds + nanos / 1e9, isWhole: false, unit: .seconds)
    }

    /// When a packet passed, as tshark writes it: in a layer beside the one that has the message.
    private static func captured(_ frame: RawJSON) -> LogTime? {
        var fields = TopLevelFields()
        guard fields.scan(frame.bytes) else { return nil }
        let value = fields["frame.time_epoch"] ?? fields["frame_frame_time_epoch"]
        return value.flatMap { time($0, nil) }
    }

    private enum Role {
        case payload(Int)
        case time(LogTime.Unit?)
        case word
        case flag(String)
    }

    private static func role(_ key: UnsafeRawBufferPointer) -> Role? {
        guard key.count < roles.count else { return nil }
        for (name, role) in roles[key.count] where RawJSON.same(key, name) { return role }
        return nil
    }

    /// By length of the key.
    private static var roles: [[(StaticString, Role)]] { Table.shared }

    private enum Table {
        static let shared: [[(StaticString, Role)]] = {
            let payloads: [StaticString] = [
                "event", "data", "message", "payload", "msg", "body", "frame", "content", "json", "raw", "text",
            ]
            let times: [StaticString] = [
                "t", "time", "ts", "timestamp", "at", "@timestamp", "date", "datetime", "when", "elapsed", "offset",
                "asctime",
                "created_at", "createdAt", "received_at", "sent_at", "recorded_at", "logged_at", "@t", "_time", "Time",
                "Timestamp", "TimeGenerated", "eventTime", "timeUnixNano", "observedTimeUnixNano",
            ]
            let milliseconds: [StaticString] = [
                "ms", "time_ms", "timestamp_ms", "timestampMs", "t_ms", "elapsed_ms", "elapsedMs", "offset_ms",
                "offsetMs", "timeMillis", "timestampInMs",
            ]
            let words: [StaticString] = [
                "dir", "direction", "from", "source", "src", "sender", "side", "flow", "way", "origin", "kind", "type",
                "op",
                "action", "role", "who", "label", "channel", "name", "level",
            ]
            var all: [(StaticString, Role)] = payloads.enumerated().map { ($1, .payload($0)) }
            all += times.map { ($0, .time(nil)) } + milliseconds.map { ($0, .time(.milliseconds)) }
            all += words.map { ($0, .word) }
            all += [
                ("sent", .flag("sent")), ("received", .flag("received")), ("incoming", .flag("incoming")),
                ("outgoing", .flag("outgoing")),
            ]
            var table = [[(StaticString, Role)]](
                repeating: [], count: 1 + (all.map { $0.0.utf8CodeUnitCount }.max() ?? 0))
            for entry in all { table[entry.0.utf8CodeUnitCount].append(entry) }
            return table
        }()
    }
}
