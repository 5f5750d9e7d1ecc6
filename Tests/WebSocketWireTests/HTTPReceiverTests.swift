// HTTP/1.1 as it is, as it should not be, and cut anywhere.
import Testing

@testable import WebSocketWire

struct HTTPReceiverTests {
    private func request(_ text: String) throws -> HTTPRequest? {
        var receiver = HTTPReceiver()
        receiver.receive(text)
        return try receiver.nextRequest()
    }

    private func response(_ text: String, to method: String = "GET") throws -> HTTPResponse? {
        var receiver = HTTPReceiver()
        receiver.receive(text)
        return try receiver.nextResponse(to: method)
    }

    @Test func `a request is read with its parts`() throws {
        let text =
            "GET /v1/realtime?model=gpt%2Drealtime&flag&x=a+b&x=%zz HTTP/1.1\r\nHost:  h \r\nX-A: 1\r\nx-a:2\r\nEmpty:\r\n\r\n"
        let head = try #require(try request(text)).head
        #expect(head.requestLine == "GET /v1/realtime?model=gpt%2Drealtime&flag&x=a+b&x=%zz HTTP/1.1")
        #expect(head.path == "/v1/realtime")
        #expect(head.query("model") == "gpt-realtime")
        #expect(head.query.map(\.name) == ["model", "flag", "x", "x"])
        #expect(head.query.map(\.value) == ["gpt-realtime", "", "a b", "%zz"])
        #expect(head.headers["host"] == "h")
        #expect(head.headers.all("X-a") == ["1", "2"])
        #expect(head.headers["empty"] == "")
        #expect(head.headers["none"] == nil)
        #expect(head.keepsAlive)
    }

    @Test func `a head is the same byte by byte, and what follows it is kept`() throws {
        var receiver = HTTPReceiver()
        var heads: [HTTPRequest] = []
        for byte in Array("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8) {
            receiver.receive([byte])
            if let request = try receiver.nextRequest() { heads.append(request) }
        }
        #expect(heads == [HTTPRequest(HTTPRequestHead(method: "GET", target: "/", headers: ["Host": "a"]))])
        receiver.receive([0x81, 0x80])
        #expect(receiver.takeRemainder() == [0x81, 0x80])
        #expect(receiver.takeRemainder() == [])
    }

    @Test func `requests may follow one another in one read`() throws {
        var receiver = HTTPReceiver()
        receiver.receive("POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.0\r\n\r\n")
        let (first, second, none) = (try receiver.nextRequest(), try receiver.nextRequest(), try receiver.nextRequest())
        #expect(first?.body == Array("abc".utf8))
        #expect(second?.head.target == "/b")
        #expect(second?.head.keepsAlive == false)
        #expect(none == nil)
    }

    @Test func `a bare line feed ends a line too`() throws {
        #expect(try request("GET / HTTP/1.1\nHost: a\n\n")?.head.headers["Host"] == "a")
    }

