/// What Twilio does with one message of the bridge, and what its debugger says about it.
package struct CarrierVerdict: Sendable, Equatable {
    /// What is acted upon; nil when the message is dropped.
    package var accepted: BridgeMessage?
    /// The bytes of an accepted `media`.
    package var audio: [UInt8]
    /// Nil when all is well. An accepted message can have one too: a WAV header is played, as noise.
    package var complaint: CarrierComplaint?

    package init(accepted: BridgeMessage?, audio: [UInt8] = [], complaint: CarrierComplaint? = nil) {
        self.accepted = accepted
        self.audio = audio
        self.complaint = complaint
    }
}

/// Why a message is dropped or will not sound as it was meant.
package struct CarrierComplaint: Sendable, Equatable {
    package enum Reason: String, Sendable, CaseIterable {
        case binaryFrame = "binary-frame"
        case notJSON = "not-json"
        case unknownEvent = "unknown-event"
        case wrongShape = "wrong-shape"
        case missingStreamSid = "missing-streamsid"
        case staleStreamSid = "stale-streamsid"
        case extraField = "extra-field"
        case notBase64 = "not-base64"
        case textAsAudio = "text-as-audio"
        case wavHeader = "wav-header"
        case compressedAudio = "compressed-audio"
        case emptyPayload = "empty-payload"
        case halfSample = "half-sample"
        case unidirectionalStream = "unidirectional-stream"
        case beforeStart = "before-start"
        case afterStop = "after-stop"
        case bufferFull = "buffer-full"
    }

    package var reason: Reason
    /// Nil where no number exists: the carrier plays what it was sent and says nothing.
    package var code: CarrierCode?
    /// What was seen, in one line, with values cut to a length that fits a report.
    package var detail: String

    package init(_ reason: Reason, _ code: CarrierCode?, _ detail: String) {
        self.reason = reason
        self.code = code
        self.detail = detail
    }
}
