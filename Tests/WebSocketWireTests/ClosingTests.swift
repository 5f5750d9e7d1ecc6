// The closing handshake: codes that may travel, reasons that fit, and answers in the right order. RFC 6455, section 7.
import Testing

@testable import WebSocketWire

struct ClosingTests {
    @Test(
        arguments: [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
            as [UInt16])
    func `a code that may travel is reported and echoed`(code: UInt16) {
        let server = WebSocketConnection.server()
        let frame: [UInt8] = [UInt8(code >> 8), UInt8(code & 255)]
        #expect(
            server.receive(masked(0x88, frame + Array("why".utf8))) == [
                .close(code: CloseCode(rawValue: code), reason: "why")
            ])
        #expect(server.takeOutput() == [0x88, 2] + frame)
        #expect(server.isFinished)
    }

    @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535] as [UInt16])
    func `a code that may not travel is a protocol error`(code: UInt16) {
        let server = WebSocketConnection.server()
        let events = server.receive(masked(0x88, [UInt8(code >> 8), UInt8(code & 255)]))
        #expect(
            events == [
                .failed(
                    ProtocolFailure(
                        .protocolError, "a Close frame with code \(code), which may not travel (RFC 6455 7.4)"))
            ])
        #expect(server.takeOutput().dropFirst(2).prefix(2) == [0x03, 0xEA])
    }

    @Test func `the reason beside a code that may not travel is kept`() {
        let events = WebSocketConnection.server().receive(masked(0x88, [0x03, 0xEE] + Array("bye".utf8)))
        let words = "a Close frame with code 1006, which may not travel (RFC 6455 7.4), and the reason: bye"
        #expect(events == [.failed(ProtocolFailure(.protocolError, words))])
    }

    @Test func `a close without a code is answered without one`() {
        let server = WebSocketConnection.server()
        #expect(server.receive(masked(0x88, "")) == [.close(code: nil, reason: "")])
        #expect(server.takeOutput() == [0x88, 0x00])
    }

    @Test func `frames behind a close are not read`() {
        let server = WebSocketConnection.server()
        #expect(server.receive(masked(0x88, "") + masked(0x81, "x") + masked(0x83, "")).count == 1)
    }

    @Test func `a close stays unanswered when told so`() {
        let server = WebSocketConnection.server()
        server.answersClose = false
        server.receive(masked(0x88, [0x03, 0xE8]))
        #expect(server.outputCount == 0)
        #expect(!server.isFinished)
    }

    @Test func `both ends finish when one asks and the other answers`() {
        let (client, server) = (WebSocketConnection.client(), WebSocketConnection.server())
        client.close(code: .goingAway, reason: "bye")
        #expect(client.isCloseSent && !client.isFinished)
        #expect(server.receive(client.takeOutput()) == [.close(code: 1001, reason: "bye")])
        #expect(server.isFinished)
        #expect(client.receive(server.takeOutput()) == [.close(code: 1001, reason: "")])
        #expect(client.isFinished && client.outputCount == 0)
    }

    @Test func `messages are still received after our own close`() {
        let server = WebSocketConnection.server()
        server.close(code: 1000)
        #expect(server.receive(masked(0x81, "late")) == [.message(.text("late"))])
    }

    @Test func `a second close is not sent`() {
        let server = WebSocketConnection.server()
        server.close(code: 4000, reason: "a")
        server.close(code: 1000)
        #expect(server.takeOutput() == [0x88, 3, 0x0F, 0xA0, 0x61])
    }

    @Test func `any code can be sent on purpose`() {
        let server = WebSocketConnection.server()
        server.close(code: 999)
        #expect(server.takeOutput() == [0x88, 2, 0x03, 0xE7])
    }

    @Test(arguments: [
        (String(repeating: "x", count: 123), 123), (String(repeating: "x", count: 124), 123),
        (String(repeating: "ü", count: 61) + "x", 123), (String(repeating: "ü", count: 62), 122),
        (String(repeating: "世", count: 41), 123), ("a" + String(repeating: "世", count: 41), 121),
        (String(repeating: "🎧", count: 31), 120), ("", 0),
    ])
    func `a reason is cut to 123 bytes between characters`(reason: String, bytes: Int) {
        let server = WebSocketConnection.server()
        server.close(code: 1000, reason: reason)
        let cut = String(decoding: Array(reason.utf8.prefix(bytes)), as: UTF8.self)
        #expect(WebSocketConnection.client().receive(server.takeOutput()) == [.close(code: 1000, reason: cut)])
    }

    @Test func `a ping payload is cut to what a control frame holds`() {
        let server = WebSocketConnection.server()
        server.ping([UInt8](repeating: 1, count: 200))
        #expect(server.outputCount == 127)
    }
}
