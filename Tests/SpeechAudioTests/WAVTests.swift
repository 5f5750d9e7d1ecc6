import SpeechAudio
import Testing

struct WAVTests {
    @Test func `what is written is read back`() throws {
        let mono = WAV(sampleRate: 24_000, channels: [[0, 1, -1, .max, .min]])
        #expect(try WAV(mono.bytes) == mono)
        let stereo = WAV(sampleRate: 8_000, channels: [[1, 2, 3], [4, 5]])
        #expect(try WAV(stereo.bytes).channels == [[1, 2, 3], [4, 5, 0]])
        #expect(mono.bytes.count == 54)
        #expect(Array(mono.bytes.prefix(48).suffix(8)) == [10, 0, 0, 0, 0, 0, 1, 0])
    }

    @Test func `every kind of sample is read`() throws {
        #expect(try WAVTests.samples(1, bits: 8, [0, 128, 255]) == [-32_768, 0, 32_512])
        #expect(try WAVTests.samples(1, bits: 24, [0xFF, 0x34, 0x12, 0, 0, 0x80]) == [0x1234, .min])
        #expect(try WAVTests.samples(1, bits: 32, [0xFF, 0xFF, 0x34, 0x12]) == [0x1234])
        #expect(
            try WAVTests.samples(3, bits: 32, WAVTests.bytes(Float(0.5)) + WAVTests.bytes(Float.nan)) == [16_384, 0])
        #expect(try WAVTests.samples(3, bits: 64, WAVTests.bytes(-2.0) + WAVTests.bytes(0.25)) == [.min, 8_192])
        #expect(try WAVTests.samples(7, bits: 8, [0xFF, 0x00]) == [0, -32_124])
        #expect(try WAVTests.samples(6, bits: 8, [0xD5, 0xAA]) == [8, 32_256])
    }

    @Test func `the extensible format names its real one inside`() throws {
        let format =
            WAVTests.format(0xFFFE, bits: 16) + [22, 0, 16, 0, 4, 0, 0, 0, 1, 0] + Array(repeating: 0, count: 14)
        #expect(try WAV(WAVTests.file([("fmt ", format), ("data", [7, 0])])).mono == [7])
    }

    @Test func `unknown chunks of odd length are stepped over`() throws {
        let chunks = [
            ("LIST", [1, 2, 3]), ("fmt ", WAVTests.format(1, bits: 16)), ("x   ", [9]), ("data", [7, 0, 8, 0]),
        ]
        #expect(try WAV(WAVTests.file(chunks)).mono == [7, 8])
    }

    @Test func `a torn file gives what is there`() throws {
        let whole = WAV(sampleRate: 8_000, channels: [[1, 2, 3, 4]]).bytes
        let torn = try WAV(Array(whole.dropLast(3)))
        #expect(torn.mono == [1, 2])
        #expect(torn.isTruncated)
        #expect(try !WAV(whole).isTruncated)
    }

    @Test func `a length that was never filled in gives what is there`() throws {
        var bytes = WAV(sampleRate: 8_000, channels: [[1, 2, 3, 4]]).bytes
        for index in 40..<44 { bytes[index] = 0xFF }
        #expect(try WAV(bytes).mono == [1, 2, 3, 4])
    }

    @Test func `stereo is mixed in equal parts`() {
        #expect(WAV(sampleRate: 8_000, channels: [[100, .max], [200, .max]]).mono == [150, .max])
        #expect(WAV(sampleRate: 8_000, channels: [[100, 2], [200]]).mono == [150, 1])
        #expect(WAV(sampleRate: 8_000, channels: []).mono == [])
    }

    @Test func `what is no WAV is refused with its reason`() {
        #expect(WAVTests.refusal([]) == "no RIFF/WAVE header in 0 bytes")
        #expect(WAVTests.refusal(Array("ID3 and then an mp3".utf8)) == "no RIFF/WAVE header in 19 bytes")
        #expect(WAVTests.refusal(WAVTests.file([])) == "no fmt chunk")
        let format = WAVTests.format(1, bits: 16)
        #expect(WAVTests.refusal(WAVTests.file([("fmt ", format)])) == "no data chunk")
        #expect(WAVTests.refusal(WAVTests.file([("data", [0, 0])])) == "the data chunk comes before the fmt chunk")
        #expect(WAVTests.refusal(WAVTests.file([("fmt ", [1, 0, 1])])) == "the fmt chunk has only 3 bytes")
        let extensible = WAVTests.format(0xFFFE, bits: 16)
        #expect(
            WAVTests.refusal(WAVTests.file([("fmt ", extensible)])) == "the extensible fmt chunk has only 16 bytes")
        let mp3 = WAVTests.format(0x55, bits: 0)
        #expect(WAVTests.refusal(WAVTests.file([("fmt ", mp3)])) == "format 85 with 0 bits a sample is not supported")
        #expect(
            WAVTests.refusal(WAVTests.file([("fmt ", WAVTests.format(1, bits: 16, channels: 0))])) == "0 channels")
        #expect(
            WAVTests.refusal(WAVTests.file([("fmt ", WAVTests.format(1, bits: 16, rate: 0))]))
                == "a sample rate of 0 Hz")
    }

    @Test func `no prefix and no damaged byte crashes the reader`() {
        let bytes = WAVTests.file([("fmt ", WAVTests.format(1, bits: 24)), ("data", [1, 2, 3, 4])])
        for count in 0...bytes.count { _ = try? WAV(Array(bytes.prefix(count))) }
        for index in bytes.indices {
            for value in [UInt8(0), 0x7F, 0xFF] {
                var damaged = bytes
                damaged[index] = value
                #expect(((try? WAV(damaged))?.mono.count ?? 0) <= bytes.count)
            }
        }
    }

    private static func refusal(_ bytes: [UInt8]) -> String? {
        do {
            _ = try WAV(bytes)
            return nil
        } catch {
            return error.explanation
        }
    }

    private static func samples(_ kind: Int, bits: Int, _ data: [UInt8]) throws -> [Int16] {
        try WAV(file([("fmt ", format(kind, bits: bits)), ("data", data)])).mono
    }

    private static func format(_ kind: Int, bits: Int, channels: Int = 1, rate: Int = 8_000) -> [UInt8] {
        let head: [UInt8] = bytes(UInt16(kind)) + bytes(UInt16(channels)) + bytes(UInt32(rate))
        return head + [0, 0, 0, 0, 0, 0] + bytes(UInt16(bits))
    }

    private static func file(_ chunks: [(String, [UInt8])]) -> [UInt8] {
        var body: [UInt8] = []
        for (name, data) in chunks {
            body += Array(name.utf8) + bytes(UInt32(data.count)) + data
            if data.count % 2 == 1 { body.append(0) }
        }
        return Array("RIFF".utf8) + bytes(UInt32(body.count + 4)) + Array("WAVE".utf8) + body
    }

    /// Little-endian, as every machine is that this runs on.
    private static func bytes(_ value: some BitwiseCopyable) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
}
