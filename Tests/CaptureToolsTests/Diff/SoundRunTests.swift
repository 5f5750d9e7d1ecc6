import ModelMock
import SpeechAudio
import TestSupport
import Testing

@testable import CaptureTools

struct SoundRunTests {
    private func run(
        _ samples: [Int16], _ encoding: AudioEncoding = .pcmu, chunk: Int = 160
    ) -> SoundRun {
        var run = SoundRun(encoding)
        let bytes = encoding.encode(samples)
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            let piece = Array(bytes[start..<min(start + chunk, bytes.count)])
            run.receive(piece, encoding.decode(piece), as: encoding, frame: start)
        }
        return run
    }

    private let speech: [Int16] = {
        let voice = Fixtures.speech.library.utterances.first { $0.id == "caller-book-table" }
        return voice.map { Resampler.resample($0.samples, from: Utterance.sampleRate, to: 8_000) } ?? []
    }()

    @Test(arguments: [20, 160, 4_000]) func `chunks make no difference`(chunk: Int) {
        #expect(run(speech).differences(to: run(speech, chunk: chunk)) == [])
    }

    @Test func `a codec is a difference, its noise is not`() {
        #expect(run(speech).differences(to: run(speech, .pcma)) == ["is A-law, was µ-law"])
    }

    @Test func `a little more silence before and behind is none`() {
        let silence = [Int16](repeating: 0, count: 4_000)
        #expect(run(speech).differences(to: run(silence + speech + silence)) == [])
    }

    /// The speech, ten times, with so much silence after each, ms, and a line's noise of its own.
    private func again(_ pause: Int, noise: Int16) -> [Int16] {
        let said = Array(repeatElement(speech + [Int16](repeating: 0, count: pause * 8), count: 10).joined())
        return said.enumerated().map { index, sample in sample &+ (index % 7 < 3 ? noise : 0 &- noise) }
    }

    @Test(arguments: [Int16(0), 6]) func `the same words again and again, at another pace, are the same`(noise: Int16) {
        #expect(run(again(1_900, noise: 0)).differences(to: run(again(1_000, noise: noise))) == [])
        #expect(run(again(1_000, noise: 0)).differences(to: run(again(1_900, noise: noise))) == [])
    }

    @Test func `half of the words are missing`() {
        let differences = run(speech).differences(to: run(Array(speech.prefix(speech.count / 2))))
        #expect(differences.count == 1)
        #expect(differences.first?.contains("speech is missing") == true)
    }

    @Test func `silence instead of words`() {
        let differences = run(speech).differences(to: run([Int16](repeating: 0, count: speech.count)))
        #expect(differences.first?.contains("of speech is missing") == true)
    }

    @Test func `silences of different lengths sound alike`() {
        #expect(
            run([Int16](repeating: 0, count: 8_000)).differences(to: run([Int16](repeating: 3, count: 9_000))) == [])
    }
}
