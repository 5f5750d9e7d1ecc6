import JSONText

/// Only the output's format is asked for: the carrier's µ-law goes to a session that expects PCM16.
struct InputCodecMismatch: BridgeDefect {
    static let id = "input-codec-mismatch"
    private var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] { update.hears(event) }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        update.does(action) { event in
            guard var session = event["session"]?.object, var audio = session["audio"]?.object,
                var input = audio["input"]?.object
            else { return }
            input["format"] = nil
            audio["input"] = .object(input)
            session["audio"] = .object(audio)
            event["session"] = .object(session)
        }
    }
}
