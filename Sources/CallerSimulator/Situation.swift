/// What a caller knows at one moment: what is heard, and what the bridge has said beside audio. Times are the call's own.
struct Situation: Sendable {
    var now = Duration.zero
    /// The last word of what is being said is still to come.
    var isSpeaking = false
    /// When the caller last began to speak.
    var spokeAt: Duration?
    /// Speech is heard now, or was a moment ago.
    var isHearing = false
    /// Where the last heard speech began and, unless it goes on, ended.
    var heardFrom: Duration?
    var heardUntil: Duration?
    /// There is audio that has not sounded yet.
    var isPlaying = false
    var lastClear: Duration?
    /// The latest ones.
    var marks: [(name: String, at: Duration)] = []
    /// The bridge has ended the connection.
    var isClosed = false

    /// Silent for so long, as far as anybody can hear.
    func silence(since: Duration) -> Duration {
        isHearing ? .zero : now - max(heardUntil ?? since, since)
    }

    /// What began then or later is over: nothing is left to play, or it has been quiet for longer than a pause lasts.
    func isOver(_ start: Duration) -> Bool {
        guard let heardFrom, heardFrom >= start, !isHearing else { return false }
        return !isPlaying || silence(since: start) >= .milliseconds(1_500)
    }
}
