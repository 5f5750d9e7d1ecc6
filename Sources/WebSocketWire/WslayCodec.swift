// Framing by wslay's frame layer. Its event layer is not used: that one neither refuses unmasked clients nor lets a
// ping go unanswered, allocates what a peer announces, and says "protocol error" where we want to say which.
import CWslay

final class WslayCodec: FrameCodec {
    /// nil when there was no memory for it.
    private var context: OpaquePointer?
    /// What the current call to `decode` has not given to wslay yet.
    private var input = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Payload bytes of the current frame that have been handed over; 0 between frames.
    private var offset: UInt64 = 0

    init() {
        var callbacks = wslay_frame_callbacks(
            send_callback: nil,
            recv_callback: { destination, size, _, codec in
                guard let destination, let codec else { return -1 }
                return Unmanaged<WslayCodec>.fromOpaque(codec).takeUnretainedValue().give(destination, size)
            },
            genmask_callback: nil
        )
        // Unretained: the context dies with this object, and calls back only from within `decode`.
        let this = Unmanaged.passUnretained(self).toOpaque()
        if wslay_frame_context_init(&context, &callbacks, this) != 0 { context = nil }
    }

    deinit {
        if let context { wslay_frame_context_free(context) }
    }

    func decode(
        _ bytes: UnsafeRawBufferPointer, _ visit: (FramePiece) throws(ProtocolFailure) -> Bool
    ) throws(ProtocolFailure) {
        guard let context else { throw ProtocolFailure(.internalError, "no memory for another connection") }
        input = bytes
        defer { input = UnsafeRawBufferPointer(start: nil, count: 0) }
        var frame = wslay_frame_iocb()
        while true {
            let result = wslay_frame_recv(context, &frame)
            if result == Int(WSLAY_ERR_WANT_READ.rawValue) { return }
            guard result >= 0 else {
                throw ProtocolFailure(
                    .protocolError,
                    "a control frame over 125 bytes or in fragments, or a length not in its shortest form (RFC 6455 5)"
                )
            }
            let first = offset == 0
            offset += UInt64(frame.data_length)
            let last = offset == frame.payload_length
            if last { offset = 0 }
            let piece = FramePiece(
                opcode: frame.opcode, isFinal: frame.fin != 0, reserved: frame.rsv, isMasked: frame.mask != 0,
                payloadLength: frame.payload_length, isFirst: first, isLast: last,
                data: UnsafeRawBufferPointer(start: frame.data, count: frame.data_length)
            )
            guard try visit(piece) else { return }
        }
    }

    /// Copies what wslay asks for; negative when there is nothing left.
    private func give(_ destination: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int {
        let count = min(size, input.count)
        guard count > 0, let start = input.baseAddress else { return -1 }
        UnsafeMutableRawPointer(destination).copyMemory(from: start, byteCount: count)
        input = UnsafeRawBufferPointer(rebasing: input[count...])
        return count
    }
}
