/// Counts tokens the way the service bills them, so that every `usage` adds up.
import JSONText

/// Tokens by modality.
struct TokenCount: Equatable {
    var text = 0
    var audio = 0
    var image = 0

    var total: Int { text + audio + image }

    static func + (left: TokenCount, right: TokenCount) -> TokenCount {
        TokenCount(
            text: left.text + right.text, audio: left.audio + right.audio, image: left.image + right.image)
    }

    static func - (left: TokenCount, right: TokenCount) -> TokenCount {
        TokenCount(
            text: max(0, left.text - right.text), audio: max(0, left.audio - right.audio),
            image: max(0, left.image - right.image))
    }

    /// About four bytes of English to a token.
    static func ofText(_ text: String) -> TokenCount { TokenCount(text: (text.utf8.count + 3) / 4) }

    /// What a caller says: one token for each whole 100 ms. OpenAI Realtime, managing costs.
    static func ofCallerAudio(milliseconds: Int) -> TokenCount { TokenCount(audio: milliseconds / 100) }

    /// What the assistant says: one token for each 50 ms. OpenAI Realtime, managing costs.
    static func ofAssistantAudio(milliseconds: Int) -> TokenCount { TokenCount(audio: milliseconds / 50) }
}

struct UsageMeter {
    /// The context of the last default response: what the next one finds in the cache.
    private var lastContext = TokenCount()

    /// The `usage` object of a response that read `input` and produced `output`.
    ///
    /// - Parameter remembers: False for out-of-band responses, which leave the conversation's cache alone.
    /// - Parameter countsReasoning: Azure names the tokens of thinking, of which there are none here.
    mutating func usage(
        input: TokenCount, output: TokenCount, remembers: Bool = true, countsReasoning: Bool = false
    ) -> JSON {
        let cached = TokenCount(
            text: UsageMeter.cachedPrefix(min(lastContext.text, input.text)),
            audio: UsageMeter.cachedPrefix(min(lastContext.audio, input.audio)),
            image: UsageMeter.cachedPrefix(min(lastContext.image, input.image)))
        if remembers { lastContext = input }
        return UsageMeter.object(input: input, cached: cached, output: output, countsReasoning: countsReasoning)
    }

    /// The context was truncated: only its beginning is as it was.
    mutating func forget(allBut beginning: TokenCount) { lastContext = beginning }

    /// Where the model never ran.
    static let nothing = object(input: TokenCount(), cached: TokenCount(), output: TokenCount())

    /// Prompts are cached in blocks of 64 tokens (recorded sessions: 64, 128, 192).
    private static func cachedPrefix(_ tokens: Int) -> Int { tokens / 64 * 64 }

    private static func object(
        input: TokenCount, cached: TokenCount, output: TokenCount, countsReasoning: Bool = false
    ) -> JSON {
        var details: JSONObject = ["text_tokens": JSON(output.text), "audio_tokens": JSON(output.audio)]
        if countsReasoning { details["reasoning_tokens"] = 0 }
        return [
            "total_tokens": JSON(input.total + output.total),
            "input_tokens": JSON(input.total),
            "output_tokens": JSON(output.total),
            "input_token_details": [
                "text_tokens": JSON(input.text),
                "audio_tokens": JSON(input.audio),
                "image_tokens": JSON(input.image),
                "cached_tokens": JSON(cached.total),
                "cached_tokens_details": [
                    "text_tokens": JSON(cached.text),
                    "audio_tokens": JSON(cached.audio),
                    "image_tokens": JSON(cached.image),
                ],
            ],
            "output_token_details": .object(details),
        ]
    }
}
