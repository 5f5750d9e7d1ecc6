// Audio of one stretch of a stream, to be compared as sound: chunks, codecs and levels may differ where the words do not.
package import SpeechAudio

package struct SoundRun: Sendable {
    package private(set) var track: AudioTrack
    package private(set) var bytes = 0
    private var digest = ByteDigest()
    private var level = AudioLevel()
    /// Payloads that were no base64.
    package private(set) var broken = 0

    init(_ encoding: AudioEncoding) { track = AudioTrack(encoding) }

    package var encoding: AudioEncoding { track.encoding }
    package var milliseconds: Double { track.milliseconds }

    /// The track has no times: two recordings do not share a clock, and the later one need not be the slower one.
    ///
    /// - Parameter samples: What the chunk decodes to by itself.
    mutating func receive(_ chunk: [UInt8], _ samples: [Int16], as encoding: AudioEncoding, frame: Int) {
        bytes += chunk.count
        digest.add(chunk)
        level.receive(samples)
        track.receive(chunk, samples: samples, as: encoding, frame: frame, time: nil)
    }

    mutating func receiveBroken() { broken += 1 }

    /// Of speech, ms.
    package var speechMs: Double { Fidelity.speechPlaces(of: track).reduce(0) { $0 + $1.milliseconds } }

    package var summary: String {
        let speech = speechMs
        return "\(SoundRun.seconds(milliseconds)) of \(encoding.shortName)"
            + (speech >= 100 ? ", \(SoundRun.seconds(speech)) of it speech" : level.rms < -50 ? ", silent" : "")
    }

    /// The same bytes in the same encoding, however they were cut into messages.
    func isIdentical(to other: SoundRun) -> Bool {
        digest == other.digest && bytes == other.bytes && encoding == other.encoding && broken == other.broken
    }

    var fingerprint: UInt64 { digest.value }

    /// What a listener would notice, in words; empty when both sound alike.
    ///
    /// - Parameter new: The later recording of what this one recorded.
    func differences(to new: SoundRun) -> [String] {
        if isIdentical(to: new) { return [] }
        var words: [String] = []
        if broken != new.broken { words.append("\(new.broken) payloads are no base64, \(broken) before") }
        if encoding != new.encoding {
            words.append("is \(new.encoding.shortName), was \(encoding.shortName)")
        }
        let fidelity = Fidelity(of: new.track, original: track)
        guard fidelity.notComparable == nil else { return words + roughDifferences(to: new) }
        words += fidelity.faults.map(SoundRun.words)
        let foreign = fidelity.foreignMs
        if foreign >= 300 { words.append("\(SoundRun.seconds(foreign)) of sound that was not there") }
        return words
    }

    /// Too little speech to know a voice by: how much there is, and how loud.
    private func roughDifferences(to new: SoundRun) -> [String] {
        let (old, now) = (speechMs, new.speechMs)
        if abs(old - now) > max(250, old * 0.2) {
            return ["\(SoundRun.seconds(now)) of speech, was \(SoundRun.seconds(old))"]
        }
        // Levels of near-silence say nothing.
        if max(level.rms, new.level.rms) > -50, abs(level.rms - new.level.rms) > 12 {
            return ["\(Int(new.level.rms.rounded())) dBFS, was \(Int(level.rms.rounded())) dBFS"]
        }
        return []
    }

    private static func words(_ fault: Fidelity.Fault) -> String {
        switch fault {
        case .encoding(let reading, let rate, _): "its bytes are \(reading.name) of \(Fidelity.kilohertz(rate))"
        case .speed(let speed, _, _): "\(Fidelity.hundredths(speed)) times as fast"
        case .unlike(let sound): "\(seconds(sound)) of other sound"
        case .missing(let ms, let places): "\(seconds(ms)) of speech is missing\(Fidelity.at(places))"
        case .repeated(let ms, let places): "\(seconds(ms)) of speech comes twice\(Fidelity.at(places))"
        case .gaps(let ms, let places): "\(seconds(ms)) of silence in the middle of words\(Fidelity.at(places))"
        case .seams: "clicks at the borders of messages"
        case .clipped(let share): "\(Fidelity.hundredths(share * 100)) % of the samples are clipped"
        case .level(let gain): "\(Int(abs(gain).rounded())) dB \(gain > 0 ? "louder" : "quieter")"
        case .noise: "noise under the words"
        }
    }

    static func seconds(_ ms: Double) -> String { "\((ms / 100).rounded() / 10) s" }
}

extension AudioEncoding {
    var shortName: String {
        switch self {
        case .pcm16(let rate): "PCM16 at \(Fidelity.kilohertz(rate))"
        case .pcmu: "µ-law"
        case .pcma: "A-law"
        }
    }
}
