import CallCapture

/// The carrier's audio reaches the bridge with holes in it or in gushes, the model's more slowly than it plays, or the line breaks frames.
struct NetworkInstability: FailureMode {
    static let about = About(
        id: "network-instability",
        title: "a line lost, held up or damaged what went over it",
        hears: "Gaps, choppy speech, replies that come late, dropped calls.",
        evidence:
            "jumps in the carrier's chunk numbers for 1 % of its media or more, or twice no media for 0.4 s and then the backlog at once. To the service: the audio of a reply comes so slowly that a player has nothing to play for a second in all, or in two replies for 0.4 s; or the bytes that come are no WebSocket frames (RFC 6455: reserved bits, unknown opcodes, text that is not UTF-8, a length beyond all limits)",
        tellsApart:
            "It is outside of the bridge. With input-backlog-grows and bridge-damages-audio the audio came whole and left damaged. With slow-first-audio a reply begins late, here it goes on late; with openai-socket-closed-mid-call the other side hangs up, here this side has to",
        causes: [
            "a tunnel (ngrok and the like) or a proxy in the way", "a far region", "a host that is short of CPU",
            "a service that generates more slowly than it speaks, or writes broken frames",
        ],
        remedy:
            "Put the bridge on a public host near the carrier's region, without a tunnel, and let it buffer 100 to 200 ms. Measure the line to the service from there; where frames are broken, connect without the proxy.",
        atFault: .network,
        source: "catalogue: network-instability; Twilio Media Streams, media.chunk; RFC 6455, 5.2 and 7.4.1",
        stage: .model
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.brokenFrames() ?? (call.isSampled ? nil : carrier(call) ?? call.starvedReplies())
    }

    private func carrier(_ call: Timeline) -> Sighting? {
        // What a log leaves out, and when a busy bridge writes it, says nothing about the network.
        guard call.isCapture, call.footer?.lost ?? 0 == 0 else { return nil }
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
