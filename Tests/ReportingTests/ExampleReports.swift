// Reports as values, for tests of what shows them: one that fails, one that passes, one that is incomplete, and a hostile one.
import Foundation

@testable import Diagnosis

enum ExampleReports {
    /// What ``ExampleCall`` deserves.
    static func failing() throws -> Report {
        let call = try ExampleCall.make()
        func evidence(_ mark: String, _ text: String) -> Evidence {
            Evidence(frame: call.marks[mark]?.frame ?? 0, time: call.marks[mark]?.time, text: text)
        }
        func link(_ name: String, _ mark: String?, _ result: TurnChain.LinkResult, _ detail: String = "")
            -> TurnChain.Link
        {
            TurnChain.Link(
                name: name, result: result, frame: mark.flatMap { call.marks[$0]?.frame },
                time: mark.flatMap { call.marks[$0]?.time }, detail: detail)
        }
        var report = passing()
        report.verdict = .fail
        report.primary = "second-turn-stall"
        report.findings = [
            Finding(
                id: "second-turn-stall", title: "turns were answered at first, and from one on none is",
                summary: "one turn was answered, then no response was created for turn 2, in 5.0 s of waiting",
                hears: "The first answer comes, later ones never do.",
                evidence: [
                    evidence("done", "response.done: status completed, 1 item of output"),
                    evidence("committed 2", "input_audio_buffer.committed: turn 2 was heard to its end"),
                    evidence("waited", "5.0 s went by without response.created"),
                ],
                causes: [
                    "a flag of the bridge, set in the first turn, is never cleared",
                    "playback blocks the loop that reads and sends",
                    "turns are committed by hand and response.create is forgotten or lost",
                ],
                remedy:
                    "Follow the turn chain to the first missing link and fix that one: send response.create only when idle, after response.done; never block the reader.",
                refinedBy: nil, turns: [2], source: "catalogue: second-turn-stall"),
            Finding(
                id: "response-never-created", title: "a turn was heard, and no response was ever created",
                summary: "turn 2 was committed and no response followed", hears: "Silence.",
                evidence: [evidence("committed 2", "input_audio_buffer.committed")], causes: ["create_response is off"],
                remedy: "Send response.create.", refinedBy: "second-turn-stall", turns: [2], source: ""),
        ]
        report.indicators[3] = IndicatorResult(
            id: "answered", title: "Every turn got an answer", result: .fail, reason: "1 of 2 turns was answered",
            required: true, evidence: [evidence("committed 2", "turn 2 was committed and never answered")])
        report.indicators[6] = IndicatorResult(
            id: "interruption-honoured", title: "Interruptions were honoured", result: .notExamined,
            reason: "the probe stopped before it interrupted", required: false, evidence: [])
        report.sections[3].result = .fail
        report.sections[3].reason = "no reply to turn 2"
        report.sections[3].checks = [
            .init(
                id: "spoken.turn-1", title: "turn 1 is answered", result: .pass, detail: "first audio after 240 ms",
                milliseconds: 2_310),
            .init(
                id: "spoken.turn-2", title: "turn 2 is answered", result: .fail, detail: "no response.created in 5.0 s",
                milliseconds: 7_210),
            .init(
                id: "spoken.turn-3", title: "turn 3 is answered", result: .notExamined, detail: "", milliseconds: nil),
        ]
        report.sections.append(
            Section(
                id: "interruption", title: "Interruption", result: .notExamined, seconds: nil,
                reason: "spoken turns did not work", checks: []))
        report.turns = [
            TurnChain(
                number: 1, connection: "m1", kind: "spoken", said: "What are your opening hours?",
                replied: "We are open every day from nine in the morning until six.",
                links: [
                    link("spoken", "spoken 1", .present), link("speech started", "started 1", .present),
                    link("speech stopped", "stopped 1", .present), link("committed", "committed 1", .present),
                    link("response created", "created", .present), link("output item", "item", .present),
                    link("audio", "audio", .present, "2.9 s at -21 dBFS"), link("response done", "done", .present),
                ], missing: nil, status: "completed", interrupted: false, latencyMs: 920, replyAudioMs: 2_938,
                replyLevel: -21.3),
            TurnChain(
                number: 2, connection: "m1", kind: "spoken", said: "What is the weather in London?", replied: nil,
                links: [
                    link("spoken", "spoken 2", .present), link("speech started", "started 2", .present),
                    link("speech stopped", "stopped 2", .present), link("committed", "committed 2", .present),
                    link("response created", nil, .missing), link("output item", nil, .missing),
                    link("audio", nil, .missing), link("response done", nil, .missing),
                ], missing: "response created", status: nil, interrupted: false, latencyMs: nil, replyAudioMs: nil,
                replyLevel: nil),
        ]
        report.violations = [
            Violation(
                rule: "I21", severity: "W", summary: "a committed turn was followed by no response within 5 s",
                count: 1,
                evidence: [evidence("committed 2", "input_audio_buffer.committed")])
        ]
        return report
    }

