// Frames and messages as RFC 6455 spells them, whole, in fragments and byte by byte.
import Testing

@testable import WebSocketWire

struct FramingTests {
    private static let hello = Array("Hello".utf8)

    @Test func `an unmasked Hello is what RFC 6455 5.7 shows`() {
        let server = WebSocketConnection.server()
        server.send("Hello")
        let frame: [UInt8] = [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]
        #expect(server.takeOutput() == frame)
        #expect(WebSocketConnection.client().receive(frame) == [.message(.text("Hello"))])
    }

    @Test func `a masked Hello is what RFC 6455 5.7 shows`() {
        let client = WebSocketConnection.client(mask: 0x37FA_213D)
        client.send("Hello")
        let frame: [UInt8] = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]
        #expect(client.takeOutput() == frame)
        #expect(WebSocketConnection.server().receive(frame) == [.message(.text("Hello"))])
    }

    @Test func `the fragmented Hello of RFC 6455 5.7 is one message`() {
        let client = WebSocketConnection.client()
        #expect(client.receive([0x01, 0x03, 0x48, 0x65, 0x6c]) == [])
        #expect(client.receive([0x80, 0x02, 0x6c, 0x6f]) == [.message(.text("Hello"))])
    }

    @Test func `a ping is shown and answered with its own payload`() {
        let server = WebSocketConnection.server()
        let ping: [UInt8] = [0x89, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]
        #expect(server.receive(ping) == [.ping(Self.hello)])
        #expect(server.takeOutput() == [0x8A, 0x05] + Self.hello)
    }

    @Test func `a ping stays unanswered when told so`() {
        let server = WebSocketConnection.server()
        server.answersPings = false
        #expect(server.receive(masked(0x89, "x")) == [.ping([0x78])])
        #expect(server.outputCount == 0)
    }

    @Test func `a pong is shown and not answered`() {
        let server = WebSocketConnection.server()
        #expect(server.receive(masked(0x8A, Self.hello)) == [.pong(Self.hello)])
        #expect(server.outputCount == 0)
    }

    @Test(arguments: [(125, 2), (126, 4), (65535, 4), (65536, 10)])
    func `the length takes the shortest form`(payload: Int, header: Int) {
        let server = WebSocketConnection.server()
        let bytes = [UInt8](repeating: 7, count: payload)
        server.send(.binary(bytes))
        let frame = server.takeOutput()
        #expect(frame.count == header + payload)
        #expect(WebSocketConnection.client().receive(frame) == [.message(.binary(bytes))])
    }

    @Test func `an empty message is a message`() {
        let server = WebSocketConnection.server()
        #expect(server.receive(masked(0x81, "") + masked(0x82, "")) == [.message(.text("")), .message(.binary([]))])
    }

    @Test func `empty fragments are fragments`() {
        let server = WebSocketConnection.server()
        #expect(server.receive(masked(0x01, "") + masked(0x00, "") + masked(0x80, "")) == [.message(.text(""))])
    }

    @Test func `control frames may come between fragments and are seen first`() {
        let server = WebSocketConnection.server()
        let bytes =
            masked(0x01, "fir") + masked(0x89, "a") + masked(0x00, "st ") + masked(0x8A, "b") + masked(0x80, "one")
        #expect(server.receive(bytes) == [.ping([0x61]), .pong([0x62]), .message(.text("first one"))])
    }

    @Test func `bytes may come one by one`() {
        let client = WebSocketConnection.client()
        client.fragmentBytes = 1000
        let long = String(repeating: "Grüß Gott, 世界 🎧. ", count: 400)
        client.send(long)
        client.ping([1, 2, 3])
        client.send(.binary([0, 255]))
        client.close(code: 1000, reason: "done")
        let events = WebSocketConnection.server().receiveByteByByte(client.takeOutput())
        #expect(
            events == [
                .message(.text(long)), .ping([1, 2, 3]), .message(.binary([0, 255])),
                .close(code: 1000, reason: "done"),
            ])
    }

    @Test func `outgoing messages are cut into fragments when asked`() {
        let server = WebSocketConnection.server()
        server.fragmentBytes = 2
        server.send("Hello")
        #expect(server.takeOutput() == [0x01, 2, 0x48, 0x65, 0x00, 2, 0x6c, 0x6c, 0x80, 1, 0x6f])
        server.send("He")
        #expect(server.takeOutput() == [0x81, 2, 0x48, 0x65])
    }

    @Test func `raw bytes pass untouched, even after the close`() {
        let server = WebSocketConnection.server()
        server.close(code: nil)
        server.send("never")
        server.ping()
        server.sendRaw([0xFF, 0xFF])
        #expect(server.takeOutput() == [0x88, 0x00, 0xFF, 0xFF])
    }

    @Test func `what the transport could not write is shown again`() {
        let server = WebSocketConnection.server()
        server.send("Hello")
        server.flush { $0.count - 2 }
        var rest: [UInt8] = []
        server.flush {
            rest = Array($0)
            return $0.count
        }
        #expect(rest == Array("lo".utf8))
        #expect(server.outputCount == 0)
    }

    @Test func `a failing write consumes nothing`() {
        struct Reset: Error {}
        let server = WebSocketConnection.server()
        server.send("Hello")
        #expect(throws: Reset.self) { try server.flush { _ in throw Reset() } }
        #expect(server.outputCount == 7)
    }
}
