import SpeechAudio
import Testing

struct AudioEncodingTests {
    @Test func `a second of each encoding has its bytes`() {
        #expect(AudioEncoding.pcm24k.bytesPerMillisecond == 48)
        #expect(AudioEncoding.pcmu.bytesPerMillisecond == 8)
        #expect(AudioEncoding.pcma.bytesPerSecond == 8_000)
        #expect(AudioEncoding.pcm16(rate: 44_100).bytesPerSecond == 88_200)
        #expect(AudioEncoding.pcm24k.milliseconds(ofBytes: 4_800) == 100)
        #expect(AudioEncoding.pcm16(rate: 44_100).bytes(ofMilliseconds: 1.5) == 132)
    }

    @Test func `nonsense has harmless sizes`() {
        #expect(AudioEncoding.pcm16(rate: -5).sampleRate == 1)
        #expect(AudioEncoding.pcm24k.bytes(ofMilliseconds: -1) == 0)
        #expect(AudioEncoding.pcm24k.bytes(ofMilliseconds: .infinity) == 0)
        #expect(AudioEncoding.pcm24k.decode([]) == [])
    }

    @Test func `PCM is little-endian and G.711 a byte a sample`() {
        let samples: [Int16] = [0, 1, -1, 256, .max, .min]
        let bytes: [UInt8] = [0, 0, 1, 0, 0xFF, 0xFF, 0, 1, 0xFF, 0x7F, 0, 0x80]
        #expect(AudioEncoding.pcm24k.encode(samples) == bytes)
        #expect(AudioEncoding.pcm24k.decode(bytes) == samples)
        #expect(AudioEncoding.pcmu.encode([0, 1_000, -1_000]) == [0xFF, 0xCE, 0x4E])
        #expect(AudioEncoding.pcmu.decode([0xFF, 0xCE, 0x4E]) == [0, 988, -988])
        #expect(AudioEncoding.pcma.decode([0xD5, 0x55]) == [8, -8])
    }

    @Test func `half a sample at the end is left out and counted`() {
        #expect(AudioEncoding.pcm24k.decode([1, 0, 2]) == [1])
        #expect(AudioEncoding.pcm24k.incompleteBytes(of: 3) == 1)
        #expect(AudioEncoding.pcmu.incompleteBytes(of: 3) == 0)
    }

    @Test(arguments: [AudioEncoding.pcm24k, .pcmu, .pcma])
    func `a stream gives the same samples wherever it is cut`(encoding: AudioEncoding) throws {
        let bytes = encoding.encode(try TestSounds.speech(rate: encoding.sampleRate))
        var decoder = SampleDecoder(encoding)
        let samples = TestSounds.pieces(bytes, limit: 7).flatMap { decoder.receive($0) }
        #expect(samples == encoding.decode(bytes))
        #expect(decoder.pendingByte == nil)
    }

    @Test func `a stream that ends in half a sample says so`() {
        var decoder = SampleDecoder(.pcm24k)
        #expect(decoder.receive([1, 0, 7]) == [1])
        #expect(decoder.pendingByte == 7)
        #expect(decoder.receive([]) == [])
        #expect(decoder.receive([1]) == [263])
        #expect(decoder.pendingByte == nil)
    }
}
