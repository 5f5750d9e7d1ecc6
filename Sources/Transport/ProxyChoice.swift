// Which proxy the environment wants for a connection, as curl and Python understand these variables.

import Base64Coding
import CUV
import WebSocketWire

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum ProxyChoice {
    /// The proxy for a connection to `endpoint`; nil: straight there.
    ///
    /// Lower-case names win, as in curl. Loopback never goes through a proxy, for a proxy's loopback is not ours.
    static func proxy(for endpoint: Endpoint, environment: [String: String]) throws(TransportError) -> Endpoint? {
        let names = endpoint.isSecure ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "HTTP_PROXY"]
        let values = (names + ["all_proxy", "ALL_PROXY"]).lazy.compactMap { environment[$0] }
        guard let value = values.first(where: { !$0.isEmpty }), !isLoopback(endpoint.host),
            !isExempt(endpoint, by: environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
        else { return nil }
        let url = value.contains("://") ? value : "http://" + value
        // The password is not repeated in a message.
        let shown = url.split(separator: "@").last.map(String.init) ?? url
        do throws(TransportError) {
            return try Endpoint(url: url, schemes: ["http": false])
        } catch {
            guard case .badURL(_, let reason) = error else { throw error }
            throw .badProxy(shown, reason: reason)
        }
    }

    /// `Proxy-Authorization` from the URL's user and password. RFC 7617.
    static func authorization(_ proxy: Endpoint) -> String? {
        proxy.userInfo.map { "Basic " + Base64.encode(Array($0.utf8)) }
    }

    private static func isLoopback(_ host: String) -> Bool {
        host.lowercased() == "localhost" || host == "::1" || host.hasPrefix("127.") && bytes(host) != nil
    }

    /// `NO_PROXY`: names with all below them, addresses, networks such as `10.0.0.0/8`, each with a port perhaps; `*` is all.
    private static func isExempt(_ endpoint: Endpoint, by list: String) -> Bool {
        let host = endpoint.host.lowercased()
        return list.split(whereSeparator: { $0 == "," || $0 == " " }).contains { entry in
            var entry = entry.lowercased()
            if entry == "*" { return true }
            if let slash = entry.firstIndex(of: "/"), let bits = Int(entry[entry.index(after: slash)...]) {
                return isAddress(host, in: String(entry[..<slash]), bits: bits)
            }
            if let colon = entry.lastIndex(of: ":"), entry.firstIndex(of: ":") == colon {
                guard Int(entry[entry.index(after: colon)...]) == endpoint.port else { return false }
                entry = String(entry[..<colon])
            }
            if entry.hasPrefix("[") { entry = String(entry.dropFirst().prefix { $0 != "]" }) }
            while entry.hasPrefix(".") || entry.hasPrefix("*.") { entry.removeFirst(entry.hasPrefix(".") ? 1 : 2) }
            return !entry.isEmpty && (host == entry || host.hasSuffix("." + entry))
        }
    }

    private static func isAddress(_ host: String, in network: String, bits: Int) -> Bool {
        guard let host = bytes(host), let network = bytes(network), host.count == network.count,
            (0...host.count * 8).contains(bits)
        else { return false }
        return (0..<bits).allSatisfy { bit in (host[bit / 8] ^ network[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0 }
    }

    /// 4 or 16 bytes of a literal address.
    private static func bytes(_ host: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if uv_inet_pton(AF_INET, host, &bytes) == 0 { return Array(bytes.prefix(4)) }
        return uv_inet_pton(AF_INET6, host, &bytes) == 0 ? bytes : nil
    }
}
