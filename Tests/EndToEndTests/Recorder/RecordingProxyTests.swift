// What a client sees through the recorder is what it would see without it; what the capture holds is what passed.
import CallCapture
import Diagnosis
import Testing
import WebSocketWire

@testable import Examination
@testable import Transport

struct RecordingProxyTests {
    let net = Loopback()

    private final class Recording {
        var bytes: [UInt8] = []
        var ends: [SessionEnd] = []
        var text: String { String(decoding: bytes, as: UTF8.self) }
        /// Lines that have all of these words.
        func lines(_ words: String...) -> [Substring] {
            text.split(separator: "\n").filter { line in words.allSatisfy { line.contains($0) } }
        }
    }

    private func proxy(
        to url: String, into recording: Recording, _ change: (inout RecordingProxy.Options) -> Void = { _ in }
    ) throws -> (proxy: RecordingProxy, log: CaptureLog) {
        let upstream = try UpstreamRoute(url)
        var options = RecordingProxy.Options(upstream: upstream, connection: ConnectionOptions())
        options.server.port = 0
        options.onSessionEnd = { recording.ends.append($0) }
        change(&options)
        let log = CaptureLog(
            header: RecordingProxy.header(id: "r", started: "2026-11-29T00:00:00.000Z", upstream: upstream),
            write: { recording.bytes.append(contentsOf: $0) })
        return (try RecordingProxy(net.loop, options: options, log: log, began: net.loop.now), log)
    }

    /// Pings, answers to everything, and a close of its own.
    private func talkative() throws -> WebSocketServer {
        try WebSocketServer(net.loop) { request in
            request.upgrade(subprotocol: "realtime", headers: ["X-Request-Id": "req_1", "Openai-Version": "2"]) {
                channel in
                channel.receive = { [unowned channel] event in
                    switch event {
                    case .text("bye"): channel.close(code: 4000, reason: "as you say")
                    case .text(let text): channel.send(text: text)
                    case .binary(let bytes): channel.send(binary: bytes)
                    default: break
                    }
                }
                channel.ping([7])
            }
        }
    }

