/// Energy of audio that came in many pieces.
package import SpeechAudio

package struct Loudness: Sendable, Equatable {
    package private(set) var samples = 0
    package private(set) var sumOfSquares = 0.0
    package private(set) var peakMagnitude = 0

    package init() {}

    package mutating func add(_ piece: AudioLevel) {
        samples += piece.samples
        sumOfSquares += piece.sumOfSquares
        peakMagnitude = max(peakMagnitude, piece.peakMagnitude)
    }

    /// Root mean square in dBFS.
    package var rms: Double {
        AudioLevel.decibels(meanSquare: samples == 0 ? 0 : sumOfSquares / Double(samples))
    }
    package var isDigitalSilence: Bool { samples > 0 && peakMagnitude == 0 }
}
