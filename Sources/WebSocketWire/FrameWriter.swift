// Writes frames straight into the output buffer. wslay's sending half is not used: it copies every message into a
// queue entry of its own and hands it back 4 KiB at a time; here a server frame costs one header and one copy.
// RFC 6455, section 5.2.

enum FrameWriter {
    private static let longestHeader = 14

    /// - Parameters:
    ///   - reserved: RSV1 is 4.
    ///   - mask: The key of a client's frame; nil for a server's.
    static func append(
        opcode: UInt8, isFinal: Bool, reserved: UInt8, mask: UInt32?, payload: UnsafeRawBufferPointer,
        to output: ByteBuffer
    ) {
        let frame = output.prepare(longestHeader + payload.count)
        var size = header(frame, (isFinal ? 0x80 : 0) | reserved << 4 | opcode, payload.count, isMasked: mask != nil)
        if let mask {
            frame.storeBytes(of: mask.bigEndian, toByteOffset: size, as: UInt32.self)
            size += 4
            copy(payload, to: frame + size, masking: mask.bigEndian)
        } else if let start = payload.baseAddress {
            (frame + size).copyMemory(from: start, byteCount: payload.count)
        }
        output.commit(size + payload.count)
    }

    /// Returns its own length, 2, 4 or 10 bytes.
    private static func header(_ frame: UnsafeMutableRawPointer, _ first: UInt8, _ count: Int, isMasked: Bool) -> Int {
        let maskBit: UInt8 = isMasked ? 0x80 : 0
        frame.storeBytes(of: first, as: UInt8.self)
        switch count {
        case ..<126:
            frame.storeBytes(of: maskBit | UInt8(count), toByteOffset: 1, as: UInt8.self)
            return 2
        case ..<0x1_0000:
            frame.storeBytes(of: maskBit | 126, toByteOffset: 1, as: UInt8.self)
            frame.storeBytes(of: UInt16(count).bigEndian, toByteOffset: 2, as: UInt16.self)
            return 4
        default:
            frame.storeBytes(of: maskBit | 127, toByteOffset: 1, as: UInt8.self)
            frame.storeBytes(of: UInt64(count).bigEndian, toByteOffset: 2, as: UInt64.self)
            return 10
        }
    }

    /// Eight bytes at a time. `key` is as it lies in memory.
    private static func copy(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer, masking key: UInt32)
    {
        let wide = UInt64(key) | UInt64(key) << 32
        var index = 0
        while source.count - index >= 8 {
            let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ wide
            target.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        withUnsafeBytes(of: key) { key in
            while index < source.count {
                target.storeBytes(of: source[index] ^ key[index & 3], toByteOffset: index, as: UInt8.self)
                index += 1
            }
        }
    }
}
