import JSONText

/// Takes the transcript's deltas for another name of the audio's.
struct TextSentAsAudio: BridgeDefect {
    static let id = "text-sent-as-audio"
    init(_ seat: DefectSeat) {}

    func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("response.output_audio_transcript.delta"), let words = event.fromModel?["delta"] {
            stage.also(
                does: .toCarrier([
                    "event": "media", "streamSid": .string(stage.streamSid), "media": ["payload": words],
                ]))
        }
        return [event]
    }
}
