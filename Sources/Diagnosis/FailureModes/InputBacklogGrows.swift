import SpeechAudio

/// The bridge passes the caller's audio on later and later.
struct InputBacklogGrows: FailureMode {
    static let about = About(
        id: "input-backlog-grows",
        title: "the bridge falls behind the caller",
        hears: "After minutes the answers come many seconds late, to what was said long ago.",
        evidence:
            "the same speech passes the bridge with a lag that grows during the call, by 1.5 s and more",
        tellsApart:
            "Everything arrives in the end, unlike with input-not-forwarded; and it is late already when it is appended, before the service has had it",
        causes: [
            "slow work for every frame: logging, a database, a resampler that is started anew",
            "a queue without a bound",
            "a blocked event loop",
            "the connection to the model is congested, and nobody looks at what it has buffered",
        ],
        remedy:
            "Bound the queue and drop the oldest; append 100 ms at a time instead of 20; take logging and tools off the path of the audio.",
        atFault: .bridge,
        source: "catalogue: input-backlog-grows; Twilio error 31930",
        stage: .bridge
    )

    /// Milliseconds by which the lag must have grown.
    private static let growth = 1_500.0

    func examine(_ call: Timeline) -> Sighting? {
        guard call.isInRealTime else { return nil }
        for fidelity in call.fidelities {
            guard let result = fidelity.up.result, result.notComparable == nil else { continue }
            let matches = result.matches.filter { $0.lagMs != nil }
            guard matches.count >= 4, let first = matches.first, let last = matches.last else { continue }
            let quarter = max(1, matches.count / 4)
            let early = Self.median(matches.prefix(quarter))
            let late = Self.median(matches.suffix(quarter))
            guard late - early >= Self.growth, (last.lagMs ?? 0) >= late * 0.7 else { continue }
            let members = call.calls[fidelity.call]
            let place = members.phones.lazy.compactMap { call.phones[$0].callerTrack?.frame(at: last.originalMs) }.first
            let start = members.phones.lazy.compactMap { call.phones[$0].callerTrack?.frame(at: first.originalMs) }
                .first
            return Sighting(
                "the caller's words reached the model \(Timeline.words(milliseconds: early)) late at first and \(Timeline.words(milliseconds: late)) late at the end",
                evidence: [
                    start.map {
                        Evidence(
                            frame: $0, time: nil,
                            text: "the caller's words: appended \(Timeline.words(milliseconds: early)) later")
                    },
                    place.map {
                        Evidence(
                            frame: $0, time: nil,
                            text: "the caller's words: appended \(Timeline.words(milliseconds: late)) later")
                    },
                ].compactMap { $0 },
                turns: call.turns(of: fidelity.call))
        }
        return nil
    }

    private static func median(_ matches: some Sequence<Fidelity.Match>) -> Double {
        let lags = matches.compactMap(\.lagMs).sorted()
        return lags.isEmpty ? 0 : lags[lags.count / 2]
    }
}
