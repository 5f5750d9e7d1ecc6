/// A response outside the conversation, meant for the program, is played to the caller.
struct OOBResponsePlayed: FailureMode {
    static let about = About(
        id: "oob-response-played",
        title: "a response outside the conversation was played to the caller",
        hears: "A word out of nowhere: the label of a classification, or a summary of the call.",
        evidence:
            "a response with conversation_id null and audio, and at the time of its deltas at least half as much audio sent to the carrier, while no other response had any",
        tellsApart: "The response belongs to no conversation: the words of double-response do",
        causes: ["every audio delta is forwarded, whatever response it belongs to", "no look at metadata"],
        remedy:
            "Ask for out-of-band responses with output_modalities [\"text\"], and route deltas by response_id: only those of the conversation are for the caller.",
        atFault: .bridge,
        source: "catalogue: oob-response-played; OpenAI Realtime, response.create conversation",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for one in call.calls {
            for index in one.connections {
                let connection = call.connections[index]
                for (number, response) in connection.responses.enumerated() where response.isOutOfBand {
                    guard let first = response.audio.first, let last = response.audio.last, let from = first.time,
                        let to = last.time, response.audio.milliseconds >= 200,
                        !connection.replyItems.contains(where: {
                            $0.response != number && $0.last >= first && $0.first <= last
                        })
                    else { continue }
                    for phone in one.phones.map({ call.phones[$0] }) {
                        let sent =
                            phone.media.trace.position(at: to + 0.5) - phone.media.trace.position(at: from - 0.05)
                        guard sent >= response.audio.milliseconds / 2 else { continue }
                        return Sighting(
                            "\(Timeline.words(milliseconds: sent)) of a response outside the conversation were sent to the caller",
                            evidence: response.createdEvidence + [
                                first.evidence("the first audio of \(response.id), conversation_id null")
                            ],
                            turns: call.turnNumbers([(index, number)]))
                    }
                }
            }
        }
        return nil
    }
}
