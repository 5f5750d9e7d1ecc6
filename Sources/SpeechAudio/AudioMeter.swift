/// Measures a stream of audio as it passes, without keeping it: level, peak, silence, bursts of speech.
package struct AudioMeter: Sendable {
    /// A stretch of audio that is loud enough to be heard, in ms of the stream's own audio.
    package struct Burst: Sendable, Equatable {
        package var startMs: Int
        package var endMs: Int
        /// RMS in dBFS.
        package var level: Double
    }

    package let encoding: AudioEncoding
    package private(set) var bytes = 0

    package init(_ encoding: AudioEncoding) { self.encoding = encoding }

    package var milliseconds: Double { encoding.milliseconds(ofBytes: bytes) }
    /// RMS and peak in dBFS.
    package var rms: Double { 0 }
    package var peak: Double { 0 }
    package var isDigitalSilence: Bool { false }
    package var longestSilenceMs: Int { 0 }
    package var bursts: [Burst] { [] }

    package mutating func receive(_ chunk: UnsafeRawBufferPointer) {}
}
