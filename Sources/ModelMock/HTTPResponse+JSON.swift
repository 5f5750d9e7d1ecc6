package import JSONText
import RealtimeProtocol
package import WebSocketWire

/// Answers of the service's REST endpoints.
extension HTTPResponse {
    package static func json(_ status: Int, _ value: JSON) -> HTTPResponse {
        HTTPResponse(status: status, text: value.text, contentType: "application/json")
    }

    /// The error object of the REST endpoints.
    package static func error(
        _ status: Int, _ message: String, code: String? = nil, param: String? = nil
    ) -> HTTPResponse {
        .json(
            status,
            [
                "error": [
                    "message": .string(message), "type": "invalid_request_error", "param": JSON(param),
                    "code": JSON(code),
                ]
            ])
    }

    static func error(_ status: Int, _ detail: ErrorDetail) -> HTTPResponse {
        .json(
            status,
            [
                "error": [
                    "message": JSON(detail.message ?? ""), "type": JSON(detail.type ?? "invalid_request_error"),
                    "param": JSON(detail.param), "code": JSON(detail.code),
                ]
            ])
    }
}
