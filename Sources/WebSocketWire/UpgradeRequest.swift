// The client's half of the WebSocket handshake: what is asked for, and whether the answer grants it.
// RFC 6455, sections 4.1 and 4.2.

import Base64Coding

package struct UpgradeRequest: Sendable, Equatable {
    package let head: HTTPRequestHead
    private let deflate: DeflateParameters?

    /// - Parameters:
    ///   - host: `example.com` or `example.com:8080`, as in the URL.
    ///   - target: Path and query.
    ///   - nonce: 16 random bytes.
    ///   - headers: More headers, such as Authorization; one of the handshake's own names replaces it (a fault on
    ///     purpose).
    ///   - subprotocols: In order of preference.
    ///   - deflate: What to offer as permessage-deflate; nil: no compression.
    package init(
        host: String, target: String, nonce: [UInt8], headers: HTTPHeaders = [:], subprotocols: [String] = [],
        deflate: DeflateParameters? = nil
    ) {
        self.deflate = deflate
        var all: HTTPHeaders = [
            "Host": host, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": Base64.encode(nonce),
            "Sec-WebSocket-Version": "13",
        ]
        if !subprotocols.isEmpty { all.append("Sec-WebSocket-Protocol", subprotocols.joined(separator: ", ")) }
        if let deflate { all.append("Sec-WebSocket-Extensions", deflate.offer) }
        for field in headers.fields { all.remove(field.name) }
        all.append(contentsOf: headers)
        head = HTTPRequestHead(method: "GET", target: target, headers: all)
    }

    /// What the server granted.
    package struct Granted: Sendable, Equatable {
        package var subprotocol: String?
        package var deflate: DeflateParameters?
    }

    /// - Throws: The first rule that the answer breaks; a status other than 101 before all.
    package func check(_ response: HTTPResponseHead) throws(UpgradeError) -> Granted {
        let headers = response.headers
        guard response.status == 101 else { throw .status(response.status, response.reason) }
        guard headers.has("websocket", in: "Upgrade") else { throw .upgrade(headers["Upgrade"]) }
        guard headers.has("upgrade", in: "Connection") else { throw .connection(headers["Connection"]) }
        let expected = AcceptKey.answer(to: head.headers["Sec-WebSocket-Key"] ?? "")
        guard headers.all("Sec-WebSocket-Accept") == [expected] else {
            throw .accept(headers["Sec-WebSocket-Accept"], expected: expected)
        }
        return Granted(subprotocol: try checkSubprotocol(headers), deflate: try checkExtensions(headers))
    }

    private func checkSubprotocol(_ headers: HTTPHeaders) throws(UpgradeError) -> String? {
        let chosen = headers.all("Sec-WebSocket-Protocol")
        guard let first = chosen.first else { return nil }
        let subprotocols = head.headers.elements("Sec-WebSocket-Protocol")
        // Compared with its case, as RFC 6455, 4.1 compares them.
        guard chosen.count == 1, subprotocols.contains(first) else {
            throw .subprotocol(chosen.joined(separator: ", "), offered: subprotocols)
        }
        return first
    }

    private func checkExtensions(_ headers: HTTPHeaders) throws(UpgradeError) -> DeflateParameters? {
        let text = headers.all("Sec-WebSocket-Extensions").joined(separator: ", ")
        guard let elements = ExtensionElement.parse(headers) else { throw .extensions(text) }
        guard let element = elements.first else { return nil }
        guard let deflate, elements.count == 1, element.name == DeflateParameters.extensionName,
            let agreed = DeflateParameters.agreed(element, to: deflate)
        else { throw .extensions(text) }
        return agreed
    }
}

/// Why an answer is not the start of a WebSocket.
package enum UpgradeError: Error, Sendable, Equatable, CustomStringConvertible {
    case status(Int, String)
    case upgrade(String?)
    case connection(String?)
    case accept(String?, expected: String)
    case subprotocol(String, offered: [String])
    case extensions(String)

    package var description: String {
        switch self {
        case .status(let status, let reason):
            "the WebSocket upgrade was answered with HTTP \(status)\(reason.isEmpty ? "" : " \(reason)")"
        case .upgrade(let value):
            "the answer says 101 but has \(Self.shown("Upgrade", value)) instead of Upgrade: websocket"
        case .connection(let value):
            "the answer says 101 but has \(Self.shown("Connection", value)) instead of Connection: Upgrade"
        case .accept(let value, let expected):
            "the answer has \(Self.shown("Sec-WebSocket-Accept", value)) where \(expected) was due: "
                + "is this a cache, or not a WebSocket server?"
        case .subprotocol(let value, let offered):
            "the server chose the subprotocol \(value), but offered were: "
                + (offered.isEmpty ? "none" : offered.joined(separator: ", "))
        case .extensions(let value): "the server chose extensions that were not offered so: \(value)"
        }
    }

    private static func shown(_ name: String, _ value: String?) -> String {
        value.map { "\(name): \($0)" } ?? "no \(name) header"
    }
}
