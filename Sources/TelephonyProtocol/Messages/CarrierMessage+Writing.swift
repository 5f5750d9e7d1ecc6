// Carrier messages as Twilio writes them, key order included, for bridges in the field compare with what they once saw.
import JSONText

extension CarrierMessage {
    /// One JSON object on one line.
    package var text: String {
        switch self {
        case .connected(let name, let version):
            let message: JSON = [
                "event": "connected", "protocol": .string(name), "version": .string(version),
            ]
            return message.text
        case .start(let start): return start.json.text
        case .media(let media): return media.text
        case .dtmf(let dtmf):
            let message: JSON = [
                "event": "dtmf", "streamSid": .string(dtmf.streamSid), "sequenceNumber": counter(dtmf.sequenceNumber),
                "dtmf": ["track": .string(dtmf.track), "digit": .string(dtmf.digit)],
            ]
            return message.text
        case .mark(let mark):
            let message: JSON = [
                "event": "mark", "sequenceNumber": counter(mark.sequenceNumber), "streamSid": .string(mark.streamSid),
                "mark": ["name": .string(mark.name)],
            ]
            return message.text
        case .stop(let stop):
            let message: JSON = [
                "event": "stop", "sequenceNumber": counter(stop.sequenceNumber),
                "stop": ["accountSid": .string(stop.accountSid), "callSid": .string(stop.callSid)],
                "streamSid": .string(stop.streamSid),
            ]
            return message.text
        case .unknown(_, let payload), .malformed(let payload, _): return payload
        }
    }
}

private func counter(_ value: Int) -> JSON { .string(String(value)) }

extension CarrierMessage.Start {
    fileprivate var json: JSON {
        [
            "event": "start", "sequenceNumber": counter(sequenceNumber),
            "start": [
                "accountSid": .string(accountSid), "streamSid": .string(streamSid), "callSid": .string(callSid),
                "tracks": JSON(tracks),
                "mediaFormat": [
                    "encoding": .string(encoding), "sampleRate": JSON(sampleRate), "channels": JSON(channels),
                ],
                "customParameters": .object(customParameters),
            ],
            "streamSid": .string(streamSid),
        ]
    }
}

extension CarrierMessage.Media {
    /// Fifty a second for each call, so it is put together by hand. A payload and our own ids need no escapes.
    fileprivate var text: String {
        var text: [UInt8] = []
        text.reserveCapacity(220 + payload.utf8.count)
        text += "{\"event\":\"media\",\"sequenceNumber\":\"".utf8
        text += String(sequenceNumber).utf8
        text += "\",\"media\":{\"track\":\"".utf8
        text += track.utf8
        text += "\",\"chunk\":\"".utf8
        text += String(chunk).utf8
        text += "\",\"timestamp\":\"".utf8
        text += String(timestamp).utf8
        text += "\",\"payload\":\"".utf8
        text += payload.utf8
        text += "\"},\"streamSid\":\"".utf8
        text += streamSid.utf8
        text += "\"}".utf8
        return String(decoding: text, as: UTF8.self)
    }
}
