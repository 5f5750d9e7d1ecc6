/// A recorded sentence and who says it.
package struct Utterance: Sendable, Equatable {
    package enum Role: String, Sendable {
        case caller, assistant
    }

    package let id: String
    package let role: Role
    /// What is said, as a transcript would have it.
    package let text: String
    /// 24,000 Hz mono.
    package let samples: [Int16]
    /// Id of the caller's utterance that this one answers.
    package let answers: String?

    package init(id: String, role: Role, text: String, samples: [Int16], answers: String? = nil) {
        self.id = id
        self.role = role
        self.text = text
        self.samples = samples
        self.answers = answers
    }

    package static let sampleRate = 24_000

    package var milliseconds: Int { samples.count * 1_000 / Utterance.sampleRate }

    /// The utterance as bytes of that encoding, resampled where needed.
    package func bytes(as encoding: AudioEncoding) -> [UInt8] {
        encoding.encode(Resampler.resample(samples, from: Utterance.sampleRate, to: encoding.sampleRate))
    }
}
