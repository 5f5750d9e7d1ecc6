// A client and a server that talk through memory: thousands of random messages, cut at random places.
import Testing

@testable import WebSocketWire

struct ConversationTests {
    @Test(
        arguments: [
            nil, DeflateParameters(), DeflateParameters(serverNoContextTakeover: true, clientMaxWindowBits: 9),
        ], [1, 2, 3])
    func `every message arrives whole, once and in order`(deflate: DeflateParameters?, seed: UInt64) {
        var chance = Seeded(state: seed)
        var masks = Seeded(state: seed + 100)
        let client = WebSocketConnection(
            role: .client(maskKey: { UInt32.random(in: 0 ... .max, using: &masks) }), deflate: deflate)
        let server = WebSocketConnection.server(deflate)
        var (sentUp, sentDown, gotUp, gotDown): ([WireEvent], [WireEvent], [WireEvent], [WireEvent]) = ([], [], [], [])
        for _ in 0..<1000 {
            client.fragmentBytes = Bool.random(using: &chance) ? nil : Int.random(in: 1...3000, using: &chance)
            let up = Self.event(&chance), down = Self.event(&chance)
            sentUp.append(up)
            sentDown.append(down)
            Self.send(up, on: client)
            Self.send(down, on: server)
            Self.carry(from: client, to: server, &chance) { gotUp.append($0) }
            Self.carry(from: server, to: client, &chance) { gotDown.append($0) }
        }
        client.close(code: 1000)
        Self.carryAll(from: client, to: server) { gotUp.append($0) }
        Self.carryAll(from: server, to: client) { gotDown.append($0) }
        // Pongs come back on their own; the payloads of all pings, in order.
        #expect(gotUp.filter { !$0.isPong } == sentUp + [.close(code: 1000, reason: "")])
        #expect(gotDown.filter { !$0.isPong } == sentDown + [.close(code: 1000, reason: "")])
        #expect(gotDown.filter(\.isPong) == sentUp.compactMap(\.pong))
        #expect(client.isFinished && server.isFinished)
    }

    private static let bytes = (0..<66_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    private static let text = Array(String(repeating: "aé世🎧\u{0} and plain words. ", count: 3000))

    /// Mostly small, as on a call; the borders of the three length forms now and then.
    private static func event(_ chance: inout Seeded) -> WireEvent {
        let borders = [0, 1, 125, 126, 127, 65535, 65536]
        let isAtBorder = Int.random(in: 0...9, using: &chance) == 0
        let size = isAtBorder ? borders.randomElement(using: &chance) ?? 0 : Int.random(in: 0...700, using: &chance)
        switch Int.random(in: 0...9, using: &chance) {
        case 0: return .ping(Array(bytes.prefix(size % 126)))
        case 1...4:
            return .message(.binary(Array(bytes.dropFirst(Int.random(in: 0...99, using: &chance)).prefix(size))))
        default: return .message(.text(String(text.prefix(size))))
        }
    }

    private static func send(_ event: WireEvent, on connection: WebSocketConnection) {
        switch event {
        case .message(let message): connection.send(message)
        case .ping(let payload): connection.ping(payload)
        case .pong, .close, .failed: Issue.record("not sent here")
        }
    }

    /// A random part of what waits; the rest stays for the next time, as with a slow socket.
    private static func carry(
        from sender: WebSocketConnection, to receiver: WebSocketConnection, _ chance: inout Seeded,
        _ handle: (WireEvent) -> Void
    ) {
        sender.flush { bytes in
            let count = Int.random(in: 0...bytes.count, using: &chance)
            receiver.receive(UnsafeRawBufferPointer(rebasing: bytes[..<count]), handle)
            return count
        }
    }

    private static func carryAll(
        from sender: WebSocketConnection, to receiver: WebSocketConnection, _ handle: (WireEvent) -> Void
    ) {
        sender.flush { bytes in
            receiver.receive(bytes, handle)
            return bytes.count
        }
    }
}

extension WireEvent {
    fileprivate var isPong: Bool { if case .pong = self { true } else { false } }
    /// The answer to a ping.
    fileprivate var pong: WireEvent? { if case .ping(let payload) = self { .pong(payload) } else { nil } }
}
