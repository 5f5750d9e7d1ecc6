// Why a message of HTTP/1.1 could not be read or written, in words for whoever sent it.

package enum HTTPError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The beginning of what came instead, printable.
    case notHTTP(String)
    /// The first byte is that of a TLS record.
    case looksLikeTLS
    case malformedRequestLine(String)
    case malformedHeader(String)
    case foldedHeader
    case unsupportedVersion(String)
    case headTooLarge(limit: Int)
    case bodyTooLarge(limit: Int)
    case contradictoryLength(String)
    case unsupportedTransferCoding(String)
    case malformedChunk
    /// The stream ended in the middle of a message.
    case truncated
    /// What we were asked to write has a line break or another control character; the value is not repeated.
    case unwritable(String)

    package var description: String {
        switch self {
        case .notHTTP(let text): "not an HTTP/1.1 response: \(text)"
        case .looksLikeTLS:
            "TLS came where plain HTTP was expected: one end is set to TLS (wss, https) and the other is not"
        case .malformedRequestLine(let line): "malformed request line: \(line)"
        case .malformedHeader(let line): "malformed header: \(line)"
        case .foldedHeader: "a header is folded over two lines, which HTTP/1.1 no longer allows"
        case .unsupportedVersion(let version): "HTTP version \(version) is not spoken here"
        case .headTooLarge(let limit): "request line and headers exceed \(limit) bytes"
        case .bodyTooLarge(let limit): "the body exceeds \(limit) bytes"
        case .contradictoryLength(let value): "contradictory or invalid body length: \(value)"
        case .unsupportedTransferCoding(let value): "transfer coding \(value) is not understood"
        case .malformedChunk: "malformed chunk in the body"
        case .truncated: "the connection ended in the middle of an HTTP message"
        case .unwritable(let what): "\(what) contains a line break or another character that HTTP does not allow there"
        }
    }

    /// The status to refuse such a request with.
    package var status: Int {
        switch self {
        case .headTooLarge: 431
        case .bodyTooLarge: 413
        case .unsupportedVersion: 505
        case .unsupportedTransferCoding: 501
        default: 400
        }
    }

    /// Text of the peer, safe to print and not endless.
    static func excerpt(_ bytes: some Sequence<UInt8>) -> String {
        let shown = bytes.prefix(60).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: shown, as: UTF8.self)
    }
}
