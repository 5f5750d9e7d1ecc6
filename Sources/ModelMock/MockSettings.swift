package import JSONText
package import RealtimeProtocol

/// What the operator of a mock decides, beside the plan of the scenario. All time and all randomness of a session come from here.
package struct MockSettings: Sendable {
    /// Which contract the server keeps, unless the plan says.
    package var era: Era
    /// Ids, jitter and the dice of rules follow from it; behaviour does not. A server gives each session another one, or all
    /// sessions have the same ids.
    package var seed: UInt64
    /// Stands in where the URL names no model; nil answers `missing_model`, as the service does.
    package var defaultModel: String?
    /// Keys that are let in. Nil lets everybody in, without a key as well: a mock is for trying things out.
    package var apiKeys: Set<String>?
    /// What the ephemeral key of the client had its session be, as `session` of `client_secrets`; nil: the service's defaults.
    package var session: JSONObject?
    /// Age at which a session expires; nil: as the profile and the era have it.
    package var sessionLimit: Duration?
    /// Whose service it is, unless the plan says.
    package var profile: ServiceProfile
    /// Unix seconds at time zero of the clock that ``ModelMock`` is given: for `expires_at` and ids.
    package var unixTime: Int
    /// Times the speed of speech, at most, at which long replies are sent, so that they can be interrupted while they are made.
    package var recitalSpeed: Double
    /// The most caller audio that a session keeps for `conversation.item.retrieve`; the oldest is given up first.
    package var retainedAudioBytes: Int
    /// Which connection to the model this is, from 1: of the call, or of a server that knows no calls. Parts of a plan are for one.
    package var ordinal = 1

    package init(
        era: Era = .ga, seed: UInt64 = 1, defaultModel: String? = nil, apiKeys: Set<String>? = nil,
        sessionLimit: Duration? = nil, unixTime: Int = 1_795_165_200, recitalSpeed: Double = 1.2,
        retainedAudioBytes: Int = 1 << 20, profile: ServiceProfile = .openAI
    ) {
        self.era = era
        self.seed = seed
        self.defaultModel = defaultModel
        self.apiKeys = apiKeys
        self.sessionLimit = sessionLimit
        self.unixTime = unixTime
        self.recitalSpeed = recitalSpeed
        self.retainedAudioBytes = retainedAudioBytes
        self.profile = profile
    }
}
