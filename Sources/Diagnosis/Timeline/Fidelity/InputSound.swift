/// What the caller's audio sounds like, and, where that is no speech, in which format its bytes would be speech. Only what is
/// loud as it was declared is looked at: the caller's pauses, and the hum of a line, tell nothing.
package import SpeechAudio

package struct InputSound: Sendable {
    private var current = ReplySound()
    private var currentBytes = 0
    /// Since the last that was loud.
    private var quietBytes = 0
    private var decided: [ReplySound] = []
    /// Where the first stretch began that is noise as declared.
    package private(set) var noticed: Moment?
    private var currentStart: Moment?

    /// Two seconds of PCM at 24 kHz each.
    private static let most = 3
    private static let stretchBytes = 96_000
    private static let loud = -35.0
    /// The pauses within words belong to what speech is: so much that is quiet is taken after what is loud, 600 ms of G.711.
    private static let longestPauseBytes = 4_800

    package init() {}

    var isListening: Bool { decided.count < Self.most }

    mutating func receive(_ bytes: [UInt8], level: Double, in encoding: AudioEncoding, at moment: Moment) {
        guard isListening else { return }
        quietBytes = level >= Self.loud ? 0 : quietBytes + bytes.count
        guard quietBytes == 0 || currentBytes > 0 && quietBytes <= Self.longestPauseBytes else { return }
        if currentStart == nil { currentStart = moment }
        if current.isStarted, current.encoding != encoding { restart() }
        current.receive(bytes, in: encoding)
        currentBytes += bytes.count
        if currentBytes >= Self.stretchBytes || current.asDeclared?.kind == .speech { decide() }
    }

    /// No more will come.
    mutating func close() { if currentBytes > 0 { decide() } }

    private mutating func decide() {
        current.close()
        decided.append(current)
        if current.likely != nil, noticed == nil { noticed = currentStart }
        restart()
    }

    private mutating func restart() {
        current = ReplySound()
        currentBytes = 0
        currentStart = nil
    }

    package var encoding: AudioEncoding { decided.first?.encoding ?? .pcm24k }

    /// The format that the bytes seem to be in, where each stretch that was long enough to be judged says so.
    package var likely: AudioEncoding? {
        let judged = decided.filter { $0.asDeclared != nil }
        guard let first = judged.first?.likely, judged.allSatisfy({ $0.likely == first }) else { return nil }
        return first
    }
}
