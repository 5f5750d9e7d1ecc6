import Base64Coding
import JSONText
import SpeechAudio
import TelephonyProtocol
import WebSocketWire

/// Twilio Media Streams, from the carrier's side.
struct TwilioFront: CarrierFront {
    let encoding = AudioEncoding.pcmu
    var streamSid: String {
        get { judge.streamSid }
        set {
            judge.streamSid = newValue
            judge.phase = .beforeStart
        }
    }

    private let identity: CallIdentity
    private let parameters: JSONObject
    private var judge: CarrierJudge
    private var sequenceNumber = 0
    private var chunk = 0

    init(
        identity: CallIdentity, kind: CarrierJudge.StreamKind, parameters: [(name: String, value: String)],
        dropsExtraFields: Bool
    ) {
        self.identity = identity
        var object: JSONObject = [:]
        for parameter in parameters { object[parameter.name] = .string(parameter.value) }
        self.parameters = object
        judge = CarrierJudge(
            streamSid: identity.streamSid, kind: kind, phase: .beforeStart, dropsExtraFields: dropsExtraFields)
    }

    mutating func greeting() -> [WireMessage] { [.text(CarrierMessage.connected().text)] }

    mutating func start() -> [WireMessage] {
        judge.phase = .running
        sequenceNumber = 0
        chunk = 0
        return [
            message(
                .start(
                    .init(
                        sequenceNumber: nextNumber(), streamSid: streamSid, accountSid: identity.accountSid,
                        callSid: identity.callSid, customParameters: parameters)))
        ]
    }

    mutating func media(_ samples: [Int16], timestamp: Int) -> WireMessage {
        chunk += 1
        return message(
            .media(
                .init(
                    sequenceNumber: nextNumber(), streamSid: streamSid, chunk: chunk, timestamp: timestamp,
                    payload: Base64.encode(encoding.encode(samples)))))
    }

    /// Digits and marks are for streams that listen as well. Source: Twilio, `<Stream>`, bidirectional.
    mutating func press(_ digit: String) -> WireMessage? {
        guard judge.kind == .bidirectional else { return nil }
        return message(.dtmf(.init(sequenceNumber: nextNumber(), streamSid: streamSid, digit: digit)))
    }

    mutating func echo(mark: String) -> WireMessage? {
        message(.mark(.init(sequenceNumber: nextNumber(), streamSid: streamSid, name: mark)))
    }

    mutating func stop() -> WireMessage? {
        guard judge.phase == .running else { return nil }
        judge.phase = .stopped
        return message(
            .stop(
                .init(
                    sequenceNumber: nextNumber(), streamSid: streamSid, accountSid: identity.accountSid,
                    callSid: identity.callSid)))
    }

    mutating func receive(_ message: WireMessage) -> FrontVerdict {
        let verdict =
            switch message {
            case .text(let text): judge.judge(text)
            case .binary(let bytes): judge.judge(binary: bytes)
            }
        let heard: FrontVerdict.Heard? =
            switch verdict.accepted {
            case .media: .audio(encoding.decode(verdict.audio))
            case .mark(_, let name): .mark(name)
            case .clear: .clear
            case .unknown, .malformed, nil: nil
            }
        return FrontVerdict(heard: heard, complaint: verdict.complaint)
    }

    private mutating func nextNumber() -> Int {
        sequenceNumber += 1
        return sequenceNumber
    }

    private func message(_ message: CarrierMessage) -> WireMessage { .text(message.text) }
}