    static func passing() -> Report {
        Report(
            source: .init(
                id: "3f2a9c41d07b", tool: "realtime-doctor 0.1.0", command: "probe",
                started: "2026-11-20T09:00:00.123Z", seconds: 13.133, frames: 94),
            verdict: .pass, primary: nil, findings: [], violations: [],
            notes: [Note(id: "rate-limits", text: "No rate_limits.updated came; the mock sends none.", evidence: [])],
            indicators: [
                indicator("connected", "The session was opened", "session.created after 3.9 ms"),
                indicator("configured", "The session is as it was asked for", "session.updated echoes every field"),
                indicator("heard", "Every utterance was heard", "speech_started and speech_stopped for 2 of 2"),
                indicator("answered", "Every turn got an answer", "2 of 2"),
                indicator("audible", "Answers are speech", "2.9 s at -21 dBFS"),
                indicator("no-error-events", "No error event came", ""),
                indicator("interruption-honoured", "Interruptions were honoured", "silent after 120 ms"),
                indicator("orderly-end", "The call ended in order", "closed 1000 by client"),
            ],
            sections: [
                Section(
                    id: "environment", title: "Environment", result: .pass, seconds: 0.001, reason: nil,
                    checks: [check("environment.key", "a key is there", "not needed on loopback")]),
                Section(
                    id: "handshake", title: "Handshake", result: .pass, seconds: 0.012, reason: nil,
                    checks: [
                        check("handshake.status", "the upgrade is accepted", "HTTP 101", 1.4),
                        check("handshake.first-event", "the first event is session.created", "", 3.9),
                    ]),
                Section(
                    id: "session", title: "Session", result: .pass, seconds: 0.004, reason: nil,
                    checks: [check("session.acknowledged", "session.update is acknowledged", "", 3.0)]),
                Section(
                    id: "spoken", title: "Spoken turns", result: .pass, seconds: 9.52, reason: nil,
                    checks: [check("spoken.turn-1", "turn 1 is answered", "first audio after 240 ms", 2_310)]),
            ],
            turns: [
                TurnChain(
                    number: 1, connection: "m1", kind: "spoken", said: "What are your opening hours?",
                    replied: "From nine until six.",
                    links: [
                        .init(name: "spoken", result: .present, frame: 9, time: 1.9, detail: ""),
                        .init(name: "response created", result: .present, frame: 33, time: 2.6, detail: ""),
                        .init(name: "audio", result: .present, frame: 35, time: 2.82, detail: "2.9 s at -21 dBFS"),
                    ], missing: nil, status: "completed", interrupted: false, latencyMs: 920, replyAudioMs: 2_938,
                    replyLevel: -21.3)
            ],
            coverage: Coverage(
                legs: ["model"], directions: ["model up", "model down"], timing: "times", audio: "whole",
                format: "ours", limits: []),
            sessions: [
                SessionSummary(
                    connection: "m1", dialect: "ga", id: "sess_example", model: "gpt-realtime", voice: "marin",
                    inputFormat: "pcmu", outputFormat: "pcmu", turnDetection: "server_vad", end: "closed 1000 by client"
                )
            ],
            usage: UsageSummary(
                responses: 1, inputTokens: 64, outputTokens: 92, inputAudioTokens: 40, outputAudioTokens: 70,
                cachedTokens: 0))
    }

