/// From a timeline to the report: findings ranked, indicators answered, the verdict drawn.
import CallCapture
import JSONText
import RealtimeProtocol

package enum ReportBuilder {
    package static func report(_ capture: Timeline) -> Report {
        let report = undoubted(capture)
        return capture.doubt.map { $0.doubted(report) } ?? report
    }

    private static func undoubted(_ capture: Timeline) -> Report {
        let parts = capture.separated
        let isOne = parts.count == 1
        var verdicts = parts.map {
            examine($0, modes: FailureModes.all.filter { isOne || !type(of: $0).looksAtWholeCapture })
        }
        if !isOne {
            // What only shows when calls are held against each other is seen once, and is of no single call.
            let whole = FailureModes.all.filter { type(of: $0).looksAtWholeCapture }
            let across = sightings(of: capture, whole)
            if !across.isEmpty, !verdicts.isEmpty {
                let findings = Ranking.findings(of: across)
                return assemble(capture, verdicts, across: findings)
            }
        }
        if isOne { verdicts[0].number = capture.calls.first?.number ?? 1 }
        return assemble(capture, verdicts, across: [])
    }

    private static func sightings(
        of call: Timeline, _ modes: [any FailureMode]
    ) -> [(about: About, sighting: Sighting)] {
        modes.compactMap { mode in mode.examine(call).map { (about: type(of: mode).about, sighting: $0) } }
    }

    private static func examine(_ call: Timeline, modes: [any FailureMode]) -> CallVerdict {
        let sightings = sightings(of: call, modes)
        let findings = Ranking.findings(
            of: sightings, answered: call.turns.filter { $0.outcome == .answered }.map(\.start.frame))
        let required = Requirements.required(call)
        let indicators = Indicators.asked(of: call).map { indicator in
            let answer = indicator.examine(call)
            let kind = type(of: indicator)
            return IndicatorResult(
                id: kind.id, title: kind.title, result: answer.result, reason: answer.reason,
                required: required.contains(kind.id), evidence: answer.evidence)
        }
        return CallVerdict(
            call: call, number: call.calls.first?.number ?? 1, sightings: sightings, findings: findings,
            indicators: indicators, verdict: verdict(findings, indicators))
    }

    private static func assemble(_ capture: Timeline, _ verdicts: [CallVerdict], across: [Finding]) -> Report {
        let isOne = verdicts.count == 1
        let own = isOne ? verdicts[0].findings : CallVerdicts.findings(verdicts)
        let findings = across + Ranking.folded(own, under: across)
        let indicators = isOne ? verdicts[0].indicators : CallVerdicts.indicators(verdicts)
        let sections = Sections.sections(of: capture)
        var verdict =
            !across.isEmpty ? Verdict.fail : isOne ? verdicts[0].verdict : CallVerdicts.verdict(verdicts)
        // A probe in which a check failed has not passed, whether anybody has a name for it or not.
        if verdict == .pass, sections.contains(where: { $0.result == .fail }) { verdict = .fail }
        return Report(
            source: source(capture), verdict: verdict,
            primary: findings.first { $0.refinedBy == nil }?.id, findings: findings, violations: capture.violations,
            notes: Notes.notes(of: capture), indicators: indicators, sections: sections,
            turns: ChainBuilder(capture).chains(), calls: verdicts.map { summary($0) },
            phones: capture.phones.map(PhoneReportBuilder.phone), latencies: PhoneReportBuilder.latencies(capture),
            interruptions: PhoneReportBuilder.interruptions(capture), run: PhoneReportBuilder.run(capture),
            coverage: capture.coverage, sessions: capture.connections.map(session), usage: usage(capture))
    }

    private static func summary(_ verdict: CallVerdict) -> CallSummary {
        let call = verdict.call
        let turns = call.turns
        return CallSummary(
            number: verdict.number, callSid: call.calls.first?.callSid, verdict: verdict.verdict,
            primary: verdict.primary, findings: verdict.findings.filter { $0.refinedBy == nil }.map(\.id),
            phones: call.phones.map(\.name), models: call.connections.map(\.name),
            pairing: (call.calls.first?.pairing ?? .unpaired).rawValue,
            seconds: call.first.flatMap { first in call.last?.seconds(since: first) }, turns: turns.map(\.number),
            answered: turns.count(where: \.outcome.hasReply), latencies: PhoneReportBuilder.latencies(call))
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
