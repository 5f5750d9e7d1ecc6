import SpeechAudio

/// Some sentences with pauses between them, as a telephone carries them, and copies of them to be judged.
struct SpokenCall {
    /// 8,000 Hz, as G.711 leaves them.
    let samples: [Int16]
    let muLaw: [UInt8]
    /// Where somebody speaks, in samples.
    var words: [Range<Int>] = []

    var frames: [[UInt8]] {
        stride(from: 0, to: muLaw.count, by: 160).map { Array(muLaw[$0..<min($0 + 160, muLaw.count)]) }
    }
    var milliseconds: Int { samples.count / 8 }

    init(samples: [Int16]) {
        muLaw = AudioEncoding.pcmu.encode(samples)
        self.samples = AudioEncoding.pcmu.decode(muLaw)
    }

    init(voice: Utterance.Role = .caller, seed: UInt64 = 0) throws {
        var random = SeededNumbers(seed: seed)
        var samples: [Int16] = []
        var words: [Range<Int>] = []
        for utterance in try TestSounds.library().utterances(of: voice).prefix(8).shuffled(using: &random).prefix(5) {
            samples += Array(repeating: 0, count: 160 * Int.random(in: 30...150, using: &random))
            let spoken = Resampler.resample(utterance.samples, from: 24_000, to: 8_000)
            words.append(samples.count..<samples.count + spoken.count)
            samples += spoken
        }
        samples += Array(repeating: 0, count: 8_000 + (160 - samples.count % 160) % 160)
        self.init(samples: samples)
        self.words = words
    }

    /// - Parameters:
    ///   - chunk: Bytes of a message; nil: 20 ms of the call.
    ///   - delay: In seconds.
    ///   - dropped: Bytes of the call that were not sent: what follows is sent when it was said.
    func fidelity(
        of copy: [UInt8], as encoding: AudioEncoding, chunk: Int? = nil, delay: Double = 0.03,
        times: Bool = true, dropped: Range<Int>? = nil
    ) -> Fidelity {
        let seconds = Double(muLaw.count) / 8_000
        let original = SpokenCall.track(muLaw, .pcmu, chunk: 160) { times ? Double($0) / 8_000 : nil }
        let size = chunk ?? copy.count * 160 / muLaw.count & ~1
        let track = SpokenCall.track(copy, encoding, chunk: size) { sent in
            guard times else { return nil }
            if let dropped { return Double(sent < dropped.lowerBound ? sent : sent + dropped.count) / 8_000 + delay }
            return Double(sent) / Double(copy.count) * seconds + delay
        }
        return Fidelity(of: track, original: original)
    }

    private static func track(
        _ bytes: [UInt8], _ encoding: AudioEncoding, chunk: Int, time: (Int) -> Double?
    ) -> AudioTrack {
        var track = AudioTrack(encoding)
        for (number, start) in stride(from: 0, to: bytes.count, by: max(1, chunk)).enumerated() {
            track.receive(
                Array(bytes[start..<min(start + chunk, bytes.count)]), as: encoding, frame: number, time: time(start))
        }
        return track
    }
}

/// What bridges do to samples.
enum Mangling {
    static func linear(_ samples: [Int16], times: Int) -> [Int16] {
        samples.indices.flatMap { index in
            let next = Int(samples[min(index + 1, samples.count - 1)])
            return (0..<times).map { Int16(Int(samples[index]) + (next - Int(samples[index])) * $0 / times) }
        }
    }

    /// Silence where 100 ms around are below -45 dBFS.
    static func gated(_ samples: [Int16], rate: Int) -> [Int16] {
        let size = rate / 10
        return stride(from: 0, to: samples.count, by: size).flatMap { start in
            let piece = Array(samples[start..<min(start + size, samples.count)])
            return AudioLevel(of: piece).rms < -45 ? piece.map { _ in 0 } : piece
        }
    }
}

/// Sebastiano Vigna's splitmix64.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
