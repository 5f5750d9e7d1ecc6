/// What an examination found: the one value that every output format shows. A pure function of a capture.
package struct Report: Sendable, Equatable {
    /// Version of `report.json`.
    package static let version = 1

    /// The capture's own id, tool and command, and when it started; nil for imported logs that do not say.
    package var source: Source
    package var verdict: Verdict
    /// The failure mode that explains the first missing link; nil when nothing is wrong or nothing explains it.
    package var primary: String?
    /// Primary first, then by rank. Folded findings keep their place and name the finding that refines them.
    package var findings: [Finding]
    package var violations: [Violation]
    package var notes: [Note]
    package var indicators: [IndicatorResult]
    /// Sections of a probe in their fixed order, empty for other captures.
    package var sections: [Section]
    package var turns: [TurnChain]
    /// One for each call; captures with a model leg alone have one.
    package var calls: [CallSummary] = []
    /// Connections to the carrier.
    package var phones: [PhoneSummary] = []
    package var latencies = LatencySummary()
    /// Where the caller spoke over the bridge.
    package var interruptions: [InterruptionSummary] = []
    /// What the run saw of the bridge beside its connections, and of itself.
    package var run = RunSummary()
    package var coverage: Coverage
    package var sessions: [SessionSummary]
    package var usage: UsageSummary

    package struct Source: Sendable, Equatable {
        package var id: String?
        package var tool: String?
        package var command: String?
        package var started: String?
        /// Seconds from the first to the last frame; nil without times.
        package var seconds: Double?
        package var frames: Int
    }
}

package enum Verdict: String, Sendable {
    case pass, fail, incomplete

    /// Exit code of the run: 0 pass, 1 fail, 2 incomplete.
    package var exitCode: Int32 {
        switch self {
        case .pass: 0
        case .fail: 1
        case .incomplete: 2
        }
    }
}

/// A failure mode seen in a capture.
package struct Finding: Sendable, Equatable {
    package var id: String
    package var title: String
    /// One sentence with the values that were seen.
    package var summary: String
    /// What the person on the telephone notices.
    package var hears: String
    package var evidence: [Evidence]
    /// In order of likelihood.
    package var causes: [String]
    package var remedy: String
    /// Id of the more specific finding that this one is folded under.
    package var refinedBy: String?
    /// Turns that it touches, from 1; empty when it is not about turns.
    package var turns: [Int]
    package var source: String
}

/// A frame or observation that proves something, in words a reader can check against the capture.
package struct Evidence: Sendable, Equatable {
    /// Number in the capture.
    package var frame: Int
    /// Seconds since the start of the capture.
    package var time: Double?
    /// `response.done: status completed, output []`
    package var text: String

    package init(frame: Int, time: Double?, text: String) {
        self.frame = frame
        self.time = time
        self.text = text
    }
}

/// A broken rule of `event-invariants.md`, folded over all its places.
package struct Violation: Sendable, Equatable {
    /// `I39`
    package var rule: String
    /// E protocol error of the server, W legal but suspicious, C fault of the client, H heuristic.
    package var severity: String
    package var summary: String
    package var count: Int
    /// At most the first five places.
    package var evidence: [Evidence]
}

/// Anything else worth telling, such as benign error events.
package struct Note: Sendable, Equatable {
    package var id: String
    package var text: String
    package var evidence: [Evidence]
}

/// The answer to one fixed success question.
package struct IndicatorResult: Sendable, Equatable {
    package var id: String
    /// `Every caller turn got an answer`
    package var title: String
    package var result: CheckResult
    /// Why it failed or was not examined; the measured value when it passed.
    package var reason: String
    /// An unexamined required indicator makes the verdict incomplete.
    package var required: Bool
    package var evidence: [Evidence]
}

package enum CheckResult: String, Sendable {
    case pass, fail
    case notExamined = "not examined"
}

/// A numbered part of a probe and its checks.
package struct Section: Sendable, Equatable {
    /// `handshake`
    package var id: String
    package var title: String
    package var result: CheckResult
    /// Seconds from begin to end.
    package var seconds: Double?
    /// Why it was skipped or stopped.
    package var reason: String?
    package var checks: [Check]

    package struct Check: Sendable, Equatable {
        /// `handshake.first-event`
        package var id: String
        package var title: String
        package var result: CheckResult
        package var detail: String
        package var milliseconds: Double?
    }
}

/// The links of one turn in order. The first missing link says where a call broke.
package struct TurnChain: Sendable, Equatable {
    /// From 1, in the order of the call.
    package var number: Int
    package var connection: String
    /// `spoken` by the caller, or started by a `text` item, a `tool` output or a bare `response.create` (`request`).
    package var kind: String
    /// What the caller said, where a script, a transcript or a text item tells.
    package var said: String?
    /// What the reply said.
    package var replied: String?
    package var links: [Link]
    /// Name of the first missing link, nil when the chain is whole.
    package var missing: String?
    /// Final status of the response: completed, cancelled, incomplete, failed.
    package var status: String?
    /// The caller spoke into this reply.
    package var interrupted: Bool
    /// From the end of the caller's speech to the first audio of the reply, milliseconds.
    package var latencyMs: Double?
    /// Milliseconds of sound in the reply.
    package var replyAudioMs: Double?
    /// Level of the reply, dBFS.
    package var replyLevel: Double?
    /// Number of the call.
    package var call = 1
    /// From the end of the caller's speech on the telephone to the first sound of the reply there, milliseconds.
    package var voiceToVoiceMs: Double?
    /// What the bridge took to pass on the caller's words, and the reply, milliseconds.
    package var appendMs: Double?
    package var sendMs: Double?

    package struct Link: Sendable, Equatable {
        /// spoken, appended, speech started, speech stopped, committed, response created, output item, audio, response done …
        package var name: String
        package var result: LinkResult
        package var frame: Int?
        package var time: Double?
        /// `620 ms after speech stopped`, `2.4 s at -19 dBFS`
        package var detail: String
    }

    package enum LinkResult: String, Sendable {
        case present, missing
        /// Does not apply to this kind of turn.
        case notApplicable = "not applicable"
        /// The capture cannot show it.
        case unknown
    }
}

/// What the capture can and cannot prove.
package struct Coverage: Sendable, Equatable {
    /// `model`, `phone`
    package var legs: [String]
    /// `model up`, `model down` …
    package var directions: [String]
    /// `times` or `order only`
    package var timing: String
    /// `whole`, `cut`, `absent`
    package var audio: String
    /// `ours`, `event log`, `text log`
    package var format: String
    /// `recording ends abruptly`, `3 lines could not be read` …
    package var limits: [String]
}

package struct SessionSummary: Sendable, Equatable {
    package var connection: String
    /// `ga`, `beta`, `unknown`
    package var dialect: String
    package var id: String?
    package var model: String?
    package var voice: String?
    package var inputFormat: String?
    package var outputFormat: String?
    package var turnDetection: String?
    /// How it ended: `closed 1000 by client`, `closed 4000 by server (reason)`, `open at the end of the capture`.
    package var end: String
}

/// Tokens of all responses.
package struct UsageSummary: Sendable, Equatable {
    package var responses: Int
    package var inputTokens: Int
    package var outputTokens: Int
    package var inputAudioTokens: Int
    package var outputAudioTokens: Int
    package var cachedTokens: Int
}
