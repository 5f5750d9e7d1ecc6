import SpeechAudio

/// One speaker's chunks are dealt to several sessions in turn.
struct AudioSplitAcrossSessions: FailureMode {
    static let about = About(
        id: "audio-split-across-sessions",
        title: "one speaker's audio is dealt to several sessions",
        hears: "Choppy, wrong and repeated transcripts or answers.",
        evidence:
            "several connections are given audio in turn, chunk by chunk, each of them at the same fraction of real time: a half for two, a third for three",
        tellsApart:
            "Several callers on several connections give each of them all of real time; a connection that takes over from another is not alternated with it",
        causes: [
            "a pool of connections is indexed by the number of the chunk",
            "two tasks read from one queue of audio and each has a connection of its own",
        ],
        remedy:
            "Pin a speaker to one session for as long as the session lives; use the pool for speakers, not for chunks.",
        atFault: .bridge,
        source: "catalogue: audio-split-across-sessions",
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        guard call.isInRealTime else { return nil }
        let shared = call.connections.indices.filter { index in
            let connection = call.connections[index]
            return connection.appended.payloads >= 50
                && connection.appendedInTurn * 2 >= connection.appended.payloads
        }
        guard shared.count >= 2 else { return nil }
        let paces = shared.compactMap { call.connections[$0].appendTrace.steadyPace(seconds: 4)?.ratio }
        let share = 1 / Double(shared.count)
        guard paces.count == shared.count, paces.allSatisfy({ abs($0 / share - 1) < 0.15 }) else { return nil }
        return Sighting(
            "\(shared.count) sessions were given the chunks of one speaker in turn, each of them \(Fidelity.hundredths(share)) of the audio",
            evidence: shared.compactMap { index in
                call.connections[index].appended.first?.evidence(
                    "the first append to \(call.connections[index].name)")
            },
            turns: shared.flatMap { call.turns(on: $0).map(\.number) })
    }
}
