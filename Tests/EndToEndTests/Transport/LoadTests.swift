// Many connections, and peers that do not keep up.
import Testing
import WebSocketWire

@testable import Transport

struct LoadTests {
    let net = Loopback()

    @Test func `five hundred clients at once are all answered`() throws {
        let server = try net.server()
        var answered = 0
        var closed = 0
        for number in 0..<500 {
            WebSocketClient.connect("ws://127.0.0.1:\(server.port)/", options: .init(), loop: net.loop) { result in
                guard case .success(let channel) = result else { return net.done() }
                channel.receive = { [unowned channel] event in
                    switch event {
                    case .text("\(number)"):
                        answered += 1
                        channel.close()
                    case .closed(let closing) where closing.isClean:
                        closed += 1
                        if closed == 500 { net.done() }
                    default: net.done()
                    }
                }
                channel.send(text: "\(number)")
            }
        }
        net.run()
        #expect(answered == 500)
        #expect(closed == 500)
    }

    @Test func `a slow reader holds the writer up, is told when to go on, and loses nothing`() throws {
        let megabyte = String(repeating: "m", count: 1 << 20)
        var sent = 0
        var drains = 0
        var mostQueued = 0
        let server = try net.server { channel in
            func push() {
                while sent < 48, channel.bytesQueued < 4 << 20 {
                    channel.send(text: megabyte)
                    sent += 1
                }
                mostQueued = max(mostQueued, channel.bytesQueued)
                if sent == 48 { channel.close() }
            }
            channel.receive = { event in
                if event == .drained {
                    drains += 1
                    push()
                }
            }
            push()
        }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/") { channel in
            channel.stopReading()
            net.loop.schedule(after: .milliseconds(100)) { channel.resumeReading() }
        }
        net.run()
        #expect(talk.texts.count == 48)
        #expect(talk.texts.allSatisfy { $0.utf8.count == 1 << 20 })
        #expect(talk.closing?.isClean == true)
        #expect(drains > 0)
        #expect(mostQueued < 6 << 20)
    }

    @Test func `a reader that never reads cannot eat the memory`() throws {
        var options = WebSocketServer.Options()
        options.maxQueued = 8 << 20
        var end: WebSocketChannel.Event?
        let server = try net.server(options) { channel in
            channel.receive = {
                if $0 != .drained {
                    end = $0
                    net.done()
                }
            }
            func push() {
                guard channel.isOpen else { return }
                channel.send(binary: [UInt8](repeating: 0, count: 1 << 20))
                net.loop.later(push)
            }
            push()
        }
        net.connect("ws://127.0.0.1:\(server.port)/") { $0.stopReading() }
        net.run()
        guard case .failed(let words) = end else {
            Issue.record("expected a failure, got \(String(describing: end))")
            return
        }
        #expect(words.hasPrefix("the peer does not read"))
    }

    @Test func `what a turn sends leaves in one piece`() throws {
        let server = try net.server { channel in
            for number in 0..<1000 { channel.send(text: "\(number)") }
            channel.close()
        }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/")
        net.run()
        #expect(talk.texts == (0..<1000).map(String.init))
    }
}
