import JSONText

/// Hides in what other programs kept what a recorder of ours hides: their logs hold keys, and reports quote messages.
struct FrameMask {
    private var redaction = Redaction()
    /// What was hidden, by kind.
    var counts: [String: Int] { redaction.counts }
    private var masked: [UInt8] = []
    private var message = PaddedText()
    private var fields = TopLevelFields()

    /// - Parameter next: Given the record, masked where it needs it; what it is given dies when it returns.
    mutating func pass(_ record: CaptureRecord, to next: (CaptureRecord) -> Void) {
        if case .observation(let observation) = record, observation.kind == ObservationKind.told {
            return passSentence(observation, next)
        }
        guard case .frame(let frame) = record, !frame.isOurs else { return next(record) }
        switch frame.operation {
        case .open, .text: passMessage(frame, next)
        case .close, .error: passReason(frame, next)
        case .binary, .ping, .pong: next(record)
        }
    }

    private mutating func passMessage(_ frame: FrameView, _ next: (CaptureRecord) -> Void) {
        let before = redaction.counts
        masked.removeAll(keepingCapacity: true)
        if frame.isJSON {
            redaction.write(frame.payload, to: &masked)
        } else {
            masked.append(contentsOf: redaction.freeText(frame.text).utf8)
        }
        guard redaction.counts != before else { return next(.frame(frame)) }
        masked.withUnsafeBytes { message.replace(with: $0) }
        message.withBytes { bytes in
            var frame = frame
            frame.payload = bytes
            if frame.fields != nil { frame.fields = fields.scan(bytes) ? fields : nil }
            next(.frame(frame))
        }
    }

    /// What a log says in words, field by field.
    private mutating func passSentence(_ observation: Observation, _ next: (CaptureRecord) -> Void) {
        masked.removeAll(keepingCapacity: true)
        JSON.object(observation.data).bytes.withUnsafeBytes { redaction.write($0, to: &masked) }
        var observation = observation
        observation.data = (try? JSON(parsing: masked))?.object ?? JSONObject()
        next(.observation(observation))
    }

    private mutating func passReason(_ frame: FrameView, _ next: (CaptureRecord) -> Void) {
        let (before, reason) = (redaction.counts, frame.reason)
        let hidden = redaction.freeText(reason)
        guard redaction.counts != before else { return next(.frame(frame)) }
        masked.removeAll(keepingCapacity: true)
        JSON.writeQuoted(hidden, to: &masked)
        masked.withUnsafeBytes { bytes in
            var frame = frame
            frame.rawReason = RawJSON(bytes: bytes, kind: .string)
            next(.frame(frame))
        }
    }
}
