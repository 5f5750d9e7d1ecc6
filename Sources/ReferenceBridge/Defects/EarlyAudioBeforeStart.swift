import JSONText
import TelephonyProtocol
import WebSocketWire

/// The model is opened and greets as soon as the carrier connects; what comes before `start` goes out without a stream.
struct EarlyAudioBeforeStart: BridgeDefect {
    static let id = "early-audio-before-start"
    init(_ seat: DefectSeat) {}

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if case .carrierOpened = event {
            let imagined = CarrierMessage.start(.init(streamSid: "", accountSid: "", callSid: ""))
            return [event, .carrier(.text(imagined.text))]
        }
        return event.isFromCarrier("start") ? [] : [event]
    }

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        let known: JSON = stage.streamSid.isEmpty ? nil : .string(stage.streamSid)
        return [action.rewritingCarrier(nil) { $0["streamSid"] = known }]
    }
}
