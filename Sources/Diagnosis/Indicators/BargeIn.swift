/// When the caller speaks over the bridge: does it stop, and does the model learn what was really heard?
struct BargeIn: Indicator {
    static let id = "barge-in"
    static let title = "The bridge stops when the caller speaks, and tells the model what was heard"

    /// From `speech_started` to the `clear`, milliseconds.
    static let slowest = 500.0
    /// What a listener takes for the end of a sentence that was on its way, milliseconds.
    static let forgiven = 1_000.0
    /// By how much `audio_end_ms` may differ from what was heard, milliseconds.
    static let tolerance = 500.0

    func examine(_ call: Timeline) -> Answer {
        let all = call.interruptions.filter { $0.isScripted ?? !$0.mayBeEcho }
        guard !all.isEmpty else {
            return .notExamined(call.hasTimes ? "nobody spoke over the bridge" : "the capture keeps no times")
        }
        var good = 0
        for interruption in all {
            guard let connection = interruption.connection else { continue }
            switch judge(interruption, call.connections[connection], call) {
            case nil: break
            case .some(nil): good += 1
            case .some(let words?): return .fail(words, evidence(interruption))
            }
        }
        guard good > 0 else {
            return .notExamined(
                all.contains { $0.noticed != nil }
                    ? "replies are not to be interrupted: interrupt_response is off, and no clear was sent"
                    : "the service did not notice that the caller spoke over the bridge")
        }
        return .pass("\(good) of \(all.count)")
    }

    /// What is wrong with it; nil in it when nothing is, and nil when it cannot be said.
    private func judge(_ interruption: Interruption, _ connection: ModelConnection, _ call: Timeline) -> String?? {
        guard interruption.noticed != nil || interruption.clear != nil else { return nil }
        if connection.turnDetection(at: interruption.began)?.interruptsResponse == false, interruption.clear == nil {
            return nil
        }
        guard interruption.clear != nil else {
            guard interruption.talkedOverMs >= Self.forgiven else { return .some(nil) }
            return .some(
                "no clear was sent: \(Timeline.words(milliseconds: interruption.talkedOverMs)) were played on after the caller had begun to speak"
            )
        }
        if call.isInRealTime, let reaction = interruption.reactionMs, reaction > Self.slowest + call.clockStepMs {
            return .some("clear came \(Timeline.words(milliseconds: reaction)) after speech_started")
        }
        guard let response = interruption.response, let item = interruption.item else { return .some(nil) }
        let made = connection.replyItems[item].milliseconds
        guard made - interruption.heardAtLastMs >= Self.forgiven, !connection.responses[response].isOutOfBand else {
            return .some(nil)
        }
        guard let truncate = interruption.truncate.map({ connection.truncates[$0] }) else {
            return .some(
                "the model was not told that only \(Timeline.words(milliseconds: interruption.heardAtLastMs)) of \(Timeline.words(milliseconds: made)) were heard: no conversation.item.truncate"
            )
        }
        if let error = truncate.refused.map({ connection.errors[$0] }) {
            return .some(
                "the model was not told what was heard: conversation.item.truncate was refused: \(error.text)")
        }
        if let end = truncate.audioEndMs,
            abs(Double(end) - interruption.heardAtLastMs) > Self.tolerance + call.clockStepMs
        {
            return .some(
                "the model was told that \(Timeline.words(milliseconds: Double(end))) were heard, and \(Timeline.words(milliseconds: interruption.heardAtLastMs)) were"
            )
        }
        return .some(nil)
    }

    private func evidence(_ interruption: Interruption) -> [Evidence] {
        [interruption.began.evidence("the caller begins to speak, \(Int(interruption.unplayedMs)) ms are buffered")]
            + (interruption.noticed.map { [$0.evidence("speech_started")] } ?? [])
            + (interruption.clear.map { [$0.evidence("clear, which drops \(Int(interruption.clearedMs)) ms")] } ?? [])
    }
}
