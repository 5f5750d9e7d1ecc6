import JSONText

/// Only the input's format is asked for: the model speaks PCM16, and the carrier plays it as µ-law.
struct PCMSentAsMulaw: BridgeDefect {
    static let id = "pcm-sent-as-mulaw"
    private var update = UncheckedUpdate()
    init(_ seat: DefectSeat) {}

    mutating func hears(_ event: BridgeEvent, _ stage: inout DefectStage) -> [BridgeEvent] { update.hears(event) }

    mutating func does(_ action: BridgeAction, _ stage: inout DefectStage) -> [BridgeAction] {
        update.does(action) { event in
            guard var session = event["session"]?.object, var audio = session["audio"]?.object,
                var output = audio["output"]?.object
            else { return }
            output["format"] = nil
            audio["output"] = .object(output)
            session["audio"] = .object(audio)
            event["session"] = .object(session)
        }
    }
}
