/// The numbered parts of a probe with their checks, in fixed order. Empty for other captures.
import CallCapture
import Durations
import JSONText

enum Sections {
    private static let order: [(id: String, title: String, checks: @Sendable (SectionScope) -> [Section.Check])] = [
        ("environment", "Environment", EnvironmentSection.checks),
        ("models", "Model list", ModelsSection.checks),
        ("network", "Network", NetworkSection.checks),
        ("handshake", "Handshake", HandshakeSection.checks),
        ("session", "Session", SessionSection.checks),
        ("text-turn", "Text turn", TextTurnSection.checks),
        ("spoken-turns", "Spoken turns", SpokenTurnsSection.checks),
        ("audible", "Audible answers", AudibleSection.checks),
        ("interruption", "Interruption", InterruptionSection.checks),
        ("function-call", "Function call", FunctionCallSection.checks),
        ("transcription", "Transcription", TranscriptionSection.checks),
        ("orderly-end", "Orderly end", OrderlyEndSection.checks),
    ]

    static func sections(of call: Timeline) -> [Section] {
        guard call.command == "probe" else { return [] }
        return order.map { entry in
            let scope = SectionScope(entry.id, call)
            let checks = scope.began || entry.id == "audible" && isAsked("audible", call) ? entry.checks(scope) : []
            return Section(
                id: entry.id, title: entry.title, result: result(checks), seconds: scope.seconds,
                reason: scope.reason ?? reason(entry.id, checks, call), checks: checks)
        }
    }

    private static func isAsked(_ id: String, _ call: Timeline) -> Bool {
        call.header?.settings["sections"]?.array?.contains { $0.string == id } ?? true
    }

    /// Why there is nothing to see in a section that was neither stopped nor skipped.
    private static func reason(_ id: String, _ checks: [Section.Check], _ call: Timeline) -> String? {
        // What can be heard is judged on the answers to spoken turns.
        if checks.isEmpty, id == "audible", isAsked(id, call), let reason = SectionScope("spoken-turns", call).reason {
            return reason
        }
        if checks.isEmpty { return "it was left out" }
        return result(checks) == .notExamined ? checks.first { !$0.detail.isEmpty }?.detail : nil
    }

    private static func result(_ checks: [Section.Check]) -> CheckResult {
        if checks.contains(where: { $0.result == .fail }) { return .fail }
        return checks.contains { $0.result == .pass } ? .pass : .notExamined
    }
}

/// The part of a capture between the brackets of one section.
struct SectionScope {
    let id: String
    let call: Timeline
    private(set) var begin: Moment?
    private(set) var end: Moment?
    /// Why it was skipped or stopped.
    private(set) var reason: String?
    /// What is missing here is missing because the probe stopped asking.
    var isCutShort: Bool { reason == CutShort.timeUp || reason == CutShort.interrupted }

    init(_ id: String, _ call: Timeline) {
        self.id = id
        self.call = call
        for observation in call.observations(ObservationKind.section) where observation.data["section"]?.string == id {
            let moment = Moment(frame: observation.number, time: observation.time?.seconds)
            reason = observation.data["reason"]?.string ?? reason
            switch observation.data["phase"]?.string {
            case "begin": begin = begin ?? moment
            case "end": end = moment
            default: break
            }
        }
    }

    var began: Bool { begin != nil }
    var seconds: Double? { begin.flatMap { begin in (end ?? call.last)?.seconds(since: begin) } }

    func contains(_ moment: Moment) -> Bool {
        guard let begin else { return false }
        return moment > begin && (end.map { moment < $0 } ?? true)
    }

    var turns: [Turn] { call.turns.filter { contains($0.start) } }
    func observation(_ kind: String) -> Observation? { call.observations(kind).last }

    func check(
        _ name: String, _ title: String, _ result: CheckResult, _ detail: String, milliseconds: Double? = nil
    ) -> Section.Check {
        Section.Check(id: "\(id).\(name)", title: title, result: result, detail: detail, milliseconds: milliseconds)
    }

    /// The answer of an indicator under a name of this section.
    func check(_ name: String, _ title: String, _ indicator: some Indicator) -> Section.Check {
        let answer = indicator.examine(call)
        return check(name, title, answer.result, answer.reason)
    }
}
