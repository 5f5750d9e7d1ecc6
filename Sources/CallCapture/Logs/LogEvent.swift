import JSONText
import RealtimeProtocol

/// Which event the fields of an object are, if they are one.
struct LogEvent {
    var leg: Leg
    /// Nil where the name does not say: events of neither vocabulary, and carriers' messages that cross both ways.
    var direction: Direction?
    /// A session or stream begins.
    var begins = false
    /// Of the Realtime API, where its name is known.
    var type: EventType?
    /// A carrier's audio, either way.
    var isMedia = false
    /// A carrier's mark, either way.
    var isMark = false

    /// - Parameter fields: of one JSON object, just scanned.
    init?(_ fields: TopLevelFields) {
        if let type = fields["type"]?.stringBytes, let event = LogEvent(realtime: type, fields) {
            self = event
        } else if let name = fields["event"]?.stringBytes, let event = LogEvent(twilio: name, fields) {
            self = event
        } else {
            return nil
        }
    }

    private init(leg: Leg, direction: Direction?, begins: Bool = false) {
        self.leg = leg
        self.direction = direction
        self.begins = begins
    }

    private init?(realtime type: UnsafeRawBufferPointer, _ fields: TopLevelFields) {
        // OpenAI's Responses API has events of the same names, and numbers them.
        guard fields["sequence_number"] == nil else { return nil }
        if let known = EventType(wireName: type) {
            // Loggers have a type "error" too, and so has Anthropic's API.
            if known == .error, fields["error"]?.kind != .object || LogEvent.isForeign(error: fields) { return nil }
            self.init(
                leg: .model, direction: known.sender == .client ? .up : .down,
                begins: known == .sessionCreated || known == .transcriptionSessionCreated)
            self.type = known
            return
        }
        let families: [StaticString] = [
            "session.", "response.", "conversation.", "input_audio_buffer.", "output_audio_buffer.", "rate_limits.",
            "transcription_session.", "mcp_list_tools.", "input_audio.", "input_text.",
        ]
        let isOfFamily = families.contains { family in
            let count = family.utf8CodeUnitCount
            return type.count > count && RawJSON.same(UnsafeRawBufferPointer(rebasing: type.prefix(count)), family)
        }
        guard isOfFamily, !type.contains(UInt8(ascii: " ")) else { return nil }
        self.init(leg: .model, direction: nil)
    }

    /// Errors of Anthropic's API, which a tool may call. The Realtime API's have an `event_id`.
    private static func isForeign(error fields: TopLevelFields) -> Bool {
        guard fields["event_id"] == nil, let type = fields["error"]?.json?["type"]?.string else { return false }
        return [
            "overloaded_error", "api_error", "rate_limit_error", "authentication_error", "permission_error",
            "not_found_error", "request_too_large", "billing_error", "timeout_error",
        ].contains(type)
    }

    /// Some program's own `media` event has none of this.
    private static func isMedia(_ fields: TopLevelFields) -> Bool {
        guard let media = fields["media"], media.kind == .object else { return false }
        return fields["streamSid"] != nil || fields["sequenceNumber"] != nil
            || ["payload", "track", "data", "audio", "chunk"].contains { media.has($0) }
    }

    /// What a bridge sends to the carrier in a shape that the carrier does not read: `{"type":"media","payload":…}`, `{"event":"media","payload":…}`.
    ///
    /// Only audio, for programs have records of their own with names like these; and no record of a logger, which has a time or a
    /// level. To be asked only of what is no event, in a log in which a carrier speaks.
    ///
    /// - Parameter isBesideRight: the log has audio in the right shape as well. What then has another may go somewhere else, to a
    ///   page that shows calls, unless it is addressed as the carrier's is.
    init?(misshapen fields: TopLevelFields, isBesideRight: Bool) {
        let loggers: [StaticString] = ["sequenceNumber", "sequence_number", "level", "severity", "logger"]
        guard !loggers.contains(where: { fields[$0] != nil }), LogWrapper(fields).time == nil else { return nil }
        let names: [StaticString] = ["streamSid", "stream_sid", "StreamSid", "streamsid"]
        let isAddressed = names.contains { fields[$0]?.stringBytes?.starts(with: "MZ".utf8) == true }
        let event = fields["event"]?.string?.lowercased()
        let isMedia =
            switch event ?? fields["type"]?.string?.lowercased() {
            case "media"?: true
            case nil: fields["media"]?.kind == .object
            default: false
            }
        // A program's own record may name the stream too; it is no event.
        guard isAddressed && event != nil || isMedia && (event != nil || !isBesideRight || isAddressed) else {
            return nil
        }
        let places: [StaticString] = ["payload", "audio", "data", "media", "chunk"]
        var inner = TopLevelFields(capacity: 8)
        let hasAudio = places.contains { place in
            guard let value = fields[place] else { return false }
            guard value.kind == .object else { return LogEvent.isAudio(value) }
            return inner.scan(value.bytes) && places.contains { inner[$0].map(LogEvent.isAudio) == true }
        }
        guard hasAudio else { return nil }
        self.init(leg: .phone, direction: .down)
        self.isMedia = true
    }

    /// Base64, and too long to be a word: eight milliseconds of G.711 have so many letters.
    private static func isAudio(_ value: RawJSON) -> Bool {
        guard let text = value.stringBytes, text.count >= 86 else { return false }
        return text.allSatisfy { LooseJSON.isWord($0) && $0 < 0x80 || "+/=-".utf8.contains($0) }
    }

    /// Twilio Media Streams: what comes from Twilio is numbered, what goes to it is not.
    private init?(twilio name: UnsafeRawBufferPointer, _ fields: TopLevelFields) {
        let isNumbered = fields["sequenceNumber"] != nil
        if RawJSON.same(name, "connected"), fields["protocol"] != nil {
            self.init(leg: .phone, direction: .up, begins: true)
        } else if RawJSON.same(name, "start"), fields["start"]?.kind == .object {
            self.init(leg: .phone, direction: .up)
        } else if RawJSON.same(name, "media"), LogEvent.isMedia(fields) {
            self.init(leg: .phone, direction: isNumbered || fields["media"]?.has("track") == true ? .up : .down)
            isMedia = true
        } else if RawJSON.same(name, "mark"), fields["mark"]?.kind == .object {
            self.init(leg: .phone, direction: isNumbered ? .up : .down)
            isMark = true
        } else if RawJSON.same(name, "clear"), fields["streamSid"] != nil {
            self.init(leg: .phone, direction: .down)
        } else if RawJSON.same(name, "stop"), fields["streamSid"] != nil || fields["stop"]?.kind == .object {
            self.init(leg: .phone, direction: .up)
        } else if RawJSON.same(name, "dtmf"), fields["dtmf"]?.kind == .object {
            self.init(leg: .phone, direction: .up)
        } else {
            return nil
        }
    }
}

extension RawJSON {
    /// Whether an object has the field. Scans it; its text must be followed by padding, as values inside a line are.
    fileprivate func has(_ name: StaticString) -> Bool {
        var fields = TopLevelFields(capacity: 8)
        return fields.scan(bytes) && fields[name] != nil
    }
}
