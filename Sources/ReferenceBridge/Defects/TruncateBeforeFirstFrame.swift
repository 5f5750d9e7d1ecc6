import JSONText

/// Cuts the newest item whatever it is: a function call, or a reply that has no audio yet.
struct TruncateBeforeFirstFrame: BridgeDefect {
    static let id = "truncate-before-first-frame"
    private var silent: String?
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("response.output_item.added") { silent = event.fromModel?["item"]?["id"]?.string }
        if event.isFromModel("response.output_audio.delta") { silent = nil }
        if event.isFromModel("input_audio_buffer.speech_started"), let item = silent {
            silent = nil
            stage.also(
                does: .toModel(
                    stage.link,
                    [
                        "type": "conversation.item.truncate", "item_id": .string(item), "content_index": 0,
                        "audio_end_ms": 0,
                    ]))
        }
        return [event]
    }
}
