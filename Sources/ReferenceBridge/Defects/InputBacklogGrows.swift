/// Slow work for each frame: sending takes a tenth longer than speaking.
struct InputBacklogGrows: BridgeDefect {
    static let id = "input-backlog-grows"
    private var frames = 0
    init(_ seat: DefectSeat) {}

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        guard action.isToModel("input_audio_buffer.append") else { return [action] }
        frames += 1
        stage.later(.milliseconds(frames * 2), does: action)
        return []
    }
}
