// The server's half of the WebSocket handshake: what a client asks for, and the answer that grants or refuses it.
// RFC 6455, section 4.2.

import Base64Coding

/// A valid request to open a WebSocket. A refusal on other grounds (401, 404 …) is any `HTTPResponse`.
package struct UpgradeOffer: Sendable, Equatable {
    package let head: HTTPRequestHead
    /// In the client's order of preference.
    package let subprotocols: [String]
    private let key: String

    /// Whether the request asks for a WebSocket at all, rightly or wrongly; if not it is a plain HTTP request.
    package static func isAskedFor(_ head: HTTPRequestHead) -> Bool {
        head.headers.has("websocket", in: "Upgrade") || head.headers["Sec-WebSocket-Key"] != nil
    }

    package init(_ head: HTTPRequestHead) throws(UpgradeRefusal) {
        let headers = head.headers
        guard head.method == "GET" else { throw .method(head.method) }
        guard head.minorVersion >= 1 else { throw .version }
        guard headers.all("Host").count == 1 else { throw .host }
        guard headers.has("websocket", in: "Upgrade") else { throw .upgrade }
        guard headers.has("upgrade", in: "Connection") else { throw .connection }
        guard headers.all("Sec-WebSocket-Version") == ["13"] else {
            throw .webSocketVersion(headers["Sec-WebSocket-Version"])
        }
        let keys = headers.all("Sec-WebSocket-Key")
        guard keys.count == 1, let key = keys.first, Base64.decode(key)?.count == 16 else { throw .key }
        let subprotocols = headers.elements("Sec-WebSocket-Protocol")
        guard subprotocols.allSatisfy({ HTTPSyntax.isToken($0.utf8) }) else { throw .subprotocol }
        self.head = head
        self.subprotocols = subprotocols
        self.key = key
    }

    /// The 101 that opens the WebSocket.
    ///
    /// - Parameters:
    ///   - subprotocol: One of `subprotocols`; nil: none.
    ///   - deflate: From `DeflateParameters.accepted(from: head.headers)`; nil: no compression.
    ///   - headers: More headers; one that the handshake itself needs replaces it (a fault on purpose).
    package func accepting(
        subprotocol: String? = nil, deflate: DeflateParameters? = nil, headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var all: HTTPHeaders = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": AcceptKey.answer(to: key),
        ]
        if let subprotocol { all.append("Sec-WebSocket-Protocol", subprotocol) }
        if let deflate { all.append("Sec-WebSocket-Extensions", deflate.acceptance) }
        for field in headers.fields { all.remove(field.name) }
        all.append(contentsOf: headers)
        return HTTPResponse(HTTPResponseHead(status: 101, headers: all))
    }
}

/// Why a request to open a WebSocket is not valid.
package enum UpgradeRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    case method(String)
    case version, host, upgrade, connection, key, subprotocol
    case webSocketVersion(String?)

    package var description: String {
        switch self {
        case .method(let method): "a WebSocket is opened with GET, not \(method)"
        case .version: "a WebSocket is opened with HTTP/1.1"
        case .host: "exactly one Host header is needed"
        case .upgrade: "the header Upgrade: websocket is missing (does a proxy strip it?)"
        case .connection: "the header Connection: Upgrade is missing (does a proxy strip it?)"
        case .key: "Sec-WebSocket-Key must occur once and be the base64 of 16 bytes"
        case .subprotocol: "Sec-WebSocket-Protocol must be a list of tokens"
        case .webSocketVersion(let version): "WebSocket version 13 is spoken here, not \(version ?? "an unnamed one")"
        }
    }

    package var response: HTTPResponse {
        switch self {
        case .method: HTTPResponse(status: 405, headers: ["Allow": "GET"], text: "\(self)\n")
        case .webSocketVersion:
            HTTPResponse(
                status: 426, headers: ["Sec-WebSocket-Version": "13", "Upgrade": "websocket", "Connection": "Upgrade"],
                text: "\(self)\n")
        default: HTTPResponse(status: 400, text: "\(self)\n")
        }
    }
}
