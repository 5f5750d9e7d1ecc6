import JSONText

/// Hides in what other programs kept what a recorder of ours hides: their logs hold keys, and reports quote messages.
package struct FrameMask {
    private var redaction = Redaction()
    private var masked: [UInt8] = []
    private var message = PaddedText()
    private var fields = TopLevelFields()

    package init() {}

    /// - Parameter next: Given the record, masked where it needs it; what it is given dies when it returns.
    package mutating func pass(_ record: CaptureRecord, to next: (CaptureRecord) -> Void) {
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
