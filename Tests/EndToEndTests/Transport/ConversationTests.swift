// Messages, pings and closes between our client and our server over real sockets.
import Testing
import WebSocketWire

@testable import Transport

struct ConversationTests {
    let net = Loopback()

    @Test func `text and binary come back as they were sent, in order`() throws {
        let server = try net.server()
        let long = String(repeating: "äöü 🎧 ", count: 20_000)
        let talk = net.connect("ws://127.0.0.1:\(server.port)/") { channel in
            channel.send(text: "one")
            channel.send(binary: Array(0...255))
            channel.send(text: "")
            channel.send(text: long)
        }
        talk.onEvent = { [unowned talk] _ in if talk.events.count == 4 { talk.channel?.close() } }
        net.run()
        #expect(
            talk.events == [
                .text("one"), .binary(Array(0...255)), .text(""), .text(long),
                .closed(.init(code: 1000, reason: "", by: .us, isClean: true)),
            ])
    }

    @Test func `an IPv6 address and the name localhost reach the same kind of server`() throws {
        for (listen, dial) in [("::1", "[::1]"), ("localhost", "localhost"), ("0.0.0.0", "127.0.0.1")] {
            var options = WebSocketServer.Options()
            options.host = listen
            let server = try net.server(options)
            let talk = net.connect("ws://\(dial):\(server.port)/x") { $0.send(text: listen) }
            talk.onEvent = { [unowned talk] in if case .text = $0 { talk.channel?.close() } }
            net.run()
            #expect(talk.texts == [listen])
            server.stopListening()
        }
    }

    @Test func `the pong to our ping tells the round trip`() throws {
        let server = try net.server()
        let talk = net.connect("ws://127.0.0.1:\(server.port)/") { channel in
            channel.ping(Array("a".utf8))
            channel.ping(Array("b".utf8))
        }
        talk.onEvent = { [unowned talk] in if case .pong(let payload, _) = $0, payload == [98] { talk.channel?.close() }
        }
        net.run()
        let pongs = talk.events.compactMap {
            if case .pong(let payload, let time) = $0 { (payload, time) } else { nil }
        }
        #expect(pongs.map(\.0) == [[97], [98]])
        for (_, time) in pongs {
            let time = try #require(time)
            #expect(time > .zero && time < .seconds(5))
        }
    }

    @Test func `a server can leave pings unanswered`() throws {
        var seen: [WebSocketChannel.Event] = []
        let server = try net.server { channel in
            channel.answersPings = false
            channel.receive = { [unowned channel] event in
                seen.append(event)
                if case .ping = event { channel.send(text: "not a pong") }
            }
        }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/") { $0.ping([1]) }
        talk.onEvent = { [unowned talk] in if case .text = $0 { talk.channel?.close() } }
        net.run()
        #expect(seen.first == .ping([1]))
        #expect(talk.events.dropLast() == [.text("not a pong")])
    }

    @Test(arguments: [(1000, ""), (1001, "bye"), (3000, "invalid_request_error.invalid_api_key"), (4999, "ü")])
    func `a close by the server carries code and reason`(code: Int, reason: String) throws {
        var ends: [WebSocketChannel.Event] = []
        let server = try net.server { channel in
            channel.receive = { ends.append($0) }
            channel.send(text: "last words")
            channel.close(code: code, reason: reason)
        }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/")
        net.run()
        #expect(
            talk.events == [
                .text("last words"), .closed(.init(code: code, reason: reason, by: .peer, isClean: true)),
            ])
        if ends.isEmpty { net.loop.schedule(after: .milliseconds(50)) { net.done() }; net.run() }
        #expect(ends == [.closed(.init(code: code, reason: reason, by: .us, isClean: true))])
    }

    @Test(arguments: [nil, 1000, 3999]) func `a close by the client reaches the server`(code: Int?) throws {
        var ends: [WebSocketChannel.Event] = []
        let server = try net.server { channel in
            channel.receive = { event in
                ends.append(event)
            }
        }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/") { $0.close(code: code, reason: "done") }
        net.run()
        #expect(ends == [.closed(.init(code: code, reason: code == nil ? "" : "done", by: .peer, isClean: true))])
        #expect(talk.closing == .init(code: code, reason: "done", by: .us, isClean: true))
    }

    @Test func `a reset is a failure with the system's words`() throws {
        let server = try net.server { channel in
            channel.send(text: "before")
            channel.reset()
        }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/")
        net.run()
        #expect(talk.events == [.text("before"), .failed("connection reset by peer")])
    }

    @Test func `the end of the stream without a close frame is a close without a code`() throws {
        let server = try net.server { channel in
            channel.send(text: "before")
            channel.closeWithoutFrame()
        }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/")
        net.run()
        #expect(
            talk.events == [.text("before"), .closed(.init(code: nil, reason: "", by: .peer, isClean: false))])
    }

    @Test func `a message over the limit is refused with 1009`() throws {
        var options = WebSocketServer.Options()
        options.maxMessageSize = 1000
        var ends: [WebSocketChannel.Event] = []
        let server = try net.server(options) { channel in channel.receive = { ends.append($0) } }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/") { $0.send(text: String(repeating: "x", count: 1001)) }
        net.run()
        #expect(talk.closing?.code == 1009)
        #expect(talk.closing?.by == .peer)
        #expect(ends == [.failed("a message of more than 1000 bytes, closed with 1009")])
    }

    @Test func `fragments are one message to the other side`() throws {
        let server = try net.server()
        let text = String(repeating: "0123456789", count: 500)
        let talk = net.connect("ws://127.0.0.1:\(server.port)/") { channel in
            channel.fragmentBytes = 7
            channel.send(text: text)
        }
        talk.onEvent = { [unowned talk] in if case .text = $0 { talk.channel?.close() } }
        net.run()
        #expect(talk.texts == [text])
    }

    @Test(arguments: [false, true]) func `compression is used when both want it`(isOffered: Bool) throws {
        var accepted: Bool?
        let server = try net.server { channel in
            accepted = channel.isCompressed
            echo(channel)
        }
        var options = ConnectionOptions()
        options.offersDeflate = isOffered
        let text = String(repeating: "the same words again and again. ", count: 2000)
        let talk = net.connect("ws://127.0.0.1:\(server.port)/", options: options) { channel in
            channel.send(text: text)
            channel.send(text: text)
        }
        talk.onEvent = { [unowned talk] _ in if talk.texts.count == 2 { talk.channel?.close() } }
        net.run()
        #expect(accepted == isOffered)
        #expect(talk.channel?.isCompressed == isOffered)
        #expect(talk.texts == [text, text])
    }

    @Test func `the subprotocol that the server chose is known on both sides`() throws {
        let server = try WebSocketServer(net.loop) { request in
            guard case .webSocket(let offer) = request.kind else { return request.reset() }
            #expect(offer.subprotocols == ["realtime", "openai-insecure-api-key.x"])
            request.upgrade(subprotocol: "realtime") { $0.close(code: 1000, reason: $0.subprotocol ?? "none") }
        }
        let talk = net.connect(
            "ws://127.0.0.1:\(server.port)/", subprotocols: ["realtime", "openai-insecure-api-key.x"])
        net.run()
        #expect(talk.channel?.subprotocol == "realtime")
        #expect(talk.closing?.reason == "realtime")
    }

    @Test func `malformed bytes on purpose fail the other side with the rule`() throws {
        let server = try net.server { $0.sendRaw([0x83, 0x00]) }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/")
        net.run()
        let words = try #require(talk.failure)
        #expect(words.contains("unknown opcode 3 (RFC 6455 5.2)"), "\(words)")
        #expect(words.hasSuffix("closed with 1002"), "\(words)")
    }

    @Test func `a peer that never answers a close frame is left when patience ends`() throws {
        let server = try net.server { $0.stopReading() }
        var asked = Duration.zero
        let talk = net.connect("ws://127.0.0.1:\(server.port)/") { channel in
            channel.closingPatience = .milliseconds(100)
            channel.close(code: 1000)
            asked = net.loop.now
        }
        net.run()
        let waited = net.loop.now - asked
        #expect(talk.closing == .init(code: 1000, reason: "", by: .us, isClean: false))
        #expect(waited >= .milliseconds(100) && waited < .seconds(5))
    }
}
