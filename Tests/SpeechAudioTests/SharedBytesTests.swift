// Whose bytes are in whose stream, and what chance makes of it.
import SpeechAudio
import Testing

struct SharedBytesTests {
    private func noise(_ milliseconds: Int, _ random: inout SeededNumbers) -> [UInt8] {
        (0..<milliseconds * 8).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    private func track(_ bytes: [UInt8], inPiecesOf size: Int = 160) -> AudioTrack {
        var track = AudioTrack(.pcmu)
        for start in stride(from: 0, to: bytes.count, by: size) {
            track.receive(
                Array(bytes[start..<min(start + size, bytes.count)]), as: .pcmu, frame: start / size,
                time: Double(start) / 8_000)
        }
        return track
    }

    @Test func `short pieces, however many, are chance`() {
        // A synthesiser says a sound with the same bytes in many words.
        var random = SeededNumbers(seed: 1)
        let common = noise(120, &random)
        let ours = (0..<40).flatMap { _ in noise(300, &random) + common }
        let theirs = (0..<40).flatMap { _ in noise(470, &random) + common }
        #expect(Fidelity.sharedBytesMs(of: track(ours), in: track(theirs)) == 0)
    }

    @Test func `a second that was passed on is a second`() {
        var random = SeededNumbers(seed: 2)
        let common = noise(1_000, &random)
        let ours = noise(2_000, &random) + common + noise(2_000, &random)
        let theirs = noise(2_500, &random) + common + noise(500, &random)
        let shared = Fidelity.sharedBytesMs(of: track(ours), in: track(theirs))
        #expect((700...1_000).contains(shared))
    }

    /// Whole frames of silence are not looked at; frames that are cut elsewhere are.
    @Test func `silence is remembered the same, however it is cut`() {
        var random = SeededNumbers(seed: 3)
        let bytes = (0..<20).flatMap { index in
            noise(180 + index, &random) + Array(repeating: AudioEncoding.pcmu.silence, count: 8 * (400 + 20 * index))
        }
        let (whole, cut) = (track(bytes), track(bytes, inPiecesOf: 149))
        #expect(whole.levels == cut.levels)
        #expect(whole.landmarks.all == cut.landmarks.all)
        #expect(whole.landmarks.all.count > 20)
        #expect(whole.audibleSamples == cut.audibleSamples)
        #expect(whole.clippedSamples == cut.clippedSamples)
        #expect(whole.seams.frames == cut.seams.frames)
        #expect(whole.milliseconds == cut.milliseconds)
    }
}
