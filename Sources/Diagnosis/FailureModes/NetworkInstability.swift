/// The carrier's audio reaches the bridge with holes in it, or in gushes.
struct NetworkInstability: FailureMode {
    static let about = About(
        id: "network-instability",
        title: "audio between carrier and bridge came with holes or in gushes",
        hears: "Gaps, choppy speech, replies that come late, dropped calls.",
        evidence:
            "jumps in the carrier's chunk numbers for 1 % of its media or more, or twice no media for 0.4 s and then the backlog at once",
        tellsApart:
            "It is on the carrier's side of the bridge. With input-backlog-grows and bridge-damages-audio the audio came whole and left damaged",
        causes: ["a tunnel (ngrok and the like) in the way", "a far region", "a host that is short of CPU"],
        remedy:
            "Put the bridge on a public host near the carrier's region, without a tunnel, and let it buffer 100 to 200 ms.",
        atFault: .network,
        source: "catalogue: network-instability; Twilio Media Streams, media.chunk",
        stage: .none
    )

    func examine(_ call: Timeline) -> Sighting? {
        // What a run does to its own line is no fault of anybody's.
        guard !["bridge", "suite", "replay"].contains(call.command ?? ""), call.isInRealTime || !call.hasTimes else {
            return nil
        }
        for phone in call.phones where phone.carrier == .twilio && phone.inbound.messages >= 250 {
            let missing = phone.inbound.chunks.missing
            if missing * 100 >= phone.inbound.messages {
                return Sighting(
                    "\(missing) of \(missing + phone.inbound.messages) media messages of the carrier never came",
                    evidence: phone.inbound.chunks.moments.prefix(4).map { $0.evidence("a jump in media.chunk") })
            }
            let gushes = phone.carrierGaps.gaps.filter { ($0.seconds ?? 0) >= 0.4 && $0.burst >= 10 }
            if gushes.count >= 2, let worst = gushes.compactMap(\.seconds).max() {
                return Sighting(
                    "\(gushes.count) times the carrier's audio stopped, for up to \(Timeline.words(seconds: worst)), and then came all at once",
                    evidence: gushes.prefix(4).map { $0.to.evidence("\($0.burst) messages at once") })
            }
        }
        return nil
    }
}
