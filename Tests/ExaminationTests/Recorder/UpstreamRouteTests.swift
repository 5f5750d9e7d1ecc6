import Testing
import WebSocketWire

@testable import Examination

struct UpstreamRouteTests {
    @Test(arguments: [
        (
            "wss://api.openai.com/v1/realtime", "/v1/realtime?model=a%20b&x",
            "wss://api.openai.com/v1/realtime?model=a%20b&x"
        ),
        ("wss://api.openai.com/v1/realtime", "/elsewhere", "wss://api.openai.com/v1/realtime"),
        ("wss://gateway.example", "/v1/realtime?model=m", "wss://gateway.example/v1/realtime?model=m"),
        ("ws://gateway.example:8080/", "/a/b", "ws://gateway.example:8080/a/b"),
        ("wss://x.example/r?api-version=1", "/r?deployment=d", "wss://x.example/r?api-version=1&deployment=d"),
        ("wss://x.example/r?api-version=1", "/r", "wss://x.example/r?api-version=1"),
    ])
    func `the client's query stands behind the upstream's`(upstream: String, target: String, url: String) throws {
        #expect(try UpstreamRoute(upstream).url(for: HTTPRequestHead(method: "GET", target: target)) == url)
    }

    @Test func `what is of one hop stays behind, whatever Connection names too`() {
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
        #expect(UpstreamRoute.headersOnward(head) == onward)
    }

    @Test func `a key in the upstream's query is not shown`() throws {
        #expect(try UpstreamRoute("wss://x.example/r?api-key=secret").shown == "wss://x.example/r")
    }
}
