/// Responses are cancelled before they have said anything, one after the other.
struct CancelledBeforeOutput: FailureMode {
    static let about = About(
        id: "cancelled-before-output",
        title: "responses are cancelled, again and again, before they have said anything",
        hears: "The assistant never gets a word out.",
        evidence:
            "two responses or more in a row that are cancelled (turn_detected or client_cancelled) with no audio and no text, none of which belongs to a sentence that the caller went on with",
        tellsApart:
            "With vad-too-eager the caller's own next words cut the reply off within 700 ms; one cancelled response is a normal interruption",
        causes: [
            "noise or echo that is taken for speech",
            "an interruption logic of the client that cancels late or by stale transcripts", "a watchdog that cancels",
        ],
        remedy:
            "Look at what triggers: raise the threshold, add noise_reduction, ignore speech of less than 300 ms, and send response.cancel only while the caller hears something.",
        atFault: .bridge,
        source: "catalogue: cancelled-before-output; OpenAI Realtime, response.done status_details",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for (index, connection) in call.connections.enumerated() {
            let ownSentence = Set(VADTooEager.cutTurns(call, index).compactMap(\.response))
            var run: [Int] = []
            var longest: [Int] = []
            for (number, response) in connection.responses.enumerated()
            where !response.isOutOfBand && response.done != nil {
                let isMute =
                    response.isCancelled && response.audio.deltas == 0 && response.textDeltas == 0
                    && response.text.isEmpty
                run = isMute && !ownSentence.contains(number) ? run + [number] : []
                if run.count > longest.count { longest = run }
            }
            guard longest.count >= 2, let first = longest.first.map({ connection.responses[$0] }) else { continue }
            return Sighting(
                "\(longest.count) responses in a row were cancelled (\(first.reason ?? "no reason given")) before they had said anything",
                evidence: longest.prefix(4).flatMap { connection.responses[$0].evidence },
                turns: call.turnNumbers(longest.map { (index, $0) }))
        }
        return nil
    }
}
