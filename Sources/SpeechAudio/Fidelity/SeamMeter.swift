/// Finds clicks at the borders of frames: a resampler that forgets its state from frame to frame leaves a kink at each of
/// them. The kinks of speech fall anywhere; those of seams at the start of chunks, or at the same place of every 20 ms.
package struct SeamMeter: Sendable {
    static let frameMs = 20
    private let samplesPerFrame: Int
    /// Magnitude of the second difference relative to the frame's mean, summed for each place in the frame.
    private var sums: [Float]
    /// Frames loud enough to tell.
    package private(set) var frames = 0
    private var kinks: [Float] = []
    private var energy = 0.0
    private var last: Int32 = 0
    private var lastButOne: Int32 = 0
    private var next = 0
    /// Places of the frame at which a chunk began.
    private var borders: [Int] = []
    /// The same sums around the starts of chunks, and at some distance from them: a plain interpolation has kinks at
    /// every third sample, which must not look like seams.
    private var atBorder = [Float](repeating: 0, count: SeamMeter.reach)
    private var beside = [Float](repeating: 0, count: SeamMeter.reach)
    private var bordersHeard = 0

    /// Samples from the last one of a chunk on.
    private static let reach = 6
    /// A multiple of 2 and 3: the same place of a period of interpolation.
    private static let distance = 24

    init(rate: Int) {
        samplesPerFrame = min(max(1, rate * SeamMeter.frameMs / 1_000), 2_000)
        sums = Array(repeating: 0, count: samplesPerFrame)
        kinks = Array(repeating: 0, count: samplesPerFrame)
    }

    /// One chunk.
    mutating func receive(_ samples: [Int16]) {
        if borders.count < 4, borders.last != next { borders.append(next) }
        samples.withUnsafeBufferPointer { samples in
            var start = 0
            while start < samples.count {
                let count = min(samples.count - start, samplesPerFrame - next)
                bend(UnsafeBufferPointer(rebasing: samples[start..<start + count]))
                start += count
                if next == samplesPerFrame { endFrame() }
            }
        }
    }

    /// Whole frames of zeros behind zeros bend nowhere: they need not be received.
    func passesSilence(_ count: Int) -> Bool {
        next == 0 && last == 0 && lastButOne == 0 && count % samplesPerFrame == 0
    }

    /// Samples of one frame. Nothing in the loop waits for the sample before: a compiler makes vector instructions of it.
    private mutating func bend(_ samples: UnsafeBufferPointer<Int16>) {
        let first = next
        let (before, beforeThat) = (last, lastButOne)
        var sum = 0
        kinks.withUnsafeMutableBufferPointer { kinks in
            for index in samples.indices.prefix(2) {
                let one = index == 0 ? before : Int32(samples[0])
                let two = index == 0 ? beforeThat : before
                kinks[first + index] = Float((Int32(samples[index]) - 2 * one + two).magnitude)
            }
            for index in samples.indices.dropFirst(2) {
                let bend = Int32(samples[index]) &- 2 &* Int32(samples[index &- 1]) &+ Int32(samples[index &- 2])
                kinks[first &+ index] = Float(abs(bend))
            }
        }
        for sample in samples { sum &+= Int(Int32(sample) &* Int32(sample)) }
        energy += Double(sum)
        if let end = samples.last {
            lastButOne = samples.count > 1 ? Int32(samples[samples.count - 2]) : last
            last = Int32(end)
        }
        next += samples.count
    }

    private mutating func endFrame() {
        defer {
            next = 0
            energy = 0
            borders.removeAll(keepingCapacity: true)
        }
        guard energy / Double(samplesPerFrame) >= SeamMeter.audibleMeanSquare else { return }
        let mean = SeamMeter.sum(of: kinks) / Float(samplesPerFrame)
        guard mean > 0 else { return }
        frames += 1
        // One wild sample must not outweigh a hundred frames.
        let wildest = SeamMeter.wildest
        sums.withUnsafeMutableBufferPointer { sums in
            kinks.withUnsafeBufferPointer { kinks in
                for index in 0..<min(sums.count, kinks.count) { sums[index] += min(kinks[index] / mean, wildest) }
            }
        }
        for border in borders {
            let start = max(0, border - 1)
            let other = start >= samplesPerFrame / 2 ? start - SeamMeter.distance : start + SeamMeter.distance
            guard start + SeamMeter.reach <= samplesPerFrame, other >= 0, other + SeamMeter.reach <= samplesPerFrame
            else { continue }
            bordersHeard += 1
            for index in 0..<SeamMeter.reach {
                atBorder[index] += min(kinks[start + index] / mean, SeamMeter.wildest)
                beside[index] += min(kinks[other + index] / mean, SeamMeter.wildest)
            }
        }
    }

    /// Eight sums side by side, for the order of additions is not the compiler's to change.
    private static func sum(of values: [Float]) -> Float {
        values.withUnsafeBytes { bytes in
            var sums = SIMD8<Float>.zero
            let whole = values.count & ~7
            for index in stride(from: 0, to: whole, by: 8) {
                sums += bytes.loadUnaligned(fromByteOffset: index &* 4, as: SIMD8<Float>.self)
            }
            return values[whole...].reduce(sums.sum(), +)
        }
    }

    private static let audibleMeanSquare = AudioLevel.gain(decibels: -80) * 32_768 * 32_768
    private static let wildest: Float = 12

    /// What stands out, if anything was loud for a second.
    package struct Seam: Sendable, Equatable {
        /// How much sharper the signal bends at borders than elsewhere; about 1 without seams.
        package var strength: Double
        /// By how many standard deviations that is more than chance gives.
        package var significance: Double

        /// Beyond chance, and sharp enough to be heard.
        package var isClear: Bool { strength >= 1.3 && significance >= 7 }
    }

    package var seam: Seam? {
        [ofFrames, ofChunks].compactMap { $0 }.max { $0.significance < $1.significance }
    }

    /// The sharpest place of the 20 ms against all others in the same place of a period of interpolation from 8 kHz.
    private var ofFrames: Seam? {
        guard frames >= 50 else { return nil }
        let period = max(1, samplesPerFrame / 160)
        let distance = max(3, samplesPerFrame / 100)
        var best: Seam?
        for residue in 0..<period {
            let places = Array(stride(from: residue, to: samplesPerFrame, by: period))
            guard let top = places.max(by: { sums[$0] < sums[$1] }) else { continue }
            let others = places.filter { place in
                let apart = abs(place - top)
                return min(apart, samplesPerFrame - apart) > distance
            }.map { Double(sums[$0]) / Double(frames) }
            guard others.count >= 20 else { continue }
            let mean = others.reduce(0, +) / Double(others.count)
            let variance = others.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(others.count)
            guard mean > 0.1 else { continue }
            // The kinks of speech vary about as much as they are large.
            let deviation = max(variance.squareRoot(), 0.6 * mean / Double(frames).squareRoot())
            let height = Double(sums[top]) / Double(frames)
            let seam = Seam(strength: height / mean, significance: (height - mean) / deviation)
            if seam.significance > best?.significance ?? 0 { best = seam }
        }
        return best
    }

    private var ofChunks: Seam? {
        guard bordersHeard >= 50, let top = atBorder.max(), let other = beside.max(), other > 0 else { return nil }
        let strength = Double(top / other)
        let deviation = 1.3 / Double(bordersHeard).squareRoot()
        return Seam(strength: strength, significance: (strength - 1) / deviation)
    }
}
