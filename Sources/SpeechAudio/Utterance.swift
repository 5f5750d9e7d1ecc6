/// A recorded sentence and who says it.
package struct Utterance: Sendable, Equatable {
    package enum Role: String, Sendable {
        case caller, assistant
    }

    package let id: String
    package let role: Role
    /// What is said, as a transcript would have it.
    package let text: String
    /// Mono.
    package let samples: [Int16]
    /// Of the samples, Hz. What was recorded is played as it was recorded: who wants it at that rate gets every sample back.
    package let rate: Int
    /// Id of the caller's utterance that this one answers.
    package let answers: String?

    package init(
        id: String, role: Role, text: String, samples: [Int16], rate: Int = Utterance.sampleRate,
        answers: String? = nil
    ) {
        self.id = id
        self.role = role
        self.text = text
        self.samples = samples
        self.rate = rate
        self.answers = answers
    }

    /// Of the library and of synthesisers, Hz.
    package static let sampleRate = 24_000

    package var milliseconds: Int { samples.count * 1_000 / max(rate, 1) }

    /// The utterance as bytes of that encoding, resampled where needed.
    package func bytes(as encoding: AudioEncoding) -> [UInt8] {
        encoding.encode(Resampler.resample(samples, from: rate, to: encoding.sampleRate))
    }
}
