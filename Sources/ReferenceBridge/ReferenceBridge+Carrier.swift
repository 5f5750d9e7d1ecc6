// What the carrier says: the beginning and the end of the call, the caller's voice, and what the caller has heard.
import RealtimeProtocol
import TelephonyProtocol
import WebSocketWire

extension ReferenceBridge {
    mutating func hear(_ message: CarrierMessage) {
        switch message {
        case .connected: break
        case .start(let start): begin(start)
        // Only the caller's voice: with both tracks the model would hear itself.
        case .media(let media) where media.track == "inbound": listen(media.payload)
        case .media: break
        case .dtmf(let key): log("the caller pressed \(key.digit)")
        case .mark(let mark):
            playback.heard(mark: mark.name)
            finishFarewell()
        case .stop: end(.normalClosure, "the caller hung up")
        case .unknown(let event, _): log("the carrier sent '\(event)', which is not known; ignored")
        case .malformed(_, let reason): log("the carrier sent what cannot be read (\(reason)); ignored")
        }
    }

    private mutating func begin(_ start: CarrierMessage.Start) {
        guard streamSid == nil else { return log("a second 'start' on the same connection; ignored") }
        streamSid = start.streamSid
        log("call \(start.callSid), stream \(start.streamSid)")
        openModel()
    }

    private mutating func listen(_ payload: String) {
        guard streamSid != nil, let audio = audio.toModel(payload) else { return }
        if let serving { append(audio, to: serving) } else { backlog.keep(audio) }
    }

    mutating func append(_ audio: String, to session: ModelSession) {
        // Fifty a second: put together by hand, for base64 needs no escapes.
        send("{\"type\":\"input_audio_buffer.append\",\"audio\":\"\(audio)\"}", to: session)
    }
}
