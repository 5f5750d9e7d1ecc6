import CallCapture
import Durations
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
        if let took { data["ms"] = took.measuredMilliseconds }
        return .open(data)
    }

    private static func object(_ headers: HTTPHeaders) -> JSON {
        .object(JSONObject(headers.fields.map { ($0.name, .string($0.value)) }))
    }
}

extension Duration {
    /// Milliseconds with three digits after the point, as captures carry what was measured.
    var measuredMilliseconds: JSON { .number((milliseconds * 1000).rounded() / 1000) }
}
