/// The one place that says which of several findings comes first, and which are only the shadow of another.
enum Ranking {
    /// What a mode brings with it: findings on the right that are seen no earlier are folded under the one on the left.
    private static let consequences: [String: Set<String>] = [
        "handshake-401-missing-auth": ["openai-socket-closed-mid-call"],
        "beta-header-shutoff": ["openai-socket-closed-mid-call", "session-updated-never-arrives"],
        "session-expired": [
            "openai-socket-closed-mid-call", "response-never-done", "response-never-created", "second-turn-stall",
        ],
        "model-not-found-at-response": [
            "failed-response-unreported", "openai-socket-closed-mid-call", "response-never-created",
            "second-turn-stall",
        ],
        "quota-exhausted": [
            "failed-response-unreported", "openai-socket-closed-mid-call", "response-never-created",
            "second-turn-stall",
        ],
        "rate-limited-response": ["failed-response-unreported", "response-never-created", "second-turn-stall"],
        "server-error-response": [
            "failed-response-unreported", "response-never-created", "second-turn-stall", "response-never-done",
        ],
        "response-never-done": ["response-never-created", "second-turn-stall"],
        "append-malformed": ["openai-socket-closed-mid-call"],
        "speech-never-stops": ["vad-dies-mid-session", "second-turn-stall", "response-never-created"],
        "vad-dies-mid-session": ["second-turn-stall", "response-never-created"],
        "session-update-rejected-defaults": [
            "pcm-sent-as-mulaw", "input-codec-mismatch", "truncate-past-end", "heard-vs-sent-drift",
        ],
        "input-codec-mismatch": [
            "speech-never-stops", "vad-dies-mid-session", "second-turn-stall", "response-never-created",
            "noise-triggers-turns", "bridge-damages-audio",
        ],
        // Words without their beginning are written down as no words.
        "prefix-padding-clips-onset": ["noise-triggers-turns"],
        "input-rate-mismatch": [
            "speech-never-stops", "vad-dies-mid-session", "second-turn-stall", "bridge-damages-audio",
        ],
        // Nobody has spoken: whatever follows on that is no interruption.
        "echo-self-interruption": talkedOver.union([
            "noise-triggers-turns", "vad-too-eager", "late-deltas-played", "stale-audio-resumed", "truncate-past-end",
            "truncate-before-first-frame", "double-response", "hangup-race",
        ]),
        "input-not-forwarded": ["speech-never-stops", "vad-dies-mid-session", "second-turn-stall"],
        "silence-not-forwarded": ["speech-never-stops", "second-turn-stall", "response-never-created"],
        "input-backlog-grows": slow.union(["input-not-forwarded", "speech-never-stops"]),
        "audio-split-across-sessions": [
            "input-not-forwarded", "input-rate-mismatch", "bridge-damages-audio", "vad-dies-mid-session",
            "speech-never-stops", "own-voice-fed-back",
        ],
        "own-voice-fed-back": ["bridge-damages-audio", "vad-dies-mid-session", "speech-never-stops", "tail-audio-cut"],
        "pcm-sent-as-mulaw": [
            "bridge-damages-audio", "truncate-past-end", "heard-vs-sent-drift", "network-instability",
        ],
        "wav-header-in-payload": ["bridge-damages-audio", "partial-frames-jitter", "double-transcode"],
        "text-sent-as-audio": ["bridge-damages-audio", "partial-frames-jitter", "double-transcode"],
        "partial-frames-jitter": ["bridge-damages-audio", "double-transcode"],
        "unpaced-queue-drops": ["tail-audio-cut", "bridge-damages-audio", "double-transcode"],
        // Each reply loses its end, and so does the last one.
        "tail-audio-cut": ["reader-task-died", "bridge-damages-audio", "heard-vs-sent-drift"],
        "truncate-before-first-frame": ["heard-vs-sent-drift"],
        "config-ack-not-awaited": ["bridge-damages-audio"],
        "needless-clear": ["heard-vs-sent-drift", "truncate-past-end", "bridge-damages-audio"],
        "stale-audio-resumed": ["bridge-damages-audio"], "late-deltas-played": ["bridge-damages-audio"],
        "double-transcode": ["bridge-damages-audio"],
        // What the carrier drops it neither plays, clears nor echoes.
        "twilio-message-wrong-shape": talkedOver.union(lost), "twilio-missing-streamsid": talkedOver,
        "twilio-stale-streamsid": talkedOver, "binary-frame-to-twilio": talkedOver,
        "unidirectional-stream": talkedOver,
        // Nobody is there who could react.
        "reader-task-died": talkedOver.union(lost).union(["keepalive-ping-timeout-1011"]),
        "sender-stalled": talkedOver.union(lost),
        "stuck-gate-flag": talkedOver.union(lost), "delta-not-enqueued": lost.union(slow),
        "early-audio-before-start": slow, "clear-skipped-when-done": slow, "mark-bookkeeping-broken": slow,
        "unknown-event-crash": talkedOver.union(lost).union(unfinished).union([
            "reader-task-died", "sender-stalled", "audio-is-digital-silence", "session-updated-never-arrives",
            "vad-dies-mid-session", "speech-never-stops", "truncate-wrong-item", "transcript-late-or-out-of-order",
            "empty-output-completed", "text-instead-of-audio", "cancel-with-nothing-active",
            "tool-result-without-response",
        ]),
        "event-loop-blocked": talkedOver.union(slow).union(["network-instability", "partial-frames-jitter"]),
        "network-instability": slow.union(unfinished).union(lost).union(talkedOver).union([
            "transcript-late-or-out-of-order"
        ]), "tool-blocks-audio-loop": slow.union(["event-loop-blocked", "partial-frames-jitter"]),
        "semantic-vad-slow": slow, "vad-too-strict": slow,
        "global-state-cross-talk": talkedOver.union([
            "start-event-swallowed", "internal-queue-schema-mismatch", "twilio-stale-streamsid", "reader-task-died",
            "sender-stalled", "delta-not-enqueued", "bridge-damages-audio", "tail-audio-cut", "unpaced-queue-drops",
            "hangup-race", "bridge-closes-twilio-socket", "input-not-forwarded", "needless-clear",
        ]),
        "benign-error-fatal": ["bridge-closes-twilio-socket"],
        "cancel-with-nothing-active": ["bridge-closes-twilio-socket", "benign-error-fatal"],
        "hangup-race": ["bridge-closes-twilio-socket"],
    ]

