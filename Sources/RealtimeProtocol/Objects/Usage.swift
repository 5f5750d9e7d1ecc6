package import JSONText

/// Tokens of one response. `total` = input + output, and the details sum to their parent. Realtime reference, 6.5.
package struct Usage: WireObject {
    package var totalTokens: Int?
    package var inputTokens: Int?
    package var outputTokens: Int?
    package var inputDetails: TokenDetails?
    package var outputDetails: TokenDetails?
    package var extra: JSONObject = [:]

    package init(input: TokenDetails, output: TokenDetails) {
        let (inputSum, outputSum) = (input.sum, output.sum)
        totalTokens = inputSum + outputSum
        inputTokens = inputSum
        outputTokens = outputSum
        inputDetails = input
        outputDetails = output
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        totalTokens = reader.optionalInteger("total_tokens")
        inputTokens = reader.optionalInteger("input_tokens")
        outputTokens = reader.optionalInteger("output_tokens")
        inputDetails = reader.optionalNested("input_token_details")
        outputDetails = reader.optionalNested("output_token_details")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("total_tokens", totalTokens)
        writer.put("input_tokens", inputTokens)
        writer.put("output_tokens", outputTokens)
        writer.put("input_token_details", inputDetails)
        writer.put("output_token_details", outputDetails)
    }
}

/// Tokens by kind. User audio costs 10 tokens a second, assistant audio 20.
package struct TokenDetails: WireObject {
    package var textTokens: Int?
    package var audioTokens: Int?
    package var imageTokens: Int?
    /// Counted in the others, not beside them.
    package var cachedTokens: Int?
    package var extra: JSONObject = [:]

    package init(text: Int, audio: Int, image: Int? = nil, cached: Int? = nil) {
        textTokens = text
        audioTokens = audio
        imageTokens = image
        cachedTokens = cached
        if cached != nil {
            extra["cached_tokens_details"] = ["text_tokens": 0, "audio_tokens": 0, "image_tokens": 0]
        }
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        textTokens = reader.optionalInteger("text_tokens")
        audioTokens = reader.optionalInteger("audio_tokens")
        imageTokens = reader.optionalInteger("image_tokens")
        cachedTokens = reader.optionalInteger("cached_tokens")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("text_tokens", textTokens)
        writer.put("audio_tokens", audioTokens)
        writer.put("image_tokens", imageTokens)
        writer.put("cached_tokens", cachedTokens)
    }

    package var sum: Int { (textTokens ?? 0) &+ (audioTokens ?? 0) &+ (imageTokens ?? 0) }
}

/// What one input transcription cost: `duration` in seconds rounded up, or `tokens`.
package struct TranscriptionUsage: WireObject {
    package var type: String?
    package var seconds: Double?
    package var totalTokens: Int?
    package var extra: JSONObject = [:]

    package init(seconds: Double) {
        type = "duration"
        self.seconds = seconds
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        type = reader.optionalString("type")
        seconds = reader.optionalNumber("seconds")
        totalTokens = reader.optionalInteger("total_tokens")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("type", type)
        writer.put("seconds", seconds)
        writer.put("total_tokens", totalTokens)
    }
}

/// One entry of `rate_limits.updated`.
package struct RateLimit: WireObject {
    /// `requests` or `tokens`.
    package var name: String?
    package var limit: Int?
    package var remaining: Int?
    package var resetSeconds: Double?
    package var extra: JSONObject = [:]

    package init(name: String, limit: Int, remaining: Int, resetSeconds: Double) {
        self.name = name
        self.limit = limit
        self.remaining = remaining
        self.resetSeconds = resetSeconds
    }

    package init(from reader: inout FieldReader) throws(FieldError) {
        name = reader.optionalString("name")
        limit = reader.optionalInteger("limit")
        remaining = reader.optionalInteger("remaining")
        resetSeconds = reader.optionalNumber("reset_seconds")
    }

    package func write(to writer: inout FieldWriter) {
        writer.put("name", name)
        writer.put("limit", limit)
        writer.put("remaining", remaining)
        writer.put("reset_seconds", resetSeconds)
    }
}
