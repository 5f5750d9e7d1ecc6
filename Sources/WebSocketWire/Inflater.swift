// Decompresses incoming messages piece by piece, never beyond the size a message may have. RFC 7692, section 7.2.2.
import CZlib

/// Made when the first compressed message comes: a stream takes about 40 KB at 15 bits.
final class Inflater {
    // zlib keeps a pointer to the structure, so it must not move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let isReady: Bool
    private let forgets: Bool
    /// The peer ended the deflate stream, which it may (RFC 7692, 7.2.3.4); the next byte begins another.
    private var isAtEnd = false
    /// How often the peer has begun anew within a message. Two bytes can do it, and it costs us a window each time.
    private var beginnings = 0
    private static let mostBeginnings = 1000

    /// - Parameter forgets: No context takeover: the peer keeps nothing from message to message.
    init(windowBits: Int, forgets: Bool) {
        self.forgets = forgets
        stream.initialize(to: z_stream())
        isReady =
            inflateInit2_(
                stream, DeflateWindow.zlibBits(windowBits), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)
            ) == Z_OK
    }

    deinit {
        if isReady { inflateEnd(stream) }
        stream.deallocate()
    }

    /// Appends what the piece yields to `message`, which may grow to `limit` bytes in all.
    func inflate(_ piece: UnsafeRawBufferPointer, into message: ByteBuffer, limit: Int) throws(ProtocolFailure) {
        guard isReady else { throw ProtocolFailure(.internalError, "no memory to decompress") }
        stream.pointee.next_in = UnsafeMutableRawPointer(mutating: piece.baseAddress)?
            .assumingMemoryBound(to: Bytef.self)
        stream.pointee.avail_in = UInt32(clamping: piece.count)
        while true {
            if isAtEnd, stream.pointee.avail_in > 0 { try begin() }
            // One byte more than may be shows that there is too much, before it is kept.
            let space = min(16 * 1024, limit - message.count + 1)
            stream.pointee.next_out = message.prepare(space).assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_out = UInt32(space)
            let result = CZlib.inflate(stream, Z_SYNC_FLUSH)
            message.commit(space - Int(stream.pointee.avail_out))
            guard message.count <= limit else {
                throw ProtocolFailure(.messageTooBig, "a message inflates to more than \(limit) bytes")
            }
            switch result {
            case Z_STREAM_END: isAtEnd = true
            case Z_OK, Z_BUF_ERROR: break
            default:
                let why = stream.pointee.msg.map { String(cString: $0) } ?? "error \(result)"
                throw ProtocolFailure(.invalidPayload, "a compressed message cannot be inflated: \(why)")
            }
            // Full output may hide more behind it, even when all input is taken.
            let mayGoOn = isAtEnd ? stream.pointee.avail_in > 0 : stream.pointee.avail_out == 0
            if !mayGoOn { return }
        }
    }

    /// The message is over: adds the tail that did not travel.
    func finish(into message: ByteBuffer, limit: Int) throws(ProtocolFailure) {
        var failure: ProtocolFailure?
        DeflateWindow.tail.withUnsafeBytes { tail in
            do throws(ProtocolFailure) { try inflate(tail, into: message, limit: limit) } catch { failure = error }
        }
        if let failure { throw failure }
        // zlib's sign that it stands between two blocks: else the tail was swallowed as data of a torn one.
        guard isAtEnd || stream.pointee.data_type & 128 != 0 else {
            throw ProtocolFailure(
                .invalidPayload, "a compressed message ends in the middle of a block (RFC 7692 7.2.2)")
        }
        beginnings = 0
        if forgets {
            inflateReset(stream)
            isAtEnd = false
        }
    }

    /// Begins another deflate stream that still refers to what the ended one yielded.
    private func begin() throws(ProtocolFailure) {
        beginnings += 1
        guard beginnings <= Self.mostBeginnings else {
            throw ProtocolFailure(
                .policyViolation, "a compressed message made of more than \(Self.mostBeginnings) deflate streams")
        }
        isAtEnd = false
        var window = [UInt8](repeating: 0, count: 1 << 15)
        var size = uInt(window.count)
        let input = (stream.pointee.next_in, stream.pointee.avail_in)
        let hasWindow = inflateGetDictionary(stream, &window, &size) == Z_OK
        inflateReset(stream)
        if hasWindow { inflateSetDictionary(stream, window, size) }
        (stream.pointee.next_in, stream.pointee.avail_in) = input
    }
}
