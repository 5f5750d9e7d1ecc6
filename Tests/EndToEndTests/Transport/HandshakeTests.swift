// Requests and their answers: upgrades granted and refused, plain HTTP beside them, proxies, and ports with nobody behind.
import Foundation
import Testing
import WebSocketWire

@testable import Transport

struct HandshakeTests {
    let net = Loopback()

    /// A port on which nobody listens.
    @Test func `a granted upgrade is told step by step`() throws {
        let server = try net.server()
        let talk = net.connect("ws://localhost:\(server.port)/v1/realtime?model=m", headers: ["X-Test": "1"]) {
            $0.close()
        }
        net.run()
        guard case .dns("localhost", let addresses, nil, _) = talk.facts.first,
            case .upgrade(let exchange, nil, let took) = talk.facts.last
        else {
            Issue.record("got \(talk.facts)")
            return
        }
        #expect(addresses.contains("127.0.0.1"))
        #expect(talk.facts.contains { if case .tcp("127.0.0.1:\(server.port)", nil, _) = $0 { true } else { false } })
        #expect(exchange.request.requestLine == "GET /v1/realtime?model=m HTTP/1.1")
        #expect(exchange.request.headers["Host"] == "localhost:\(server.port)")
        #expect(exchange.request.headers["X-Test"] == "1")
        #expect(exchange.response?.head.status == 101)
        #expect(took > .zero && took < .seconds(5))
    }

    @Test func `a refusal keeps status, headers and body`() throws {
        let body = #"{"error":{"message":"Missing bearer authentication","code":null}}"#
        let server = try WebSocketServer(net.loop) {
            $0.respond(
                HTTPResponse(
                    status: 401, headers: ["X-Request-Id": "req_1"], text: body, contentType: "application/json"))
        }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/")
        net.run()
        #expect(talk.error == .upgradeRefused(status: 401, body: body))
        guard case .upgrade(let exchange, let words?, _) = talk.facts.last else {
            Issue.record("got \(talk.facts)")
            return
        }
        #expect(words.contains("HTTP 401"))
        #expect(exchange.response?.head.headers["x-request-id"] == "req_1")
        #expect(exchange.response?.body == Array(body.utf8))
    }

