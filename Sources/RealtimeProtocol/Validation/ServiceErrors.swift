package import JSONText

/// The service's refusals in its own words. Realtime reference, 3 and 4; catalogue, "Exact strings". Where no wording is recorded
/// the sibling APIs' wording stands, and the comment says so.
extension ErrorDetail {
    package static func missingParameter(_ path: String) -> ErrorDetail {
        ErrorDetail(
            code: "missing_required_parameter", message: "Missing required parameter: '\(path)'.", param: path)
    }

    package static func unknownParameter(_ path: String) -> ErrorDetail {
        ErrorDetail(code: "unknown_parameter", message: "Unknown parameter: '\(path)'.", param: path)
    }

    package static func invalidType(_ path: String, _ expected: String, _ got: JSON) -> ErrorDetail {
        ErrorDetail(
            code: "invalid_type",
            message: "Invalid type for '\(path)': expected \(expected), but got \(got.kindWithArticle) instead.",
            param: path)
    }

    package static func invalidValue(_ path: String, _ value: String, supported: [String]) -> ErrorDetail {
        let rule =
            supported.count == 1
            ? "Value must be '\(supported[0])'." : "Supported values are: \(series(supported, "and"))."
        return ErrorDetail(code: "invalid_value", message: "Invalid value: '\(value)'. \(rule)", param: path)
    }

    package static func invalidModalities(_ path: String, _ words: [String], supported: [[String]]) -> ErrorDetail {
        func list(_ words: [String]) -> String { "[" + words.map { "'\($0)'" }.joined(separator: ", ") + "]" }
        return ErrorDetail(
            code: "invalid_value",
            message: "Invalid modalities: \(list(words)). "
                + "Supported combinations are: \(supported.map(list).joined(separator: " and ")).",
            param: path)
    }

    /// The wording with the code is recorded of the beta's `temperature` in part, the whole sentence of sibling APIs.
    package static func outOfRange(
        _ path: String, _ kind: String, _ side: Side, _ limit: String, _ got: String
    ) -> ErrorDetail {
        let (word, sign, code) =
            side == .below ? ("below minimum", ">=", "below_min_value") : ("above maximum", "<=", "above_max_value")
        return ErrorDetail(
            code: "\(kind)_\(code)",
            message:
                "Invalid '\(path)': \(kind) \(word) value. Expected a value \(sign) \(limit), but got \(got) instead.",
            param: path)
    }

    package enum Side: Sendable { case below, above }

    /// The code is that of sibling APIs.
    package static func stringTooLong(_ path: String, maximum: Int, length: Int) -> ErrorDetail {
        ErrorDetail(
            code: "string_above_max_length",
            message: "Invalid '\(path)': string too long. "
                + "Expected a string with maximum length \(maximum), but got a string with length \(length) instead.",
            param: path)
    }

    /// Wording of sibling APIs.
    package static func tooManyProperties(_ path: String, maximum: Int, count: Int) -> ErrorDetail {
        ErrorDetail(
            code: "object_above_max_properties",
            message: "Invalid '\(path)': too many properties. "
                + "Expected an object with at most \(maximum) properties, but got an object with \(count) properties instead.",
            param: path)
    }

    static func oneOf(_ words: [String]) -> String {
        words.count == 1 ? "'\(words[0])'" : "one of \(series(words, "or"))"
    }

    /// `'a' and 'b'`; `'a', 'b', and 'c'`.
    private static func series(_ words: [String], _ conjunction: String) -> String {
        let quoted = words.map { "'\($0)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        if quoted.count == 2 { return "\(quoted[0]) \(conjunction) \(last)" }
        return quoted.dropLast().joined(separator: ", ") + ", \(conjunction) \(last)"
    }
}

/// Refusals of whole events.
extension ErrorDetail {
    package static let invalidJSON = ErrorDetail(
        code: "invalid_json",
        message: "Invalid event: failed to parse JSON value. Please check the value to ensure it is valid JSON.")
    package static let typeMissing = ErrorDetail(code: "invalid_event", message: "The 'type' field is missing.")
    package static let binaryMessage = ErrorDetail(
        code: "invalid_event", message: "Expected a text WebSocket message; binary frames are not supported.")
    package static let invalidAudio = ErrorDetail(
        code: "invalid_value",
        message: "Invalid 'audio'. Expected base64-encoded audio bytes (mono PCM16 at 24kHz) but got an invalid value.",
        param: "audio")

