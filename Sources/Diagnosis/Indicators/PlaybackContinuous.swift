/// Does a reply sound without holes?
struct PlaybackContinuous: Indicator {
    static let id = "playback-continuous"
    static let title = "Replies are played without holes"

    /// Holes in one capture that a listener notices, milliseconds in all, and share of what was played.
    private static let most = 200.0
    private static let share = 0.02

    func examine(_ call: Timeline) -> Answer {
        // Every hiccup of the machine counts so many times as well.
        guard call.speed == 1 else { return .notExamined("the call ran \(call.speed) times as fast as time") }
        guard call.phones.contains(where: \.playback.isTimed), !call.deliveries.isEmpty else {
            return .notExamined(call.hasTimes ? "nothing of a reply was played" : "the capture keeps no times")
        }
        let holes = call.holes
        let sum = holes.reduce(0) { $0 + $1.hole.lengthMs }
        let played = call.phones.reduce(0) { $0 + $1.playback.playedMs }
        guard sum > Self.most, sum > played * Self.share else {
            return .pass(
                "\(Timeline.words(milliseconds: played)) played" + (holes.isEmpty ? "" : ", \(Int(sum)) ms of holes"))
        }
        let late = holes.count { $0.isGiven }
        let whose =
            late == holes.count
            ? "the model's audio had come in time"
            : late == 0 ? "the model's audio came too late" : "for \(late) of them the model's audio had come in time"
        return .fail(
            "\(holes.count) holes of \(Timeline.words(milliseconds: sum)) in \(Timeline.words(milliseconds: played)) of replies; \(whose)",
            holes.prefix(5).map { $0.hole.ended.evidence("media after \(Int($0.hole.lengthMs)) ms of silence") })
    }
}

extension Timeline {
    /// Pauses of playback inside a reply; whether the bridge had been given by then what it sent too late.
    var holes: [(phone: Int, hole: Playback.Underrun, isGiven: Bool)] {
        phones.indices.flatMap { number in
            phones[number].playback.underruns.compactMap { hole -> (Int, Playback.Underrun, Bool)? in
                guard
                    let piece = deliveries.first(where: {
                        $0.phone == number && $0.startMs < hole.atMs - 1 && $0.endMs > hole.atMs + 1
                    })
                else { return nil }
                let item = connections[piece.connection].replyItems[piece.item]
                let given = connections[piece.connection].replyTrace.position(at: hole.start) - item.startMs
                return (number, hole, given > piece.itemStartMs + (hole.atMs - piece.startMs) + 20)
            }
        }
    }
}