    @Test func `nobody on the port is a refused connection`() throws {
        let port = try net.unusedPort()
        let talk = net.connect("ws://127.0.0.1:\(port)/")
        net.run()
        #expect(talk.error == .refused(host: "127.0.0.1", port: port))
        #expect(
            talk.facts.last.map {
                if case .tcp("127.0.0.1:\(port)", "connection refused", _) = $0 { true } else { false }
            } == true)
    }

    @Test func `a name that cannot be is an unknown host`() {
        let talk = net.connect("ws://no-such-host.invalid/")
        net.run()
        guard case .unknownHost("no-such-host.invalid", _) = talk.error else {
            Issue.record("got \(String(describing: talk.error))")
            return
        }
    }

    @Test(arguments: [
        "", "http://x/", "ws:///", "ws://h:0/", "ws://h:99999/", "ws://[::1/", "localhost:1", "ws://a b/",
    ])
    func `a bad URL is an error, and no connection`(url: String) {
        let talk = net.connect(url)
        net.run()
        guard case .badURL = talk.error else {
            Issue.record("got \(String(describing: talk.error))")
            return
        }
        #expect(talk.facts.isEmpty)
    }

    @Test func `an answer that is not a WebSocket's is refused in words`() throws {
        for (answer, words) in [
            (
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "Sec-WebSocket-Accept"
            ),
            ("SSH-2.0-OpenSSH_9.2\r\n\r\n", "not an HTTP"), ("", "without an answer"),
            ("HTTP/1.1 101 Switch", "in the middle"),
        ] {
            let server = try WebSocketServer(net.loop) { $0.respondRaw(Array(answer.utf8)) }
            let talk = net.connect("ws://127.0.0.1:\(server.port)/")
            net.run()
            let message = try #require(talk.error).explanation.message
            #expect(message.contains(words))
            server.stopListening()
        }
    }

    @Test func `a reset instead of an answer is a lost connection`() throws {
        let server = try WebSocketServer(net.loop) { $0.reset() }
        let talk = net.connect("ws://127.0.0.1:\(server.port)/")
        net.run()
        #expect(
            talk.error
                == .lost(.upgrade, host: "127.0.0.1:\(server.port)", reason: "connection reset by peer"))
    }

    @Test func `a server that never answers is given up in time, and one can give up before`() throws {
        let server = try WebSocketServer(net.loop) { _ in }
        var options = ConnectionOptions()
        options.timeouts.response = .milliseconds(50)
        let talk = net.connect("ws://127.0.0.1:\(server.port)/", options: options)
        net.run()
        #expect(
            talk.error == .timedOut(.upgrade, host: "127.0.0.1:\(server.port)", after: .milliseconds(50)))

        let impatient = net.connect("ws://127.0.0.1:\(server.port)/")
        net.loop.schedule(after: .milliseconds(50)) { impatient.attempt?.cancel() }
        net.run()
        #expect(impatient.error == .cancelled)
    }

    @Test func `a header with a line break is never sent`() throws {
        let server = try net.server()
        let talk = net.connect("ws://127.0.0.1:\(server.port)/", headers: ["Authorization": "Bearer sk\r\nX: y"])
        net.run()
        guard case .badRequest(let reason) = talk.error else {
            Issue.record("got \(String(describing: talk.error))")
            return
        }
        #expect(!reason.contains("sk"))
    }

    @Test func `plain requests are answered beside upgrades, several on one connection`() throws {
        let server = try WebSocketServer(net.loop) { request in
            switch (request.kind, request.head.method, request.head.path) {
            case (.webSocket, _, _): request.upgrade(opened: echo)
            case (.plain, "GET", "/healthz"): request.respond(HTTPResponse(status: 200, text: "ok"))
            case (.plain, "POST", "/echo"):
                request.respond(HTTPResponse(HTTPResponseHead(status: 200), body: request.body))
            default: request.respond(HTTPResponse(status: 404, text: "no"))
            }
        }
        let base = "http://127.0.0.1:\(server.port)"
        var answers: [(Int, Int)] = []
        func ask(_ method: String, _ path: String, _ body: [UInt8] = []) {
            HTTPClient.request(method, base + path, body: body, options: .init(), loop: net.loop) { result in
                if case .success(let exchange) = result, let response = exchange.response {
                    answers.append((response.head.status, response.body.count))
                }
                net.done()
            }
            net.run()
        }
        ask("GET", "/healthz")
        ask("POST", "/echo", [UInt8](repeating: 1, count: 1 << 20))
        ask("GET", "/nowhere")
        ask("POST", "/echo", [UInt8](repeating: 1, count: (1 << 20) + 1))
        #expect(answers.map(\.0) == [200, 200, 404, 413])
        #expect(answers.prefix(3).map(\.1) == [2, 1 << 20, 2])

        let talk = net.connect("ws://127.0.0.1:\(server.port)/") { $0.send(text: "still a WebSocket") }
        talk.onEvent = { [unowned talk] in if case .text = $0 { talk.channel?.close() } }
        net.run()
        #expect(talk.texts == ["still a WebSocket"])
    }

    @Test func `requests in one write are answered one after the other on one connection`() throws {
        let server = try WebSocketServer(net.loop) { $0.respond(HTTPResponse(status: 200, text: $0.head.path)) }
        let raw = RawClient(net, port: server.port)
        raw.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        net.run()
        #expect(raw.received.components(separatedBy: "HTTP/1.1 200 OK").count == 3)
        let a = try #require(raw.received.range(of: "/a"))
        let b = try #require(raw.received.range(of: "/b"))
        #expect(a.lowerBound < b.lowerBound)
        #expect(raw.received.hasSuffix("/b"))
    }

    /// By what is wrong, for the requests themselves are too long to be shown.
    static let improper: [String: (request: String, status: String)] = [
        "no text": ("\0\0\0\0\r\n\r\n", "400"),
        "a header without a colon": ("GET / HTTP/1.1\r\nHost x\r\n\r\n", "400"),
        "HTTP of the future": ("GET / HTTP/3.0\r\nHost: x\r\n\r\n", "505"),
        "an endless head": ("GET / HTTP/1.1\r\nX: \(String(repeating: "y", count: 70_000))\r\n\r\n", "431"),
        "an old WebSocket": (
            "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n\r\n",
            "426"
        ),
        "no WebSocket where one is due": ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "426"),
    ]

    @Test(arguments: improper.keys.sorted()) func `what is no proper request gets a status that says so`(what: String)
        throws
    {
        let (request, status) = try #require(Self.improper[what])
        let server = try net.server()
        let raw = RawClient(net, port: server.port)
        raw.send(request)
        net.loop.schedule(after: .milliseconds(300)) { net.done() }
        net.run()
        #expect(raw.received.hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test func `a request that dribbles is cut off`() throws {
        var options = WebSocketServer.Options()
        options.requestTimeout = .milliseconds(100)
        let server = try net.server(options)
        let raw = RawClient(net, port: server.port)
        raw.send("GET / HTTP/1.1\r\n")
        net.run()
        #expect(raw.received.hasPrefix("HTTP/1.1 408 "))
        #expect(server.connectionCount == 0)
    }

    @Test func `a port in use and a forbidden address are told apart`() throws {
        let server = try net.server()
        var options = WebSocketServer.Options()
        options.port = server.port
        #expect(throws: TransportError.addressInUse(host: "127.0.0.1", port: server.port)) { try net.server(options) }
        options.host = "192.0.2.1"
        #expect(
            throws: TransportError.cannotListen(
                host: "192.0.2.1", port: server.port, reason: "this machine does not have that address")
        ) { try net.server(options) }
    }
}

/// TCP with bytes of the test's choosing; the test ends when the server does.
final class RawClient {
    private(set) var received = ""
    private let socket: TCPSocket
    private var stream: ByteStream?
    private var unsent: [UInt8] = []

    init(_ net: Loopback, port: Int) {
        socket = TCPSocket(net.loop)
        guard let address = SocketAddress(literal: "127.0.0.1", port: port) else { return }
        socket.connect(to: address) { [self] _ in
            let stream = ByteStream(socket)
            self.stream = stream
            stream.arrived = { [self] in
                switch $0 {
                case .bytes(let bytes): received += String(decoding: bytes, as: UTF8.self)
                case .end, .failure:
                    stream.close()
                    net.done()
                }
            }
            stream.startReading()
            stream.write(unsent)
        }
    }

    func send(_ text: String) {
        if let stream { stream.write(Array(text.utf8)) } else { unsent += text.utf8 }
    }
}
