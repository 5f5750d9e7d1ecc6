// The seam behind which the WebSocket framing library can be replaced: bytes in, pieces of frames out.
// It knows frames, not messages: fragments, masks that must be there, and extensions are the connection's business.

/// A run of payload bytes of one frame, unmasked, with the frame's header.
struct FramePiece {
    let opcode: UInt8
    let isFinal: Bool
    /// RSV1 is 4, RSV2 is 2, RSV3 is 1.
    let reserved: UInt8
    let isMasked: Bool
    let payloadLength: UInt64
    /// Whether this is the beginning of the frame's payload, and its end; both for a frame in one piece.
    let isFirst: Bool
    let isLast: Bool
    /// Valid during the call that hands it over.
    let data: UnsafeRawBufferPointer

    enum Opcode {
        static let continuation: UInt8 = 0
        static let text: UInt8 = 1
        static let binary: UInt8 = 2
        static let close: UInt8 = 8
        static let ping: UInt8 = 9
        static let pong: UInt8 = 10
    }
    var isControl: Bool { opcode & 8 != 0 }
}

/// Cuts a byte stream into frames. RFC 6455, section 5.2.
protocol FrameCodec: AnyObject {
    /// Hands over every piece that can be had so far, in order, until `visit` says false; the rest is then forgotten.
    /// - Throws: What `visit` throws, or a frame that breaks section 5.2 or 5.5; the codec is of no use afterwards.
    func decode(
        _ bytes: UnsafeRawBufferPointer, _ visit: (FramePiece) throws(ProtocolFailure) -> Bool
    ) throws(ProtocolFailure)
}
