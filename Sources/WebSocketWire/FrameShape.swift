// Frames that are wrong on purpose: how a message is put on the wire when the wire itself is what fails. RFC 6455, section 5.

/// What is unusual or wrong about the frames of one message of a server. Shapes add up.
package struct FrameShape: Sendable, Equatable {
    /// RSV1 is 4, RSV2 is 2, RSV3 is 1; without an extension that means them they break section 5.2.
    package var reserved: UInt8 = 0
    /// The message is cut into frames of this many bytes, also within characters: allowed, and often not handled.
    package var fragmentBytes: Int?
    /// A ping stands between the fragments: allowed too (section 5.4).
    package var hasPingsBetween = false
    /// The text ends with bytes that are no UTF-8 (section 8.1).
    package var breaksUTF8 = false
    /// The frame's header announces this many bytes, whatever follows.
    package var announced: UInt64?
    package var flaw: Flaw?

    /// Ways to break the framing.
    package enum Flaw: String, Sendable, CaseIterable {
        /// Opcode 3, which nobody has defined.
        case unknownOpcode = "unknown-opcode"
        /// A server must not mask (section 5.1).
        case masked
        /// A ping of 126 bytes before the message (section 5.5).
        case longControl = "long-control"
        /// A ping in two frames before the message (section 5.5).
        case fragmentedControl = "fragmented-control"
        /// A continuation that continues nothing (section 5.4).
        case strayContinuation = "stray-continuation"
        /// Another message begins before the last fragment (section 5.4).
        case interleaved
        /// A length that is not in its shortest form (section 5.2).
        case longLength = "long-length"
        /// A Close frame with half a code (section 5.5.1).
        case halfCode = "half-code"
    }

    package init() {}

    package var isPlain: Bool { self == FrameShape() }

    /// What the other says wins where both say something.
    package func merging(_ other: FrameShape) -> FrameShape {
        var merged = self
        merged.reserved |= other.reserved
        merged.fragmentBytes = other.fragmentBytes ?? fragmentBytes
        merged.hasPingsBetween = hasPingsBetween || other.hasPingsBetween
        merged.breaksUTF8 = breaksUTF8 || other.breaksUTF8
        merged.announced = other.announced ?? announced
        merged.flaw = other.flaw ?? flaw
        return merged
    }

    /// The bytes of a text message in this shape.
    package func bytes(of text: String) -> [UInt8] {
        var payload = Array(text.utf8)
        // The first byte of a character of two, and no second.
        if breaksUTF8 { payload.append(0xC3) }
        let output = ByteBuffer(pool: BufferPool())
        let opcode = FramePiece.Opcode.text
        switch flaw {
        case nil: break
        case .unknownOpcode: return Self.frame(3, reserved: reserved, payload)
        case .masked: return Self.frame(opcode, reserved: reserved, mask: 0x1234_5678, payload)
        case .longControl: Self.append(FramePiece.Opcode.ping, Array(repeating: 0x2E, count: 126), to: output)
        case .fragmentedControl:
            Self.append(FramePiece.Opcode.ping, isFinal: false, [0x2E], to: output)
            Self.append(FramePiece.Opcode.continuation, [0x2E], to: output)
        case .strayContinuation: return Self.frame(FramePiece.Opcode.continuation, reserved: reserved, payload)
        case .interleaved: Self.append(opcode, isFinal: false, Array(payload.prefix(payload.count / 2)), to: output)
        case .longLength: return Self.longHeader(opcode | reserved << 4, UInt64(payload.count)) + payload
        case .halfCode: return Self.frame(FramePiece.Opcode.close, [0x03])
        }
        if let announced {
            return Array(output.bytes) + Self.header(opcode | reserved << 4, announcing: announced) + payload
        }
        appendFragments(opcode, payload, to: output)
        return Array(output.bytes)
    }

    private func appendFragments(_ opcode: UInt8, _ payload: [UInt8], to output: ByteBuffer) {
        let size = max(1, fragmentBytes ?? max(1, payload.count))
        var start = 0
        repeat {
            let end = min(start + size, payload.count)
            Self.append(
                start == 0 ? opcode : FramePiece.Opcode.continuation, isFinal: end == payload.count,
                reserved: start == 0 ? reserved : 0, Array(payload[start..<end]), to: output)
            if hasPingsBetween, end < payload.count { Self.append(FramePiece.Opcode.ping, [], to: output) }
            start = end
        } while start < payload.count
    }

    /// So many pings, one behind the other.
    package static func pings(_ count: Int) -> [UInt8] {
        let one = frame(FramePiece.Opcode.ping, Array("flood".utf8))
        return Array(repeatElement(one, count: max(0, count)).joined())
    }

    private static func header(_ first: UInt8, announcing count: UInt64) -> [UInt8] {
        switch count {
        case ..<126: [0x80 | first, UInt8(count)]
        case ..<0x1_0000: [0x80 | first, 126, UInt8(count >> 8), UInt8(truncatingIfNeeded: count)]
        default: longHeader(first, count)
        }
    }

    /// With the length in 64 bits.
    private static func longHeader(_ first: UInt8, _ count: UInt64) -> [UInt8] {
        [0x80 | first, 127] + (0..<8).map { UInt8(truncatingIfNeeded: count >> UInt64(56 - 8 * $0)) }
    }

    private static func frame(_ opcode: UInt8, reserved: UInt8 = 0, mask: UInt32? = nil, _ payload: [UInt8]) -> [UInt8]
    {
        let output = ByteBuffer(pool: BufferPool())
        append(opcode, reserved: reserved, mask: mask, payload, to: output)
        return Array(output.bytes)
    }

    private static func append(
        _ opcode: UInt8, isFinal: Bool = true, reserved: UInt8 = 0, mask: UInt32? = nil, _ payload: [UInt8],
        to output: ByteBuffer
    ) {
        payload.withUnsafeBytes {
            FrameWriter.append(
                opcode: opcode, isFinal: isFinal, reserved: reserved, mask: mask, payload: $0, to: output)
        }
    }
}
