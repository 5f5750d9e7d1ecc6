/// Refusals at the opening: the upgrade succeeds, one `error` event comes instead of `session.created`, and the server closes with
/// the reason `<type>.<code>`. Realtime reference, 1.3.
package struct ConnectionError: Sendable, Equatable {
    package let error: ErrorDetail
    package let closeCode: Int
    package let closeReason: String

    package init(_ error: ErrorDetail, closeCode: Int, closeReason: String? = nil) {
        self.error = error
        self.closeCode = closeCode
        self.closeReason = closeReason ?? Self.reason(for: error)
    }

    /// `invalid_request_error.invalid_api_key`
    package static func reason(for error: ErrorDetail) -> String {
        [error.type, error.code].compactMap { $0 }.joined(separator: ".")
    }

    /// - Parameter key: Shown as the service shows it, by its ends.
    package static func invalidKey(_ key: String) -> ConnectionError {
        ConnectionError(
            ErrorDetail(
                code: "invalid_api_key",
                message: "Incorrect API key provided: \(masked(key)). "
                    + "You can find your API key at https://platform.openai.com/account/api-keys."),
            closeCode: 3000)
    }

    package static let missingModel = ConnectionError(
        ErrorDetail(
            code: "missing_model",
            message: "You must provide a model parameter, for example "
                + "wss://api.openai.com/v1/realtime?model=gpt-realtime-1.5"),
        closeCode: 4000)

    package static func invalidModel(_ model: String) -> ConnectionError {
        ConnectionError(
            ErrorDetail(code: "invalid_model", message: "Model \"\(model)\" is not supported in realtime mode."),
            closeCode: 4000)
    }

    /// The wording at the opening is not recorded; this is that of `response.done`.
    package static func modelNotFound(_ model: String) -> ConnectionError {
        ConnectionError(
            ErrorDetail(
                code: "model_not_found",
                message: "The model `\(model)` does not exist or you do not have access to it."),
            closeCode: 4004)
    }

    package static func invalidIntent(_ intent: String) -> ConnectionError {
        ConnectionError(
            ErrorDetail(code: "invalid_intent", message: "Invalid intent \(intent)"), closeCode: 4000)
    }

    package static let betaShutOff = ConnectionError(
        ErrorDetail(
            code: "beta_api_shape_disabled",
            message: "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API."),
        closeCode: 4000)

    /// Not at the opening, but of the same form; its close reason is the message.
    package static let sessionExpired = ConnectionError(
        .sessionExpired(), closeCode: 1001, closeReason: ErrorDetail.sessionExpired().message)

    /// The codes of the table, for whoever has only a close reason. Codes of 3.x and 4.x are the service's own (RFC 6455, 7.4.2).
    package static let codes = [
        "invalid_api_key", "missing_model", "invalid_model", "model_not_found", "invalid_intent",
        "beta_api_shape_disabled", "session_expired",
    ]

    /// The error code in a close reason of the form `<type>.<code>`.
    package static func code(inReason reason: String) -> String? {
        if reason.hasPrefix(ErrorDetail.expiryWords) { return "session_expired" }
        guard let dot = reason.firstIndex(of: "."), reason.hasPrefix("invalid_request_error.") else { return nil }
        return String(reason[reason.index(after: dot)...])
    }

    private static func masked(_ key: String) -> String {
        key.count > 12 ? "\(key.prefix(7))***\(key.suffix(4))" : "\(key.prefix(3))***"
    }
}