    /// Only PNG and JPEG, and only inside of the event; wording of sibling APIs.
    package static func invalidImage(_ path: String) -> ErrorDetail {
        ErrorDetail(
            code: "invalid_value",
            message: "Invalid '\(path)'. Expected a base64-encoded data URL with an image MIME type "
                + "(e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got a value without the 'data:' prefix "
                + "or with an unsupported MIME type.",
            param: path)
    }

    /// - Parameter milliseconds: What the buffer has.
    package static func commitEmpty(milliseconds: Double) -> ErrorDetail {
        let hundredths = Int(exactly: (max(0, min(milliseconds, 1e9)) * 100).rounded()) ?? 0
        let fraction = hundredths % 100
        return ErrorDetail(
            code: "input_audio_buffer_commit_empty",
            message: "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
                + "but buffer only has \(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)ms of audio.")
    }

    package static func activeResponse(_ id: String) -> ErrorDetail {
        ErrorDetail(
            code: "conversation_already_has_active_response",
            message: "Conversation already has an active response in progress: \(id). "
                + "Wait until the response is finished before creating a new one.")
    }

    package static let cancelNotActive = ErrorDetail(
        code: "response_cancel_not_active", message: "Cancellation failed: no active response found")
    package static let cannotUpdateVoice = ErrorDetail(
        code: "cannot_update_voice", message: "Cannot update a conversation's voice if assistant audio is present.")
    package static let notTruncatable = ErrorDetail(
        code: "unsupported_content_type", message: "Only model output audio messages can be truncated")

    static let expiryWords = "Your session hit the maximum duration of "

    /// - Parameter limit: 60 minutes today; 30, and 15 before that, in sessions of earlier years.
    package static func sessionExpired(after limit: Duration = .seconds(3_600)) -> ErrorDetail {
        let minutes = max(1, Int(clamping: (limit.components.seconds + 30) / 60))
        return ErrorDetail(code: "session_expired", message: "\(expiryWords)\(minutes) minutes.")
    }

    package static func truncateTooLate(audioMs: Int, audioEndMs: Int) -> ErrorDetail {
        ErrorDetail(
            code: "invalid_value", message: "Audio content of \(audioMs)ms is already shorter than \(audioEndMs)ms")
    }

    package enum ItemRequest: String, Sendable {
        case retrieve, delete, truncate
        fileprivate var gerund: String {
            self == .retrieve ? "retrieving" : self == .delete ? "deleting" : "truncating"
        }
    }

    /// Of `truncate` the wording is by analogy.
    package static func noSuchItem(_ request: ItemRequest, id: String) -> ErrorDetail {
        ErrorDetail(
            code: "item_\(request.rawValue)_invalid_item_id",
            message: "Error \(request.gerund) item: the item with id '\(id)' does not exist.")
    }

    /// Nothing is recorded; by analogy.
    package static func noSuchPreviousItem(id: String) -> ErrorDetail {
        ErrorDetail(
            code: "item_create_invalid_previous_item_id",
            message: "Error creating item: the previous item with id '\(id)' does not exist.")
    }

    /// Nothing is recorded; by analogy.
    package static func noSuchCall(id: String) -> ErrorDetail {
        ErrorDetail(
            code: "invalid_tool_call_id", message: "Tool call ID '\(id)' not found in conversation.",
            param: "item.call_id")
    }

    /// Nothing is recorded; by analogy.
    package static func noSuchApproval(id: String) -> ErrorDetail {
        ErrorDetail(
            code: "invalid_value", message: "No MCP approval request with id '\(id)' found in conversation.",
            param: "item.approval_request_id")
    }

    /// Azure only; OpenAI accepts an id twice.
    package static func duplicateItem(id: String) -> ErrorDetail {
        ErrorDetail(
            code: "item_create_duplicate_item_id",
            message: "Error creating item: an item with id '\(id)' already exists.")
    }
}
