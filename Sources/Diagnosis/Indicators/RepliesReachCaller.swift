/// Was what the model said sent to the caller, whole and once?
struct RepliesReachCaller: Indicator {
    static let id = "replies-reach-caller"
    static let title = "The model's replies reach the caller"

    func examine(_ call: Timeline) -> Answer {
        var whole = 0
        var bad: [(response: ResponseTrace, words: String)] = []
        for (index, connection) in call.connections.enumerated() {
            for (number, response) in connection.responses.enumerated() {
                switch call.fate(of: number, on: index) {
                case .whole: whole += 1
                case .undelivered:
                    bad.append(
                        (
                            response,
                            "none of \(Timeline.words(milliseconds: response.audio.milliseconds)) was sent to the carrier"
                        ))
                case .partial(let missing):
                    bad.append(
                        (
                            response,
                            "\(Timeline.words(milliseconds: missing)) of \(Timeline.words(milliseconds: response.audio.milliseconds)) was not sent to the carrier"
                        ))
                case .stretched(let factor):
                    bad.append(
                        (
                            response,
                            "\((factor * 10).rounded() / 10) times as much was sent to the carrier as the model had said"
                        ))
                case .interrupted, .overtaken, nil: break
                }
            }
        }
        if let first = bad.first {
            let others = bad.count > 1 ? "; \(bad.count) of \(bad.count + whole) replies" : ""
            return .fail(
                "\(first.response.id): \(first.words)\(others)",
                bad.compactMap { $0.response.audio.first?.evidence("the first audio of \($0.response.id)") })
        }
        guard whole > 0 else { return .notExamined(reason(call)) }
        let lost = call.phones.flatMap(\.complaints).map(\.dropped).reduce(0, +)
        return .pass(
            "\(whole) repl\(whole == 1 ? "y" : "ies") whole\(lost > 0 ? ", but \(lost) messages were dropped" : "")")
    }

    private func reason(_ call: Timeline) -> String {
        if !call.hasTimes { return "the capture keeps no times" }
        if call.isSampled { return "the log keeps one audio message out of many" }
        if !call.allResponses.contains(where: { $0.audio.deltas > 0 }) { return "the model said nothing" }
        if call.allResponses.contains(where: { $0.audio.isCut }) { return "the audio in the capture is cut" }
        if !call.isCapture, call.phones.allSatisfy({ $0.media.first == nil }) {
            return "the log has none of the bridge's media"
        }
        return "every reply was interrupted, or the call ended before it could be sent"
    }
}
