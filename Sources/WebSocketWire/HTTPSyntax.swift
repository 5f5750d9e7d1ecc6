// The grammar of an HTTP/1.1 head, read strictly. RFC 9112, sections 2 to 5; RFC 9110, section 5.

enum HTTPSyntax {
    static func withoutEnd(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let text = line.last == UInt8(ascii: "\n") ? line.dropLast() : line
        return text.last == UInt8(ascii: "\r") ? text.dropLast() : text
    }

    static func requestHead(_ lines: [ArraySlice<UInt8>]) throws(HTTPError) -> HTTPRequestHead {
        guard let line = lines.first else { throw .malformedRequestLine("") }
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, isToken(parts[0]), !parts[1].isEmpty, parts[1].allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { throw .malformedRequestLine(HTTPError.excerpt(line)) }
        guard let minor = minorVersion(parts[2]) else {
            guard parts[2].starts(with: "HTTP/".utf8) else { throw .malformedRequestLine(HTTPError.excerpt(line)) }
            throw .unsupportedVersion(HTTPError.excerpt(parts[2].dropFirst(5)))
        }
        return HTTPRequestHead(
            method: text(parts[0]), target: text(parts[1]), minorVersion: minor, headers: try headers(lines.dropFirst())
        )
    }

    static func responseHead(_ lines: [ArraySlice<UInt8>]) throws(HTTPError) -> HTTPResponseHead {
        guard let line = lines.first else { throw .notHTTP("") }
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let minor = minorVersion(parts[0]), parts[1].count == 3,
            let status = Int(text(parts[1])), (100...999).contains(status)
        else { throw .notHTTP(HTTPError.excerpt(line)) }
        let reason = parts.count > 2 ? parts[2] : []
        guard isFieldValue(reason) else { throw .notHTTP(HTTPError.excerpt(line)) }
        return HTTPResponseHead(
            status: status, reason: text(reason), minorVersion: minor, headers: try headers(lines.dropFirst())
        )
    }

    private static func headers(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(HTTPError) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for line in lines {
            if line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t") { throw .foldedHeader }
            // No blank may stand before the colon (RFC 9112, 5.1): a token has none.
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), isToken(line[..<colon]),
                isFieldValue(line[(colon + 1)...])
            else { throw .malformedHeader(HTTPError.excerpt(line)) }
            headers.append(text(line[..<colon]), text(line[(colon + 1)...]).trimmingBlanks)
        }
        return headers
    }

    private static func minorVersion(_ bytes: ArraySlice<UInt8>) -> Int? {
        if bytes.elementsEqual("HTTP/1.1".utf8) { return 1 }
        return bytes.elementsEqual("HTTP/1.0".utf8) ? 0 : nil
    }

    static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
                    UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"),
                    UInt8(ascii: "~"):
                    true
                default: false
                }
            }
    }

    /// Anything but control characters; a tab is allowed.
    static func isFieldValue(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    /// UTF-8 where it is, else Latin-1: nothing is lost.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var check = UTF8Check()
        let isUTF8 = bytes.withUnsafeBytes { check.accept($0) } && check.isComplete
        if isUTF8 { return String(decoding: bytes, as: UTF8.self) }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
