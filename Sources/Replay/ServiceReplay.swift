// The recorded service as a plan of the mock: what it said, how fast, and what it did of itself. What the client caused, an
// update refused or a truncate out of bounds, is not in it: the mock decides that anew, so that a cured bridge meets a cured service.
import Diagnosis
package import Scenarios
package import SpeechAudio

package struct ServiceReplay: Sendable {
    package var plan = ModelPlan()
    /// What the model said, to stand before a library's own sentences.
    package private(set) var voices: [Utterance] = []
    /// What the recording has and the replay leaves out, in words.
    package private(set) var notes: [String] = []
    /// Responses whose words are played again.
    package private(set) var replies = 0
    /// What the verdict on the replay must not be built on.
    package private(set) var limits = ReplayLimits()
    private let timing: ReplayTiming
    private let hasSeveral: Bool
    /// A turn went unanswered, and nothing says that it would have stayed so.
    private var hasUnplayedSilence = false
    /// What may still be added to interrupted replies, seconds of sound: half an hour in all.
    private var restSeconds = 1_800.0
    /// The connections of the new call that the recorded one at hand stands for.
    private var session: TurnRange?

    /// - Parameter timing: Whether what the service did of itself comes when it came, or at the place in the conversation at
    ///   which it came.
    package init(of call: RecordedCall, timing: ReplayTiming = .causal) {
        self.timing = timing
        var lags: [Double] = []
        var speeds: [Double] = []
        var chunks: [Double] = []
        let connections = call.connections
        hasSeveral = connections.count > 1
        for (index, connection) in connections.enumerated() {
            // Sessions come in turn as they came. More than there were get the last one again, unless the service ended that.
            let isLast = index == connections.count - 1
            let goesOn =
                isLast && connection.ending?.byServer != true && connection.expiry == nil
                && (connection.opening?.status ?? 101) == 101
            session = TurnRange(first: index + 1, last: goesOn ? nil : index + 1)
            if session == TurnRange(first: 1, last: nil) { session = nil }
            opening(of: connection)
            let turns = Turns(of: connection)
            for (index, response) in connection.responses.enumerated() {
                guard let turn = turns.byResponse[index] else { continue }
                reply(response, turn, connection, call.sound.replies[connection.name]?[response.id])
                fault(response, turn, connection)
                if let first = response.audio.first, let asked = response.created ?? turns.asked[turn],
                    let lag = first.seconds(since: asked)
                {
                    lags.append(lag * 1_000)
                }
                if let speed = Self.speed(of: response) {
                    speeds.append(speed)
                    chunks.append(response.audio.milliseconds / Double(response.audio.deltas))
                }
            }
            silence(turns, connection, call)
            ending(of: connection, turns)
        }
        if connections.count > 1 {
            note(
                call.hasPhone
                    ? "\(connections.count) connections to the model served this call: each is played to the one that comes in its place"
                    : "\(connections.count) connections to the model and no telephone: nothing says that they served one caller; the first one's is played"
            )
        }
        admit(Set(call.report.findings.map(\.id)))
        func middle(_ values: [Double]) -> Double? { values.isEmpty ? nil : values.sorted()[values.count / 2] }
        if let lag = middle(lags) { plan.pace.firstAudioMs = min(max(lag, 20), 8_000) }
        if let speed = middle(speeds) { plan.pace.speed = min(max(speed, 0.5), 100) }
        if let chunk = middle(chunks) { plan.pace.chunkMs = min(max(chunk, 20), 1_000) }
    }

    /// Where no call goes on, and every client is to find what the recorded one found: of several connections each its own.
    package var planForEveryClient: ModelPlan {
        guard !hasSeveral else { return plan }
        var plan = plan
        for index in plan.replies.indices { plan.replies[index].session = nil }
        for index in plan.rules.indices { plan.rules[index].when.session = nil }
        return plan
    }

    // MARK: Words

    private mutating func reply(
        _ response: ResponseTrace, _ turn: Int, _ connection: ModelConnection, _ recorded: RecordedSound.Reply?
    ) {
        let calls = response.functionCalls.map { Reply.FunctionCall(name: $0.name, arguments: $0.arguments) }
        var words = response.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let sound = recorded.flatMap { $0.samples.isEmpty || response.audio.isCut ? nil : $0 }
        if words.isEmpty, sound != nil { words = "(recorded reply \(voices.count + 1))" }
        guard !words.isEmpty || !calls.isEmpty else { return }
        var pace: PaceChange?
        if let sound {
            var samples = sound.samples
            if response.isCancelled, let speed = Self.speed(of: response) {
                // The model had more to say when it was interrupted: its words again, so that it still speaks when that comes.
                pace = PaceChange(speed: speed)
                let more = min(Self.goesOn * speed, Self.longestRest, restSeconds) * Double(sound.rate)
                let times = min((Int(more) + sound.samples.count - 1) / sound.samples.count, 100)
                restSeconds -= Double(times * sound.samples.count) / Double(sound.rate)
                samples += [[Int16]](repeating: sound.samples, count: times).joined()
            }
            voices.append(
                Utterance(
                    id: "recorded-\(voices.count + 1)", role: .assistant, text: words, samples: samples,
                    rate: sound.rate))
        }
        replies += 1
        plan.replies.append(
            Reply(
                turn: TurnRange(first: turn, last: turn), say: words.isEmpty ? nil : words, calls: calls,
                heard: heard(response, connection), pace: pace, session: session,
                isOutOfBand: connection.responses.contains(where: \.isOutOfBand) ? response.isOutOfBand : nil))
    }

    /// Times real time at which its audio came. A recording without audio says nothing of it.
    private static func speed(of response: ResponseTrace) -> Double? {
        guard let first = response.audio.first, let last = response.audio.last,
            let seconds = last.seconds(since: first), seconds > 0.05, response.audio.deltas > 2,
            response.audio.milliseconds > 0, !response.audio.isCut
        else { return nil }
        return min(max(response.audio.milliseconds / 1_000 / seconds, 0.5), 100)
    }

    /// How long an interrupted reply would have gone on coming, seconds; and how much there is of that at most, seconds of sound.
    private static let goesOn = 3.0
    private static let longestRest = 30.0

    /// The transcript of what this response answers.
    private func heard(_ response: ResponseTrace, _ connection: ModelConnection) -> String? {
        guard !response.isOutOfBand, let commit = connection.commits.last(where: { $0.moment <= response.first }) else {
            return nil
        }
        let text = connection.transcriptions.first { $0.item == commit.item }?.text ?? ""
        return text.isEmpty ? nil : text
    }

    // MARK: What the service did of itself

    private mutating func rule(_ outcome: Outcome, turn: Int? = nil) {
        rule(outcome, when: Condition(turn: turn.map { TurnRange(first: $0, last: $0) }))
    }

    private mutating func rule(_ outcome: Outcome, when condition: Condition) {
        var condition = condition
        condition.session = session
        plan.rules.append(Rule(when: condition, effect: .outcome(outcome)))
    }

    private mutating func opening(of connection: ModelConnection) {
        if let status = connection.opening?.status, status != 101, (200...599).contains(status) {
            rule(.refuseUpgrade(status: status, headers: [:], body: connection.opening?.body ?? ""))
        }
        // The mock has the beta's shut-off and unknown models of its own.
        if connection.echoes.isEmpty, let error = connection.errors.first, Self.accountCodes.contains(error.code ?? "")
        {
            rule(.refuseSession(Self.service(error), closeCode: connection.ending?.code ?? 4_000))
        }
        for update in connection.updates where update.accepted == nil && update.refused == nil {
            if let seconds = connection.last.seconds(since: update.moment), seconds >= 5,
                connection.lastServerEvent.map({ $0 > update.moment }) ?? false
            {
                rule(.ignoreUpdate)
                break
            }
        }
    }

    /// By how much a conversation of today may be behind the recorded one, ms.
    private static let slack = 1_500.0

    private static let accountCodes: Set<String> = [
        "invalid_api_key", "insufficient_quota", "rate_limit_exceeded", "billing_hard_limit_reached",
        "account_deactivated",
    ]

    private mutating func fault(_ response: ResponseTrace, _ turn: Int, _ connection: ModelConnection) {
        guard !response.isOutOfBand else { return }
        switch response.status {
        case "failed":
            if response.errorType == nil, response.errorCode == nil {
                limits.invented["server-error-response"] =
                    "the recording hides why a response failed, so that an error of the mock's own stands for it"
            }
            rule(
                .failResponse(
                    ServiceError(
                        type: response.errorType ?? "server_error", code: response.errorCode,
                        message: response.errorMessage ?? "The server had an error while processing your request.")),
                turn: turn)
        case "incomplete":
            rule(
                .cutResponse(
                    reason: response.reason ?? "max_output_tokens", afterAudioMs: response.audio.milliseconds),
                turn: turn)
        case "completed" where !response.hasOutput:
            rule(.emptyResponse(outputTokens: response.usage?.output ?? 0), turn: turn)
        case nil where response.done == nil:
            let isSeenOut = connection.last.seconds(since: response.last).map { $0 >= 8 } ?? false
            if isSeenOut { rule(.neverFinish(afterAudioMs: response.audio.milliseconds), turn: turn) }
        default: break
        }
        let asksAudio = (response.modalities ?? connection.session(at: response.first)?.modalities)?.contains("audio")
        if response.isCompleted, asksAudio == true, response.contentKinds == ["text"] {
            rule(.answerInText, turn: turn)
        }
        if asksAudio == false, response.audio.deltas > 0 { rule(.answerInAudio, turn: turn) }
    }

    /// Turns that the service did not notice, did not end or did not answer, as far as the verdict lays it at its door.
    private mutating func silence(_ turns: Turns, _ connection: ModelConnection, _ call: RecordedCall) {
        // Without times the verdict on the turn is what proves that nothing came.
        let proven = Set(call.timeline.turns.filter { $0.outcome == .unanswered }.compactMap { $0.due?.frame })
        var lastProven: Int?
        for turn in turns.unanswered where isExpected(turn, turns, connection) {
            guard let asked = turns.asked[turn] else { continue }
            // Right behind one that stayed without an answer the next does so, too.
            let isSeen =
                connection.last.seconds(since: asked).map { $0 >= 4 } ?? proven.contains(asked.frame)
                || lastProven == turn - 1
            if isSeen {
                rule(.neverCreate, turn: turn)
                lastProven = turn
            } else {
                hasUnplayedSilence = true
            }
        }
        let found = Set(call.report.findings.map(\.id))
        if found.contains("vad-dies-mid-session") {
            let deaf = connection.segments.count + 1
            rule(.deaf, when: Condition(spokenTurn: TurnRange(first: deaf, last: nil)))
        }
        if found.contains("speech-never-stops"), let stuck = connection.segments.firstIndex(where: { $0.end == nil }) {
            rule(.speechNeverStops, when: Condition(spokenTurn: TurnRange(first: stuck + 1, last: nil)))
        }
        for failure in connection.transcriptions where failure.failed != nil {
            guard let turn = turns.byItem[failure.item] else { continue }
            rule(
                .failTranscription(
                    ServiceError(type: "transcription_error", code: nil, message: failure.error)), turn: turn)
        }
    }

    /// Committed or asked for, with nothing in the way: the service should have answered.
    private func isExpected(_ turn: Int, _ turns: Turns, _ connection: ModelConnection) -> Bool {
        guard let asked = turns.asked[turn], connection.activeResponse(at: asked) == nil else { return false }
        if turns.isRequested.contains(turn) { return true }
        guard let detection = connection.session(at: asked)?.turnDetection else { return false }
        return detection.isOn && detection.createsResponse
    }

    /// What is wrong with the recorded call, and not in the plan: it will be absent whatever the bridge does.
    private mutating func admit(_ found: Set<String>) {
        func plays(_ isIt: (Outcome) -> Bool) -> Bool {
            plan.rules.contains { if case .outcome(let outcome) = $0.effect { isIt(outcome) } else { false } }
        }
        func lack(_ ids: [String], _ why: String) {
            for id in ids where found.contains(id) {
                limits.unplayed[id] = "the recording does not show \(why), so that it could not be played"
            }
        }
        if hasUnplayedSilence, !plays({ $0 == .neverCreate }) {
            lack(["second-turn-stall", "response-never-created"], "for how long the service was silent")
        }
        if !plays({ $0 == .expire }) { lack(["session-expired"], "when the session expired") }
        if !plays({ if case .close = $0 { true } else { false } }) {
            lack(["openai-socket-closed-mid-call"], "when the service closed the connection")
        }
        if !plays({ if case .neverFinish = $0 { true } else { false } }) {
            lack(["response-never-done"], "for how long the service was silent")
        }
    }

    private mutating func ending(of connection: ModelConnection, _ turns: Turns) {
        guard let began = connection.echoes.first?.moment else { return }
        let moment: Moment
        let outcome: Outcome
        if let ending = connection.ending, ending.byServer {
            if ending.code == 1_000 && connection.lastClientEvent == nil { return }
            moment = ending.moment
            outcome = connection.expiry == nil ? .close(code: ending.code, reason: ending.reason) : .expire
        } else if let expiry = connection.expiry {
            // A log seldom has the close that follows.
            (moment, outcome) = (expiry.moment, .expire)
        } else {
            return
        }
        let elapsed = moment.seconds(since: began).map { max(0, $0 * 1_000) }
        if let place = place(of: moment, in: connection, turns) {
            rule(outcome, when: place)
            // A reply that is cut into fewer pieces now is over before its last one came then.
            if place.nth != nil { rule(outcome, when: Condition(event: "response.done", turn: place.turn)) }
            // By the clock it happens also where the conversation takes another way.
            if timing == .recorded, let elapsed { rule(outcome, when: Condition(afterMs: elapsed + Self.slack)) }
            return
        }
        if timing == .recorded, let elapsed { return rule(outcome, when: Condition(afterMs: elapsed)) }
        // In quiet: when it came, and not before the conversation has got that far.
        let turn = turns.byResponse.values.max().map { TurnRange(first: $0, last: nil) }
        guard turn != nil || elapsed != nil else { return }
        rule(outcome, when: Condition(event: elapsed == nil ? "response.done" : nil, turn: turn, afterMs: elapsed))
    }

    /// What the service had last said when it hung up, where it hung up in the middle of something.
    private func place(of ending: Moment, in connection: ModelConnection, _ turns: Turns) -> Condition? {
        func only(_ turn: Int) -> TurnRange { TurnRange(first: turn, last: turn) }
        if let index = connection.responses.lastIndex(where: { $0.isActive(at: ending) && !$0.isOutOfBand }),
            let turn = turns.byResponse[index]
        {
            let deltas = connection.responses[index].audio.deltas
            return Condition(
                event: deltas > 0 ? "response.output_audio.delta" : "response.created", turn: only(turn),
                nth: deltas > 0 ? only(deltas) : nil)
        }
        if let turn = turns.unanswered.last, !turns.byResponse.values.contains(where: { $0 > turn }),
            !turns.isRequested.contains(turn)
        {
            return Condition(event: "input_audio_buffer.committed", turn: only(turn))
        }
        if let segment = connection.segments.last, segment.end == nil {
            return Condition(event: "input_audio_buffer.speech_started", spokenTurn: only(connection.segments.count))
        }
        return nil
    }

    private static func service(_ error: ModelConnection.ErrorEvent) -> ServiceError {
        ServiceError(type: error.type, code: error.code, message: error.message, param: error.param)
    }

    private mutating func note(_ words: String) { if !notes.contains(words) { notes.append(words) } }
}

