// Compresses outgoing messages. RFC 7692, section 7.2.1.
import CZlib

/// Made when the first message is sent: a stream takes about 100 KB at 15 bits.
final class Deflater {
    // zlib keeps a pointer to the structure, so it must not move.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let isReady: Bool
    private let forgets: Bool
    /// The compressed message.
    private let compressed: ByteBuffer

    /// - Parameter forgets: No context takeover: nothing is kept from message to message.
    init(windowBits: Int, forgets: Bool, pool: BufferPool) {
        compressed = ByteBuffer(pool: pool)
        self.forgets = forgets
        stream.initialize(to: z_stream())
        // memLevel 5 halves zlib's memory of 256 KB for a few per cent of size.
        isReady =
            deflateInit2_(
                stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, DeflateWindow.zlibBits(windowBits), 5, Z_DEFAULT_STRATEGY,
                ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)
            ) == Z_OK
    }

    deinit {
        if isReady { deflateEnd(stream) }
        stream.deallocate()
    }

    /// Shows the compressed message to `use`; the message itself when zlib has no memory.
    func deflate(
        _ message: UnsafeRawBufferPointer, _ use: (_ bytes: UnsafeRawBufferPointer, _ isCompressed: Bool) -> Void
    ) {
        guard isReady else { return use(message, false) }
        compressed.removeAll()
        if message.isEmpty {
            // RFC 7692, 7.2.3.6: an empty uncompressed block, less its tail.
            compressed.prepare(1).storeBytes(of: 0, as: UInt8.self)
            compressed.commit(1)
            return use(compressed.bytes, true)
        }
        var rest = message
        repeat {
            // zlib counts in 32 bits.
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
            run(part, flush: rest.isEmpty ? Z_SYNC_FLUSH : Z_NO_FLUSH)
        } while !rest.isEmpty
        if forgets { deflateReset(stream) }
        let all = compressed.bytes
        use(UnsafeRawBufferPointer(rebasing: all.dropLast(DeflateWindow.tail.count)), true)
    }

    private func run(_ part: UnsafeRawBufferPointer, flush: Int32) {
        stream.pointee.next_in = UnsafeMutableRawPointer(mutating: part.baseAddress)?
            .assumingMemoryBound(to: Bytef.self)
        stream.pointee.avail_in = UInt32(part.count)
        repeat {
            let space = 16 * 1024
            stream.pointee.next_out = compressed.prepare(space).assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_out = UInt32(space)
            // It cannot fail: input, output and state are ours. Z_BUF_ERROR says that there was nothing left to do.
            _ = CZlib.deflate(stream, flush)
            compressed.commit(space - Int(stream.pointee.avail_out))
        } while stream.pointee.avail_out == 0
    }
}
