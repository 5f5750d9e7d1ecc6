import JSONText

/// The caller's audio is a data URL, as browsers write it.
struct AppendMalformed: BridgeDefect {
    static let id = "append-malformed"
    init(_ seat: DefectSeat) {}

    func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        [
            action.rewritingModel("input_audio_buffer.append") { event in
                event["audio"] = .string("data:audio/basic;base64,\(event["audio"]?.string ?? "")")
            }
        ]
    }
}
