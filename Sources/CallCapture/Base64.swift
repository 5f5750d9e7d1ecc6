import FoundationEssentials

/// Base64 (RFC 4648, section 4) from and into the bytes of a capture line.
enum Base64 {
    static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        Data(base64Encoded: Data(text)).map { [UInt8]($0) }
    }

    static func write(_ bytes: [UInt8], to output: inout [UInt8]) {
        output.append(contentsOf: Data(bytes).base64EncodedData())
    }
}
