import SpeechAudio

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Recognises the caller's known utterances by the shape of their loudness, so that transcripts are true
/// when the audio arrived intact, whatever its codec, rate or level.
struct Listener: Sendable {
    /// Envelopes are compared on a coarse grid, which forgives where the detector cut.
    static let frameMs = 32

    private let known: [(text: String, envelope: [Float])]

    init(callers: [Utterance]) {
        known = callers.map { ($0.text, Listener.envelope($0.samples, rate: $0.rate)) }
    }

    /// The words of the known utterance that fits best; nil when none fits.
    func words(in samples: [Int16], rate: Int) -> String? {
        let heard = Listener.envelope(samples, rate: rate)
        guard heard.count >= 4 else { return nil }
        let best = known.map { (text: $0.text, score: Listener.likeness($0.envelope, heard)) }
            .max { $0.score < $1.score }
        guard let best, best.score > 0.75 else { return nil }
        return best.text
    }

    /// What can be said of speech that may not be over.
    enum Judgement: Equatable {
        /// A sentence that is known, to its end.
        case whole(String)
        /// The beginning of a sentence that is known, and how much of it, 0...1.
        case beginning(String, share: Double)
        /// Nothing that is known, or too little of it.
        case unknown
    }

    func judge(_ samples: [Int16], rate: Int) -> Judgement {
        // Where the first frame begins is chance: half a frame later is tried, too.
        let heard = [0, rate * Listener.frameMs / 2_000].map { offset in
            Listener.envelope(Array(samples.dropFirst(offset)), rate: rate)
        }
        // A third of a second is like the beginning of many things.
        guard heard.allSatisfy({ $0.count >= 12 }) else { return .unknown }
        var whole: (score: Float, text: String) = (0.75, "")
        var beginning: (score: Float, text: String, share: Double) = (0.7, "", 0)
        var secondBeginning: Float = 0
        for (text, envelope) in known {
            for heard in heard {
                let score = Listener.likeness(envelope, heard)
                if score > whole.score { whole = (score, text) }
            }
            let score = heard.map { Listener.beginningLikeness(envelope, $0) }.max() ?? 0
            if score > beginning.score {
                secondBeginning = max(secondBeginning, beginning.text.isEmpty ? 0 : beginning.score)
                beginning = (score, text, Double(heard[0].count) / Double(max(envelope.count, 1)))
            } else {
                secondBeginning = max(secondBeginning, score)
            }
        }
        // What fits as a whole is not taken for the beginning of something longer.
        if !whole.text.isEmpty, whole.score + 0.05 > beginning.score || beginning.text.isEmpty {
            return .whole(whole.text)
        }
        guard !beginning.text.isEmpty, beginning.score - secondBeginning > 0.1 else { return .unknown }
        return .beginning(beginning.text, share: beginning.share)
    }

    /// 0 for what is nearly as long as the sentence.
    private static func beginningLikeness(_ envelope: [Float], _ heard: [Float]) -> Float {
        heard.count * 4 < envelope.count * 3 ? likeness(Array(envelope.prefix(heard.count)), heard) : 0
    }

    /// Square roots of RMS per frame, silence at both ends removed.
    private static func envelope(_ samples: [Int16], rate: Int) -> [Float] {
        let size = max(1, rate * frameMs / 1_000)
        var frames: [Float] = []
        frames.reserveCapacity(samples.count / size + 1)
        samples.withUnsafeBufferPointer { samples in
            var start = 0
            while start + size <= samples.count {
                var sum: Int64 = 0
                for index in start..<(start + size) {
                    let value = Int64(samples[index])
                    sum &+= value &* value
                }
                frames.append((Float(sum) / Float(size)).squareRoot().squareRoot())
                start += size
            }
        }
        let quiet = (frames.max() ?? 0) * 0.25
        guard let first = frames.firstIndex(where: { $0 > quiet }), let last = frames.lastIndex(where: { $0 > quiet })
        else { return [] }
        return Array(frames[first...last])
    }

    /// 1: the same up to loudness; 0: nothing in common. Tries a few frames of shift.
    private static func likeness(_ left: [Float], _ right: [Float]) -> Float {
        let longer = max(left.count, right.count)
        guard min(left.count, right.count) * 4 >= longer * 3 else { return 0 }
        var best: Float = 0
        for shift in -8...8 { best = max(best, correlation(left, right, shift: shift, count: longer)) }
        return best
    }

    private static func correlation(_ left: [Float], _ right: [Float], shift: Int, count: Int) -> Float {
        var sumL: Float = 0
        var sumR: Float = 0
        var sumLL: Float = 0
        var sumRR: Float = 0
        var sumLR: Float = 0
        for index in 0..<count {
            let a = index < left.count ? left[index] : 0
            let b = right.indices.contains(index + shift) ? right[index + shift] : 0
            sumL += a
            sumR += b
            sumLL += a * a
            sumRR += b * b
            sumLR += a * b
        }
        let n = Float(count)
        let spread = ((n * sumLL - sumL * sumL) * (n * sumRR - sumR * sumR)).squareRoot()
        return spread > 0 ? (n * sumLR - sumL * sumR) / spread : 0
    }
}
