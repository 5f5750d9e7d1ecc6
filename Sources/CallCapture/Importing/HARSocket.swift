/// One WebSocket of a HAR file, with the HTTP exchange that opened it.
import JSONText

struct HARSocket {
    struct Message {
        /// Seconds since 1970; nil where the recorder left times out.
        var time: Double?
        var kind: String
        var opcode: Int
        /// Its text within what ``HARContents`` keeps.
        var text: Range<Int>
    }

    var url = ""
    var method = "GET"
    var version = "HTTP/1.1"
    var headers = JSONObject()
    var status: Int?
    var responseHeaders = JSONObject()
    var body: String?
    /// Seconds since 1970.
    var started: Double?
    /// Milliseconds from the request to the answer.
    var waited: Double?
    var messages: [Message] = []

    var isWebSocket: Bool {
        !messages.isEmpty || url.hasPrefix("ws://") || url.hasPrefix("wss://")
            || headers["upgrade"]?.string?.lowercased() == "websocket"
    }

    /// By the address that OpenAI, Azure and their gateways share; nil when it could be anything.
    var leg: Leg? {
        guard let path = url.split(separator: "?", maxSplits: 1).first else { return nil }
        return path.contains("/realtime") || path.contains("api.openai.com") ? .model : nil
    }

    /// Path and query, as a request line names them.
    private var target: Substring {
        guard let scheme = url.firstRange(of: "://") else { return url[...] }
        let rest = url[scheme.upperBound...]
        return rest.firstIndex { $0 == "/" || $0 == "?" }.map { rest[$0...] } ?? "/"
    }

    /// The opening as a capture has it. Nil where the recorder did not say how it went: Playwright writes -1, others 0.
    var opening: JSONObject? {
        guard let status, status >= 100 else { return nil }
        var data: JSONObject = [
            "request": .string("\(method) \(target) \(version.hasPrefix("HTTP/") ? version : "HTTP/1.1")"),
            "headers": .object(headers), "status": JSON(status), "responseHeaders": .object(responseHeaders),
        ]
        if status != 101, let body, !body.isEmpty { data["body"] = .string(String(body.prefix(4_096))) }
        return data
    }

    /// When the answer came, never behind the first message.
    var opened: Double? {
        guard let started else { return nil }
        let answered = started + max(0, waited ?? 0) / 1_000
        return min(answered, messages.lazy.compactMap(\.time).first ?? answered)
    }

    mutating func readRequest(_ json: JSON) {
        url = json["url"]?.string ?? ""
        method = json["method"]?.string ?? "GET"
        version = json["httpVersion"]?.string ?? ""
        headers = HARSocket.headers(json["headers"])
    }

    mutating func readResponse(_ json: JSON) {
        status = json["status"]?.integer
        responseHeaders = HARSocket.headers(json["headers"])
        body = json["content"]?["text"]?.string
    }

    /// HAR lists headers, a capture names them; of two of one name the first stands. Those of HTTP/2 that are none begin with `:`.
    private static func headers(_ list: JSON?) -> JSONObject {
        var headers = JSONObject()
        for item in list?.array ?? [] {
            guard let name = item["name"]?.string, !name.hasPrefix(":"), headers[name] == nil else { continue }
            headers[name] = .string(item["value"]?.string ?? "")
        }
        return headers
    }
}
