import SpeechAudio
import Testing

struct PayloadMarksTests {
    @Test func `headers of files are told from samples`() {
        let wav = WAV(sampleRate: 8_000, channels: [TestSounds.sine(440, rate: 8_000)]).bytes
        #expect(PayloadMarks.kind(of: wav) == .wav)
        #expect(PayloadMarks.kind(of: Array("OggS".utf8) + [0, 2, 0, 0]) == .ogg)
        #expect(PayloadMarks.kind(of: Array("fLaC".utf8) + [0, 0]) == .flac)
        #expect(PayloadMarks.kind(of: Array("ID3".utf8) + [4, 0, 0]) == .id3)
        #expect(PayloadMarks.kind(of: [0x1A, 0x45, 0xDF, 0xA3, 1]) == .webm)
        // Layer III, 128 kbit/s, 44.1 kHz: 417 bytes, then the next header.
        var mp3 = [UInt8](repeating: 0x33, count: 600)
        mp3.replaceSubrange(0..<4, with: [0xFF, 0xFB, 0x90, 0x00])
        mp3.replaceSubrange(417..<421, with: [0xFF, 0xFB, 0x90, 0x00])
        #expect(PayloadMarks.kind(of: mp3) == .mp3)
    }

    @Test func `one synchronisation word of MP3 in quiet µ-law is no MP3`() {
        #expect(PayloadMarks.kind(of: [0xFF, 0xFB, 0x90, 0x00] + Array(repeating: 0xFE, count: 600)) == nil)
        #expect(PayloadMarks.kind(of: Array(repeating: 0xFF, count: 160)) == nil)
    }

    @Test func `words and base64 are told from samples`() {
        #expect(PayloadMarks.kind(of: Array("Hello, how can I help?".utf8)) == .text)
        #expect(PayloadMarks.kind(of: Array(" weather".utf8)) == .text)
        let audio = String(repeating: "/v7+fn5+/v39fXx8fPz7e3p6", count: 8)
        #expect(PayloadMarks.kind(of: Array(audio.utf8)) == .base64)
    }

    @Test func `no frame of speech in any format is text or a file`() throws {
        for utterance in try TestSounds.library().utterances {
            for encoding in [AudioEncoding.pcmu, .pcma, .pcm24k, .pcm16(rate: 8_000)] {
                let bytes = utterance.bytes(as: encoding)
                for size in [40, 160, 480, 960] {
                    for start in stride(from: 0, to: bytes.count, by: size) {
                        let kind = PayloadMarks.kind(of: Array(bytes[start..<min(start + size, bytes.count)]))
                        #expect(kind == nil, "\(utterance.id) as \(encoding) at \(start)")
                        if kind != nil { return }
                    }
                }
            }
        }
    }
}
