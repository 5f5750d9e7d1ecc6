import Base64Coding
import CallCapture
import JSONText
import RealtimeProtocol
package import SpeechAudio

/// A real client's conversation with the model side, as a machine: events and time in, messages and observations out.
///
/// It judges nothing. What it saw and how long it waited goes into the capture, and the verdict is made from that.
package struct Prober {
    private var probe: ProbeContext
    private var script: [any ProbeStep]
    private var step: (any ProbeStep)?
    private var section: ProbeSection?
    private var isFinished = false
    private let end: Duration

    /// - Parameter started: the clock's reading when the connection was opened.
    package init(plan: ProbePlan, speech: SpeechLibrary, started: Duration) {
        probe = ProbeContext(plan: plan, speech: speech)
        script = ProbeScript.steps(for: plan)
        end = started + plan.patience.whole
    }

    /// When `advance` wants to be called next; nil when there is nothing to wait for.
    package var nextDeadline: Duration? {
        isFinished ? nil : [probe.mouth.nextFrame, probe.deadline, end].compactMap { $0 }.min()
    }

    /// The WebSocket is open.
    package mutating func opened(at now: Duration) -> [ProbeAction] {
        probe.now = now
        next()
        return take()
    }

    package mutating func receive(_ text: String, at now: Duration) -> [ProbeAction] {
        guard !isFinished else { return [] }
        probe.now = now
        guard let json = try? JSON(parsing: text) else { return [] }
        let event = HeardEvent(type: json["type"]?.string.flatMap { EventType(wireName: $0) }, json: json)
        probe.note(event)
        if var current = step {
            let progress = current.heard(event, &probe)
            step = current
            follow(progress)
        }
        return take()
    }

    /// The connection has ended; `reason` says how.
    package mutating func closed(_ reason: String, at now: Duration) -> [ProbeAction] {
        guard !isFinished else { return [] }
        probe.now = now
        if step is Goodbye {
            finishStep(nil)
        } else {
            stop(because: reason)
        }
        finish()
        return take()
    }

    package mutating func advance(to now: Duration) -> [ProbeAction] {
        guard !isFinished else { return [] }
        probe.now = now
        while let due = probe.mouth.nextFrame, due <= now, !isFinished { sendFrame() }
        if let deadline = probe.deadline, deadline <= now, var current = step {
            let progress = current.due(&probe)
            step = current
            follow(progress)
        }
        if now >= end, !isFinished {
            stop(because: CutShort.timeUp)
            probe.actions.append(.close(code: 1000, reason: "probe timed out"))
            finish()
        }
        return take()
    }

    private mutating func sendFrame() {
        let frame = probe.mouth.takeFrame()
        probe.send(["type": "input_audio_buffer.append", "audio": .string(Base64.encode(frame.bytes))])
        guard frame.endsSpeech, let said = probe.said, var current = step else { return }
        probe.observe(
            ObservationKind.said,
            [
                "turn": .init(said.turn), "text": .string(said.text), "fromMs": .init(probe.mouth.speechStartedMs),
                "toMs": .init(probe.mouth.sentMs), "interrupts": .bool(said.interrupts),
            ]
        )
        let progress = current.spoken(&probe)
        step = current
        follow(progress)
    }

    private mutating func follow(_ progress: StepProgress) {
        switch progress {
        case .going: break
        case .done:
            finishStep(nil)
            next()
        case .failed(let reason):
            finishStep(reason)
            next()
        case .stuck(let reason):
            stop(because: reason)
            next()
        }
    }

    /// Begins the next step, and the one after it when that has nothing to wait for.
    private mutating func next() {
        guard !script.isEmpty else { return finish() }
        var upcoming = script.removeFirst()
        if section != upcoming.section {
            section = upcoming.section
            bracket("begin", upcoming.section)
        }
        probe.stopWaiting()
        let progress = upcoming.begin(&probe)
        step = upcoming
        follow(progress)
    }

    private mutating func finishStep(_ reason: String?) {
        step = nil
        guard let section, reason != nil || script.first?.section != section else { return }
        bracket("end", section, reason)
        if reason != nil, script.first?.section == section { self.section = nil }
    }

    /// Ends here: the running section with its reason, the rest as skipped. The farewell is still said.
    private mutating func stop(because reason: String) {
        finishStep(reason)
        let ended = section
        section = nil
        var skipped: [ProbeSection] = []
        for later in script.map(\.section) where later != ended && later != .orderlyEnd && !skipped.contains(later) {
            skipped.append(later)
            bracket("skip", later, reason)
        }
        script.removeAll { $0.section != .orderlyEnd }
        probe.mouth.close()
    }

    private mutating func finish() {
        guard !isFinished else { return }
        isFinished = true
        if !script.isEmpty { bracket("skip", .orderlyEnd, "the connection had ended") }
        script = []
        probe.actions.append(.finished)
    }

    private mutating func bracket(_ phase: String, _ section: ProbeSection, _ reason: String? = nil) {
        var data: JSONObject = ["section": .string(section.rawValue), "phase": .string(phase)]
        if let reason { data["reason"] = .string(reason) }
        probe.observe(ObservationKind.section, data)
    }

    private mutating func take() -> [ProbeAction] {
        defer { probe.actions = [] }
        return probe.actions
    }
}