    private func converse(_ url: String) -> Conversation {
        let talk = net.connect(
            url + "?model=gpt-realtime&x=%20", headers: ["Authorization": "Bearer sk-abcdefghijklmnop0123456789"],
            subprotocols: ["other", "realtime"]
        ) { channel in
            channel.send(text: #"{"type": "response.create",  "text":"Grüße 🎧"}"#)
            channel.send(text: "")
            channel.send(text: "{not json")
            channel.send(binary: [0, 255, 1])
            channel.ping([1, 2, 3])
            channel.send(text: String(repeating: "x", count: 300_000))
            channel.send(text: "bye")
        }
        net.run()
        return talk
    }

    @Test func `messages, pings, headers, subprotocol and close are the same as without it`() throws {
        let server = try talkative()
        let recording = Recording()
        let (proxy, log) = try proxy(to: "ws://127.0.0.1:\(server.port)/v1/realtime", into: recording)
        #expect(proxy.url == "ws://127.0.0.1:\(proxy.port)/v1/realtime")
        let (direct, through) = (converse("ws://127.0.0.1:\(server.port)/v1/realtime"), converse(proxy.url))
        func seen(_ talk: Conversation) -> [WebSocketChannel.Event] {
            talk.events.map { if case .pong(let bytes, _) = $0 { .pong(bytes, roundTrip: nil) } else { $0 } }
                .filter { $0 != .drained }
        }
        #expect(seen(through) == seen(direct))
        #expect(through.closing == .init(code: 4000, reason: "as you say", by: .peer, isClean: true))
        #expect(through.channel?.subprotocol == "realtime")
        let headers = through.channel?.handshake.response?.head.headers
        #expect(headers?["X-Request-Id"] == "req_1")
        #expect(headers?["Openai-Version"] == "2")
        log.finish()

        #expect(recording.ends.count == 1)
        #expect(recording.ends.first?.model == "gpt-realtime")
        #expect(recording.lines(#""op":"text""#, #""dir":"up""#).count == 5)
        #expect(recording.lines(#""op":"text""#, #""dir":"down""#).count == 4)
        #expect(recording.lines(#""op":"ping""#).count == 2)
        #expect(recording.lines(#""op":"pong""#).count == 2)
        #expect(recording.lines(#""code":4000"#, #""by":"server""#).count == 1)
        #expect(recording.lines("GET /v1/realtime?model=gpt-realtime&x=%20 HTTP/1.1", #""status":101"#).count == 1)
        #expect(!recording.text.contains("abcdefghijklmnop"))
        #expect(recording.text.hasSuffix("\"redacted\":{\"authorization\":1}}}\n"))
    }

    @Test func `credentials and headers reach the upstream`() throws {
        var asked: HTTPRequestHead?
        let server = try WebSocketServer(net.loop) {
            asked = $0.head
            $0.respond(HTTPResponse(status: 418, text: "no"))
        }
        let (proxy, _) = try proxy(to: "ws://localhost:\(server.port)", into: Recording())
        net.connect(
            "ws://127.0.0.1:\(proxy.port)/v1/realtime?model=m", headers: ["Authorization": "Bearer k", "X-A": "1"])
        net.run()
        #expect(asked?.target == "/v1/realtime?model=m")
        #expect(asked?.headers["Authorization"] == "Bearer k")
        #expect(asked?.headers["X-A"] == "1")
        #expect(asked?.headers["Host"] == "localhost:\(server.port)")
    }

    @Test func `a refusal keeps its status, headers and body`() throws {
        let body = #"{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}"#
        let server = try WebSocketServer(net.loop) {
            $0.respond(
                HTTPResponse(
                    status: 401, headers: ["X-Request-Id": "req_1"], text: body, contentType: "application/json"))
        }
        let recording = Recording()
        let (proxy, _) = try proxy(to: "ws://127.0.0.1:\(server.port)/v1/realtime", into: recording)
        let talk = net.connect(proxy.url)
        net.run()
        #expect(talk.error == .upgradeRefused(status: 401, body: body))
        if case .upgrade(let exchange, _, _) = talk.facts.last {
            #expect(exchange.response?.head.headers["X-Request-Id"] == "req_1")
            #expect(exchange.response?.head.headers.all("Content-Length") == [String(body.utf8.count)])
        } else {
            Issue.record("got \(talk.facts)")
        }
        #expect(recording.ends.first?.report?.primary == "handshake-401-missing-auth")
    }

    @Test func `an upstream that is not there is a 502, and the capture says why`() throws {
        let port = try net.unusedPort()
        let recording = Recording()
        let (proxy, _) = try proxy(to: "ws://127.0.0.1:\(port)/v1/realtime", into: recording)
        let talk = net.connect(proxy.url)
        net.run()
        guard case .upgradeRefused(502, let body) = talk.error else {
            Issue.record("got \(String(describing: talk.error))")
            return
        }
        #expect(body.contains("127.0.0.1:\(port) refused the connection"))
        #expect(recording.lines(#""kind":"tcp""#, "connection refused", #""connection":"m1""#).count == 1)
        #expect(recording.lines(#""kind":"ended""#, "refused the connection").count == 1)
        #expect(recording.ends.first?.report?.verdict == .incomplete)
    }

    @Test func `a client that does not read holds the upstream up, and nothing is lost`() throws {
        let (size, count) = (1 << 20, 64)
        var options = WebSocketServer.Options()
        options.maxQueued = 2 * size * count
        let server = try net.server(options) { channel in
            for number in 0..<count { channel.send(binary: [UInt8](repeating: UInt8(number), count: size)) }
        }
        let recording = Recording()
        var frames = 0
        let (proxy, _) = try proxy(to: "ws://127.0.0.1:\(server.port)/", into: recording) {
            $0.server.maxQueued = 16 * size
        }
        func stalled(_ channel: WebSocketChannel, at before: Int) {
            frames = recording.bytes.count
            // Whoever resumes too early proves nothing, but breaks nothing.
            guard frames != before || frames == 0 else { return channel.resumeReading() }
            _ = net.loop.schedule(after: .milliseconds(50)) { stalled(channel, at: frames) }
        }
        let talk = net.connect("ws://127.0.0.1:\(proxy.port)/") { channel in
            channel.stopReading()
            stalled(channel, at: 0)
        }
        var received: [UInt8] = []
        talk.onEvent = { event in
            guard case .binary(let bytes) = event else { return }
            #expect(bytes.count == size)
            received.append(bytes[0])
            if received.count == count { talk.channel?.close() }
        }
        net.run()
        #expect(received == (0..<count).map { UInt8($0) })
        #expect(recording.ends.first?.number == 1)
    }

    @Test(arguments: [true, false]) func `a side that vanishes without a word vanishes for the other too`(client: Bool)
        throws
    {
        let server = try net.server { channel in
            channel.receive = { [unowned channel] in if $0 == .text("go") { channel.reset() } }
        }
        let recording = Recording()
        let (proxy, log) = try proxy(to: "ws://127.0.0.1:\(server.port)/", into: recording)
        let talk = net.connect("ws://127.0.0.1:\(proxy.port)/") { channel in
            if client { channel.closeWithoutFrame() } else { channel.send(text: "go") }
        }
        net.run()
        if !client { #expect(talk.failure?.contains("reset") == true) }
        while server.connectionCount > 0 || recording.ends.isEmpty {
            _ = net.loop.schedule(after: .milliseconds(1)) { net.done() }
            net.run()
        }
        proxy.stop()
        log.finish()
        #expect(recording.lines(client ? #""op":"close""# : #""op":"error""#).count == 1)
        #expect(recording.text.contains(#"{"end":{"frames":"#))
    }

    @Test func `it ends in order while a session is open`() throws {
        let server = try net.server()
        let recording = Recording()
        let (proxy, log) = try proxy(to: "ws://127.0.0.1:\(server.port)/", into: recording)
        let talk = net.connect("ws://127.0.0.1:\(proxy.port)/") { $0.send(text: "hello") }
        talk.onEvent = { event in
            guard event == .text("hello") else { return }
            proxy.stop()
            log.finish()
        }
        net.run()
        #expect(talk.closing?.code == 1001)
        #expect(recording.lines(#""kind":"ended""#, "the recorder was stopped").count == 1)
        #expect(recording.lines(#""op":"close""#) == [])
        #expect(recording.lines(#""end":"#).count == 1)
    }
}

struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:9000", "127.0.0.1", 9000), ("[::1]:0", "::1", 0), (":80", "127.0.0.1", 80),
        ("9000", "127.0.0.1", 9000), ("localhost:1", "localhost", 1),
    ])
    func `an address and a port`(text: String, host: String, port: Int) {
        #expect(ListenAddress(text)?.host == host)
        #expect(ListenAddress(text)?.port == port)
    }

    @Test(arguments: ["", "localhost", "localhost:", "::1:9000", "a:65536", "a:-1", "a:+1"])
    func `anything else is none`(text: String) { #expect(ListenAddress(text) == nil) }
}
