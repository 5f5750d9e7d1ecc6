/// The registry: Swift cannot discover types. A test compares it with the files in `FailureModes/`.
package enum FailureModes {
    /// From the door inwards: connection, session, hearing, answering, sounding, ending.
    package static let all: [any FailureMode] = [
        Handshake401MissingAuth(), BetaHeaderShutoff(), SessionUpdateRejectedDefaults(), SessionUpdatedNeverArrives(),
        VADDiesMidSession(), SpeechNeverStops(), ModelNotFoundAtResponse(), QuotaExhausted(), RateLimitedResponse(),
        ServerErrorResponse(), ContentFilterCut(), MaxTokensCut(), ResponseNeverDone(), ResponseNeverCreated(),
        SecondTurnStall(), EmptyOutputCompleted(), TextInsteadOfAudio(), AudioIsDigitalSilence(), SessionExpired(),
        OpenAISocketClosedMidCall(),
    ]

    package static func about(_ id: String) -> About? { all.lazy.map { type(of: $0).about }.first { $0.id == id } }
}
