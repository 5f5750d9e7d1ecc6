import Testing
import WebSocketWire

/// Wrong frames on purpose: their very bytes, and what a client that keeps RFC 6455 says of them.
struct FrameShapeTests {
    private func bytes(_ text: String, _ form: (inout FrameShape) -> Void) -> [UInt8] {
        var shape = FrameShape()
        form(&shape)
        return shape.bytes(of: text)
    }

    private func failure(_ form: (inout FrameShape) -> Void) -> String? {
        let events = ServerBytesReader().read(bytes: bytes("hello", form))
        guard case .failed(let failure)? = events.last else { return nil }
        return "\(failure.code): \(failure.description)"
    }

    @Test func `a plain shape is a plain frame`() {
        #expect(bytes("hi") { _ in } == [0x81, 2, 0x68, 0x69])
    }

    @Test(arguments: [
        (FrameShape.Flaw.unknownOpcode, [0x83, 2, 0x68, 0x69] as [UInt8]),
        (.strayContinuation, [0x80, 2, 0x68, 0x69]),
        (.interleaved, [0x01, 1, 0x68, 0x81, 2, 0x68, 0x69]),
        (.fragmentedControl, [0x09, 1, 0x2E, 0x80, 1, 0x2E, 0x81, 2, 0x68, 0x69]),
        (.longLength, [0x81, 127, 0, 0, 0, 0, 0, 0, 0, 2, 0x68, 0x69]),
        (.halfCode, [0x88, 1, 0x03]),
        (.masked, [0x81, 0x82, 0x12, 0x34, 0x56, 0x78, 0x7A, 0x5D]),
    ]) func `a flaw is these bytes`(flaw: FrameShape.Flaw, expected: [UInt8]) {
        #expect(bytes("hi") { $0.flaw = flaw } == expected)
    }

    @Test(arguments: FrameShape.Flaw.allCases) func `a client that keeps the rules closes with 1002`(
        flaw: FrameShape.Flaw
    ) throws {
        let words = try #require(failure { $0.flaw = flaw })
        #expect(words.hasPrefix("1002: "), "\(words)")
    }

    @Test func `reserved bits, bad text and a length beyond all limits are noticed by name`() {
        #expect(bytes("hi") { $0.reserved = 3 } == [0xB1, 2, 0x68, 0x69])
        #expect(failure { $0.reserved = 2 }?.hasPrefix("1002: reserved RSV2") == true)
        #expect(bytes("hi") { $0.breaksUTF8 = true } == [0x81, 3, 0x68, 0x69, 0xC3])
        #expect(failure { $0.breaksUTF8 = true }?.hasPrefix("1007: a text message that ends inside") == true)
        #expect(bytes("hi") { $0.announced = 1 << 40 } == [0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0x68, 0x69])
        #expect(failure { $0.announced = 1 << 40 }?.hasPrefix("1009: ") == true)
    }

    @Test func `odd fragments with pings between them are allowed and make one message`() {
        let sent = bytes("héllo") {
            $0.fragmentBytes = 2
            $0.hasPingsBetween = true
        }
        #expect(sent.prefix(6) == [0x01, 2, 0x68, 0xC3, 0x89, 0], "cut within a character, then a ping")
        #expect(
            ServerBytesReader().read(bytes: sent) == [.ping([]), .ping([]), .message(.text("héllo"))])
    }

    @Test func `shapes add up`() {
        var one = FrameShape()
        one.fragmentBytes = 3
        var two = FrameShape()
        two.breaksUTF8 = true
        #expect(one.merging(two).bytes(of: "abcd") == [0x01, 3, 0x61, 0x62, 0x63, 0x80, 2, 0x64, 0xC3])
    }

    @Test func `a message behind a frame that announced too much is swallowed by it`() {
        let reader = ServerBytesReader()
        // Ten are announced, two come; the next message brings a header of two and six more.
        #expect(reader.read(bytes: bytes("hi") { $0.announced = 10 }) == [])
        #expect(reader.read(.text("abcdef")).count == 1)
        #expect(ServerBytesReader().read(.text("abcdef")) == [.message(.text("abcdef"))])
    }
}
