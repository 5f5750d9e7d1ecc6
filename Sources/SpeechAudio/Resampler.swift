/// Changes the sample rate of a stream, chunk by chunk, and gives the same samples as in one piece.
///
/// A polyphase windowed-sinc filter of linear phase, delay removed: output sample k stands at input time k · in / out.
/// Passes up to 0.85 of the lower of the two Nyquist frequencies (3.4 kHz for a telephone) within 0.01 dB and rejects
/// what lies above that Nyquist frequency by 70 dB.
package struct Resampler: Sendable {
    package let inputRate: Int
    package let outputRate: Int

    private let filter: ResamplingFilter
    /// Input samples from `firstIndex` on; at first the silence before the stream.
    private var history: [Float]
    private var firstIndex: Int
    private var received = 0
    private var produced = 0

    /// Rates in Hz, 1,000...384,000; others are brought into that range.
    package init(from inputRate: Int, to outputRate: Int) {
        self.inputRate = min(max(inputRate, 1_000), 384_000)
        self.outputRate = min(max(outputRate, 1_000), 384_000)
        filter = ResamplingFilter(from: self.inputRate, to: self.outputRate)
        history = Array(repeating: 0, count: filter.reach)
        firstIndex = -filter.reach
    }

    /// The samples that can be computed so far; a few milliseconds stay inside until more audio, or the end, comes.
    package mutating func receive(_ samples: [Int16]) -> [Int16] {
        if filter.isIdentity { return samples }
        received += samples.count
        history.reserveCapacity(history.count + samples.count)
        for sample in samples { history.append(Float(sample)) }
        // Output k needs input up to k · in / out + reach.
        let reachable = received - filter.reach
        return reachable <= 0 ? [] : produce(upTo: filter.outputs(before: reachable))
    }

    /// The rest. In all there are ⌈input · outputRate / inputRate⌉ samples. The resampler can then be used anew.
    package mutating func finish() -> [Int16] {
        if filter.isIdentity { return [] }
        let total = filter.outputs(before: received)
        history.append(contentsOf: repeatElement(0, count: filter.reach))
        let rest = produce(upTo: total)
        history = Array(repeating: 0, count: filter.reach)
        firstIndex = -filter.reach
        received = 0
        produced = 0
        return rest
    }

    package static func resample(_ samples: [Int16], from inputRate: Int, to outputRate: Int) -> [Int16] {
        if inputRate == outputRate { return samples }
        var resampler = Resampler(from: inputRate, to: outputRate)
        return resampler.receive(samples) + resampler.finish()
    }

    private mutating func produce(upTo end: Int) -> [Int16] {
        guard end > produced else { return [] }
        let output = [Int16](unsafeUninitializedCapacity: end - produced) { output, initialized in
            history.withUnsafeBufferPointer { history in
                guard let base = history.baseAddress else { return }
                for index in produced..<end {
                    output[index - produced] = filter.sample(index, from: base + (filter.start(of: index) - firstIndex))
                }
                initialized = end - produced
            }
        }
        produced = end
        let unneeded = min(filter.start(of: produced) - firstIndex, history.count)
        history.removeFirst(unneeded)
        firstIndex += unneeded
        return output
    }
}
