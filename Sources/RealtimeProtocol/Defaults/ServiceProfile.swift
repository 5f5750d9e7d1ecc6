/// Who runs the service, as data: in what OpenAI, Azure OpenAI and Azure Voice Live are recorded to differ. Realtime reference, 1.5 and 1.6.
package struct ServiceProfile: Sendable, Equatable {
    package let name: String
    /// `rate_limits.updated` was never seen at Azure.
    package let announcesRateLimits: Bool
    /// `response.content_part.*` repeats `part` as `content`.
    package let mirrorsContentPart: Bool
    /// OpenAI takes a second item of one id, the others refuse it.
    package let refusesDuplicateItems: Bool
    /// `usage.output_token_details.reasoning_tokens` is there, also when it is 0.
    package let countsReasoningTokens: Bool
    /// Nil: as the era has it.
    package let maximumMinutes: Int?
    /// What `expires_at` says, where that is not the truth.
    package let announcedMinutes: Int?
    /// A key that is missing or wrong is answered with HTTP 401, not with an event and a close.
    package let refusesKeysByHTTP: Bool
    /// The path that the service documents, for whoever prints an address.
    package let path: String

    package static let openAI = ServiceProfile(
        name: "openai", announcesRateLimits: true, mirrorsContentPart: false, refusesDuplicateItems: false,
        countsReasoningTokens: false, maximumMinutes: nil, announcedMinutes: nil, refusesKeysByHTTP: false,
        path: "/v1/realtime")

    package static let azure = ServiceProfile(
        name: "azure", announcesRateLimits: false, mirrorsContentPart: true, refusesDuplicateItems: true,
        countsReasoningTokens: true, maximumMinutes: 30, announcedMinutes: 60, refusesKeysByHTTP: true,
        path: "/openai/v1/realtime")

    package static let azureVoiceLive = ServiceProfile(
        name: "azure-voicelive", announcesRateLimits: false, mirrorsContentPart: false, refusesDuplicateItems: true,
        countsReasoningTokens: true, maximumMinutes: 30, announcedMinutes: 60, refusesKeysByHTTP: true,
        path: "/voice-live/realtime")

    package static let all = [openAI, azure, azureVoiceLive]

    package static func named(_ name: String) -> ServiceProfile? { all.first { $0.name == name } }

    package var isVoiceLive: Bool { self == .azureVoiceLive }

    /// The dialect of a connection where the address decides it and no header: Azure's dated previews and Voice Live speak the
    /// beta's for ever. Nil: the era decides.
    ///
    /// - Parameter path: `/openai/realtime` is the preview's, `/openai/v1/realtime` that of today.
    package func dialect(path: String) -> Dialect? {
        if isVoiceLive { return .beta }
        guard self == .azure else { return nil }
        return path.hasSuffix("/openai/realtime") || path.hasSuffix("/openai/realtime/") ? .beta : .ga
    }

    /// Whether the service has anything under an address. Azure knows none of OpenAI's; a gateway before OpenAI may have any of its own.
    package func has(path: String) -> Bool {
        switch self {
        case .azure: path.contains("/openai/")
        case .azureVoiceLive: path.contains("/voice-live/") || path.contains("/voice-agent/")
        default: true
        }
    }

    /// How long a session may last, in minutes.
    package func sessionMinutes(in era: Era) -> Int { maximumMinutes ?? era.maximumMinutes }
}

extension Era {
    /// 15 minutes in October 2024, 60 since August 2025 (30 in between). Realtime reference, 1.5.
    package var maximumMinutes: Int { self == .beta ? 15 : 60 }
}
