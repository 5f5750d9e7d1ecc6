// Whose bytes are in whose stream, and what chance makes of it.
import SpeechAudio
import Testing

struct SharedBytesTests {
    private func noise(_ milliseconds: Int, _ random: inout SeededNumbers) -> [UInt8] {
        (0..<milliseconds * 8).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    private func track(_ bytes: [UInt8]) -> AudioTrack {
        var track = AudioTrack(.pcmu)
        for start in stride(from: 0, to: bytes.count, by: 160) {
            track.receive(
                Array(bytes[start..<min(start + 160, bytes.count)]), as: .pcmu, frame: start / 160,
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
}
