import Testing
import Transport
import WebSocketWire

@testable import Examination

struct UpstreamRouteTests {
    @Test(arguments: [
        (
            "wss://api.openai.com/v1/realtime", "/v1/realtime?model=a%20b&x",
            "wss://api.openai.com/v1/realtime?model=a%20b&x"
        ),
        ("wss://api.openai.com/v1/realtime", "/elsewhere", "wss://api.openai.com/v1/realtime"),
        (
            "wss://api.openai.com/v1/realtime", "/v1/realtime/translations?model=m",
            "wss://api.openai.com/v1/realtime/translations?model=m"
        ),
        ("wss://api.openai.com/v1/realtime", "http://x.example/v1/realtime?a", "wss://api.openai.com/v1/realtime?a"),
        ("wss://gateway.example", "/v1/realtime?model=m", "wss://gateway.example/v1/realtime?model=m"),
        ("ws://gateway.example:8080/", "/a/b", "ws://gateway.example:8080/a/b"),
        ("wss://x.example/r?api-version=1", "/r?deployment=d", "wss://x.example/r?api-version=1&deployment=d"),
        ("wss://x.example/r?api-version=1", "/r", "wss://x.example/r?api-version=1"),
    ])
    func `the client's query stands behind the upstream's`(upstream: String, target: String, url: String) throws {
        #expect(try UpstreamRoute(upstream).url(for: HTTPRequestHead(method: "GET", target: target)) == url)
    }

    @Test func `what is of one hop stays behind, whatever Connection names too`() throws {
        let head = HTTPRequestHead(
            method: "GET", target: "/",
            headers: [
                "Host": "127.0.0.1:9000", "Authorization": "Bearer x", "connection": "keep-alive, Upgrade, X-Mine",
                "X-Mine": "1", "Upgrade": "websocket", "Sec-WebSocket-Key": "k", "Sec-WebSocket-Extensions": "e",
                "Sec-WebSocket-Protocol": "realtime", "OpenAI-Beta": "realtime=v1", "X-Twice": "1", "X-Twice": "2",
                "Proxy-Authorization": "Basic x",
            ])
        let onward: HTTPHeaders = [
            "Authorization": "Bearer x", "OpenAI-Beta": "realtime=v1", "X-Twice": "1", "X-Twice": "2",
        ]
        #expect(try UpstreamRoute("wss://x.example").headersOnward(head) == onward)
    }

    @Test(arguments: [("/stream/7", "/stream/7"), ("/", "/media"), ("/media?x=1", "/media?x=1")])
    func `where the address is kept, the path is the client's if it has one`(target: String, kept: String) throws {
        let route = try UpstreamRoute("ws://localhost:8000/media", keepsAddress: true)
        let head = HTTPRequestHead(method: "GET", target: target, headers: ["Host": "bridge.example"])
        #expect(route.url(for: head) == "ws://localhost:8000" + kept)
        #expect(route.headersOnward(head) == ["Host": "bridge.example"])
    }

    @Test func `a plain request keeps its path, and says its length anew`() throws {
        let route = try UpstreamRoute("wss://api.openai.com/v1/realtime?x=y")
        let head = HTTPRequestHead(
            method: "POST", target: "/v1/realtime/client_secrets",
            headers: ["Host": "127.0.0.1:9000", "Transfer-Encoding": "chunked", "Expect": "100-continue", "A": "b"])
        #expect(route.place(for: head).target == "/v1/realtime/client_secrets")
        #expect(
            route.headOnward(head, hasBody: false).headers
                == ["A": "b", "Host": "api.openai.com", "Content-Length": "0"])
        #expect(route.headOnward(head, hasBody: true).headers == ["A": "b", "Host": "api.openai.com"])
    }

    @Test func `a key in the upstream's query is not shown`() throws {
        #expect(try UpstreamRoute("wss://x.example/r?api-key=secret").shown == "wss://x.example/r")
    }
}
