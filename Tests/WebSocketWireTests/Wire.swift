// What the tests of this target share: connections fed from arrays, frames spelled out, and chance with a seed.
@testable import WebSocketWire

extension WebSocketConnection {
    static func server(_ deflate: DeflateParameters? = nil, maximumMessageBytes: Int = 16 << 20) -> WebSocketConnection
    {
        WebSocketConnection(role: .server, deflate: deflate, maximumMessageBytes: maximumMessageBytes)
    }

    static func client(
        _ deflate: DeflateParameters? = nil, mask: UInt32 = 0x37FA_213D, maximumMessageBytes: Int = 16 << 20
    ) -> WebSocketConnection {
        WebSocketConnection(
            role: .client(maskKey: { mask }), deflate: deflate, maximumMessageBytes: maximumMessageBytes)
    }

    /// The events that the bytes make, each shown to `handle` as it happens.
    @discardableResult
    func receive(_ bytes: [UInt8], handle: (WireEvent) -> Void = { _ in }) -> [WireEvent] {
        var events: [WireEvent] = []
        bytes.withUnsafeBytes { bytes in
            receive(bytes) { event in
                events.append(event)
                handle(event)
            }
        }
        return events
    }

    func receiveByteByByte(_ bytes: [UInt8]) -> [WireEvent] { bytes.flatMap { receive([$0]) } }
}

/// A frame as a client sends it, masked with zeros, which leave the payload readable.
func masked(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length: [UInt8] =
        payload.count < 126
        ? [0x80 | UInt8(payload.count)] : [0xFE, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    return [first] + length + [0, 0, 0, 0] + payload
}

func masked(_ first: UInt8, _ text: String) -> [UInt8] { masked(first, Array(text.utf8)) }

/// SplitMix64: small, and the same everywhere.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
