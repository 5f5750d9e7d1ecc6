// Everything that can go wrong at the edge, as values with one readable line each.
// How a server misbehaves once it speaks is a finding for others; here is why no conversation came about.

import Durations

package enum TransportError: Error, Sendable, Equatable {
    /// The URL as it was given and what is wrong with it.
    case badURL(String, reason: String)
    case unknownHost(String, reason: String)
    case refused(host: String, port: Int)
    case unreachable(host: String, port: Int, reason: String)
    /// A phase of connecting took longer than it may.
    case timedOut(ConnectionPhase, host: String, after: Duration)
    /// The other side went away while a phase was going on.
    case lost(ConnectionPhase, host: String, reason: String)
    case badProxy(String, reason: String)
    case proxyUnreachable(proxy: String, reason: String)
    /// The proxy answered CONNECT with something other than 2xx.
    case proxyRefused(proxy: String, status: Int, body: String)
    case untrusted(host: String, reason: String, hint: String?)
    case tlsFailed(host: String, reason: String, hint: String?)
    /// The server answered the upgrade with an HTTP response of its own. `body` has at most 64 KiB.
    case upgradeRefused(status: Int, body: String)
    /// The answer to the upgrade breaks RFC 6455 or HTTP.
    case badUpgrade(host: String, reason: String)
    /// A header, method or target of ours that HTTP does not allow.
    case badRequest(reason: String)
    case badResponse(host: String, reason: String)
    case addressInUse(host: String, port: Int)
    case portForbidden(host: String, port: Int)
    case cannotListen(host: String, port: Int, reason: String)
    /// A certificate or key file that cannot be used.
    case badCertificate(path: String, reason: String)
    /// A file of CA certificates that cannot be used.
    case badAuthorities(path: String, reason: String)
    case file(path: String, action: String, reason: String)
    case noResources(looked: [String])
    /// A program that was to be run beside us, as it was typed.
    case cannotRun(String, reason: String)
    case cancelled

    /// Nothing came in this phase, or the connection ended before anything did.
    package func isSilence(in phase: ConnectionPhase) -> Bool {
        switch self {
        case .timedOut(phase, _, _), .lost(phase, _, _): true
        default: false
        }
    }

    /// One line with the values that were seen, and the next thing to try where there is one.
    package var explanation: (message: String, hint: String?) {
        switch self {
        case .badURL(let url, let reason):
            ("\(url) is not a usable URL: \(reason)", "use ws://host:port/path or wss://host/path")
        case .unknownHost(let host, let reason):
            (
                "the name \(host) cannot be resolved (\(reason))",
                "check the spelling and this machine's DNS: getent hosts \(host)"
            )
        case .refused(let host, let port):
            ("\(host):\(port) refused the connection", "nothing listens there: start the server or correct the port")
        case .unreachable(let host, let port, let reason):
            (
                "\(host):\(port) cannot be reached (\(reason))",
                "check route and firewall; behind a proxy set HTTPS_PROXY"
            )
        case .timedOut(let phase, let host, let after):
            (
                "\(host): no answer within \(after.shortText) (\(phase.words))",
                phase.hintOfSilence
            )
        case .lost(let phase, let host, let reason):
            (
                "\(host): the connection was lost (\(phase.words)): \(reason)",
                phase.hintOfLoss
            )
        case .badProxy(let proxy, let reason):
            (
                "the proxy \(proxy) cannot be used: \(reason)",
                "use http://[user:password@]host:port, or unset the variable"
            )
        case .proxyUnreachable(let proxy, let reason):
            (
                "the proxy \(proxy) cannot be reached: \(reason)",
                "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names it: correct or unset the variable, or list the host in NO_PROXY"
            )
        case .proxyRefused(let proxy, 407, _):
            (
                "the proxy \(proxy) asks for a login (HTTP 407)",
                "put user and password into the proxy URL: http://user:password@host:port"
            )
        case .proxyRefused(let proxy, let status, _):
            (
                "the proxy \(proxy) refused the tunnel (HTTP \(status))",
                "ask for the host to be allowed there, or list it in NO_PROXY"
            )
        case .untrusted(let host, let reason, let hint):
            ("the certificate of \(host) is not trusted: \(reason)", hint)
        case .tlsFailed(let host, let reason, let hint):
            ("TLS with \(host) failed: \(reason)", hint)
        case .upgradeRefused(let status, let body):
            (
                "the WebSocket upgrade was answered with HTTP \(status)\(body.isEmpty ? "" : ": \(body.oneLine(200))")",
                hint(ofStatus: status)
            )
        case .badUpgrade(let host, let reason):
            ("\(host) did not answer as a WebSocket server: \(reason)", "check scheme, port and path of the URL")
        case .badRequest(let reason):
            ("the request cannot be sent: \(reason)", "look for a stray line break, for instance in the API key")
        case .badResponse(let host, let reason):
            ("\(host) did not answer with HTTP: \(reason)", "check scheme and port of the URL")
        case .addressInUse(let host, let port):
            ("\(host):\(port) is in use by another program", "take another port, or 0 for any free one")
        case .portForbidden(let host, let port):
            ("no permission to listen on \(host):\(port)", "ports below 1024 belong to root: take a higher one")
        case .cannotListen(let host, let port, let reason):
            ("cannot listen on \(host):\(port): \(reason)", nil)
        case .badCertificate(let path, let reason):
            ("\(path) cannot be used: \(reason)", "certificate and key must be PEM files that belong together")
        case .badAuthorities(let path, let reason):
            ("\(path) cannot be used: \(reason)", "CA certificates come as a PEM file: -----BEGIN CERTIFICATE-----")
        case .file(let path, let action, let reason):
            ("cannot \(action) \(path): \(reason)", nil)
        case .noResources(let looked):
            (
                "the Fixtures folder was not found (looked in \(looked.joined(separator: ", ")))",
                "set REALTIME_DOCTOR_FIXTURES to the Fixtures folder of the sources"
            )
        case .cannotRun(let commandLine, let reason):
            ("cannot run \(commandLine.oneLine(200)): \(reason)", nil)
        case .cancelled:
            ("cancelled", nil)
        }
    }
}

