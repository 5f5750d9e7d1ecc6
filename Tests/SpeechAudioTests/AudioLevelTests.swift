import SpeechAudio
import Testing

struct AudioLevelTests {
    @Test func `a full-scale sine is at -3 dBFS with its peak at 0`() {
        let level = AudioLevel(of: TestSounds.sine(1_000, amplitude: 32_767, rate: 24_000))
        #expect(abs(level.rms - -3.01) < 0.01)
        #expect(abs(level.peak) < 0.001)
    }

    @Test func `a square wave of full scale is at 0`() {
        #expect(AudioLevel(of: [.min, .min, .min]).rms == 0)
        #expect(AudioLevel(of: [.min, .max]).clippingShare == 1)
    }

    @Test func `silence is exact, and nothing is not silence`() {
        #expect(AudioLevel(of: [0, 0, 0]).isDigitalSilence)
        #expect(AudioLevel(of: [0, 0, 0]).rms == AudioLevel.floor)
        #expect(!AudioLevel(of: [0, 1, 0]).isDigitalSilence)
        #expect(!AudioLevel().isDigitalSilence)
    }

    @Test func `chunks add up`() throws {
        let samples = try TestSounds.speech()
        var level = AudioLevel()
        for piece in TestSounds.pieces(samples, limit: 100) { level.receive(piece) }
        #expect(level == AudioLevel(of: samples))
        #expect(abs(level.rms - -20) < 0.01)
    }

    @Test func `a gain in decibels changes the level by as much`() throws {
        let samples = try TestSounds.speech()
        #expect(abs(AudioLevel(of: TestSounds.scaled(samples, by: -12)).rms - -32) < 0.01)
        #expect(abs(AudioLevel.gain(decibels: -20) - 0.1) < 1e-12)
    }
}
