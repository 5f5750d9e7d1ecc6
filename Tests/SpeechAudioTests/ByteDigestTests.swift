import SpeechAudio
import Testing

struct ByteDigestTests {
    @Test func `a digest is the same however the bytes were cut`() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 7) }
        let whole = ByteDigest(of: bytes)
        for size in [1, 3, 4, 7, 8, 9, 160, 999] {
            var digest = ByteDigest()
            for start in stride(from: 0, to: bytes.count, by: size) {
                digest.add(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(digest == whole, "pieces of \(size)")
        }
    }

    @Test func `other bytes, another order and other lengths of silence have other digests`() {
        let samples: [[UInt8]] = [[], [0], [0, 0], [1], [1, 0], [0, 1], [255], Array(repeating: 0, count: 8)]
        #expect(Set(samples.map { ByteDigest(of: $0).value }).count == samples.count)
    }
}