/// What to look at when a server answers the upgrade with a page or a refusal of its own.
private func hint(ofStatus status: Int) -> String {
    switch status {
    case 401: "check the API key"
    case 403:
        "the key or this network may not use it: check the key's permissions, and the firewall or proxy on the way"
    case 404: "the server has nothing at this path: OpenAI's is /v1/realtime"
    case 407: "a proxy on the way asks for a login: set HTTPS_PROXY to http://user:password@host:port"
    case 300..<400: "the server redirects: name the address that it redirects to"
    case 429: "too many connections or no quota: wait, then look at the limits of the account"
    case 500...: "the server or a gateway before it is in trouble: try again, then read its log"
    default: "an ordinary web server may answer here: check host, port and path of the URL"
    }
}

/// The phases of a connection, in order.
package enum ConnectionPhase: String, Sendable, CaseIterable {
    case dns, tcp, proxy, tls, upgrade, response

    /// What to try when nothing came.
    fileprivate var hintOfSilence: String? {
        switch self {
        case .tcp: "a firewall may drop the packets; behind a proxy set HTTPS_PROXY"
        case .tls, .upgrade, .response:
            "something listens there and says nothing: check the port, or restart the server if it hangs"
        case .dns, .proxy: nil
        }
    }

    /// What to try when the connection ended.
    fileprivate var hintOfLoss: String? {
        switch self {
        case .tls: "perhaps this port does not speak TLS: try ws:// or http://"
        case .upgrade, .response: "perhaps this port wants TLS (try wss:// or https://) or is no web server's"
        case .dns, .tcp, .proxy: nil
        }
    }

    /// What was going on, for messages.
    package var words: String {
        switch self {
        case .dns: "name look-up"
        case .tcp: "TCP connection"
        case .proxy: "proxy CONNECT"
        case .tls: "TLS handshake"
        case .upgrade: "WebSocket upgrade"
        case .response: "HTTP response"
        }
    }
}

extension Duration {
    /// `250 ms`, `5 s`.
    var shortText: String {
        let milliseconds = Int(milliseconds.rounded())
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}

extension String {
    /// The start of a text that may be long or have many lines, for one line of a message.
    func oneLine(_ limit: Int) -> String {
        let line = prefix(limit).split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count < count ? line + "…" : line
    }
}
