/// Sets of error codes that mean the same to a diagnosis. Codes, never wording: the service words its messages anew at will.
enum ErrorCodes {
    static let quota: Set<String> = ["insufficient_quota", "billing_hard_limit_reached", "account_deactivated"]
    static let rateLimit: Set<String> = ["rate_limit_exceeded", "inference_rate_limit_exceeded"]
    static let modelNotFound: Set<String> = ["model_not_found"]
    static let badKey: Set<String> = ["invalid_api_key", "missing_api_key", "invalid_authentication"]
    static let betaShutOff: Set<String> = ["beta_api_shape_disabled"]
    static let expired: Set<String> = ["session_expired"]

    static let serverError: Set<String> = ["server_error", "internal_error", "internal_server_error"]

    /// Races that a correct client meets too. Realtime reference, 4.
    static let benign: Set<String> = [
        "response_cancel_not_active", "input_audio_buffer_commit_empty", "conversation_already_has_active_response",
        "item_delete_invalid_item_id",
    ]

    /// The service hangs up after these; they answer no client event.
    static let endsSession: Set<String> = betaShutOff.union(expired).union(badKey).union([
        "missing_model", "invalid_model", "invalid_intent",
    ])
}
