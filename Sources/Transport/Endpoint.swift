// Where a URL points: ws, wss, http and https URLs taken apart, with errors a person can act on.
// A small parser of our own, because an error must say which part is wrong.

/// The target of a connection.
package struct Endpoint: Sendable, Equatable {
    package var isSecure: Bool
    /// A name or an address, an IPv6 address without brackets.
    package var host: String
    package var port: Int
    /// Path and query as the request line wants it; at least `/`.
    package var target: String
    /// `user:password` of the URL, percent-decoded; for proxies.
    package var userInfo: String?

    package init(isSecure: Bool, host: String, port: Int, target: String = "/", userInfo: String? = nil) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.target = target
        self.userInfo = userInfo
    }

    /// - Parameter schemes: Accepted schemes and whether they mean TLS.
    package init(
        url: String, schemes: [String: Bool] = ["ws": false, "wss": true, "http": false, "https": true]
    ) throws(TransportError) {
        guard !url.isEmpty else { throw .badURL("\"\"", reason: "it is empty") }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .badURL(url.oneLine(200), reason: "it has spaces or characters that need percent-encoding")
        }
        guard let schemeEnd = url.firstRange(of: "://") else {
            throw .badURL(url, reason: "the scheme (such as wss://) is missing")
        }
        let scheme = url[..<schemeEnd.lowerBound].lowercased()
        guard let isSecure = schemes[scheme] else {
            throw .badURL(
                url, reason: "the scheme \(scheme):// is not one of \(schemes.keys.sorted().joined(separator: ", "))")
        }
        let rest = url[schemeEnd.upperBound...].prefix { $0 != "#" }
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        var authority = rest[..<authorityEnd]
        var target = String(rest[authorityEnd...])
        if !target.hasPrefix("/") { target = "/" + target }

        var userInfo: String?
        if let at = authority.lastIndex(of: "@") {
            userInfo = percentDecoded(authority[..<at])
            authority = authority[authority.index(after: at)...]
        }
        let host: Substring
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { throw .badURL(url, reason: "a ] is missing") }
            host = authority[authority.index(after: authority.startIndex)..<bracket]
            let after = authority[authority.index(after: bracket)...]
            guard after.isEmpty || after.hasPrefix(":") else {
                throw .badURL(url, reason: "after ] only :port may follow")
            }
            if !after.isEmpty { portText = after.dropFirst() }
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        } else {
            host = authority
        }
        guard !host.isEmpty else { throw .badURL(url, reason: "the host is missing") }
        var port = isSecure ? 443 : 80
        if let portText, !portText.isEmpty {
            guard let number = Int(portText), (1...65535).contains(number) else {
                throw .badURL(url, reason: "\(portText) is not a port (1 to 65535)")
            }
            port = number
        }
        self.init(isSecure: isSecure, host: String(host), port: port, target: target, userInfo: userInfo)
    }

    /// `host` or `host:port` as the Host header wants it: the port only where it is not the scheme's own.
    package var authority: String {
        port == (isSecure ? 443 : 80) ? bracketedHost : hostAndPort
    }

    /// `host:port`, always with the port, as CONNECT and messages want it.
    package var hostAndPort: String { "\(bracketedHost):\(port)" }

    private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }
}

/// `%40` becomes `@`; a broken escape stays as it is.
private func percentDecoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), rest.count >= 2, let digits = String(validating: rest.prefix(2), as: UTF8.self),
            let value = UInt8(digits, radix: 16)
        {
            bytes.append(value)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
