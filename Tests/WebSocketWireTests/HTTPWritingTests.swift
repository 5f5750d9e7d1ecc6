// What we write, and that no value can write more than itself.
import Testing

@testable import WebSocketWire

struct HTTPWritingTests {
    @Test func `a request is written in order, with the length of its body`() throws {
        let head = HTTPRequestHead(method: "POST", target: "/a?b=c", headers: ["Host": "h", "X": "1"])
        let bytes = try HTTPRequest(head, body: [0x7B, 0x7D]).serialized()
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "POST /a?b=c HTTP/1.1\r\nHost: h\r\nX: 1\r\nContent-Length: 2\r\n\r\n{}")
    }

    @Test func `a response has its length, its type and its usual reason`() throws {
        let bytes = try HTTPResponse(status: 404, text: "no\n").serialized()
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\n\r\nno\n")
        let json = HTTPResponse(status: 200, headers: ["content-type": "application/json"], text: "{}")
        #expect(json.head.headers.all("Content-Type") == ["application/json"])
    }

    @Test func `a wrong length can be written on purpose`() throws {
        let bytes = try HTTPResponse(status: 200, headers: ["Content-Length": "99"], text: "x").serialized()
        #expect(String(decoding: bytes, as: UTF8.self).contains("Content-Length: 99\r\n"))
    }

    @Test(arguments: ["a\r\nEvil: 1", "a\nEvil: 1", "a\rEvil: 1", "a\u{0}", "sk-key\n"])
    func `a header value with a line break is not written, and not repeated in the error`(value: String) {
        let head = HTTPRequestHead(method: "GET", target: "/", headers: ["Authorization": value])
        #expect(throws: HTTPError.unwritable("the header Authorization")) { try head.serialized() }
        #expect(throws: HTTPError.unwritable("the header Authorization")) {
            try HTTPResponseHead(status: 200, headers: ["Authorization": value]).serialized()
        }
    }

    @Test func `names, targets, methods and reasons cannot smuggle either`() {
        #expect(throws: HTTPError.unwritable("the header name A: b??C")) {
            try HTTPRequestHead(method: "GET", target: "/", headers: ["A: b\r\nC": "d"]).serialized()
        }
        #expect(throws: HTTPError.unwritable("the request target")) {
            try HTTPRequestHead(method: "GET", target: "/ HTTP/1.1\r\nEvil: 1").serialized()
        }
        #expect(throws: HTTPError.unwritable("the method")) {
            try HTTPRequestHead(method: "GET /", target: "/").serialized()
        }
        #expect(throws: HTTPError.unwritable("the reason phrase")) {
            try HTTPResponseHead(status: 200, reason: "OK\r\n\r\n").serialized()
        }
        #expect(throws: HTTPError.unwritable("the status")) { try HTTPResponseHead(status: 7).serialized() }
    }

    @Test func `what is written is read back`() throws {
        let request = HTTPRequest(
            HTTPRequestHead(
                method: "POST", target: "/x?q=" + PercentEncoding.encode("a b&c=ü/"),
                headers: ["Host": "h", "Content-Length": "3"]), body: [1, 2, 3])
        var receiver = HTTPReceiver()
        receiver.receive(try request.serialized())
        let read = try receiver.nextRequest()
        #expect(read == request)
        #expect(read?.head.query("q") == "a b&c=ü/")
    }
}
