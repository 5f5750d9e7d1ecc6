// What a client sees through the recorder is what it would see without it; what the capture holds is what passed.
import CallCapture
import Diagnosis
import Testing
import WebSocketWire

@testable import Examination
@testable import Transport

/// What a recorder of a test has written so far, taken from the loop's end as its thread would take it.
final class Recording {
    let handover: Handover<TapeItem>
    private var scribe: RecordingScribe?
    private(set) var files: [String: [UInt8]] = [:]
    private(set) var news: [RecordingNews] = []

    private final class Memory: RecordedFile {
        private(set) var size = 0
        private let write: (UnsafeRawBufferPointer) -> Void

        init(_ write: @escaping (UnsafeRawBufferPointer) -> Void) { self.write = write }

        func append(_ bytes: UnsafeRawBufferPointer) {
            size += bytes.count
            write(bytes)
        }

        func sync() {}
        func closeFile() {}
    }

    init(hasPhone: Bool = false, capacity: Int = 256 << 20) throws {
        handover = try Handover(capacity: capacity, gathering: 0)
        var settings = RecordingSettings(
            path: "calls.jsonl",
            header: .recording(id: "r", started: "2026-11-29T00:00:00.000Z", model: try UpstreamRoute("ws://x.example"))
        )
        settings.hasPhone = hasPhone
        scribe = RecordingScribe(
            settings,
            openFile: { [unowned self] path in
                Memory { self.files[path, default: []].append(contentsOf: $0) }
            }, removeFile: { [unowned self] in files[$0] = nil }, tell: { [unowned self] in news.append($0) })
        scribe?.start()
    }

    /// Writes down what has happened since.
    func settle() {
        if let items = handover.take(patience: 0) { scribe?.receive(items) }
    }

    /// - Returns: The whole capture.
    @discardableResult
    func finish() -> String {
        handover.end()
        settle()
        _ = scribe?.finish()
        scribe = nil
        return text
    }

    var bytes: [UInt8] { files["calls.jsonl"] ?? [] }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var ends: [SessionEnd] { news.compactMap { if case .ended(let end) = $0 { end } else { nil } } }

    /// Lines that have all of these words.
    func lines(_ words: String...) -> [Substring] {
        text.split(separator: "\n").filter { line in words.allSatisfy { line.contains($0) } }
    }
}

struct RecordingProxyTests {
    let net = Loopback()

    private func proxy(
        to url: String, into recording: Recording, _ leg: Leg = .model,
        _ change: (inout RecordingProxy.Options) -> Void = { _ in }
    ) throws -> RecordingProxy {
        let upstream = try UpstreamRoute(url, keepsAddress: leg == .phone)
        var options = RecordingProxy.Options(upstream: upstream, connection: ConnectionOptions())
        options.leg = leg
        options.server.port = 0
        change(&options)
        let tape = RecordingTape(net.loop, handover: recording.handover, began: net.loop.now)
        return try RecordingProxy(net.loop, options: options, tape: tape)
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
        let recording = try Recording()
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/v1/realtime", into: recording)
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
        recording.finish()

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
        let proxy = try proxy(to: "ws://localhost:\(server.port)", into: try Recording())
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
        let recording = try Recording()
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/v1/realtime", into: recording)
        let talk = net.connect(proxy.url)
        net.run()
        #expect(talk.error == .upgradeRefused(status: 401, body: body))
        if case .upgrade(let exchange, _, _) = talk.facts.last {
            #expect(exchange.response?.head.headers["X-Request-Id"] == "req_1")
            #expect(exchange.response?.head.headers.all("Content-Length") == [String(body.utf8.count)])
        } else {
            Issue.record("got \(talk.facts)")
        }
        recording.finish()
        #expect(recording.ends.first?.report?.primary == "handshake-401-missing-auth")
    }

    @Test func `an upstream that is not there is a 502, and the capture says why`() throws {
        let port = try net.unusedPort()
        let recording = try Recording()
        let proxy = try proxy(to: "ws://127.0.0.1:\(port)/v1/realtime", into: recording)
        let talk = net.connect(proxy.url)
        net.run()
        guard case .upgradeRefused(502, let body) = talk.error else {
            Issue.record("got \(String(describing: talk.error))")
            return
        }
        #expect(body.contains("127.0.0.1:\(port) refused the connection"))
        recording.finish()
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
        let recording = try Recording()
        var frames = 0
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/", into: recording, .model) {
            $0.server.maxQueued = 16 * size
        }
        func stalled(_ channel: WebSocketChannel, at before: Int) {
            recording.settle()
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
        recording.finish()
        #expect(recording.ends.first?.number == 1)
    }

