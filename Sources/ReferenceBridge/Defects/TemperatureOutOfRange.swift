import JSONText
import WebSocketWire

/// A bridge of the beta, right but for a temperature that only text models take.
struct TemperatureOutOfRange: BridgeDefect {
    static let id = "temperature-out-of-range"
    private var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] { update.hears(event) }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard case .connectModel(let link, let query, var headers) = action else {
            return update.does(action) { event in
                event["session"] = [
                    "modalities": ["text", "audio"], "instructions": event["session"]?["instructions"] ?? "",
                    "voice": "alloy", "input_audio_format": "g711_ulaw", "output_audio_format": "g711_ulaw",
                    "temperature": 0.2,
                ]
            }
        }
        headers["OpenAI-Beta"] = "realtime=v1"
        return [.connectModel(link, query: query, headers: headers)]
    }
}
