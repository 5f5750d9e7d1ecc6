/// Keeps what the caller has not heard, and goes on with it when the caller is silent again.
struct StaleAudioResumed: BridgeDefect {
    static let id = "stale-audio-resumed"
    /// What was sent, and when it will have been played.
    private var sent: [(until: Duration, action: BridgeAction)] = []
    private var kept: [BridgeAction] = []
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] {
        if event.isFromModel("input_audio_buffer.speech_stopped") {
            for action in kept { stage.later(.milliseconds(800), does: action) }
            kept = []
        }
        return [event]
    }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        if let bytes = action.mediaBytes {
            let begin = max(stage.now, sent.last?.until ?? .zero)
            sent.removeAll { $0.until <= stage.now }
            sent.append((begin + .milliseconds(bytes.count / 8), action))
        }
        if action.isToCarrier("clear") {
            kept = sent.filter { $0.until > stage.now }.map(\.action)
            sent = []
        }
        return [action]
    }
}