extension ModelConnection {
    /// The service said that the session was too old.
    fileprivate var expiry: ErrorEvent? { errors.first { $0.code == "session_expired" } }
}

/// Turns as the mock counts them: one more at each committed user turn, and at each request that is not for one.
private struct Turns {
    /// By index of the response.
    var byResponse: [Int: Int] = [:]
    var byItem: [String: Int] = [:]
    var asked: [Int: Moment] = [:]
    var unanswered: [Int] = []
    /// By the client, and not by a committed turn alone.
    var isRequested: Set<Int> = []

    init(of connection: ModelConnection) {
        enum Event { case commit(String), request(isOutOfBand: Bool), response(Int, isOutOfBand: Bool) }
        var events: [(moment: Moment, event: Event)] =
            connection.commits.map { ($0.moment, .commit($0.item)) }
            + connection.requests.filter { $0.refused == nil }.map {
                ($0.moment, .request(isOutOfBand: $0.isOutOfBand))
            }
        for (index, response) in connection.responses.enumerated() {
            events.append((response.first, .response(index, isOutOfBand: response.isOutOfBand)))
        }
        var turn = 0
        var isUnanswered = false
        var answered: Set<Int> = []
        // What was asked for beside the conversation is answered in its own order, whatever goes on in it.
        var beside: [Int] = []
        var inside = 0
        for (moment, event) in events.sorted(by: { $0.moment < $1.moment }) {
            switch event {
            case .commit(let item):
                turn += 1
                isUnanswered = true
                inside = turn
                byItem[item] = turn
                asked[turn] = moment
            case .request(let isOutOfBand):
                if !isUnanswered { turn += 1 }
                isUnanswered = false
                if isOutOfBand { beside.append(turn) } else { inside = turn }
                isRequested.insert(turn)
                asked[turn] = moment
            case .response(let index, let isOutOfBand):
                isUnanswered = isOutOfBand ? isUnanswered : false
                let own = isOutOfBand ? (beside.isEmpty ? turn : beside.removeFirst()) : inside
                byResponse[index] = max(own, 1)
                answered.insert(own)
            }
        }
        unanswered = turn > 0 ? (1...turn).filter { !answered.contains($0) } : []
    }
}
