// permessage-deflate over whole connections: RFC 7692's examples, every agreement, and input made to hurt.
import CZlib
import Testing

@testable import WebSocketWire

struct DeflateTests {
    private static let agreements: [DeflateParameters] = [
        .init(), .init(serverNoContextTakeover: true), .init(clientNoContextTakeover: true),
        .init(serverNoContextTakeover: true, clientNoContextTakeover: true),
        .init(serverMaxWindowBits: 8, clientMaxWindowBits: 8), .init(serverMaxWindowBits: 9, clientMaxWindowBits: 12),
    ]

    @Test(arguments: agreements) func `messages survive in both directions`(agreed: DeflateParameters) {
        let (client, server) = (WebSocketConnection.client(agreed), WebSocketConnection.server(agreed))
        var chance = Seeded(state: 11)
        for index in 0..<200 {
            let size = Int.random(in: 0...6000, using: &chance)
            let noise = (0..<size).map { _ in UInt8.random(in: 0...255, using: &chance) }
            let messages: [WireMessage] = [
                .text(String(repeating: "turn \(index % 7) ", count: size / 20)), .binary(noise), .text(""),
                .binary([]),
            ]
            for message in messages {
                client.send(message)
                server.send(message)
            }
            #expect(server.receive(client.takeOutput()) == messages.map { .message($0) })
            #expect(client.receive(server.takeOutput()) == messages.map { .message($0) })
        }
    }