    /// A text log with an event here and there.
    static func incomplete() -> Report {
        var report = passing()
        report.verdict = .incomplete
        report.source = .init(id: nil, tool: nil, command: nil, started: nil, seconds: nil, frames: 7)
        report.sections = []
        report.turns = []
        report.indicators[2].result = .notExamined
        report.indicators[2].reason = "the log has no audio and no speech events"
        report.indicators[6].result = .notExamined
        report.indicators[6].reason = "nobody interrupted"
        report.indicators[6].required = false
        report.coverage = Coverage(
            legs: ["model"], directions: ["model down"], timing: "order only", audio: "absent", format: "text log",
            limits: [
                "The log holds only what the service sent; log outgoing events as well.", "3 lines could not be read.",
            ])
        return report
    }

    /// Every string in it comes from an enemy.
    static func hostile(_ text: String) -> Report {
        var report = passing()
        report.verdict = .fail
        report.primary = text
        report.source = .init(id: text, tool: text, command: text, started: text, seconds: .infinity, frames: .max)
        let evidence = [Evidence(frame: .max, time: .nan, text: text)]
        report.findings = [
            Finding(
                id: text, title: text, summary: text, hears: text, evidence: evidence, causes: [text, text],
                remedy: text, refinedBy: nil, turns: [], source: text),
            Finding(
                id: "other", title: text, summary: text, hears: text, evidence: evidence, causes: [text], remedy: text,
                refinedBy: text, turns: [], source: text),
        ]
        report.violations = [Violation(rule: text, severity: "E", summary: text, count: 1, evidence: evidence)]
        report.notes = [Note(id: text, text: text, evidence: evidence)]
        report.indicators = [CheckResult.pass, .fail, .notExamined].map {
            IndicatorResult(id: text, title: text, result: $0, reason: text, required: true, evidence: evidence)
        }
        report.sections = [CheckResult.pass, .fail, .notExamined].map {
            Section(
                id: text, title: text, result: $0, seconds: -.infinity, reason: text,
                checks: [.init(id: text, title: text, result: $0, detail: text, milliseconds: .nan)])
        }
        report.turns = [
            TurnChain(
                number: .max, connection: text, kind: text, said: text, replied: text,
                links: [TurnChain.LinkResult.present, .missing, .unknown, .notApplicable].map {
                    .init(name: text, result: $0, frame: 1, time: -1e300, detail: text)
                }, missing: text, status: text, interrupted: true, latencyMs: 1e300, replyAudioMs: .infinity,
                replyLevel: .nan)
        ]
        report.coverage = Coverage(
            legs: [text], directions: [text], timing: text, audio: text, format: text, limits: [text])
        report.sessions = [
            SessionSummary(
                connection: text, dialect: text, id: text, model: text, voice: text, inputFormat: text,
                outputFormat: text, turnDetection: text, end: text)
        ]
        return report
    }

    private static func indicator(_ id: String, _ title: String, _ reason: String) -> IndicatorResult {
        IndicatorResult(id: id, title: title, result: .pass, reason: reason, required: true, evidence: [])
    }

    private static func check(_ id: String, _ title: String, _ detail: String, _ ms: Double? = nil) -> Section.Check {
        .init(id: id, title: title, result: .pass, detail: detail, milliseconds: ms)
    }
}
