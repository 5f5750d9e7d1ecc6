// One end of an open WebSocket: bytes in, events and bytes out; no socket, no clock. RFC 6455 and RFC 7692.
// Sending is in WebSocketConnection+Sending.swift.

/// Confined to the thread of its owner.
///
/// Events are delivered one at a time, by callback, while bytes are read: what the owner sends in answer to a message
/// is in `output` before the Close frame that a protocol error further on in the same read provokes.
package final class WebSocketConnection {
    package enum Role {
        case server
        /// - Parameter maskKey: A fresh random key for each frame (RFC 6455, 5.3 and 10.3).
        case client(maskKey: () -> UInt32)
    }

    /// Off: the owner's peer waits for its pong in vain (a fault on purpose).
    package var answersPings = true
    /// Off: the peer's Close frame is not answered (a fault on purpose).
    package var answersClose = true
    /// Outgoing messages are cut into frames of this many payload bytes; nil: one frame each.
    package var fragmentBytes: Int?

    /// Whether a Close frame is in `output` or was; from then on nothing but raw bytes can be sent.
    package internal(set) var isCloseSent = false
    /// Whether nothing more will be received: the peer has closed or broken the protocol.
    package private(set) var isReceivingOver = false
    /// Whether the WebSocket is done: when the output is flushed the transport may close, the server first (RFC 6455,
    /// 7.1.1).
    package var isFinished: Bool { isCloseSent && isReceivingOver }

    let output: ByteBuffer
    let maskKey: (() -> UInt32)?
    private(set) lazy var deflater = deflate.map { [pool] agreed in
        maskKey == nil
            ? Deflater(windowBits: agreed.serverMaxWindowBits, forgets: agreed.serverNoContextTakeover, pool: pool)
            : Deflater(windowBits: agreed.clientMaxWindowBits, forgets: agreed.clientNoContextTakeover, pool: pool)
    }

    private let pool: BufferPool
    private let deflate: DeflateParameters?
    private let maximumMessageBytes: Int
    private let codec: any FrameCodec
    private lazy var inflater = deflate.map { agreed in
        maskKey == nil
            ? Inflater(windowBits: agreed.clientMaxWindowBits, forgets: agreed.clientNoContextTakeover)
            : Inflater(windowBits: agreed.serverMaxWindowBits, forgets: agreed.serverNoContextTakeover)
    }

    /// The message whose frames are coming in; nil between messages.
    private var incoming: (opcode: UInt8, isCompressed: Bool)?
    private let message: ByteBuffer
    private var control: [UInt8] = []
    private var utf8 = UTF8Check()

    /// - Parameters:
    ///   - deflate: What the handshake agreed on; nil: no compression.
    ///   - maximumMessageBytes: Of a message received, inflated; beyond it the connection fails with 1009.
    ///   - pool: Shared by the connections of one event loop.
    package convenience init(
        role: Role, deflate: DeflateParameters? = nil, maximumMessageBytes: Int = 16 << 20, pool: BufferPool = .init()
    ) {
        self.init(
            role: role, deflate: deflate, maximumMessageBytes: maximumMessageBytes, pool: pool, codec: WslayCodec())
    }

    init(role: Role, deflate: DeflateParameters?, maximumMessageBytes: Int, pool: BufferPool, codec: any FrameCodec) {
        self.deflate = deflate
        self.pool = pool
        output = ByteBuffer(pool: pool)
        message = ByteBuffer(pool: pool)
        // Bounded, so that sums with it cannot overflow.
        self.maximumMessageBytes = min(max(0, maximumMessageBytes), 1 << 40)
        self.codec = codec
        maskKey =
            switch role {
            case .server: nil
            case .client(let maskKey): maskKey
            }
    }

    /// Takes bytes from the peer, cut anywhere. `handle` may send, ping and close, but not receive.
    package func receive(_ bytes: UnsafeRawBufferPointer, _ handle: (WireEvent) -> Void) {
        guard !isReceivingOver else { return }
        do throws(ProtocolFailure) {
            try codec.decode(bytes) { piece throws(ProtocolFailure) in
                if piece.isFirst { try begin(piece) }
                if piece.isControl {
                    try receiveControl(piece, handle)
                } else {
                    try receiveData(piece, handle)
                }
                return !isReceivingOver
            }
        } catch {
            isReceivingOver = true
            message.removeAll()
            handle(.failed(error))
            close(code: error.code, reason: error.description)
        }
    }

    /// What a frame's header must be, here and now.
    private func begin(_ piece: FramePiece) throws(ProtocolFailure) {
        guard piece.isMasked == (maskKey == nil) else {
            throw ProtocolFailure(
                .protocolError,
                piece.isMasked
                    ? "a masked frame from a server (RFC 6455 5.1)" : "an unmasked frame from a client (RFC 6455 5.1)"
            )
        }
        let beginsMessage = piece.opcode == FramePiece.Opcode.text || piece.opcode == FramePiece.Opcode.binary
        guard piece.reserved == 0 || piece.reserved == 4 && deflate != nil && beginsMessage else {
            throw ProtocolFailure(.protocolError, Self.reservedBits(piece, isMeant: beginsMessage && deflate == nil))
        }
        switch piece.opcode {
        case FramePiece.Opcode.text, FramePiece.Opcode.binary:
            guard incoming == nil else {
                throw ProtocolFailure(
                    .protocolError, "a new message before the last fragment of another (RFC 6455 5.4)")
            }
            incoming = (piece.opcode, piece.reserved == 4)
            utf8 = UTF8Check()
        case FramePiece.Opcode.continuation:
            guard incoming != nil else {
                throw ProtocolFailure(
                    .protocolError, "a continuation frame without a message to continue (RFC 6455 5.4)")
            }
        case FramePiece.Opcode.close, FramePiece.Opcode.ping, FramePiece.Opcode.pong:
            guard piece.isFinal, piece.payloadLength <= 125 else {
                throw ProtocolFailure(.protocolError, "a control frame over 125 bytes or in fragments (RFC 6455 5.5)")
            }
            return
        default:
            throw ProtocolFailure(.protocolError, "unknown opcode \(piece.opcode) (RFC 6455 5.2)")
        }
        // Refused by what its header announces, before any of it is kept.
        let isCompressed = incoming?.isCompressed ?? false
        guard isCompressed || piece.payloadLength <= UInt64(max(0, maximumMessageBytes - message.count)) else {
            throw ProtocolFailure(.messageTooBig, "a message of more than \(maximumMessageBytes) bytes")
        }
    }

    private static func reservedBits(_ piece: FramePiece, isMeant: Bool) -> String {
        if piece.reserved == 4, isMeant {
            return "a compressed message (RSV1), although no compression was agreed on (RFC 7692 6)"
        }
        let names = [(4, "RSV1"), (2, "RSV2"), (1, "RSV3")].filter { piece.reserved & $0.0 != 0 }.map(\.1)
        return "reserved \(names.joined(separator: " and ")) on a frame with opcode \(piece.opcode) (RFC 6455 5.2)"
    }

    private func receiveData(_ piece: FramePiece, _ handle: (WireEvent) -> Void) throws(ProtocolFailure) {
        guard let (opcode, isCompressed) = incoming else { return }
        let isWhole = piece.isLast && piece.isFinal
        if isWhole, piece.isFirst, !isCompressed, message.isEmpty {
            // The usual small message: no copy on the way.
            try check(piece.data, opcode)
            return try finish(piece.data, opcode, handle)
        }
        let before = message.count
        if isCompressed, let inflater {
            try inflater.inflate(piece.data, into: message, limit: maximumMessageBytes)
            if isWhole { try inflater.finish(into: message, limit: maximumMessageBytes) }
        } else {
            message.append(piece.data)
        }
        try check(UnsafeRawBufferPointer(rebasing: message.bytes[before...]), opcode)
        if isWhole { try finish(message.bytes, opcode, handle) }
    }

    private func check(_ bytes: UnsafeRawBufferPointer, _ opcode: UInt8) throws(ProtocolFailure) {
        guard opcode == FramePiece.Opcode.text, !utf8.accept(bytes) else { return }
        throw ProtocolFailure(.invalidPayload, "a text message that is not UTF-8 (RFC 6455 8.1)")
    }

    private func finish(_ bytes: UnsafeRawBufferPointer, _ opcode: UInt8, _ handle: (WireEvent) -> Void)
        throws(ProtocolFailure)
    {
        let whole: WireMessage
        if opcode == FramePiece.Opcode.text {
            guard utf8.isComplete else {
                throw ProtocolFailure(.invalidPayload, "a text message that ends inside a character (RFC 6455 8.1)")
            }
            whole = .text(String(decoding: bytes, as: UTF8.self))
        } else {
            whole = .binary(Array(bytes))
        }
        incoming = nil
        message.removeAll()
        handle(.message(whole))
    }

    private func receiveControl(_ piece: FramePiece, _ handle: (WireEvent) -> Void) throws(ProtocolFailure) {
        control += piece.data
        guard piece.isLast else { return }
        let payload = control
        control = []
        switch piece.opcode {
        case FramePiece.Opcode.ping:
            handle(.ping(payload))
            if answersPings { pong(payload) }
        case FramePiece.Opcode.pong:
            handle(.pong(payload))
        default:
            let (code, reason) = try Self.closing(payload)
            isReceivingOver = true
            handle(.close(code: code, reason: reason))
            if answersClose { close(code: code) }
        }
    }

    /// What a Close frame says. RFC 6455, section 5.5.1.
    private static func closing(_ payload: [UInt8]) throws(ProtocolFailure) -> (CloseCode?, String) {
        if payload.isEmpty { return (nil, "") }
        guard payload.count >= 2 else {
            throw ProtocolFailure(.protocolError, "a Close frame with half a code (RFC 6455 5.5.1)")
        }
        let code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        let reason = String(decoding: payload[2...], as: UTF8.self)
        guard code.mayTravel else {
            throw ProtocolFailure(
                .protocolError,
                "a Close frame with code \(code), which may not travel (RFC 6455 7.4)"
                    + (reason.isEmpty ? "" : ", and the reason: \(reason)"))
        }
        var check = UTF8Check()
        guard payload[2...].withUnsafeBytes({ check.accept($0) }), check.isComplete else {
            throw ProtocolFailure(
                .invalidPayload, "a Close frame with code \(code) whose reason is not UTF-8 (RFC 6455 5.5.1)")
        }
        return (code, reason)
    }
}
