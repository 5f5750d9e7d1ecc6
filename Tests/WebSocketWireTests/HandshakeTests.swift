// Both halves of the WebSocket handshake, each way in which it can fail, and what is then said. RFC 6455, section 4.
import Testing

@testable import WebSocketWire

struct HandshakeTests {
    /// "the sample nonce", RFC 6455, section 1.3.
    private static let nonce = Array("the sample nonce".utf8)

    private func request(subprotocols: [String] = [], deflate: DeflateParameters? = nil, headers: HTTPHeaders = [:])
        -> UpgradeRequest
    {
        UpgradeRequest(
            host: "example.com:8080", target: "/v1/realtime?model=m", nonce: Self.nonce, headers: headers,
            subprotocols: subprotocols, deflate: deflate)
    }

    @Test func `the accept key is that of RFC 6455 1_3`() {
        #expect(AcceptKey.answer(to: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test func `the request has what the RFC wants, then what the caller adds`() throws {
        let upgrade = request(subprotocols: ["realtime", "other"], headers: ["Authorization": "Bearer x"])
        #expect(
            String(decoding: try upgrade.head.serialized(), as: UTF8.self) == """
                GET /v1/realtime?model=m HTTP/1.1\r
                Host: example.com:8080\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Protocol: realtime, other\r
                Authorization: Bearer x\r
                \r

                """)
    }

    @Test func `an added header replaces one of the handshake`() {
        let head = request(headers: ["sec-websocket-version": "12"]).head
        #expect(head.headers.all("Sec-WebSocket-Version") == ["12"])
    }

    @Test func `both halves agree, with subprotocol and compression`() throws {
        let upgrade = request(subprotocols: ["a", "realtime"], deflate: .init(clientNoContextTakeover: true))
        let offer = try UpgradeOffer(upgrade.head)
        #expect(offer.subprotocols == ["a", "realtime"])
        let deflate = DeflateParameters.accepted(from: offer.head.headers, wish: .init(clientMaxWindowBits: 10))
        let answer = offer.accepting(subprotocol: "realtime", deflate: deflate, headers: ["openai-model": "m"])
        var receiver = HTTPReceiver()
        receiver.receive(try answer.serialized())
        let head = try #require(try receiver.nextResponse()).head
        #expect(head.headers["Content-Length"] == nil)
        #expect(head.headers["OpenAI-Model"] == "m")
        let granted = try upgrade.check(head)
        #expect(granted.subprotocol == "realtime")
        #expect(granted.deflate == DeflateParameters(clientNoContextTakeover: true, clientMaxWindowBits: 10))
        #expect(granted.deflate == deflate)
    }

    @Test func `a subprotocol given as a header counts as offered`() throws {
        let upgrade = request(headers: ["Sec-WebSocket-Protocol": "realtime, key.secret"])
        let answer = try UpgradeOffer(upgrade.head).accepting(subprotocol: "realtime")
        #expect(try upgrade.check(answer.head).subprotocol == "realtime")
    }

    struct Flaw: Sendable, CustomTestStringConvertible {
        var name: String
        var value: String?
        var status = 101
        var says: String
        var testDescription: String { says }
    }

    @Test(arguments: [
        Flaw(name: "X", status: 401, says: "the WebSocket upgrade was answered with HTTP 401 Unauthorized"),
        Flaw(name: "Upgrade", says: "the answer says 101 but has no Upgrade header instead of Upgrade: websocket"),
        Flaw(
            name: "Upgrade", value: "h2c",
            says: "the answer says 101 but has Upgrade: h2c instead of Upgrade: websocket"),
        Flaw(
            name: "Connection", says: "the answer says 101 but has no Connection header instead of Connection: Upgrade"),
        Flaw(
            name: "Connection", value: "keep-alive",
            says: "the answer says 101 but has Connection: keep-alive instead of Connection: Upgrade"),
        Flaw(
            name: "Sec-WebSocket-Accept", value: "x",
            says:
                "the answer has Sec-WebSocket-Accept: x where s3pPLMBiTxaQ9kYGzzhZRbK+xOo= was due: is this a cache, or not a WebSocket server?"
        ),
        Flaw(
            name: "Sec-WebSocket-Accept",
            says:
                "the answer has no Sec-WebSocket-Accept header where s3pPLMBiTxaQ9kYGzzhZRbK+xOo= was due: is this a cache, or not a WebSocket server?"
        ),
        Flaw(
            name: "Sec-WebSocket-Protocol", value: "REALTIME",
            says: "the server chose the subprotocol REALTIME, but offered were: realtime"),
        Flaw(
            name: "Sec-WebSocket-Extensions", value: "permessage-deflate",
            says: "the server chose extensions that were not offered so: permessage-deflate"),
        Flaw(
            name: "Sec-WebSocket-Extensions", value: ";;",
            says: "the server chose extensions that were not offered so: ;;"),
    ])
    func `an answer that grants nothing is refused with the reason`(flaw: Flaw) throws {
        let upgrade = request(subprotocols: ["realtime"])
        var head = try UpgradeOffer(upgrade.head).accepting().head
        head.status = flaw.status
        head.reason = HTTPResponseHead.usualReason(flaw.status)
        head.headers[flaw.name] = flaw.value
        let error = #expect(throws: UpgradeError.self) { try upgrade.check(head) }
        #expect(error?.description == flaw.says)
    }

    @Test func `compression that was offered and declined is none`() throws {
        let upgrade = request(deflate: .init())
        #expect(try upgrade.check(UpgradeOffer(upgrade.head).accepting().head) == .init(subprotocol: nil, deflate: nil))
    }

    @Test(
        arguments: [
            ("Upgrade", nil, UpgradeRefusal.upgrade, 400), ("Upgrade", "h2c", .upgrade, 400),
            ("Connection", "close", .connection, 400), ("Host", nil, .host, 400),
            ("Sec-WebSocket-Version", "8", .webSocketVersion("8"), 426),
            ("Sec-WebSocket-Version", nil, .webSocketVersion(nil), 426),
            ("Sec-WebSocket-Key", nil, .key, 400), ("Sec-WebSocket-Key", "c2hvcnQ=", .key, 400),
            ("Sec-WebSocket-Key", "not base64 at all", .key, 400), ("Sec-WebSocket-Protocol", "a b", .subprotocol, 400),
        ] as [(String, String?, UpgradeRefusal, Int)])
    func `a request that is no valid upgrade is refused`(
        name: String, value: String?, refusal: UpgradeRefusal, status: Int
    ) throws {
        var head = request().head
        head.headers[name] = value
        #expect(throws: refusal) { try UpgradeOffer(head) }
        let response = refusal.response
        #expect(response.head.status == status)
        #expect(String(decoding: response.body, as: UTF8.self) == "\(refusal)\n")
        #expect((response.head.headers["Sec-WebSocket-Version"] == "13") == (status == 426))
        #expect(throws: Never.self) { try response.serialized() }
    }

    @Test func `the method and the version of HTTP matter`() {
        var head = request().head
        head.method = "POST"
        #expect(throws: UpgradeRefusal.method("POST")) { try UpgradeOffer(head) }
        head = request().head
        head.minorVersion = 0
        #expect(throws: UpgradeRefusal.version) { try UpgradeOffer(head) }
    }

    @Test func `two keys are refused`() {
        var head = request().head
        head.headers.append("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(throws: UpgradeRefusal.key) { try UpgradeOffer(head) }
    }

    @Test func `tokens are found in lists and in any case`() throws {
        var head = request().head
        head.headers["Connection"] = "keep-alive, uPgRaDe"
        head.headers["Upgrade"] = "WebSocket"
        #expect(throws: Never.self) { try UpgradeOffer(head) }
    }

    @Test func `a plain request is told from a WebSocket's`() {
        #expect(!UpgradeOffer.isAskedFor(HTTPRequestHead(method: "GET", target: "/healthz", headers: ["Host": "a"])))
        #expect(UpgradeOffer.isAskedFor(request().head))
        var stripped = request().head
        stripped.headers["Upgrade"] = nil
        #expect(UpgradeOffer.isAskedFor(stripped), "a proxy stripped Upgrade: still a WebSocket client, to be told so")
    }

    @Test func `an injected subprotocol or header is not written`() throws {
        let offer = try UpgradeOffer(request().head)
        #expect(throws: HTTPError.unwritable("the header Sec-WebSocket-Protocol")) {
            try offer.accepting(subprotocol: "a\r\nEvil: 1").serialized()
        }
        #expect(throws: HTTPError.unwritable("the header X")) {
            try request(headers: ["X": "1\nEvil: 1"]).head.serialized()
        }
    }
}
