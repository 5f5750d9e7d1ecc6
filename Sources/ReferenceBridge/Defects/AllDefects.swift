/// The registry: Swift cannot discover types. A test compares it with the files in `Defects/`.
package enum BridgeDefects {
    package static let all: [any BridgeDefect.Type] =
        configuration + inputAudio + turnDetection + responses + framing + interruption + tools + concurrency

    /// Catalogue groups 1 and 2.
    private static let configuration: [any BridgeDefect.Type] = [
        FlatConfigOnGA.self,
        SessionTypeMissing.self,
        GAConfigOnBeta.self,
        FormatTokenWrong.self,
        PCMRateMissing.self,
        BothModalitiesOnGA.self,
        UnsupportedVoice.self,
        VoiceChangeAfterAudio.self,
        TemperatureOutOfRange.self,
        NoiseReductionWrongType.self,
        TokenFieldRenamed.self,
        UnknownSessionField.self,
        ToolDefinitionRejected.self,
        TranscriptionModelMissing.self,
        TranscriptionNotEnabled.self,
        TranscriptionVADUnsupported.self,
        TranscriptionLegacyEvents.self,
        AudioDespiteTextMode.self,
        ModelPinnedByLibrary.self,
        AzureEndpointOrDialect.self,
        ParamsInQueryStringIgnored.self,
        StreamURLQueryString.self,
        StreamCannotConnect.self,
        BothTracksOnConnect.self,
        UnidirectionalStream.self,
        ConfigAckNotAwaited.self,
        LaterUpdateBreaksCodec.self,
        ModalitiesInResponseCreate.self,
        ItemContentTypeRoleMismatch.self,
        ItemTypeMissing.self,
        IDTooLong.self,
        OpenAIConnectLate.self,
        WSHeadersKwargRenamed.self,
        TranscriberAnswersBack.self,
    ]

    /// Group 3.
    private static let inputAudio: [any BridgeDefect.Type] = [
        InputCodecMismatch.self,
        InputRateMismatch.self,
        InputNotForwarded.self,
        SilenceNotForwarded.self,
        InputBacklogGrows.self,
        OwnVoiceFedBack.self,
        AudioSplitAcrossSessions.self,
        AppendMalformed.self,
        InputSilentOrTooQuiet.self,
        ClearRacesCommit.self,
        ManualCommitUnderVAD.self,
        CommitEmpty.self,
    ]

    /// Group 4.
    private static let turnDetection: [any BridgeDefect.Type] = [
        VADOffNobodyCommits.self,
        CreateResponseFalse.self,
        VADTooStrict.self,
        VADTooEager.self,
        SemanticVADSlow.self,
        NoInterruptLosesTurn.self,
        PrefixPaddingClipsOnset.self,
        IdleTimeoutChatter.self,
    ]

    /// Group 5.
    private static let responses: [any BridgeDefect.Type] = [
        ActiveResponseConflict.self,
        CancelledBeforeOutput.self,
        DoubleResponse.self,
        GreetingNotTriggered.self,
        GreetingAsAssistantItem.self,
        GreetingAsUserStatement.self,
        InstructionsLost.self,
        PerResponseInstructionsReplace.self,
        ContextClearedByInput.self,
        MisGroundedReply.self,
        FailedResponseUnreported.self,
        OOBResponsePlayed.self,
        WrongModalityListener.self,
    ]

    /// Group 6.
    private static let framing: [any BridgeDefect.Type] = [
        TwilioMessageWrongShape.self,
        TwilioMissingStreamSid.self,
        TwilioStaleStreamSid.self,
        EarlyAudioBeforeStart.self,
        StartEventSwallowed.self,
        BinaryFrameToTwilio.self,
        WavHeaderInPayload.self,
        TextSentAsAudio.self,
        BridgeClosesTwilioSocket.self,
        PartialFramesJitter.self,
        UnpacedQueueDrops.self,
        TailAudioCut.self,
        DoubleTranscode.self,
        PCMSentAsMulaw.self,
        BridgeDamagesAudio.self,
        HandlerNotWired.self,
    ]

    /// Group 7.
    private static let interruption: [any BridgeDefect.Type] = [
        NoClearOnBargeIn.self,
        ClearSkippedWhenDone.self,
        PlaybackTruthLost.self,
        TruncatePastEnd.self,
        TruncateBeforeFirstFrame.self,
        TruncateWrongItem.self,
        HeardVsSentDrift.self,
        CancelWithNothingActive.self,
        CancelBeforeCreated.self,
        LateDeltasPlayed.self,
        MarkBookkeepingBroken.self,
        StaleAudioResumed.self, NeedlessClear.self,
    ]

    /// Group 8.
    private static let tools: [any BridgeDefect.Type] = [
        ToolResultWithoutResponse.self,
        CallIDUnknown.self,
        ToolResultCollides.self,
        ToolBlocksAudioLoop.self,
        AnswerBeforeResult.self,
        OnlyFirstOutputItemRead.self,
    ]

    /// Groups 9 to 12.
    private static let concurrency: [any BridgeDefect.Type] = [
        LegLeak.self,
        ReaderTaskDied.self,
        EventLoopBlocked.self,
        SenderStalled.self,
        DeltaNotEnqueued.self,
        InternalQueueSchemaMismatch.self,
        StuckGateFlag.self,
        GlobalStateCrossTalk.self,
        DuplicateSessionPerCall.self,
        HangupRace.self,
        BenignErrorFatal.self,
        UnknownEventCrash.self,
        ContextLostOnReconnect.self,
    ]
}
