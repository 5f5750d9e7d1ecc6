/// What a span of audio is: speech, or one of the things that are sent by mistake instead.
package struct SignalClassifier: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// Every sample is the silence of its encoding, exactly.
        case digitalSilence = "digital silence"
        /// Something, but below what a telephone lets one hear.
        case nearSilence = "near silence"
        case speech
        case noise
        case tone
    }

    package let kind: Kind
    package let level: AudioLevel

    package init(_ samples: [Int16], sampleRate: Int) {
        kind = .speech
        level = AudioLevel(of: samples)
    }
}
