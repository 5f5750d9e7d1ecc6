/// The audio that a bridge sent to its caller and the carrier accepted. Positions are milliseconds of it.
import SpeechAudio

package struct BridgeMedia: Sendable {
    /// Accepted messages.
    package private(set) var messages = 0
    package private(set) var bytes = 0
    package private(set) var first: Moment?
    package private(set) var last: Moment?
    package private(set) var sizes = SizeTally()
    /// No whole number of 20 ms frames: heard as stutter where each is played by itself.
    package private(set) var oddMessages = 0
    /// Under 20 ms.
    package private(set) var smallMessages = 0
    /// Where there is sound in it, on the clock of its own samples.
    package private(set) var sound = AppendedAudio()
    package private(set) var trace = AudioTrace()
    /// What came without a pause in playback and without a `clear` between.
    package private(set) var runs: [Run] = []
    private var isInterrupted = false

    /// Silence on the line that makes a new run, seconds.
    private static let pause = 0.3

    package struct Run: Sendable {
        package var start: Moment
        package var end: Moment
        package var startMs: Double
        package var endMs: Double
        package var messages = 0
        package var bytes = 0
        package var level = Loudness()
        /// What its first seconds are.
        package var sound = ReplySound()

        package var milliseconds: Double { endMs - startMs }
    }

    package var milliseconds: Double { trace.milliseconds }

    package init() {}

    /// - Parameters:
    ///   - samples: What the payload decodes to.
    ///   - isPlaying: Something from before is still being played.
    mutating func receive(
        _ payload: [UInt8], _ samples: [Int16], in encoding: AudioEncoding, isPlaying: Bool, at moment: Moment
    ) {
        let length = encoding.milliseconds(ofBytes: payload.count)
        let startMs = milliseconds
        if isNewRun(isPlaying: isPlaying, at: moment) {
            closeRun()
            // In positions there is no silence between two replies.
            sound.close()
            runs.append(Run(start: moment, end: moment, startMs: startMs, endMs: startMs))
            isInterrupted = false
        }
        messages += 1
        bytes += payload.count
        sizes.note(payload.count)
        let frame = encoding.bytes(ofMilliseconds: 20)
        if frame > 0, payload.count % frame != 0 { oddMessages += 1 }
        if payload.count < frame { smallMessages += 1 }
        if first == nil { first = moment }
        last = moment
        trace.add(length, at: moment)
        sound.receive(samples, bytes: payload.count, in: encoding, at: moment)
        let run = runs.count - 1
        runs[run].end = moment
        runs[run].endMs = startMs + length
        runs[run].messages += 1
        runs[run].bytes += payload.count
        runs[run].level.add(AudioLevel(of: samples))
        runs[run].sound.receive(payload, in: encoding)
    }

    private func isNewRun(isPlaying: Bool, at moment: Moment) -> Bool {
        guard let last, !runs.isEmpty, !isInterrupted else { return true }
        return !isPlaying && moment.seconds(since: last) ?? 0 >= Self.pause
    }

    /// A `clear` came: what follows is something else.
    mutating func interrupt() { isInterrupted = true }

    mutating func finish() {
        closeRun()
        sound.close()
    }

    private mutating func closeRun() {
        if !runs.isEmpty { runs[runs.count - 1].sound.close() }
    }
}