    @Test func `the examples of RFC 7692 7_2_3 are read`() {
        let client = WebSocketConnection.client(.init())
        let hello: [WireEvent] = [.message(.text("Hello"))]
        // 7.2.3.1, one block; 7.2.3.2, the same again by reference into the shared window.
        #expect(client.receive([0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]) == hello)
        #expect(client.receive([0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00]) == hello)
        // 7.2.3.1, in two fragments.
        #expect(client.receive([0x41, 0x03, 0xf2, 0x48, 0xcd, 0x80, 0x04, 0xc9, 0xc9, 0x07, 0x00]) == hello)
        // 7.2.3.3, a block without compression.
        #expect(
            client.receive([0xc1, 0x0b, 0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00]) == hello)
        // 7.2.3.4, a block with BFINAL; 7.2.3.5, two blocks in one message; and the window lives on.
        #expect(client.receive([0xc1, 0x08, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00]) == hello)
        #expect(
            client.receive([
                0xc1, 0x0d, 0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00,
            ]) == hello)
        #expect(client.receive([0xc1, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00]) == hello)
        #expect(client.receive([0xc1, 0x01, 0x00]) == [.message(.text(""))])
    }

    @Test func `what a peer does not compress is read as it is`() {
        let server = WebSocketConnection.server(.init())
        #expect(server.receive(masked(0x81, "plain")) == [.message(.text("plain"))])
    }

    @Test func `context takeover makes the second message smaller, and without it it is as large as the first`() {
        for (agreed, shrinks) in [
            (DeflateParameters(), true), (DeflateParameters(serverNoContextTakeover: true), false),
        ] {
            let server = WebSocketConnection.server(agreed)
            server.send("the very same sentence, said twice, is cheap the second time")
            let first = server.takeOutput().count
            server.send("the very same sentence, said twice, is cheap the second time")
            #expect((server.takeOutput().count < first) == shrinks)
        }
    }

    @Test func `only the first fragment of a compressed message has RSV1`() {
        let server = WebSocketConnection.server(.init())
        server.fragmentBytes = 3
        server.send("Hello, Hello, Hello")
        let bytes = server.takeOutput()
        #expect(bytes[0] == 0x41)
        #expect(bytes[5] == 0x00)
        #expect(
            WebSocketConnection.client(.init()).receiveByteByByte(bytes) == [.message(.text("Hello, Hello, Hello"))])
    }

    @Test func `pings may come between the fragments of a compressed message`() {
        let client = WebSocketConnection.client(.init())
        #expect(
            client.receive([0x41, 0x03, 0xf2, 0x48, 0xcd, 0x89, 0x00, 0x80, 0x04, 0xc9, 0xc9, 0x07, 0x00]) == [
                .ping([]), .message(.text("Hello")),
            ])
    }

    @Test func `a zip bomb is refused at the limit, with little memory`() {
        let limit = 100_000
        // 64 MiB of zeros take about 64 KiB.
        var bomb: [UInt8] = []
        [UInt8](repeating: 0, count: 64 << 20).withUnsafeBytes { zeros in
            Deflater(windowBits: 15, forgets: true, pool: BufferPool()).deflate(zeros) { bytes, _ in bomb = Array(bytes)
            }
        }
        #expect(bomb.count < 70_000)
        let server = WebSocketConnection.server(.init(), maximumMessageBytes: limit)
        let header: [UInt8] = [
            0xC2, 0xFF, 0, 0, 0, 0, 0, UInt8(bomb.count >> 16), UInt8(bomb.count >> 8 & 255), UInt8(bomb.count & 255),
        ]
        let length: [UInt8] =
            bomb.count > 65535 ? header : [0xC2, 0xFE, UInt8(bomb.count >> 8), UInt8(bomb.count & 255)]
        #expect(
            server.receive(length + [0, 0, 0, 0] + bomb) == [
                .failed(ProtocolFailure(.messageTooBig, "a message inflates to more than 100000 bytes"))
            ])
    }

    @Test func `the limit counts inflated bytes exactly`() {
        for (size, passes) in [(5000, true), (5001, false)] {
            let client = WebSocketConnection.client(.init())
            client.send(.binary([UInt8](repeating: 1, count: size)))
            let events = WebSocketConnection.server(.init(), maximumMessageBytes: 5000).receive(client.takeOutput())
            #expect((events == [.message(.binary([UInt8](repeating: 1, count: size)))]) == passes)
        }
    }

    @Test func `data that is no deflate stream is 1007`() {
        let events = WebSocketConnection.server(.init()).receive(masked(0xC2, [0xFF, 0xFF, 0xFF]))
        guard case .failed(let failure) = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(failure.code == .invalidPayload)
        #expect(failure.description.hasPrefix("a compressed message cannot be inflated: "))
    }

    @Test func `a torn stored block is 1007`() {
        let events = WebSocketConnection.server(.init()).receive(masked(0xC2, [0x00, 0x09, 0x00, 0xf6, 0xff, 0x48]))
        #expect(
            events == [
                .failed(
                    ProtocolFailure(
                        .invalidPayload, "a compressed message ends in the middle of a block (RFC 7692 7.2.2)"))
            ])
    }

    @Test func `a message of thousands of empty deflate streams is refused`() {
        let empty: [UInt8] = [0x03, 0x00]
        let streams: [UInt8] = Array(repeatElement(empty, count: 2000).joined()) + [0x00]
        #expect(
            WebSocketConnection.server(.init()).receive(masked(0xC2, streams)) == [
                .failed(
                    ProtocolFailure(.policyViolation, "a compressed message made of more than 1000 deflate streams"))
            ])
        let few: [UInt8] = Array(repeatElement(empty, count: 900).joined()) + [0x00]
        let server = WebSocketConnection.server(.init())
        #expect(server.receive(masked(0xC2, few) + masked(0xC2, few)).count == 2)
    }

    @Test func `UTF-8 is checked after inflating`() {
        let client = WebSocketConnection.client(.init())
        ([0x78, 0xC3, 0x28] as [UInt8]).withUnsafeBytes { client.send(text: $0) }
        #expect(
            WebSocketConnection.server(.init()).receive(client.takeOutput()) == [
                .failed(ProtocolFailure(.invalidPayload, "a text message that is not UTF-8 (RFC 6455 8.1)"))
            ])
    }

    @Test func `a window of 8 bits can be read with 256 bytes of memory`() throws {
        let server = WebSocketConnection.server(.init(serverMaxWindowBits: 8))
        var chance = Seeded(state: 5)
        // Repeats at every distance, so that a match from beyond 256 bytes would be found if it were sought.
        let block = (0..<300).map { _ in UInt8.random(in: 0...255, using: &chance) }
        let message = (0..<20).flatMap { block.dropFirst($0 * 7) }
        server.send(.binary(message))
        let frame = server.takeOutput()
        var stream = z_stream()
        #expect(inflateInit2_(&stream, -8, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { inflateEnd(&stream) }
        var input = Array(frame[4...]) + DeflateWindow.tail
        // One byte of output at a time: then zlib can look back only into its own window.
        var output: [UInt8] = []
        var byte: UInt8 = 0
        let size = input.count
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(size)
            while output.count < message.count {
                let result = withUnsafeMutablePointer(to: &byte) { place in
                    stream.next_out = place
                    stream.avail_out = 1
                    return inflate(&stream, Z_SYNC_FLUSH)
                }
                guard result == Z_OK, stream.avail_out == 0 else { break }
                output.append(byte)
            }
        }
        #expect(output == message)
    }
}
