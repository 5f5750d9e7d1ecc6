/// The registry: Swift cannot discover types. A test compares it with the files in `FailureModes/`.
package enum FailureModes {
    /// From the door inwards: connection, session, hearing, answering, sounding, ending. Of two that broke a call at the
    /// same place the earlier one comes first.
    package static let all: [any FailureMode] =
        connection + configuration + framing + inputAudio + turnDetection + tools + responses + outputAudio
        + interruption + concurrency + endings

    /// Catalogue group 1.
    private static let connection: [any FailureMode] = [
        Handshake401MissingAuth(),
        Handshake403NoAccess(),
        BetaHeaderShutoff(),
        ModelPinnedByLibrary(),
        AzureEndpointOrDialect(),
        OpenAIConnectLate(),
        WSHeadersKwargRenamed(),
    ]

    /// Group 2, and what tools and transcription add to the configuration.
    private static let configuration: [any FailureMode] = [
        SessionTypeMissing(),
        FlatConfigOnGA(),
        GAConfigOnBeta(),
        FormatTokenWrong(),
        PCMRateMissing(),
        BothModalitiesOnGA(),
        UnsupportedVoice(),
        VoiceChangeAfterAudio(),
        TemperatureOutOfRange(),
        NoiseReductionWrongType(),
        TokenFieldRenamed(),
        UnknownSessionField(),
        ToolDefinitionRejected(),
        TranscriptionModelMissing(),
        TranscriptionVADUnsupported(),
        TranscriptionLegacyEvents(),
        TranscriberAnswersBack(),
        SessionUpdateRejectedDefaults(),
        SessionUpdatedNeverArrives(),
        ParamsInQueryStringIgnored(),
        ConfigAckNotAwaited(),
        LaterUpdateBreaksCodec(),
        ModalitiesInResponseCreate(),
        ItemContentTypeRoleMismatch(),
        ItemTypeMissing(),
        IDTooLong(),
    ]

    /// Group 6, as far as the carrier drops or refuses what the bridge sends.
    private static let framing: [any FailureMode] = [
        BothTracksOnConnect(),
        StreamCannotConnect(),
        StreamURLQueryString(),
        HandlerNotWired(),
        UnidirectionalStream(),
        BinaryFrameToTwilio(),
        TwilioMessageWrongShape(),
        TwilioMissingStreamSid(),
        TwilioStaleStreamSid(),
        EarlyAudioBeforeStart(),
        StartEventSwallowed(),
    ]

    /// Group 3.
    private static let inputAudio: [any FailureMode] = [
        GlobalStateCrossTalk(),
        OwnVoiceFedBack(),
        AudioSplitAcrossSessions(),
        InputCodecMismatch(),
        InputRateMismatch(),
        InputNotForwarded(),
        InputBacklogGrows(),
        SilenceNotForwarded(),
        AppendMalformed(),
        InputSilentOrTooQuiet(),
        ClearRacesCommit(),
        ManualCommitUnderVAD(),
        CommitEmpty(),
    ]

    /// Group 4.
    private static let turnDetection: [any FailureMode] = [
        VADOffNobodyCommits(),
        CreateResponseFalse(),
        NoInterruptLosesTurn(),
        VADTooStrict(),
        SemanticVADSlow(),
        VADTooEager(),
        EchoSelfInterruption(),
        NoiseTriggersTurns(),
        PrefixPaddingClipsOnset(),
        IdleTimeoutChatter(),
        TranscriptionFailedEvent(),
        TranscriptLateOrOutOfOrder(),
        VADDiesMidSession(),
        SpeechNeverStops(),
    ]

    /// Group 8.
    private static let tools: [any FailureMode] = [
        CallIDUnknown(),
        ToolResultCollides(),
        ToolBlocksAudioLoop(),
        AnswerBeforeResult(),
        OnlyFirstOutputItemRead(),
        ModelPausesAfterAck(),
        RunawayAudioNearTool(),
        ToolResultWithoutResponse(),
    ]

    /// Group 5.
    private static let responses: [any FailureMode] = [
        ModelNotFoundAtResponse(),
        QuotaExhausted(),
        RateLimitedResponse(),
        ServerErrorResponse(),
        ContentFilterCut(),
        MaxTokensCut(),
        ActiveResponseConflict(),
        ResponseNeverDone(),
        ResponseNeverCreated(),
        SecondTurnStall(),
        CancelledBeforeOutput(),
        DoubleResponse(),
        OOBResponsePlayed(),
        WrongModalityListener(),
        GreetingNotTriggered(),
        GreetingAsAssistantItem(),
        GreetingAsUserStatement(),
        InstructionsLost(),
        PerResponseInstructionsReplace(),
        ContextClearedByInput(),
        MisGroundedReply(),
        AudioDespiteTextMode(),
        FailedResponseUnreported(),
        EmptyOutputCompleted(),
        TextInsteadOfAudio(),
    ]

    /// Group 6, as far as what is played sounds wrong.
    private static let outputAudio: [any FailureMode] = [
        PCMSentAsMulaw(),
        WavHeaderInPayload(),
        TextSentAsAudio(),
        PartialFramesJitter(),
        UnpacedQueueDrops(),
        TailAudioCut(),
        DoubleTranscode(),
        BridgeDamagesAudio(),
        AudioIsDigitalSilence(),
        ContextGrowth(),
        SlowFirstAudio(),
        NetworkInstability(),
    ]

    /// Group 7.
    private static let interruption: [any FailureMode] = [
        NoClearOnBargeIn(),
        ClearSkippedWhenDone(),
        MarkBookkeepingBroken(),
        LateDeltasPlayed(),
        StaleAudioResumed(),
        NeedlessClear(),
        TruncateBeforeFirstFrame(),
        TruncatePastEnd(),
        TruncateWrongItem(),
        HeardVsSentDrift(),
        CancelBeforeCreated(),
        CancelWithNothingActive(),
    ]

    /// Groups 11 and 12.
    private static let concurrency: [any FailureMode] = [
        BenignErrorFatal(),
        UnknownEventCrash(),
        TranscriptionNotEnabled(),
        DuplicateSessionPerCall(),
        EventLoopBlocked(),
        InternalQueueSchemaMismatch(),
        StuckGateFlag(),
        DeltaNotEnqueued(),
        SenderStalled(),
        ReaderTaskDied(),
    ]

    /// Group 10, and connections that end too early.
    private static let endings: [any FailureMode] = [
        SessionExpired(),
        KeepalivePingTimeout1011(),
        OpenAISocketClosedMidCall(),
        ContextLostOnReconnect(),
        BridgeClosesTwilioSocket(),
        HangupRace(),
        LegLeak(),
    ]

    /// - Parameter id: The mode's own, or one of those that share its finding; also of what is only ever a note.
    package static func about(_ id: String) -> About? {
        let modes = all.map { type(of: $0).about }
        return (modes + LogFacts.all).first { $0.id == id || $0.also.contains(id) }
    }
}
