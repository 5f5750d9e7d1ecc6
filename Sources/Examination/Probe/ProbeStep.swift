import CallCapture
import Durations
import JSONText
import RealtimeProtocol
import SpeechAudio

/// One thing that a probe does and what it waits for. Steps are small state machines, played in order by the `Prober`.
protocol ProbeStep {
    var section: ProbeSection { get }
    mutating func begin(_ probe: inout ProbeContext) -> StepProgress
    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> StepProgress
    /// The utterance asked for with `say` has been sent to its last sample.
    mutating func spoken(_ probe: inout ProbeContext) -> StepProgress
    /// The time set with `wait` has come.
    mutating func due(_ probe: inout ProbeContext) -> StepProgress
}

extension ProbeStep {
    mutating func spoken(_ probe: inout ProbeContext) -> StepProgress { .going }
    mutating func due(_ probe: inout ProbeContext) -> StepProgress { .stuck(probe.gaveUp()) }
}

enum StepProgress: Equatable {
    case going
    case done
    /// This step ended badly, the next can still be tried.
    case failed(String)
    /// Nothing after this can be examined.
    case stuck(String)
}

/// A server event with the fields a prober looks at, in either dialect.
struct HeardEvent {
    var type: EventType?
    var json: JSON

    var response: JSON? { json["response"] }
    var responseID: String? { json["response_id"]?.string ?? response?["id"]?.string }
    var itemID: String? { json["item_id"]?.string ?? json["item"]?["id"]?.string }

    /// `failed: insufficient_quota` for a response that ended otherwise than completed.
    var trouble: String? {
        guard let status = response?["status"]?.string, status != "completed" else { return nil }
        let details = response?["status_details"]
        let cause =
            details?["error"]?["code"]?.string ?? details?["error"]?["type"]?.string ?? details?["reason"]?.string
        return cause.map { "\(status): \($0)" } ?? status
    }

    /// The service took the caller's next words, or a pause between words, for an interruption.
    var wasInterrupted: Bool { trouble == "cancelled: turn_detected" }

    /// No later answer of this session can be better.
    var isFinal: Bool {
        let code = response?["status_details"]?["error"]?["code"]?.string
        return ["insufficient_quota", "model_not_found", "billing_hard_limit_reached", "account_deactivated"].contains(
            code)
    }
}

/// What the steps share: the line, the clock's reading, and what has been learnt of the session.
struct ProbeContext {
    let plan: ProbePlan
    let speech: SpeechLibrary
    var now: Duration
    var actions: [ProbeAction] = []
    var mouth: Mouth
    var said: Said?
    private(set) var deadline: Duration?
    private var waitingFor = ""
    private var waitingSince: Duration = .zero
    /// Milliseconds of audio received, by item.
    var receivedMs: [String: Double] = [:]
    var firstAudio: [String: Duration] = [:]
    /// User items with audio whose transcript is still to come.
    var untranscribed: Set<String> = []
    var spokenTurns = 0

    struct Said {
        var text: String
        var turn: Int
        var interrupts: Bool
    }

    init(plan: ProbePlan, speech: SpeechLibrary) {
        self.plan = plan
        self.speech = speech
        now = .zero
        mouth = Mouth(encoding: plan.encoding)
    }

    mutating func send(_ event: JSON) { actions.append(.send(event.text)) }

    mutating func observe(_ kind: String, _ data: JSONObject) { actions.append(.observe(kind: kind, data: data)) }

    /// Arms the step's one timer.
    mutating func wait(for what: String, _ patience: Duration) {
        waitingFor = what
        waitingSince = now
        deadline = now + patience
    }

    mutating func stopWaiting() { deadline = nil }

    /// Records that something was waited for in vain, and says it.
    mutating func gaveUp() -> String {
        let seconds = (now - waitingSince).seconds
        observe(ObservationKind.waited, ["for": .string(waitingFor), "seconds": .number(seconds)])
        deadline = nil
        return "no \(waitingFor) within \(Int(seconds.rounded())) s"
    }

    mutating func say(_ utterance: Utterance, interrupts: Bool = false) {
        if !interrupts { spokenTurns += 1 }
        said = Said(text: utterance.text, turn: spokenTurns, interrupts: interrupts)
        mouth.say(utterance)
        mouth.open(at: now)
    }

    /// Counts what every step must know, before the step sees the event.
    mutating func note(_ event: HeardEvent) {
        switch event.type {
        case .outputAudioDelta:
            guard let item = event.itemID, let delta = event.json["delta"]?.string else { return }
            firstAudio[item] = firstAudio[item] ?? now
            let padding = delta.utf8.suffix(2).count { $0 == UInt8(ascii: "=") }
            receivedMs[item, default: 0] += plan.encoding.milliseconds(
                ofBytes: max(0, delta.utf8.count / 4 * 3 - padding))
        case .inputAudioCommitted:
            if let item = event.itemID { untranscribed.insert(item) }
        case .transcriptionCompleted, .transcriptionFailed:
            if let item = event.itemID { untranscribed.remove(item) }
        default: break
        }
    }
}
