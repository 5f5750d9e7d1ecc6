/// The models that the Realtime API is asked for, as data: which exist, which are gone since when, which are no realtime models.
/// OpenAI, types of the SDK 3.51.0 and the deprecations page.
package enum ModelRegistry {
    package enum Kind: Sendable, Equatable {
        case realtime
        /// Writes down speech; belongs in `audio.input.transcription.model`.
        case transcription
        /// Speaks its own dialect at `/v1/realtime/translations`.
        case translation
        /// Exists, but answers no WebSocket: `invalid_model`.
        case notRealtime
    }

    package struct Model: Sendable, Equatable {
        package let name: String
        package let kind: Kind
        /// `2026-05-07`: the day it is shut down, past or announced.
        package let shutdown: String?
        package let replacement: String?

        fileprivate init(_ name: String, _ kind: Kind, shutdown: String? = nil, replacement: String? = nil) {
            self.name = name
            self.kind = kind
            self.shutdown = shutdown
            self.replacement = replacement
        }

        /// - Parameter day: `2026-11-20`.
        package func isRetired(on day: String) -> Bool { shutdown.map { $0 <= day } ?? false }
    }

    package static let models: [Model] = [
        Model("gpt-realtime", .realtime, shutdown: "2027-01-20", replacement: "gpt-realtime-2.1"),
        Model("gpt-realtime-2025-08-28", .realtime, shutdown: "2027-01-20", replacement: "gpt-realtime-2.1"),
        Model("gpt-realtime-1.5", .realtime),
        Model("gpt-realtime-2", .realtime),
        Model("gpt-realtime-2.1", .realtime),
        Model("gpt-realtime-2.1-mini", .realtime),
        Model("gpt-realtime-mini", .realtime, shutdown: "2027-01-20", replacement: "gpt-realtime-2.1-mini"),
        Model("gpt-realtime-mini-2025-10-06", .realtime, shutdown: "2026-07-23", replacement: "gpt-realtime-mini"),
        Model("gpt-realtime-mini-2025-12-15", .realtime, shutdown: "2027-01-20", replacement: "gpt-realtime-2.1-mini"),
        Model("gpt-audio-1.5", .realtime),
        Model("gpt-audio-mini", .realtime),
        Model("gpt-audio-mini-2025-10-06", .realtime, shutdown: "2026-07-23", replacement: "gpt-audio-mini"),
        Model("gpt-audio-mini-2025-12-15", .realtime),

        Model("gpt-4o-realtime-preview", .realtime, shutdown: "2026-05-07", replacement: "gpt-realtime-1.5"),
        // The day is from memory; the announcement said autumn 2025.
        Model("gpt-4o-realtime-preview-2024-10-01", .realtime, shutdown: "2025-10-10", replacement: "gpt-realtime"),
        Model("gpt-4o-realtime-preview-2024-12-17", .realtime, shutdown: "2026-05-07", replacement: "gpt-realtime-1.5"),
        Model("gpt-4o-realtime-preview-2025-06-03", .realtime, shutdown: "2026-05-07", replacement: "gpt-realtime-1.5"),
        Model("gpt-4o-mini-realtime-preview", .realtime, shutdown: "2026-05-07", replacement: "gpt-realtime-mini"),
        Model(
            "gpt-4o-mini-realtime-preview-2024-12-17", .realtime, shutdown: "2026-07-23",
            replacement: "gpt-realtime-mini"),

        Model("whisper-1", .transcription, shutdown: "2027-02-26", replacement: "gpt-transcribe"),
        Model("gpt-4o-transcribe", .transcription, shutdown: "2027-02-26", replacement: "gpt-transcribe"),
        Model("gpt-4o-mini-transcribe", .transcription, shutdown: "2027-02-26", replacement: "gpt-transcribe"),
        Model(
            "gpt-4o-mini-transcribe-2025-12-15", .transcription, shutdown: "2027-02-26", replacement: "gpt-transcribe"),
        Model("gpt-4o-transcribe-diarize", .transcription, shutdown: "2027-02-26", replacement: "gpt-transcribe"),
        Model("gpt-transcribe", .transcription),
        Model("gpt-live-transcribe", .transcription),
        Model("gpt-realtime-whisper", .transcription),
        Model("gpt-realtime-translate", .translation),
    ]

    /// Families that exist beside the Realtime API.
    private static let otherFamilies = [
        "gpt-3.5", "gpt-4", "gpt-5", "o1", "o3", "o4", "chatgpt-", "tts-", "text-embedding-", "dall-e-", "gpt-image-",
        "davinci", "omni-moderation",
    ]

    /// Nil for a name that nobody knows; the service says `model_not_found`.
    package static func find(_ name: String) -> Model? {
        if let model = models.first(where: { $0.name == name }) { return model }
        return otherFamilies.contains { name.hasPrefix($0) } ? Model(name, .notRealtime) : nil
    }

    /// Whether `reasoning`, `parallel_tool_calls` and `phase` exist for it: gpt-realtime-2 and later.
    package static func reasons(_ name: String) -> Bool {
        name.hasPrefix("gpt-realtime-2") && !name.hasPrefix("gpt-realtime-20")
    }

    /// Writes down what is said while it is said: deltas come before the turn is committed. Realtime reference, 7.6.
    package static func transcribesLive(_ name: String) -> Bool {
        name.hasPrefix("gpt-realtime-whisper") || name.hasPrefix("gpt-live-transcribe")
    }

    /// Says how sure it is of a word, when `include` asks. whisper-1 and the diarizing model do not.
    package static func tellsLogprobs(_ name: String) -> Bool {
        name != "whisper-1" && !name.hasSuffix("-diarize")
    }

    /// The most tokens that it reads for one response: its context less the 4,096 that it may write. 32,768 for gpt-realtime; that of
    /// gpt-realtime-2.x is from memory.
    package static func inputLimit(of name: String) -> Int { (reasons(name) ? 128_000 : 32_768) - 4_096 }

    /// `alloy` on gpt-realtime, `marin` on gpt-realtime-2.x (recorded of 2.1).
    package static func defaultVoice(of name: String, in dialect: Dialect) -> String {
        dialect == .ga && reasons(name) ? "marin" : "alloy"
    }

    /// 200 ms on gpt-realtime, 500 ms on gpt-realtime-2.x (recorded of 2.1; the documentation says 500 for all).
    package static func defaultSilenceMs(of name: String) -> Int { reasons(name) ? 500 : 200 }
}

/// Voices by name, in the order in which the service lists them. Realtime reference, 8.3.
package enum Voices {
    package static let beta = ["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse"]
    package static let ga = beta + ["marin", "cedar"]
    /// Of the speech endpoint; the Realtime API refuses them.
    package static let speechOnly = ["fable", "nova", "onyx"]

    package static func names(in dialect: Dialect) -> [String] { dialect == .ga ? ga : beta }
}
