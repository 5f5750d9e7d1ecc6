/// The service's own wording of its errors, so that a scenario needs to give the code only.
/// Sources: recorded sessions and public threads; catalogue, "Exact strings"; OpenAI Realtime, `error`.
struct KnownError: Sendable {
    /// As a scenario writes it: the wire's `code`, or the type when the wire's code is null.
    var name: String
    var type = "invalid_request_error"
    var code: String?
    /// `{model}`, `{session}`, `{item}` and `{param}` stand for what the moment gives.
    var message: String
    /// When it ends a session that has just begun.
    var closeCode: Int?

    private init(
        _ name: String, type: String = "invalid_request_error", hasCode: Bool = true, close: Int? = nil,
        _ message: String
    ) {
        self.name = name
        self.type = type
        self.code = hasCode ? name : nil
        self.message = message
        self.closeCode = close
    }

    /// The wording names the field that is at fault.
    var needsParam: Bool { message.contains("{param}") }

    static func named(_ name: String?) -> KnownError? { all.first { $0.name == name } }

    static let all: [KnownError] = [
        .init(
            "invalid_api_key", close: 3000,
            "Incorrect API key provided: sk-********. You can find your API key at https://platform.openai.com/account/api-keys."
        ),
        .init(
            "missing_model", close: 4000,
            "You must provide a model parameter, for example wss://api.openai.com/v1/realtime?model=gpt-realtime-1.5"),
        .init("invalid_model", close: 4000, #"Model "{model}" is not supported in realtime mode."#),
        .init(
            "beta_api_shape_disabled", close: 4000,
            "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API."),
        .init("session_expired", close: 1001, "Your session hit the maximum duration of 60 minutes."),
        .init("model_not_found", close: 4004, "The model `{model}` does not exist or you do not have access to it."),
        .init(
            "insufficient_quota", type: "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors."
        ),
        .init(
            "rate_limit_exceeded", type: "tokens",
            "Rate limit reached for {model} in organization org-xx on tokens per min (TPM): Limit 40000, Used 38211, Requested 2704. Please try again in 1.372s. Visit https://platform.openai.com/account/rate-limits to learn more."
        ),
        .init(
            "inference_rate_limit_exceeded",
            "We're currently processing too many requests - please try again later."),
        .init(
            "server_error", type: "server_error", hasCode: false,
            "The server had an error while processing your request. Sorry about that! You can retry your request, or contact us through our help center at help.openai.com if the error persists. (Please include the session ID {session} in your message.)"
        ),
        .init("unknown_parameter", "Unknown parameter: '{param}'."),
        .init("missing_required_parameter", "Missing required parameter: '{param}'."),
        .init("cannot_update_voice", "Cannot update a conversation's voice if assistant audio is present."),
        .init("DeploymentNotFound", type: "server_error", "Input transcription failed for item '{item}'."),
    ]
}

extension ServiceError {
    /// From fields that have passed `Record.serviceError`.
    init(_ fields: Fields) {
        let known = KnownError.named(fields.text("code"))
        let param = fields.text("param")
        let message = fields.text("message") ?? known?.message ?? ""
        // Who gives the message means the code as it stands.
        let code = fields.text("message") == nil ? known.map(\.code) : nil
        self.init(
            type: fields.text("type") ?? known?.type ?? "invalid_request_error",
            code: code ?? fields.text("code"),
            message: param.map { message.replacing("{param}", with: $0) } ?? message, param: param)
    }

    /// The same error with the names of the moment put in for `{model}`, `{session}` and `{item}`.
    package func naming(model: String = "", session: String = "", item: String = "") -> ServiceError {
        var named = self
        named.message = message.replacing("{model}", with: model).replacing("{session}", with: session)
            .replacing("{item}", with: item)
        return named
    }
}

extension String {
    /// Every occurrence of `mark`, from left to right; what is put in is not looked at again.
    fileprivate func replacing(_ mark: String, with value: String) -> String {
        var result = ""
        var rest = self[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            if rest.hasPrefix(mark) {
                result += value
                rest = rest.dropFirst(mark.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result + rest
    }
}
