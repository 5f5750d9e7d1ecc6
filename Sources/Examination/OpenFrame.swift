import CallCapture
import JSONText
import WebSocketWire

/// The opening of a connection as a frame: what was asked, what was answered, how long it took.
enum OpenFrame {
    static func content(
        request: HTTPRequestHead, status: Int, responseHeaders: HTTPHeaders, body: String? = nil, took: Duration? = nil
    ) -> Frame.Content {
        var data: JSONObject = [
            "request": .string(request.requestLine), "headers": object(request.headers), "status": .init(status),
            "responseHeaders": object(responseHeaders),
        ]
        if let body { data["body"] = .string(body) }
        if let took { data["ms"] = .number(took.rounded(toPlaces: 3) * 1000) }
        return .open(data)
    }

    private static func object(_ headers: HTTPHeaders) -> JSON {
        .object(JSONObject(headers.fields.map { ($0.name, .string($0.value)) }))
    }
}

extension Duration {
    /// Seconds, so many digits after the point after a multiplication by a thousand.
    func rounded(toPlaces places: Int) -> Double {
        var scale = 1000.0
        for _ in 0..<places { scale *= 10 }
        return (seconds * scale).rounded() / scale
    }
}
