import CallCapture
import Durations
import JSONText
import Transport
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

    /// What an upgrade of ours came to; nil while there is no answer, and for other facts.
    ///
    /// - Parameter bodyLimit: Bytes of a refusal's body that are kept.
    static func content(of fact: ConnectionFact, bodyLimit: Int = .max) -> Frame.Content? {
        guard case .upgrade(let exchange, _, let took) = fact, let response = exchange.response else { return nil }
        let isRefused = response.head.status != 101
        return content(
            request: exchange.request, status: response.head.status, responseHeaders: response.head.headers,
            body: isRefused ? String(decoding: response.body.prefix(bodyLimit), as: UTF8.self) : nil, took: took)
    }

    private static func object(_ headers: HTTPHeaders) -> JSON {
        .object(JSONObject(headers.fields.map { ($0.name, .string($0.value)) }))
    }
}

extension Duration {
    /// Milliseconds with three digits after the point, as captures carry what was measured.
    var measuredMilliseconds: JSON { .number((milliseconds * 1000).rounded() / 1000) }
}
