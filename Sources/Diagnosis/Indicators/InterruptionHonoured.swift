/// Does a reply stop when the caller speaks into it, or when the client cancels it?
struct InterruptionHonoured: Indicator {
    static let id = "interruption-honoured"
    static let title = "Replies stop when they are interrupted"

    /// A reply may end of its own accord while the interruption is on its way, seconds.
    private static let race = 1.0

    func examine(_ call: Timeline) -> Answer {
        var honoured = 0
        for connection in call.connections {
            for segment in connection.segments {
                guard let detection = connection.turnDetection(at: segment.started), detection.interruptsResponse,
                    let number = connection.activeResponse(at: segment.started)
                else { continue }
                switch judge(connection.responses[number], from: segment.started, connection) {
                case true?: honoured += 1
                case false?:
                    return .fail(
                        "the reply went on after the caller spoke into it",
                        [segment.started.evidence("speech_started \(segment.item)")]
                            + connection.responses[number].doneEvidence)
                case nil: break
                }
            }
            for cancel in connection.cancels where cancel.refused == nil {
                guard let number = connection.activeResponse(at: cancel.moment) else { continue }
                switch judge(connection.responses[number], from: cancel.moment, connection) {
                case true?: honoured += 1
                case false?:
                    return .fail(
                        "the reply went on after response.cancel",
                        [cancel.moment.evidence("response.cancel")] + connection.responses[number].doneEvidence)
                case nil: break
                }
            }
        }
        return honoured > 0 ? .pass("\(honoured) of \(honoured)") : .notExamined("nothing was interrupted")
    }

    /// Nil when the capture cannot tell.
    private func judge(_ response: ResponseTrace, from moment: Moment, _ connection: ModelConnection) -> Bool? {
        if response.isCancelled { return true }
        guard let done = response.done, let late = done.seconds(since: moment) else { return nil }
        if response.isFailed || response.isIncomplete { return nil }
        return late <= Self.race ? nil : false
    }
}
