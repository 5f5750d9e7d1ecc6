/// How much a copy of a stream of speech is like its original: the caller's words as the model was given them, or the
/// model's as the carrier was.
package struct Fidelity: Sendable, Equatable {
    /// How the two were held against each other.
    package enum Method: String, Sendable {
        /// The same bytes were found on both sides, to the sample.
        case bytes
        /// By their loudness over time.
        case envelope
    }

    /// A stretch of the original, or of the copy where only that has it, on its own sample clock.
    package struct Stretch: Sendable, Equatable {
        package var startMs: Double
        package var endMs: Double
        /// Of the capture, at or just before its start.
        package var frame: Int?
        /// Wall time in seconds.
        package var time: Double?

        package init(startMs: Double, endMs: Double, frame: Int?, time: Double?) {
            self.startMs = startMs
            self.endMs = endMs
            self.frame = frame
            self.time = time
        }

        package var milliseconds: Double { endMs - startMs }
    }

    /// A place that was found on both sides.
    package struct Match: Sendable, Equatable {
        package var originalMs: Double
        package var copyMs: Double
        /// Of speech that it stands for.
        package var lengthMs: Double
        package var correlation: Double
        /// dB
        package var gain: Double
        /// From the original to the copy, in ms of wall time; nil without times.
        package var lagMs: Double?
    }

    /// What is wrong, with its measure.
    package enum Fault: Sendable, Equatable {
        /// The bytes are in another format than the receiver was told: in this one, at this rate.
        case encoding(ByteReading, rate: Int, declared: AudioEncoding)
        /// How many times too fast the copy plays, below 1: too slow. The rate that its samples seem to have.
        case speed(Double, rate: Int, declared: AudioEncoding)
        /// The copy has sound, and it is not the original's.
        case unlike(soundMs: Double)
        /// Speech that is not in the copy.
        case missing(ms: Double, places: Int)
        /// Speech that is in the copy twice.
        case repeated(ms: Double, places: Int)
        /// Silence in the middle of words.
        case gaps(ms: Double, places: Int)
        /// Clicks at each border of frames; how many times sharper than speech.
        case seams(Double)
        /// Share of the audible samples at full scale, 0...1.
        case clipped(Double)
        /// dB; positive: louder.
        case level(Double)
        /// Level of the noise between words, in dB under the speech.
        case noise(Double)
    }

    package var method: Method
    /// Of speech in the original.
    package var speechMs: Double
    /// Of it found in the copy.
    package var foundMs: Double
    /// Share of the original's landmarks that are in the copy byte for byte, 0...1; nil when it has too few.
    package var unchanged: Double?
    /// Middle one over the pieces found, -1...1; 1 where bytes are the same.
    package var correlation: Double
    package var speed: Double
    /// dB
    package var gain: Double
    package var matches: [Match]
    package var missing: [Stretch]
    package var repeated: [Stretch]
    package var gaps: [Stretch]
    /// Silence of the original that the copy lacks, ms: a gate.
    package var silenceLostMs: Double
    /// Sound of the copy that the original does not explain, ms.
    package var foreign: [Stretch]
    /// The worst first.
    package var faults: [Fault]
    /// Nil when the two could be compared.
    package var notComparable: String?

    /// In ms of wall time: first, middle, last and largest; nil without times.
    package var lag: (first: Double, median: Double, last: Double, largest: Double)? {
        let lags = matches.compactMap(\.lagMs)
        guard let first = lags.first, let last = lags.last, let largest = lags.max() else { return nil }
        return (first, lags.sorted()[lags.count / 2], last, largest)
    }

    /// Words are recognised as they were declared: what is missing in them is missing.
    package var isReadAsDeclared: Bool {
        notComparable == nil
            && !faults.contains { fault in
                switch fault {
                case .encoding, .speed, .unlike: true
                default: false
                }
            }
    }

    /// Beyond any likeness that two voices may have by chance.
    package var isSurelySame: Bool { notComparable == nil && (method == .bytes || correlation >= 0.93) }

    package var isFaithful: Bool { notComparable == nil && faults.isEmpty }
    package var missingMs: Double { missing.reduce(0) { $0 + $1.milliseconds } }
    package var foreignMs: Double { foreign.reduce(0) { $0 + $1.milliseconds } }

    static func notComparable(_ reason: String) -> Fidelity {
        Fidelity(
            method: .envelope, speechMs: 0, foundMs: 0, unchanged: nil, correlation: 0, speed: 1, gain: 0, matches: [],
            missing: [], repeated: [], gaps: [], silenceLostMs: 0, foreign: [], faults: [], notComparable: reason)
    }
}
