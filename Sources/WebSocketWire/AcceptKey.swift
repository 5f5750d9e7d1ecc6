// The proof that a server understood the WebSocket handshake. RFC 6455, section 4.2.2, point 5.4.
import Base64Coding
import COpenSSL

enum AcceptKey {
    private static let salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// The value of `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key`.
    static func answer(to key: String) -> String {
        let input = Array((key + salt).utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        SHA1(input, input.count, &digest)
        return Base64.encode(digest)
    }
}
