/// A `.tar` file of regular files, the same bytes for the same files. Source: POSIX.1-2017, pax, ustar interchange format.
enum TapeArchive {
    private static let block = 512

    /// - Parameter files: Names of at most 100 bytes; longer ones keep their end.
    static func bytes(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(files.reduce(1_024) { $0 + $1.bytes.count + 2 * block })
        for file in files {
            output += header(file.name, size: file.bytes.count)
            output += file.bytes
            output += [UInt8](repeating: 0, count: (block - file.bytes.count % block) % block)
        }
        // Two empty blocks end an archive.
        return output + [UInt8](repeating: 0, count: 2 * block)
    }

    private static func header(_ name: String, size: Int) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in bytes.enumerated() where offset + index < block { header[offset + index] = byte }
        }
        put(Array(name.utf8).suffix(100), at: 0)
        put(octal(0o644, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(size, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)  // time: none, so that the bytes depend on the files alone
        put("        ".utf8, at: 148)  // the checksum is taken over blanks in its own place
        put("0".utf8, at: 156)
        put("ustar\u{0}00".utf8, at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + [0, UInt8(ascii: " ")], at: 148)
        return header
    }

    private static func octal(_ value: Int, digits: Int) -> [UInt8] {
        let text = String(value, radix: 8).suffix(digits)
        return Array(repeatElement(UInt8(ascii: "0"), count: digits - text.utf8.count)) + Array(text.utf8)
    }
}
