/// What the caller's audio sounds like, and, where that is no speech, in which format its bytes would be speech. Only what is
/// loud as it was declared is looked at: the caller's pauses, and the hum of a line, tell nothing.
package import SpeechAudio

package struct InputSound: Sendable {
    private var current = ReplySound()
    private var currentBytes = 0
    private var decided: [ReplySound] = []
    /// Where the first stretch began that is noise as declared.
    package private(set) var noticed: Moment?
    private var currentStart: Moment?

    /// Two seconds of PCM at 24 kHz each.
    private static let most = 3
    private static let stretchBytes = 96_000
    private static let loud = -35.0

    package init() {}

    var isListening: Bool { decided.count < Self.most }

    mutating func receive(_ bytes: [UInt8], level: Double, in encoding: AudioEncoding, at moment: Moment) {
        guard isListening, level >= Self.loud else { return }
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

    /// The format that the bytes seem to be in, where each stretch that was looked at says so.
    package var likely: AudioEncoding? {
        guard let first = decided.first?.likely, decided.allSatisfy({ $0.likely == first }) else { return nil }
        return first
    }
}
