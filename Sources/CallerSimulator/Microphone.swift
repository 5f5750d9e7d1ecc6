import RealtimeProtocol
import Scenarios
import SpeechAudio

/// The caller's end of the line, frame by frame: what is said, over the noise of the room and the line.
struct Microphone: Sendable {
    static let frameMs = 20

    let rate: Int
    private let frameSamples: Int
    private let gain: Double
    private let echoGain: Double
    private var floor: NoiseSource?
    private var noises: [(source: NoiseSource, samplesLeft: Int)] = []
    private var speech: ArraySlice<Int16> = []
    private var random: SplitMix64

    init(rate: Int, line: CallerPlan.Line, random: SplitMix64) {
        self.rate = rate
        self.random = random
        frameSamples = rate * Microphone.frameMs / 1_000
        gain = AudioLevel.gain(decibels: line.gain)
        echoGain = line.echoLevel.map { AudioLevel.gain(decibels: $0) } ?? 0
        floor = line.noiseLevel.map { NoiseSource(.white, level: $0, rate: rate, random: self.random.split()) }
    }

    var isSpeaking: Bool { !speech.isEmpty }

    /// - Parameter samples: At the line's rate.
    mutating func say(_ samples: [Int16]) { speech = samples[...] }

    mutating func begin(_ kind: NoiseKind, level: Double, milliseconds: Double) {
        // A script may pile noises up; a few are enough for any room.
        guard noises.count < 8 else { return }
        let source = NoiseSource(kind, level: level, rate: rate, random: random.split())
        noises.append((source, Int(min(milliseconds, 1e9)) * rate / 1_000))
    }

    /// The next 20 ms.
    ///
    /// - Parameter heard: What came out of the receiver during the last 20 ms, for the echo.
    mutating func frame(heard: [Int16]) -> [Int16] {
        let spoken = speech.prefix(frameSamples)
        speech = speech.dropFirst(frameSamples)
        if gain == 1, echoGain == 0, floor == nil, noises.isEmpty {
            return Array(spoken) + repeatElement(0, count: frameSamples - spoken.count)
        }
        var sums = [Double](repeating: 0, count: frameSamples)
        for (index, sample) in spoken.enumerated() { sums[index] = Double(sample) * gain }
        if echoGain > 0 {
            for (index, sample) in heard.prefix(frameSamples).enumerated() { sums[index] += Double(sample) * echoGain }
        }
        floor?.add(to: &sums)
        for index in noises.indices {
            noises[index].source.add(to: &sums)
            noises[index].samplesLeft -= frameSamples
        }
        noises.removeAll { $0.samplesLeft <= 0 }
        return sums.map { Int16(clamping: Int($0.rounded())) }
    }
}

/// Endless noise of one kind and level.
struct NoiseSource: Sendable {
    private let kind: NoiseKind
    private let amplitude: Double
    private let rate: Int
    private var random: SplitMix64
    private var position = 0
    private var envelope = 0.0

    /// - Parameter level: RMS in dBFS.
    init(_ kind: NoiseKind, level: Double, rate: Int, random: SplitMix64) {
        self.kind = kind
        self.rate = rate
        self.random = random
        amplitude = 32_768 * AudioLevel.gain(decibels: level)
    }

    mutating func add(to samples: inout [Double]) {
        for index in samples.indices {
            samples[index] += next() * amplitude
            position += 1
        }
    }

    /// RMS 1.
    private mutating func next() -> Double {
        switch kind {
        // A uniform distribution from -1 to 1 has a mean square of 1/3.
        case .white: return uniform() * 1.732_050_8
        case .hum:
            let phase = Double(position % rate) / Double(rate)
            return HumTable.value(phase * 50)
        case .babble:
            // Syllables: the loudness wanders several times a second.
            if position % (rate / 8) == 0 { envelope = 0.3 + 0.7 * (uniform() + 1) }
            return uniform() * 1.732_050_8 * envelope * 0.92
        }
    }

    private mutating func uniform() -> Double { Double.random(in: -1...1, using: &random) }
}

/// One period of mains hum: 50 Hz with its third and fifth harmonics.
private enum HumTable {
    private static let values: [Double] = (0..<1_000).map { index in
        let turn = Double(index) / 1_000
        return (sine(turn) + 0.5 * sine(3 * turn) + 0.3 * sine(5 * turn)) * 1.222
    }

    static func value(_ turns: Double) -> Double {
        values[min(Int((turns - turns.rounded(.down)) * 1_000), 999)]
    }

    /// Sine of so many turns, by Bhaskara's formula: within 0.2 %, which no ear tells from a sine.
    private static func sine(_ turns: Double) -> Double {
        let x = turns - turns.rounded(.down)
        let half = x < 0.5 ? x : x - 0.5
        let p = half * 2 * (1 - half * 2)
        let value = 16 * p / (5 - 4 * p)
        return x < 0.5 ? value : -value
    }
}
