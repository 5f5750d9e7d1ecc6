/// While a tool runs, the bridge does nothing else.
struct ToolBlocksAudioLoop: FailureMode {
    static let about = About(
        id: "tool-blocks-audio-loop",
        title: "while a tool ran, the bridge sent none of the caller's audio",
        hears:
            "Dead air while something is looked up; what the caller says meanwhile is lost or answered late, and nobody can interrupt.",
        evidence:
            "appends in an even flow up to a function_call, none for 1.5 s or more, and the next ones with its function_call_output",
        tellsApart:
            "The gap lies between the call and its output, and nowhere else: a dead sender does not come back with the output",
        causes: ["the tool is awaited in the loop that reads the socket", "blocking code in an event loop"],
        remedy: "Run the tool as a task of its own, with a time-out, and let audio flow meanwhile.",
        atFault: .bridge,
        source: "catalogue: tool-blocks-audio-loop",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        guard !call.isSampled else { return nil }
        let hits = call.toolCalls.compactMap { tool -> (tool: ToolCall, gap: AppendedAudio.Gap)? in
            guard let sent = tool.sent else { return nil }
            let appended = call.connections[tool.connection].appended
            guard sent.seconds(since: tool.call.moment) ?? 0 >= 1.5,
                appended.first?.seconds(since: tool.call.moment) ?? 0 <= -1,
                let gap = appended.gaps.first(where: { Self.fits($0, tool.call.moment, sent) }),
                // It flowed before: a client that mutes itself for a reply is silent earlier.
                !appended.gaps.contains(where: { $0.to <= gap.from && gap.from.seconds(since: $0.to) ?? 0 < 1 })
            else { return nil }
            return (tool, gap)
        }
        guard let first = hits.first else { return nil }
        let seconds = first.gap.to.seconds(since: first.gap.from) ?? 0
        return Sighting(
            "none of the caller's audio was sent for \(Timeline.words(seconds: seconds)), from the call of \(first.tool.call.name) to its result",
            evidence: hits.prefix(5).flatMap { hit in
                [
                    hit.gap.from.evidence("the last append"), hit.tool.evidence,
                    (hit.tool.sent ?? hit.gap.to).evidence("conversation.item.create: function_call_output"),
                    hit.gap.to.evidence("the next append"),
                ].sorted { $0.frame < $1.frame }
            },
            turns: call.turnNumbers(hits.map { ($0.tool.connection, $0.tool.response) }))
    }

    /// It begins at the call and ends at the output.
    private static func fits(_ gap: AppendedAudio.Gap, _ called: Moment, _ sent: Moment) -> Bool {
        guard let length = gap.to.seconds(since: gap.from), length >= 1.5,
            let begins = gap.from.seconds(since: called), let ends = gap.to.seconds(since: sent)
        else { return false }
        return (-0.5...0.5).contains(begins) && (-0.5...0.5).contains(ends)
    }
}
