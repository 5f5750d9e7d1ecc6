/// Was what the caller said passed on to the model?
struct CallerReachesModel: Indicator {
    static let id = "caller-reaches-model"
    static let title = "What the caller says is sent to the model"

    func examine(_ call: Timeline) -> Answer {
        let unsent = call.turns.filter { $0.outcome == .unsent }
        if let first = unsent.first {
            let words = first.script.map { " (\u{201C}\($0)\u{201D})" } ?? ""
            return .fail(
                "\(Timeline.words(turns: unsent.map(\.number)))\(words): the caller spoke, and nothing of it was appended",
                unsent.compactMap { turn in
                    call.spoken(of: turn)?.started.evidence("the caller begins to speak")
                })
        }
        guard !call.connections.isEmpty else { return .notExamined("there is no connection to the model") }
        if call.connections.contains(where: \.sendsAudioItems) {
            return .notExamined("the client sends what it hears in items")
        }
        guard call.connections.contains(where: { $0.appended.payloads > 0 }) else {
            return silence(call)
        }
        if call.connections.contains(where: { $0.appended.isCut }) {
            return .notExamined("the audio in the capture is cut")
        }
        let sent = call.turns.filter { $0.spoken != nil && $0.burst != nil }
        let spoken = call.phones.reduce(0) { $0 + $1.caller.bursts.count { $0.isClearSpeech } }
        guard !sent.isEmpty else {
            return .notExamined(
                spoken == 0
                    ? "the caller said nothing" : "none of the caller's words can be found again in what was sent")
        }
        return .pass("\(sent.count) of \(max(sent.count, spoken)) utterances")
    }

    private func silence(_ call: Timeline) -> Answer {
        let frames = call.phones.reduce(0) { $0 + $1.inbound.messages }
        guard call.isCapture, frames >= 100, call.connections.contains(where: { !$0.echoes.isEmpty }) else {
            return .notExamined("nothing was appended")
        }
        return .fail(
            "\(frames) frames came from the carrier, and nothing was appended",
            call.phones.compactMap { $0.caller.first?.evidence("the first media frame") })
    }
}
