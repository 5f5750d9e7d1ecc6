/// The registry: Swift cannot discover types. A test compares it with the files in `Defects/`.
package enum BridgeDefects {
    package static let all: [any BridgeDefect.Type] =
        configuration + inputAudio + turnDetection + responses + framing + interruption + tools + concurrency

    /// Catalogue groups 1 and 2.
    private static let configuration: [any BridgeDefect.Type] = [
        FlatConfigOnGA.self
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
    ]

    /// Group 4.
    private static let turnDetection: [any BridgeDefect.Type] = []

    /// Group 5.
    private static let responses: [any BridgeDefect.Type] = []

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
        StaleAudioResumed.self,
    ]

    /// Group 8.
    private static let tools: [any BridgeDefect.Type] = [
        ToolResultWithoutResponse.self
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
    ]
}
