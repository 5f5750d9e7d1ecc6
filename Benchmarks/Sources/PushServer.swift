// Our server as the load sees it: `push N SIZE` is answered with so many messages as fast as the client takes them,
// everything else comes back as it is. Benchmarks/websockets_server.py is the same in Python.
import Transport

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum PushServer {
    /// Prints its URL and serves until it is told to end, at most five minutes.
    static func run() throws {
        let loop = EventLoop()
        let server = try WebSocketServer(loop) { request in
            request.upgrade { channel in
                let pusher = Pusher(channel)
                channel.receive = { pusher.receive($0) }
            }
        }
        print("listening on ws://127.0.0.1:\(server.port)/")
        fflush(nil)
        loop.onSignal { _ in loop.stop() }
        loop.schedule(after: .seconds(300)) { loop.stop() }
        loop.run()
    }
}

private final class Pusher {
    private unowned let channel: WebSocketChannel
    private var remaining = 0
    private var message: [UInt8] = []

    init(_ channel: WebSocketChannel) { self.channel = channel }

    func receive(_ event: WebSocketChannel.Event) {
        switch event {
        case .text(let text) where text.hasPrefix("push "):
            let numbers = text.split(separator: " ").dropFirst().compactMap { Int($0) }
            guard numbers.count == 2 else { return }
            remaining = numbers[0]
            message = Array(repeating: UInt8(ascii: "x"), count: numbers[1])
            pump()
        case .text(let text): channel.send(text: text)
        case .drained: pump()
        default: break
        }
    }

    /// A handful for each turn of the loop, so that all clients are served; a client that is behind says `drained`.
    private func pump() {
        message.withUnsafeBytes { bytes in
            for _ in 0..<64 where remaining > 0 && channel.bytesQueued < 256 << 10 {
                channel.send(text: bytes)
                remaining -= 1
            }
        }
        if remaining > 0, channel.bytesQueued < 256 << 10 { channel.loop.later { self.pump() } }
    }
}
