// Every way to break the framing, the words for it, and that nothing good before it is lost.
import Testing

@testable import WebSocketWire

struct ProtocolFailureTests {
    struct Breach: Sendable, CustomTestStringConvertible {
        var bytes: [UInt8]
        var code: CloseCode
        var words: String
        var testDescription: String { words }
    }

    private static let breaches: [Breach] = [
        Breach(bytes: masked(0x91, ""), code: 1002, words: "reserved RSV3 on a frame with opcode 1"),
        Breach(bytes: masked(0xE2, ""), code: 1002, words: "reserved RSV1 and RSV2 on a frame with opcode 2"),
        Breach(bytes: masked(0xC1, "x"), code: 1002, words: "no compression was agreed on"),
        Breach(bytes: masked(0xC9, ""), code: 1002, words: "reserved RSV1 on a frame with opcode 9"),
        Breach(bytes: masked(0x83, "x"), code: 1002, words: "unknown opcode 3"),
        Breach(bytes: masked(0x8B, ""), code: 1002, words: "unknown opcode 11"),
        Breach(bytes: [0x81, 0x01, 0x78], code: 1002, words: "unmasked frame from a client"),
        Breach(bytes: masked(0x80, "x"), code: 1002, words: "without a message to continue"),
        Breach(bytes: masked(0x01, "x") + masked(0x81, "y"), code: 1002, words: "before the last fragment of another"),
        Breach(
            bytes: masked(0x89, [UInt8](repeating: 1, count: 126)), code: 1002, words: "over 125 bytes or in fragments"),
        Breach(bytes: masked(0x09, "x"), code: 1002, words: "over 125 bytes or in fragments"),
        Breach(bytes: [0x82, 0xFE, 0, 5, 0, 0, 0, 0], code: 1002, words: "not in its shortest form"),
        Breach(
            bytes: [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0], code: 1002, words: "not in its shortest form"),
        Breach(bytes: masked(0x81, [0xCE, 0xBA, 0xED, 0xA0, 0x80]), code: 1007, words: "not UTF-8"),
        Breach(bytes: masked(0x81, [0xCE]), code: 1007, words: "ends inside a character"),
        Breach(bytes: masked(0x88, [3]), code: 1002, words: "half a code"),
        Breach(bytes: masked(0x88, [3, 0xE8, 0xFF]), code: 1007, words: "whose reason is not UTF-8"),
    ]

    @Test(arguments: breaches) func `a breach of the protocol is named and answered with its close code`(breach: Breach)
        throws
    {
        let server = WebSocketConnection.server()
        let events = server.receive(breach.bytes + masked(0x81, "never seen"))
        guard case .failed(let failure) = try #require(events.first), events.count == 1 else {
            Issue.record("\(events)")
            return
        }
        #expect(failure.code == breach.code)
        #expect(failure.description.contains(breach.words), "\(failure)")
        let answer = WebSocketConnection.client().receive(server.takeOutput())
        #expect(answer == [.close(code: breach.code, reason: failure.description.prefix123)])
        #expect(server.isFinished)
        #expect(server.receive(masked(0x81, "x")) == [], "nothing is read after a failure")
    }

    @Test(arguments: breaches) func `byte by byte the verdict is the same`(breach: Breach) {
        let whole = WebSocketConnection.server().receive(breach.bytes + masked(0x82, ""))
        #expect(WebSocketConnection.server().receiveByteByByte(breach.bytes + masked(0x82, "")) == whole)
    }

    @Test func `a server that masks is refused by a client`() {
        let events = WebSocketConnection.client().receive(masked(0x81, "x"))
        #expect(
            events == [.failed(ProtocolFailure(.protocolError, "a masked frame from a server (RFC 6455 5.1)"))])
    }

    @Test func `bad UTF-8 is refused before the message is whole`() {
        let server = WebSocketConnection.server()
        let events = server.receive(masked(0x01, [0x78, 0xFF]))
        #expect(
            events == [.failed(ProtocolFailure(.invalidPayload, "a text message that is not UTF-8 (RFC 6455 8.1)"))])
    }

    @Test func `a character may be cut by a fragment`() {
        let events = WebSocketConnection.server().receive(masked(0x01, [0xF0, 0x9F]) + masked(0x80, [0x8E, 0xA7]))
        #expect(events == [.message(.text("🎧"))])
    }

    @Test func `echoes of good messages precede the close that a later error provokes`() {
        let server = WebSocketConnection.server()
        let bytes = masked(0x81, "one") + masked(0x89, "p") + masked(0x81, "two") + masked(0x91, "bad")
        server.receive(bytes) { event in
            if case .message(let message) = event { server.send(message) }
        }
        let seen = WebSocketConnection.client().receive(server.takeOutput())
        #expect(seen.count == 4)
        #expect(seen.prefix(3) == [.message(.text("one")), .pong([0x70]), .message(.text("two"))])
        guard case .close(code: .protocolError, _) = seen.last else {
            Issue.record("\(seen)")
            return
        }
    }

    @Test func `what is sent while handling the failure still precedes the close`() {
        let server = WebSocketConnection.server()
        server.receive(masked(0x83, "")) { event in
            if case .failed = event { server.send("last words") }
        }
        let seen = WebSocketConnection.client().receive(server.takeOutput())
        #expect(seen.first == .message(.text("last words")))
        #expect(seen.count == 2)
    }

    @Test func `a message of the maximum size passes and one byte more is 1009`() {
        let server = WebSocketConnection.server(maximumMessageBytes: 10)
        #expect(server.receive(masked(0x82, [UInt8](repeating: 1, count: 10))).count == 1)
        #expect(
            server.receive(masked(0x02, [1, 2, 3]) + masked(0x80, [UInt8](repeating: 1, count: 8))) == [
                .failed(ProtocolFailure(.messageTooBig, "a message of more than 10 bytes"))
            ])
    }

    @Test func `an announced giant is refused by its header`() {
        let server = WebSocketConnection.server()
        let header: [UInt8] = [0x82, 0xFF, 0x7F, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]
        #expect(
            server.receive(header + [1]) == [
                .failed(ProtocolFailure(.messageTooBig, "a message of more than 16777216 bytes"))
            ])
    }

    @Test func `junk never crashes and always ends`() {
        for seed in 0..<2000 {
            var chance = Seeded(state: UInt64(seed))
            let server = WebSocketConnection.server(.init(), maximumMessageBytes: 1000)
            let junk = (0..<Int.random(in: 1...300, using: &chance)).map { _ in
                UInt8.random(in: 0...255, using: &chance)
            }
            let events = server.receive(junk)
            #expect(events.dropLast().allSatisfy { if case .failed = $0 { false } else { true } })
        }
    }

    @Test func `flipped bits in good traffic never crash`() {
        for seed in 0..<500 {
            var chance = Seeded(state: UInt64(seed))
            let client = WebSocketConnection.client(.init(), mask: 0)
            for index in 0..<5 { client.send("message \(index) \(seed)") }
            var bytes = client.takeOutput()
            let place = Int.random(in: 0..<bytes.count, using: &chance)
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
            let events = WebSocketConnection.server(.init(), maximumMessageBytes: 1000).receive(bytes)
            #expect(events.count <= 6)
        }
    }
}

extension String {
    fileprivate var prefix123: String { String(decoding: utf8Prefix(maximumBytes: 123), as: UTF8.self) }
}
