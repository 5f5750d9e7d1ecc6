import CZlib

/// Packs as gzip and zlib do, for tests of the reader.
package enum Gzip {
    /// - Parameters:
    ///   - times: The same bytes so many times, without holding them so often.
    ///   - isGzip: RFC 1952; else zlib, RFC 1950.
    package static func pack(_ bytes: [UInt8], times: Int = 1, isGzip: Bool = true) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        let bits = Int32(isGzip ? 31 : 15)
        guard deflateInit2_(&stream, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            return []
        }
        defer { deflateEnd(&stream) }
        var packed: [UInt8] = []
        var input = bytes
        var output = [UInt8](repeating: 0, count: 64 << 10)
        for round in 1...times {
            input.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                var room = UInt32(0)
                while room == 0 {
                    output.withUnsafeMutableBufferPointer { target in
                        stream.next_out = target.baseAddress
                        stream.avail_out = UInt32(target.count)
                        _ = deflate(&stream, round == times ? Z_FINISH : Z_NO_FLUSH)
                    }
                    room = stream.avail_out
                    packed.append(contentsOf: output[..<(output.count - Int(room))])
                }
            }
        }
        return packed
    }
}
