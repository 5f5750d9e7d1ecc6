import Base64Coding
import COpenSSL
import JSONText

/// Audio that a capture does not keep: how long it was, and perhaps a hash by which the same sound is known again.
package enum HiddenAudio {
    static let start: StaticString = "<redacted:audio "

    /// - Parameter base64: As it stands in the message.
    static func placeholder(for base64: UnsafeRawBufferPointer, hashed: Bool) -> String {
        guard let bytes = Base64.decode(base64) else {
            // No base64, so no audio; but perhaps what somebody took for it.
            return "\(start)of \(base64.count) characters that are no base64>"
        }
        return placeholder(for: bytes, hashed: hashed)
    }

    static func placeholder(for bytes: [UInt8], hashed: Bool) -> String {
        guard hashed else { return "\(start)of \(bytes.count) bytes>" }
        return "\(start)of \(bytes.count) bytes, SHA-256 \(hash(bytes))>"
    }

    /// The first 16 hexadecimal digits.
    private static func hash(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(bytes, bytes.count, &digest)
        return digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Whether a message is one whose audio was hidden.
    package static func isIn(_ message: UnsafeRawBufferPointer) -> Bool {
        guard message.count > start.utf8CodeUnitCount else { return false }
        for index in 0...message.count - start.utf8CodeUnitCount where message[index] == UInt8(ascii: "<") {
            let part = UnsafeRawBufferPointer(rebasing: message[index..<index + start.utf8CodeUnitCount])
            if RawJSON.same(part, start) { return true }
        }
        return false
    }
}
