// The way through a proxy that the environment names, and the ways around it.
import Testing
import WebSocketWire

@testable import Transport

struct ProxyTests {
    let net = Loopback()

    /// A tiny CONNECT proxy: whatever is asked for, it tunnels to `target` on loopback.
    func proxy(to target: Int, heads: @escaping (HTTPRequestHead) -> Void) throws -> WebSocketServer {
        func pass(_ arrival: ByteStream.Arrival, to other: ByteStream) {
            if case .bytes(let bytes) = arrival { other.write(bytes) } else { other.finish() }
        }
        return try WebSocketServer(net.loop) { [net] request in
            heads(request.head)
            guard request.head.method == "CONNECT" else { return request.respond(HTTPResponse(status: 405, text: "")) }
            if request.head.headers["Proxy-Authorization"] == "Basic d3Jvbmc6cGFzc3dvcmQ=" {
                return request.respond(HTTPResponse(status: 407, text: "who are you?"))
            }
            guard let (near, _) = request.takeOver(), let address = SocketAddress(literal: "127.0.0.1", port: target)
            else { return }
            let socket = TCPSocket(net.loop)
            socket.connect(to: address) { _ in
                let far = ByteStream(socket)
                near.arrived = { pass($0, to: far) }
                far.arrived = { pass($0, to: near) }
                near.write(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8))
                near.startReading()
                far.startReading()
            }
        }
    }

    @Test func `wss goes through the tunnel that HTTPS_PROXY names, with its login`() throws {
        var options = WebSocketServer.Options()
        options.tls = Certificates.shared.server
        let server = try net.server(options)
        var heads: [HTTPRequestHead] = []
        let proxy = try proxy(to: server.port) { heads.append($0) }
        var client = ConnectionOptions.trusting(Certificates.shared.ca)
        client.environment = ["HTTPS_PROXY": "http://user:p%40ss@127.0.0.1:\(proxy.port)"]
        // The name exists for nobody but the certificate: it must reach the proxy unresolved.
        client.insecure = true
        let talk = net.connect("wss://elsewhere.test:443/x", options: client) { $0.send(text: "through") }
        talk.onEvent = { [unowned talk] in if case .text = $0 { talk.channel?.close() } }
        net.run()
        #expect(talk.texts == ["through"])
        #expect(heads.map(\.requestLine) == ["CONNECT elsewhere.test:443 HTTP/1.1"])
        #expect(heads.first?.headers["Proxy-Authorization"] == "Basic dXNlcjpwQHNz")
        let kinds = talk.facts.map { fact in
            switch fact {
            case .dns: "dns"
            case .tcp: "tcp"
            case .proxy(let name, let status, _, _): "proxy \(name == "127.0.0.1:\(proxy.port)") \(status ?? 0)"
            case .tls: "tls"
            case .upgrade, .response: "upgrade"
            }
        }
        #expect(kinds == ["dns", "tcp", "proxy true 200", "tls", "upgrade"])
    }

    @Test func `ws goes through HTTP_PROXY, and a wrong login is a 407 with a hint`() throws {
        let server = try net.server()
        let proxy = try proxy(to: server.port) { _ in }
        var client = ConnectionOptions(environment: ["http_proxy": "127.0.0.1:\(proxy.port)"])
        let talk = net.connect("ws://elsewhere.test/", options: client) { $0.close() }
        net.run()
        #expect(talk.closing?.isClean == true)

        client.environment = ["HTTP_PROXY": "http://wrong:password@127.0.0.1:\(proxy.port)"]
        let refused = net.connect("ws://elsewhere.test/", options: client)
        net.run()
        #expect(
            refused.error == .proxyRefused(proxy: "127.0.0.1:\(proxy.port)", status: 407, body: "who are you?"))
        #expect(refused.error?.explanation.message.contains("password") == false)
    }

    @Test func `a proxy that is not there is named as the proxy`() throws {
        let port = try net.unusedPort()
        let talk = net.connect(
            "wss://elsewhere.test/", options: ConnectionOptions(environment: ["HTTPS_PROXY": "127.0.0.1:\(port)"]))
        net.run()
        #expect(talk.error == .proxyUnreachable(proxy: "127.0.0.1:\(port)", reason: "connection refused"))
    }

    static let choices: [(String, [String: String], String?)] = [
        ("wss://api.openai.com/", ["HTTPS_PROXY": "http://p:1"], "p:1"),
        ("wss://api.openai.com/", ["https_proxy": "q:2", "HTTPS_PROXY": "p:1"], "q:2"),
        ("wss://api.openai.com/", ["ALL_PROXY": "http://a:3"], "a:3"),
        ("wss://api.openai.com/", ["HTTP_PROXY": "http://p:1"], nil),
        ("wss://api.openai.com/", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "openai.com"], nil),
        ("wss://api.openai.com/", ["HTTPS_PROXY": "http://p:1", "no_proxy": "x, .openai.com"], nil),
        ("wss://api.openai.com/", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"], nil),
        ("wss://api.openai.com/", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "i.openai.com"], "p:1"),
        ("wss://api.openai.com/", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "openai.com:8443"], "p:1"),
        ("ws://10.1.2.3/", ["HTTP_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"], nil),
        ("ws://11.1.2.3/", ["HTTP_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8,999/1,/8,10.0.0.0/99"], "p:1"),
        ("ws://127.0.0.1:99/", ["HTTP_PROXY": "http://p:1"], nil),
        ("ws://localhost/", ["HTTP_PROXY": "http://p:1"], nil),
    ]

    @Test(arguments: choices) func `the environment chooses as curl does`(
        url: String, environment: [String: String], expected: String?
    ) throws {
        #expect(try ProxyChoice.proxy(for: Endpoint(url: url), environment: environment)?.hostAndPort == expected)
    }

    @Test func `a proxy of another kind is refused without its password`() {
        #expect(throws: TransportError.self) {
            try ProxyChoice.proxy(
                for: Endpoint(url: "wss://x.test/"), environment: ["HTTPS_PROXY": "socks5://user:secret@p:1"])
        }
        let talk = net.connect(
            "wss://x.test/", options: ConnectionOptions(environment: ["ALL_PROXY": "socks5://user:secret@p:1"]))
        net.run()
        let message = talk.error?.explanation.message ?? ""
        #expect(message.contains("socks5") && !message.contains("secret"))
    }
}