    @Test(arguments: [true, false]) func `a side that vanishes without a word vanishes for the other too`(client: Bool)
        throws
    {
        let server = try net.server { channel in
            channel.receive = { [unowned channel] in if $0 == .text("go") { channel.reset() } }
        }
        let recording = try Recording()
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/", into: recording)
        let talk = net.connect("ws://127.0.0.1:\(proxy.port)/") { channel in
            if client { channel.closeWithoutFrame() } else { channel.send(text: "go") }
        }
        net.run()
        if !client { #expect(talk.failure?.contains("reset") == true) }
        while server.connectionCount > 0 || proxy.openCount > 0 {
            _ = net.loop.schedule(after: .milliseconds(1)) { net.done() }
            net.run()
        }
        recording.finish()
        #expect(recording.lines(client ? #""op":"close""# : #""op":"error""#).count == 1)
        #expect(recording.text.contains(#"{"end":{"frames":"#))
    }

    @Test func `it ends in order while a session is open`() throws {
        let server = try net.server()
        let recording = try Recording()
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/", into: recording)
        let talk = net.connect("ws://127.0.0.1:\(proxy.port)/") { $0.send(text: "hello") }
        talk.onEvent = { event in
            guard event == .text("hello") else { return }
            proxy.stop()
        }
        net.run()
        recording.finish()
        #expect(talk.closing?.code == 1001)
        #expect(recording.lines(#""kind":"ended""#, "the recorder was stopped").count == 1)
        #expect(recording.lines(#""op":"close""#) == [])
        #expect(recording.lines(#""end":"#).count == 1)
    }

    @Test(arguments: [true, false]) func `both sides are compressed, each in its way, or neither is`(offers: Bool)
        throws
    {
        var agreed: [Bool] = []
        let server = try net.server { channel in
            agreed.append(channel.isCompressed)
            echo(channel)
        }
        let recording = try Recording()
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/", into: recording)
        var client = ConnectionOptions()
        client.offersDeflate = offers
        let text = String(repeating: "the same words again, ", count: 500)
        let talk = net.connect("ws://127.0.0.1:\(proxy.port)/", options: client) { $0.send(text: text) }
        talk.onEvent = { [unowned talk] in if case .text = $0 { talk.channel?.close() } }
        net.run()
        #expect(talk.texts == [text])
        #expect(talk.channel?.isCompressed == offers)
        #expect(agreed == [offers])
        recording.finish()
        #expect(recording.lines("the same words again").count == 2)
    }

    @Test func `a service that declines compression has it declined for its client`() throws {
        var options = WebSocketServer.Options()
        options.acceptsDeflate = false
        let server = try net.server(options)
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/", into: try Recording())
        var client = ConnectionOptions()
        client.offersDeflate = true
        let talk = net.connect("ws://127.0.0.1:\(proxy.port)/", options: client) { $0.close() }
        net.run()
        #expect(talk.channel?.isCompressed == false)
    }

    @Test func `on the phone leg Host and path are the carrier's`() throws {
        var heads: [HTTPRequestHead] = []
        let server = try WebSocketServer(net.loop) { request in
            heads.append(request.head)
            request.upgrade { echo($0) }
        }
        let recording = try Recording(hasPhone: true)
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/media", into: recording, .phone)
        net.connect(
            "ws://127.0.0.1:\(proxy.port)/stream/7?x=1",
            headers: ["Host": "bridge.example", "X-Twilio-Signature": "abc=", "X-Forwarded-Proto": "https"]
        ) { $0.close(code: 1000) }
        net.run()
        #expect(heads.map(\.target) == ["/stream/7?x=1"])
        #expect(heads.first?.headers.all("Host") == ["bridge.example"])
        #expect(heads.first?.headers["X-Twilio-Signature"] == "abc=")
        #expect(heads.first?.headers["X-Forwarded-Proto"] == "https")
        recording.finish()
        #expect(recording.lines(#""leg":"phone""#, #""conn":"p1""#, #""op":"close""#, #""by":"client""#).count == 1)
        #expect(!recording.text.contains("abc="))
    }

    @Test func `a webhook passes with its body, and its answer comes back whole`() throws {
        let twiml = #"<?xml version="1.0"?><Response><Dial>+15551234567</Dial></Response>"#
        var asked: IncomingRequest?
        let server = try WebSocketServer(net.loop) { request in
            asked = request
            request.respond(HTTPResponse(status: 200, headers: ["X-Id": "7"], text: twiml, contentType: "text/xml"))
        }
        let recording = try Recording(hasPhone: true)
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/media", into: recording, .phone)
        var result: Result<HTTPExchange, TransportError>?
        HTTPClient.request(
            "POST", "http://127.0.0.1:\(proxy.port)/incoming-call?a=b",
            headers: [
                "Host": "bridge.example", "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": "s=",
            ],
            body: Array("From=%2B15551234567".utf8), options: ConnectionOptions(), loop: net.loop
        ) {
            result = $0
            net.done()
        }
        net.run()
        let answer = try result?.get().response
        #expect(answer?.head.status == 200)
        #expect(answer?.head.headers["X-Id"] == "7")
        #expect(answer.map { String(decoding: $0.body, as: UTF8.self) } == twiml)
        #expect(asked?.head.requestLine == "POST /incoming-call?a=b HTTP/1.1")
        #expect(asked?.head.headers.all("Host") == ["bridge.example"])
        #expect(asked?.head.headers["X-Twilio-Signature"] == "s=")
        #expect(asked.map { String(decoding: $0.body, as: UTF8.self) } == "From=%2B15551234567")
        while proxy.openCount > 0 {
            _ = net.loop.schedule(after: .milliseconds(1)) { net.done() }
            net.run()
        }
        recording.finish()
        #expect(
            recording.lines(#""kind":"http""#, #""status":200"#, "<Response><Dial><redacted:phone-number>").count == 1)
        #expect(!recording.text.contains("5551234567"))
    }

    @Test func `an answer that comes in pieces is passed on in pieces, whatever its length`() throws {
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let server = try WebSocketServer(net.loop) { request in
            guard let (stream, _) = request.takeOver() else { return }
            stream.write(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Token: t\r\n\r\n".utf8))
            for _ in 0..<3 {
                stream.write(Array("100000\r\n".utf8) + piece + Array("\r\n".utf8))
            }
            stream.write(Array("0\r\n\r\n".utf8))
            stream.finish()
        }
        let recording = try Recording()
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/v1/realtime", into: recording)
        var received = 0
        let socket = TCPSocket(net.loop)
        let address = try #require(SocketAddress(literal: "127.0.0.1", port: proxy.port))
        socket.connect(to: address) { _ in
            let stream = ByteStream(socket)
            stream.arrived = { arrival in
                if case .bytes(let bytes) = arrival { received += bytes.count } else { net.done() }
            }
            stream.write(Array("GET /v1/audio HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            stream.startReading()
        }
        net.run()
        #expect(received > 3 << 20)
        while proxy.openCount > 0 {
            _ = net.loop.schedule(after: .milliseconds(1)) { net.done() }
            net.run()
        }
        recording.finish()
        #expect(recording.lines(#""kind":"http""#, "GET /v1/audio HTTP/1.1", #""responseBytes":31457"#).count == 1)
        #expect(!recording.text.contains("xxxx"))
    }

    @Test func `a request whose upstream is not there is a 502`() throws {
        let port = try net.unusedPort()
        let recording = try Recording()
        let proxy = try proxy(to: "ws://127.0.0.1:\(port)/v1/realtime", into: recording)
        var result: Result<HTTPExchange, TransportError>?
        HTTPClient.request(
            "GET", "http://127.0.0.1:\(proxy.port)/v1/models", options: ConnectionOptions(), loop: net.loop
        ) {
            result = $0
            net.done()
        }
        net.run()
        #expect(try result?.get().response?.head.status == 502)
        recording.finish()
        #expect(recording.lines(#""kind":"http""#, "refused the connection").count == 1)
    }

    @Test func `a buffer that is full loses frames, counts them, and holds nobody up`() throws {
        let server = try net.server()
        let recording = try Recording(capacity: 20_000)
        let proxy = try proxy(to: "ws://127.0.0.1:\(server.port)/", into: recording)
        let text = String(repeating: "x", count: 1_000)
        let talk = net.connect("ws://127.0.0.1:\(proxy.port)/") { channel in
            for _ in 0..<50 { channel.send(text: text) }
        }
        talk.onEvent = { [unowned talk] _ in if talk.texts.count == 50 { talk.channel?.close() } }
        net.run()
        #expect(talk.texts.count == 50)
        let capture = recording.finish()
        let kept = recording.lines(#""op":"text""#).count
        #expect(kept < 20)
        let lost = try #require(capture.firstMatch(of: /"lost":(\d+),/))
        // The close frame is small, and may find room.
        let closes = recording.lines(#""op":"close""#).count
        #expect(Int(lost.1).map { $0 + kept + closes } == 101)
        #expect(recording.lines(#""kind":"lost""#).count == 1)
        #expect(recording.ends.first?.report == nil)
        #expect(recording.ends.first?.line.contains("not judged") == true)
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
