import CallCapture
import TestSupport
import Testing

struct PackingTests {
    private static let log = Array(
        (0..<2_000).map { #"{"time":\#(1_763_629_200 + $0),"type":"response.create","n":\#($0)}"# + "\n" }.joined().utf8
    )

    @Test func `a packed file that was torn is read as far as it goes, and said to be torn`() throws {
        let packed = Gzip.pack(Self.log)
        let read = try ReadCapture(Array(packed[..<(packed.count / 2)]))
        #expect((500..<1_999).contains(read.frames.count))
        #expect(read.summary.endsAbruptly)
    }

    @Test func `a packed file that is damaged is read up to there`() throws {
        var packed = Gzip.pack(Self.log)
        packed[packed.count - 6] ^= 0xFF  // of the checksum
        let read = try ReadCapture(packed)
        #expect(read.frames.count == 2_000)
        #expect(read.summary.limits.contains("unpacking stopped on the way: incorrect data check"))
    }

    @Test func `what hides in a packed file without an event is not unpacked for ever`() {
        // 300 MiB of zeros in 300 KiB.
        let bomb = Gzip.pack([UInt8](repeating: 0, count: 1 << 20), times: 300)
        #expect(throws: CaptureReadingError.packing(.expandsTooMuch)) { try ReadCapture(bomb, chunk: 64 << 10) }
    }

    @Test func `padding behind a packed file is no damage`() throws {
        let read = try ReadCapture(Gzip.pack(Self.log) + [UInt8](repeating: 0, count: 512))
        #expect(read.frames.count == 2_000)
        #expect(!read.summary.endsAbruptly)
    }

    @Test(arguments: [
        ([0x50, 0x4B, 3, 4, 0, 0, 1, 2] as [UInt8], "zip"), ([0x28, 0xB5, 0x2F, 0xFD, 0, 1, 2], "Zstandard"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 1], "xz"), ([0x42, 0x5A, 0x68, 0x39, 0, 1, 2], "bzip2"),
    ]) func `an archive is named, and how to unpack it`(bytes: [UInt8], name: String) {
        let error = #expect(throws: CaptureReadingError.self) { try ReadCapture(bytes) }
        #expect(error?.explanation.message == "the file is a \(name) archive")
    }
}