    @Test func `header bytes that are not UTF-8 are read as Latin-1`() throws {
        var receiver = HTTPReceiver()
        receiver.receive(Array("GET / HTTP/1.1\r\nA: ".utf8) + [0xFC] + Array("\r\n\r\n".utf8))
        #expect(try receiver.nextRequest()?.head.headers["A"] == "ü")
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", HTTPError.foldedHeader),
        ("GET /\r\n\r\n", .malformedRequestLine("GET /")),
        ("GET  / HTTP/1.1\r\n\r\n", .malformedRequestLine("GET  / HTTP/1.1")),
        ("GET /a b HTTP/1.1\r\n\r\n", .malformedRequestLine("GET /a b HTTP/1.1")),
        ("G(T / HTTP/1.1\r\n\r\n", .malformedRequestLine("G(T / HTTP/1.1")),
        ("GET / HTTP/2.0\r\n\r\n", .unsupportedVersion("2.0")),
        ("PRI * HTTP/2.0\r\n\r\n", .unsupportedVersion("2.0")),
        ("GET / SIP/2.0\r\n\r\n", .malformedRequestLine("GET / SIP/2.0")),
        ("GET / HTTP/1.1\r\nNo colon\r\n\r\n", .malformedHeader("No colon")),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", .malformedHeader("Host : a")),
        ("GET / HTTP/1.1\r\n: a\r\n\r\n", .malformedHeader(": a")),
        ("GET / HTTP/1.1\r\nA: b\rc: d\r\n\r\n", .malformedHeader("A: b?c: d")),
        ("GET / HTTP/1.1\r\nA: b\u{0}\r\n\r\n", .malformedHeader("A: b?")),
        ("\u{16}\u{3}\u{1}", .looksLikeTLS),
        (
            "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
            .contradictoryLength("Content-Length: 3, 4")
        ),
        ("POST / HTTP/1.1\r\nContent-Length: -3\r\n\r\n", .contradictoryLength("Content-Length: -3")),
        ("POST / HTTP/1.1\r\nContent-Length:\r\n\r\n", .contradictoryLength("Content-Length without a value")),
        ("POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", .bodyTooLarge(limit: 1_048_576)),
        ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", .bodyTooLarge(limit: 1_048_576)),
        (
            "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            .contradictoryLength("both Transfer-Encoding and Content-Length")
        ),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .unsupportedTransferCoding("gzip, chunked")),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", .malformedChunk),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", .malformedChunk),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n",
            .bodyTooLarge(limit: 1_048_576)
        ),
    ])
    func `a malformed request is refused by name`(text: String, error: HTTPError) {
        #expect(throws: error) { try request(text) }
    }

    @Test func `a head may have 64 KiB and no more, with or without line ends`() throws {
        let line = "A: \(String(repeating: "x", count: 95))\r\n"
        #expect(try request("GET / HTTP/1.1\r\n" + String(repeating: line, count: 650) + "\r\n") != nil)
        #expect(throws: HTTPError.headTooLarge(limit: 65536)) {
            try request("GET / HTTP/1.1\r\n" + String(repeating: line, count: 660))
        }
        #expect(throws: HTTPError.headTooLarge(limit: 65536)) { try request(String(repeating: "x", count: 70_000)) }
    }

    @Test func `chunks are joined, their extensions and trailers passed over`() throws {
        let text =
            "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b\r\nHello\r\nA \r\n, world 12\r\n0\r\nTrailer: x\r\n\r\nGET"
        for isDribbled in [false, true] {
            var receiver = HTTPReceiver()
            var whole: HTTPRequest?
            for piece in isDribbled ? text.utf8.map({ [$0] }) : [Array(text.utf8)] {
                receiver.receive(piece)
                if whole == nil { whole = try receiver.nextRequest() }
            }
            #expect(whole.map { String(decoding: $0.body, as: UTF8.self) } == "Hello, world 12")
            #expect(receiver.takeRemainder() == Array("GET".utf8))
        }
    }

    @Test func `endless trailers and too many chunks are refused`() {
        let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(throws: HTTPError.malformedChunk) {
            try request(
                head + "0\r\n" + String(repeating: "Trailer: \(String(repeating: "x", count: 90))\r\n", count: 300))
        }
        let chunk = "10000\r\n\(String(repeating: "x", count: 65536))\r\n"
        #expect(throws: HTTPError.bodyTooLarge(limit: 1_048_576)) {
            try request(head + String(repeating: chunk, count: 17))
        }
    }

    @Test func `a client that waits for 100 Continue is noticed`() throws {
        var receiver = HTTPReceiver()
        receiver.receive("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(try receiver.nextRequest() == nil)
        #expect(receiver.awaitsContinue)
        receiver.receive("ok")
        #expect(try receiver.nextRequest()?.body == Array("ok".utf8))
        #expect(!receiver.awaitsContinue)
    }

    @Test func `a refusal is read with its body`() throws {
        let refusal = try response("HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nno ke")
        #expect(refusal?.head.status == 401)
        #expect(refusal?.head.reason == "Unauthorized")
        #expect(refusal?.body == Array("no ke".utf8))
    }

    @Test func `interim responses are skipped and 101 has no body`() throws {
        var receiver = HTTPReceiver()
        receiver.receive("HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 101\r\nContent-Length: 9\r\n\r\n\u{1}\u{2}")
        let head = try receiver.nextResponse()?.head
        #expect(head?.status == 101)
        #expect(head?.reason == "")
        #expect(receiver.takeRemainder() == [1, 2])
    }

    @Test(arguments: [
        ("CONNECT", 200, true), ("HEAD", 200, true), ("GET", 204, true), ("GET", 200, false), ("CONNECT", 407, false),
    ])
    func `where no body can be, none is waited for`(method: String, status: Int, isWhole: Bool) throws {
        #expect((try response("HTTP/1.1 \(status) X\r\n\r\n", to: method) != nil) == isWhole)
    }

    @Test func `a body without a length lasts until the end of the stream`() throws {
        var receiver = HTTPReceiver()
        receiver.receive("HTTP/1.0 500 Oops\r\n\r\nhalf")
        #expect(try receiver.nextResponse() == nil)
        #expect(receiver.pendingResponseHead?.status == 500)
        receiver.receive(" whole")
        #expect(try receiver.nextResponse() == nil)
        #expect(try receiver.finishResponse()?.body == Array("half whole".utf8))
        #expect(try receiver.finishResponse() == nil)
    }

    @Test func `the head of a refusal outlives a body that cannot be read`() {
        for text in ["Content-Length: 9999999\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nzz\r\n"] {
            var receiver = HTTPReceiver()
            receiver.receive("HTTP/1.1 403 Forbidden\r\n" + text)
            #expect(throws: HTTPError.self) { try receiver.nextResponse() }
            #expect(receiver.pendingResponseHead?.status == 403)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", "HTTP/1.1 200",
        "\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1",
    ])
    func `a stream that ends too early is truncated`(text: String) throws {
        var receiver = HTTPReceiver()
        receiver.receive(text)
        #expect(try receiver.nextResponse() == nil)
        #expect(throws: HTTPError.truncated) { try receiver.finishResponse() }
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 099 Low\r\n\r\n", "HTTP/1.1 +20 X\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
    ])
    func `what is not HTTP is quoted`(text: String) {
        #expect(throws: HTTPError.notHTTP(String(text.dropLast(1)).trimmingLineEnds)) { try response(text) }
    }

    @Test func `junk never crashes`() {
        let words = [
            "GET ", "/", " HTTP/1.1", "\r\n", "\n", "\r", ":", "A", " ", "Content-Length: ", "5", "-1",
            "Transfer-Encoding: chunked", "\r\n\r\n", "HTTP/1.1 200 OK", "\u{0}", ";", "é",
        ]
        for seed in 0..<3000 {
            var chance = Seeded(state: UInt64(seed))
            var receivers = (HTTPReceiver(), HTTPReceiver())
            for _ in 0..<30 {
                let word = words.randomElement(using: &chance) ?? ""
                receivers.0.receive(word)
                receivers.1.receive(word)
                _ = try? receivers.0.nextRequest()
                _ = try? receivers.1.nextResponse()
            }
            _ = try? receivers.1.finishResponse()
            #expect(receivers.0.takeRemainder().count <= 30 * 26)
        }
    }
}

extension HTTPReceiver {
    mutating func receive(_ text: String) { receive(Array(text.utf8)) }
    mutating func receive(_ bytes: [UInt8]) { bytes.withUnsafeBytes { receive($0) } }
}

extension String {
    fileprivate var trimmingLineEnds: String { String(prefix { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }) }
}
