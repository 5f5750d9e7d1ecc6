/// From a timeline to the report: findings ranked, indicators answered, the verdict drawn.
import CallCapture
import JSONText
import RealtimeProtocol

enum ReportBuilder {
    static func report(_ call: Timeline) -> Report {
        let sightings = FailureModes.all.compactMap { mode in
            mode.examine(call).map { (about: type(of: mode).about, sighting: $0) }
        }
        let findings = Ranking.findings(
            of: sightings, answered: call.turns.filter { $0.outcome == .answered }.map(\.start.frame))
        let required = Requirements.required(call)
        let indicators = Indicators.all.map { indicator in
            let answer = indicator.examine(call)
            let kind = type(of: indicator)
            return IndicatorResult(
                id: kind.id, title: kind.title, result: answer.result, reason: answer.reason,
                required: required.contains(kind.id), evidence: answer.evidence)
        }
        return Report(
            source: source(call), verdict: verdict(findings, indicators),
            primary: findings.first { $0.refinedBy == nil }?.id, findings: findings, violations: call.violations,
            notes: Notes.notes(of: call), indicators: indicators, sections: Sections.sections(of: call),
            turns: ChainBuilder(call).chains(), coverage: call.coverage, sessions: call.connections.map(session),
            usage: usage(call))
    }

    private static func verdict(_ findings: [Finding], _ indicators: [IndicatorResult]) -> Verdict {
        if !findings.isEmpty || indicators.contains(where: { $0.result == .fail }) { return .fail }
        return indicators.contains { $0.required && $0.result == .notExamined } ? .incomplete : .pass
    }

    private static func source(_ call: Timeline) -> Report.Source {
        let seconds = call.first.flatMap { first in call.last?.seconds(since: first) }
        return Report.Source(
            id: call.header?.id, tool: call.header?.tool, command: call.header?.command, started: call.header?.started,
            seconds: seconds, frames: call.frames)
    }

    private static func session(_ connection: ModelConnection) -> SessionSummary {
        let session = connection.echoes.last?.session ?? connection.updates.last?.session
        let detection = session?.turnDetection
        return SessionSummary(
            connection: connection.name, dialect: connection.dialect?.rawValue ?? "unknown", id: session?.id,
            model: session?.model, voice: session?.voice, inputFormat: session?.inputEncoding?.wireName,
            outputFormat: session?.outputEncoding?.wireName, turnDetection: detection.map { $0.type ?? "off" },
            end: connection.ending?.text ?? "open at the end of the capture")
    }

    private static func usage(_ call: Timeline) -> UsageSummary {
        let usages = call.allResponses.compactMap(\.usage)
        func sum(_ field: KeyPath<ResponseTrace.Usage, Int>) -> Int { usages.reduce(0) { $0 + $1[keyPath: field] } }
        return UsageSummary(
            responses: call.connections.reduce(0) { $0 + $1.responses.count }, inputTokens: sum(\.input),
            outputTokens: sum(\.output),
            inputAudioTokens: sum(\.inputAudio), outputAudioTokens: sum(\.outputAudio), cachedTokens: sum(\.cached))
    }
}
