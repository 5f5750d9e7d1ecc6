import JSONText

/// Reads what a bridge sends the way Twilio does, by its documentation: what is not exactly right is dropped, and only the
/// debugger says so. Source: Twilio Media Streams, "to Twilio"; error dictionary, 31924, 31950, 31951.
package struct CarrierJudge: Sendable {
    package enum Phase: Sendable {
        case beforeStart, running, stopped
    }

    package enum StreamKind: String, Sendable {
        /// `<Connect><Stream>`: the caller hears the bridge.
        case bidirectional
        /// `<Start><Stream>`: the bridge only listens.
        case unidirectional
    }

    /// The only one that is right; nil while no stream has begun.
    package var streamSid: String
    package var kind: StreamKind
    package var phase: Phase
    /// The documentation lists an extra field among the causes of 31951. False lets it pass with a complaint.
    package var dropsExtraFields: Bool

    package init(
        streamSid: String, kind: StreamKind = .bidirectional, phase: Phase = .running, dropsExtraFields: Bool = true
    ) {
        self.streamSid = streamSid
        self.kind = kind
        self.phase = phase
        self.dropsExtraFields = dropsExtraFields
    }

    package func judge(binary bytes: [UInt8]) -> CarrierVerdict {
        dropped(.binaryFrame, .malformedMessage, "a binary frame of \(bytes.count) bytes; only text frames are read")
    }

    package func judge(_ text: String) -> CarrierVerdict {
        guard let json = try? JSON(parsing: text) else {
            return dropped(.notJSON, .invalidMessage, "not JSON: \(excerpt(text))")
        }
        guard let message = json.object, let event = message["event"]?.string else {
            let habit = json["type"] != nil ? "`type` where Twilio has `event`: " : "no `event`: "
            return dropped(.wrongShape, .invalidMessage, habit + excerpt(text))
        }
        guard let shape = Shape.of(event) else {
            return dropped(
                .unknownEvent, .invalidMessage, "event `\(excerpt(event))`; only media, mark and clear are read")
        }
        if kind == .unidirectional {
            return dropped(
                .unidirectionalStream, .protocolError, "`\(event)` on a stream begun with <Start>, which only listens")
        }
        if let complaint = shape.complaint(message) { return CarrierVerdict(accepted: nil, complaint: complaint) }
        if let complaint = streamComplaint(message, event) {
            return CarrierVerdict(accepted: nil, complaint: complaint)
        }
        var verdict = accept(message, event)
        if verdict.accepted != nil, let extra = shape.extraField(message) {
            verdict.complaint = CarrierComplaint(.extraField, .invalidMessage, "unknown field `\(excerpt(extra))`")
            if dropsExtraFields {
                verdict.accepted = nil
                verdict.audio = []
            }
        }
        return verdict
    }

    private func streamComplaint(_ message: JSONObject, _ event: String) -> CarrierComplaint? {
        switch phase {
        case .beforeStart:
            return CarrierComplaint(.beforeStart, .invalidMessage, "`\(event)` before `start` named the stream")
        case .stopped: return CarrierComplaint(.afterStop, .invalidMessage, "`\(event)` after `stop`")
        case .running: break
        }
        guard let given = message["streamSid"], !given.isNull else {
            return CarrierComplaint(.missingStreamSid, .invalidMessage, "`\(event)` without `streamSid`")
        }
        guard let text = given.string, !text.isEmpty else {
            return CarrierComplaint(
                .missingStreamSid, .invalidMessage, "`\(event)` with `streamSid` \(excerpt(given.text))")
        }
        guard text == streamSid else {
            return CarrierComplaint(
                .staleStreamSid, .invalidMessage, "`\(event)` for \(excerpt(text)); this stream is \(streamSid)")
        }
        return nil
    }

    private func accept(_ message: JSONObject, _ event: String) -> CarrierVerdict {
        switch event {
        case "mark":
            return CarrierVerdict(
                accepted: .mark(streamSid: streamSid, name: message["mark"]?["name"]?.string ?? ""))
        case "media":
            let payload = message["media"]?["payload"]?.string ?? ""
            let (audio, complaint) = PayloadCheck.muLaw(payload)
            guard let audio else { return CarrierVerdict(accepted: nil, complaint: complaint) }
            return CarrierVerdict(
                accepted: .media(streamSid: streamSid, payload: payload), audio: audio, complaint: complaint)
        default: return CarrierVerdict(accepted: .clear(streamSid: streamSid))
        }
    }

    private func dropped(_ reason: CarrierComplaint.Reason, _ code: CarrierCode, _ detail: String) -> CarrierVerdict {
        CarrierVerdict(accepted: nil, complaint: CarrierComplaint(reason, code, detail))
    }
}

/// The fields that an event of the bridge has; all are needed and no others are known.
private struct Shape {
    let event: String
    /// The field that holds the event's own object, and the one text in it.
    let inner: (object: String, text: String)?

    static func of(_ event: String) -> Shape? {
        switch event {
        case "media": Shape(event: event, inner: ("media", "payload"))
        case "mark": Shape(event: event, inner: ("mark", "name"))
        case "clear": Shape(event: event, inner: nil)
        default: nil
        }
    }

    func complaint(_ message: JSONObject) -> CarrierComplaint? {
        guard let inner else { return nil }
        guard let object = message[inner.object]?.object else {
            let place = message[inner.text] == nil ? "no" : "`\(inner.text)` stands beside `event`, not in"
            return CarrierComplaint(.wrongShape, .invalidMessage, "`\(event)` has \(place) object `\(inner.object)`")
        }
        guard object[inner.text]?.string != nil else {
            return CarrierComplaint(
                .wrongShape, .invalidMessage, "`\(inner.object).\(inner.text)` of `\(event)` is no text")
        }
        return nil
    }

    func extraField(_ message: JSONObject) -> String? {
        if let extra = message.keys.first(where: { $0 != "event" && $0 != "streamSid" && $0 != inner?.object }) {
            return extra
        }
        guard let inner, let object = message[inner.object]?.object else { return nil }
        return object.keys.first { $0 != inner.text }.map { "\(inner.object).\($0)" }
    }
}

/// At most 80 characters of what a bridge sent.
func excerpt(_ text: String) -> String {
    // Counting the characters of a flood would cost more than the flood.
    guard text.utf8.count > 80 else { return text }
    let start = text.prefix(80)
    return start.endIndex == text.endIndex ? text : start.dropLast() + "…"
}