    /// Replies whose beginning or end is never seen.
    private static let unfinished: Set<String> = ["response-never-done", "response-never-created", "second-turn-stall"]

    /// Replies that begin late.
    private static let slow: Set<String> = ["slow-first-audio"]

    /// Audio that is missing, because nothing is sent at all.
    private static let lost: Set<String> = ["tail-audio-cut", "unpaced-queue-drops", "bridge-damages-audio"]

    /// Says that something is wrong and not what: it follows from all that says more, wherever that begins.
    private static let vague: Set<String> = ["bridge-damages-audio"]

    /// What a call survives. It comes after all that ends one, wherever that begins.
    private static let mild: Set<String> = [
        "transcription-failed-event", "transcript-late-or-out-of-order", "slow-first-audio", "network-instability",
        "context-growth",
    ]

    /// Interruptions that nobody hears.
    private static let talkedOver: Set<String> = [
        "no-clear-on-barge-in", "clear-skipped-when-done", "mark-bookkeeping-broken", "heard-vs-sent-drift",
    ]

    /// Whether one is only a shadow of the other. What refines a mode brings what that mode brings.
    private static func follows(_ shadow: About, from cause: About) -> Bool {
        let causes = cause.refines.union([cause.id])
        return cause.refines.contains(shadow.id) || causes.contains { consequences[$0]?.contains(shadow.id) ?? false }
    }

    /// What was seen in single calls, folded under what was seen between them.
    static func folded(_ findings: [Finding], under across: [Finding]) -> [Finding] {
        let folded = findings.map { finding in
            var finding = finding
            finding.refinedBy =
                finding.refinedBy ?? across.first { consequences[$0.id]?.contains(finding.id) ?? false }?.id
            return finding
        }
        return folded.filter { $0.refinedBy == nil } + folded.filter { $0.refinedBy != nil }
    }

    private static func weight(_ about: About) -> Int { mild.contains(about.id) ? 1 : 0 }

    /// Folds consequences, then orders by where the call broke; at one place the mode nearer to the door comes first.
    ///
    /// - Parameter answered: frames at which turns that got their answer began. What broke after the call had recovered
    ///   is a fault of its own.
    static func findings(of sightings: [(about: About, sighting: Sighting)], answered: [Int] = []) -> [Finding] {
        let order = Dictionary(
            FailureModes.all.enumerated().map { (type(of: $1).about.id, $0) }, uniquingKeysWith: { first, _ in first })
        let sorted = sightings.sorted { left, right in
            (weight(left.about), left.sighting.brokenAt, order[left.about.id] ?? .max) < (
                weight(right.about), right.sighting.brokenAt, order[right.about.id] ?? .max
            )
        }
        let findings = sorted.map { about, sighting in
            let cause = sorted.first { other in
                // The more specific of two stands wherever it is seen in the turns of the other.
                if other.about.refines.contains(about.id), other.sighting.shares(turnsOf: sighting) { return true }
                return follows(about, from: other.about)
                    && (other.sighting.brokenAt <= sighting.brokenAt || vague.contains(about.id))
                    && !answered.contains { $0 > other.sighting.lastFrame(upTo: sighting) && $0 < sighting.brokenAt }
            }
            return Finding(about, sighting, refinedBy: cause?.about.id)
        }
        return findings.filter { $0.refinedBy == nil } + findings.filter { $0.refinedBy != nil }
    }
}

extension Sighting {
    fileprivate func shares(turnsOf other: Sighting) -> Bool {
        turns.isEmpty || other.turns.isEmpty || !Set(turns).isDisjoint(with: other.turns)
    }

    /// The last place of this sighting that the other one may follow from.
    fileprivate func lastFrame(upTo other: Sighting) -> Int {
        evidence.map(\.frame).filter { $0 <= other.brokenAt }.max() ?? brokenAt
    }
}

extension Finding {
    fileprivate init(_ about: About, _ sighting: Sighting, refinedBy: String?) {
        self.init(
            id: about.id, title: about.title, summary: sighting.summary, hears: about.hears,
            evidence: sighting.evidence, causes: about.causes, remedy: about.remedy, refinedBy: refinedBy,
            turns: sighting.turns, source: about.source)
    }
}
