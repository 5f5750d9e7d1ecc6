// Sends back what it gets; on request it sends a stream as fast as the client takes it.
import Transport

func serve(_ loop: EventLoop, port: Int, certificate: WebSocketServer.Certificate?) throws {
    var options = WebSocketServer.Options()
    options.port = port
    options.tls = certificate
    let server = try WebSocketServer(loop, options: options) { $0.upgrade { EchoSession($0).start() } }
    print("listening on \(server.port), process \(Surroundings.processID)")
    loop.run()
}

private final class EchoSession {
    /// Queued above this, pushing waits for the client.
    private static let highWater = 1 << 20
    private unowned let channel: WebSocketChannel
    private var payload = ""
    private var rest = 0

    init(_ channel: WebSocketChannel) { self.channel = channel }

    func start() {
        channel.receive = { [self] event in
            switch event {
            case .text(let text):
                if text.hasPrefix("push ") { beginPush(text) } else { channel.send(text: text) }
            case .binary(let bytes): channel.send(binary: bytes)
            case .drained: push()
            default: break
            }
        }
    }

    private func beginPush(_ order: String) {
        let numbers = order.split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 2 else { return channel.close(code: 1008, reason: "push N SIZE") }
        rest = numbers[0]
        payload = String(repeating: "x", count: min(numbers[1], 1 << 20))
        push()
    }

    private func push() {
        while rest > 0, channel.bytesQueued < Self.highWater {
            channel.send(text: payload)
            rest -= 1
        }
        // The kernel may have taken everything: then nothing will tell us that it drained.
        if rest > 0, channel.bytesQueued == 0 { channel.loop.later { [self] in push() } }
    }
}
