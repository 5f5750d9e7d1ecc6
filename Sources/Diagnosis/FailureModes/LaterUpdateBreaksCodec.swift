import SpeechAudio

/// An update in the middle of the call changes the audio format, and nobody meant it.
struct LaterUpdateBreaksCodec: FailureMode {
    static let about = About(
        id: "later-update-breaks-codec",
        title: "an update in the middle of the call changed the audio format",
        hears: "The call is fine, then static, after a tool was added or another agent took over.",
        evidence:
            "a later session.updated whose audio format differs from the one before, after audio had flowed: the update named no format, or the client's audio has run at another speed than real time since",
        tellsApart:
            "The first configuration had set the right format; with session-update-rejected-defaults it never came into force",
        causes: [
            "an SDK that fills a full configuration with its own defaults (PCM16)", "an agent without the audio block",
        ],
        remedy:
            "Repeat audio.input.format and audio.output.format in every session.update, and hold each session.updated against the first.",
        atFault: .configuration,
        source: "catalogue: later-update-breaks-codec; OpenAI Realtime, session.updated",
        refines: ["pcm-sent-as-mulaw"],
        stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        for connection in call.connections {
            var last: ModelConnection.SessionEcho?
            for (number, echo) in connection.echoes.enumerated() where !echo.isCreated {
                defer { last = echo }
                guard let last, connection.hasFlowed(before: echo.moment) else { continue }
                let changes = last.session.formatChanges(to: echo.session)
                guard !changes.isEmpty else { continue }
                let update = connection.updates.first { $0.accepted == number }
                let isNamed = update?.session.inputEncoding != nil || update?.session.outputEncoding != nil
                let speed = connection.speedChange(at: echo.moment)
                // Who asks for another format by name, and goes on in the old one, did not mean to.
                let falls = (update == nil || !isNamed) || speed != nil || call.playsAnotherFormat
                guard falls, update != nil || last.session.outputEncoding?.isTelephone ?? false else { continue }
                let heard =
                    speed.map { "; since then the caller's audio runs at \(Timeline.words(factor: $0)) of real time" }
                    ?? ""
                return Sighting(
                    "a later session.updated changed \(changes.joined(separator: " and "))\(heard)",
                    evidence: [last.moment.evidence("session.updated")]
                        + (update.map { [$0.moment.evidence("session.update")] } ?? [])
                        + [echo.moment.evidence("session.updated: \(changes.joined(separator: ", "))")],
                    brokenAt: echo.moment)
            }
        }
        return nil
    }
}

extension SessionFacts {
    fileprivate func formatChanges(to other: SessionFacts) -> [String] {
        let pairs = [("input", inputEncoding, other.inputEncoding), ("output", outputEncoding, other.outputEncoding)]
        return pairs.compactMap { name, old, new in
            guard let old, let new, old != new else { return nil }
            return "\(name) from \(old.wireName) to \(new.wireName)"
        }
    }
}

extension AudioEncoding {
    fileprivate var isTelephone: Bool { if case .pcm16 = self { false } else { true } }
}

extension Timeline {
    fileprivate static func words(factor: Double) -> String { "\(Int(bounded: factor * 100)) %" }
}

extension Timeline {
    /// What the carrier was sent is in another format than what it is taken for.
    fileprivate var playsAnotherFormat: Bool {
        fidelities.contains { fidelity in
            fidelity.down.result?.faults.contains { if case .encoding = $0 { true } else { false } } ?? false
        }
    }
}

extension ModelConnection {
    fileprivate func hasFlowed(before moment: Moment) -> Bool {
        appended.first.map { $0 < moment } ?? false
            || responses.contains { $0.audio.first.map { $0 < moment } ?? false }
    }

    /// How fast the client's audio runs since a moment, where it ran at about real time before and does not since.
    fileprivate func speedChange(at moment: Moment) -> Double? {
        guard appended.isMeasured, let first = appended.first, let last = appended.last,
            let before = moment.seconds(since: first), let after = last.seconds(since: moment), before >= 2, after >= 2
        else { return nil }
        let then = moment.appendedMs / 1_000 / before
        let now = (appended.milliseconds - moment.appendedMs) / 1_000 / after
        guard (0.5...1.5).contains(then), !(0.4...2.5).contains(now) else { return nil }
        return now
    }
}
