// Where a server of ours shall listen, as people write it on a command line.

package struct ListenAddress: Sendable, Equatable {
    /// A name or an address, an IPv6 address without brackets.
    package var host: String
    /// 0: any free one.
    package var port: Int

    /// `127.0.0.1:9000`, `[::1]:9000`, `:9000` and `9000` for loopback.
    ///
    /// - Returns: Nil for anything else.
    package init?(_ text: String) {
        let colon = text.lastIndex(of: ":")
        let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (0...65535).contains(port)
        else { return nil }
        var host = colon.map { text[..<$0] } ?? ""
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        self.host = host.isEmpty ? "127.0.0.1" : String(host)
        self.port = port
    }
}
