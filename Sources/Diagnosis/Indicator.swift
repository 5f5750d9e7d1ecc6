/// One fixed success question of a run. Its answer is pass, fail, or not examined with the reason.
package protocol Indicator: Sendable {
    static var id: String { get }
    /// `Every caller turn got an answer`
    static var title: String { get }
    init()
    func examine(_ call: Timeline) -> Answer
}

/// What an indicator found.
package struct Answer: Sendable, Equatable {
    package var result: CheckResult
    /// Why it failed or was not examined; the measured value when it passed.
    package var reason: String
    package var evidence: [Evidence] = []

    package static func pass(_ reason: String, _ evidence: [Evidence] = []) -> Answer {
        Answer(result: .pass, reason: reason, evidence: evidence)
    }
    package static func fail(_ reason: String, _ evidence: [Evidence] = []) -> Answer {
        Answer(result: .fail, reason: reason, evidence: evidence)
    }
    package static func notExamined(_ reason: String) -> Answer { Answer(result: .notExamined, reason: reason) }
}

/// The registry, in the order of reports.
package enum Indicators {
    package static let all: [any Indicator] = [
        Connected(), Configured(), Heard(), Answered(), MultipleTurns(), NoErrorEvents(), Audible(),
        InterruptionHonoured(), Transcripts(), Latency(), NoDroppedAudio(), AudioFidelityUp(), AudioFidelityDown(),
        OrderlyEnd(),
    ]

    /// Of captures with a phone leg, between the caller and the bridge.
    package static let phone: [any Indicator] = [
        CarrierAccepts(), CallerReachesModel(), RepliesReachCaller(), BargeIn(), PlaybackContinuous(), ScriptMet(),
        BridgeDelay(),
    ]

    static func asked(of call: Timeline) -> [any Indicator] { call.phones.isEmpty ? all : all + phone }
}
