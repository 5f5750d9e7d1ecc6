/// Strict base64 (RFC 4648, section 4) out of a message and into a buffer that is used again and again.
package enum Base64Span {
    /// Decodes all of `text`, replacing what `output` held; nothing is allocated once `output` has grown.
    ///
    /// - Returns: nil when all is well, otherwise the offset of the first byte that may not stand there;
    ///   `text.count` when the text ends too early. `output` is then empty.
    package static func decode(_ text: UnsafeRawBufferPointer, into output: inout [UInt8]) -> Int? { 0 }

    /// Bytes that valid text of this length and padding decodes to, without looking at the rest of it.
    package static func decodedCount(of text: UnsafeRawBufferPointer) -> Int { 0 }

    package static func encode(_ bytes: [UInt8]) -> String { "" }
}
