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

    package init(of call: RecordedCall) {
        var lags: [Double] = []
        var speeds: [Double] = []
        var chunks: [Double] = []
        for connection in call.connections {
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
                if let first = response.audio.first, let last = response.audio.last,
                    let seconds = last.seconds(since: first), seconds > 0.05, response.audio.deltas > 2
                {
                    speeds.append(response.audio.milliseconds / 1_000 / seconds)
                    chunks.append(response.audio.milliseconds / Double(response.audio.deltas))
                }
            }
            silence(turns, connection, call)
            ending(of: connection)
        }
        func middle(_ values: [Double]) -> Double? { values.isEmpty ? nil : values.sorted()[values.count / 2] }
        if let lag = middle(lags) { plan.pace.firstAudioMs = min(max(lag, 20), 8_000) }
        if let speed = middle(speeds) { plan.pace.speed = min(max(speed, 0.5), 100) }
        if let chunk = middle(chunks) { plan.pace.chunkMs = min(max(chunk, 20), 1_000) }
    }

    // MARK: Words

    private mutating func reply(
        _ response: ResponseTrace, _ turn: Int, _ connection: ModelConnection, _ samples: [Int16]?
    ) {
        if response.isOutOfBand {
            note("responses outside the conversation are answered by the mock's own words")
            return
        }
        if response.functionCalls.count > 1 { note("of several function calls in one response the first is made") }
        let call = response.functionCalls.first.map {
            Reply.FunctionCall(name: $0.name, arguments: $0.arguments)
        }
        var words = response.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let sound = samples.flatMap { $0.isEmpty || response.audio.isCut ? nil : $0 }
        if words.isEmpty, sound != nil { words = "(recorded reply \(voices.count + 1))" }
        guard !words.isEmpty || call != nil else { return }
        if let sound {
            voices.append(Utterance(id: "recorded-\(voices.count + 1)", role: .assistant, text: words, samples: sound))
        }
        replies += 1
        plan.replies.append(
            Reply(
                turn: TurnRange(first: turn, last: turn), say: words.isEmpty ? nil : words, call: call,
                heard: heard(response, connection)))
    }

    /// The transcript of what this response answers.
    private func heard(_ response: ResponseTrace, _ connection: ModelConnection) -> String? {
        guard let commit = connection.commits.last(where: { $0.moment <= response.first }) else { return nil }
        let text = connection.transcriptions.first { $0.item == commit.item }?.text ?? ""
        return text.isEmpty ? nil : text
    }

    // MARK: What the service did of itself

    private mutating func rule(_ outcome: Outcome, turn: Int? = nil, afterMs: Double? = nil) {
        let range = turn.map { TurnRange(first: $0, last: $0) }
        plan.rules.append(Rule(when: Condition(turn: range, afterMs: afterMs), effect: .outcome(outcome)))
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

    private static let accountCodes: Set<String> = [
        "invalid_api_key", "insufficient_quota", "rate_limit_exceeded", "billing_hard_limit_reached",
        "account_deactivated",
    ]

    private mutating func fault(_ response: ResponseTrace, _ turn: Int, _ connection: ModelConnection) {
        guard !response.isOutOfBand else { return }
        switch response.status {
        case "failed":
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
    }

    /// Turns that the service did not notice, did not end or did not answer, as far as the verdict lays it at its door.
    private mutating func silence(_ turns: Turns, _ connection: ModelConnection, _ call: RecordedCall) {
        for turn in turns.unanswered where isForgotten(turn, turns, connection) { rule(.neverCreate, turn: turn) }
        let found = Set(call.report.findings.map(\.id))
        if found.contains("vad-dies-mid-session") {
            let deaf = connection.segments.count + 1
            plan.rules.append(
                Rule(
                    when: Condition(spokenTurn: TurnRange(first: deaf, last: nil)), effect: .outcome(.deaf)))
        }
        if found.contains("speech-never-stops"), let stuck = connection.segments.firstIndex(where: { $0.end == nil }) {
            plan.rules.append(
                Rule(
                    when: Condition(spokenTurn: TurnRange(first: stuck + 1, last: nil)),
                    effect: .outcome(.speechNeverStops)))
        }
        for failure in connection.transcriptions where failure.failed != nil {
            guard let turn = turns.byItem[failure.item] else { continue }
            rule(
                .failTranscription(
                    ServiceError(type: "transcription_error", code: nil, message: failure.error)), turn: turn)
        }
    }

    /// Committed or asked for, with nothing in the way, and seen to bring nothing for some seconds.
    private func isForgotten(_ turn: Int, _ turns: Turns, _ connection: ModelConnection) -> Bool {
        guard let asked = turns.asked[turn], let seconds = connection.last.seconds(since: asked), seconds >= 4,
            connection.activeResponse(at: asked) == nil
        else { return false }
        if turns.isRequested.contains(turn) { return true }
        guard let detection = connection.session(at: asked)?.turnDetection else { return false }
        return detection.isOn && detection.createsResponse
    }

    private mutating func ending(of connection: ModelConnection) {
        guard let ending = connection.ending, ending.byServer, let began = connection.echoes.first?.moment,
            let seconds = ending.moment.seconds(since: began)
        else { return }
        if ending.code == 1_000 && connection.lastClientEvent == nil { return }
        let elapsed = max(0, seconds * 1_000)
        if connection.errors.contains(where: { $0.code == "session_expired" }) {
            rule(.expire, afterMs: elapsed)
        } else {
            rule(.close(code: ending.code, reason: ending.reason), afterMs: elapsed)
        }
    }

    private static func service(_ error: ModelConnection.ErrorEvent) -> ServiceError {
        ServiceError(type: error.type, code: error.code, message: error.message, param: error.param)
    }

    private mutating func note(_ words: String) { if !notes.contains(words) { notes.append(words) } }
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
        enum Event { case commit(String), request, response(Int, isOutOfBand: Bool) }
        var events: [(moment: Moment, event: Event)] =
            connection.commits.map { ($0.moment, .commit($0.item)) }
            + connection.requests.filter { $0.refused == nil }.map { ($0.moment, .request) }
        for (index, response) in connection.responses.enumerated() {
            events.append((response.first, .response(index, isOutOfBand: response.isOutOfBand)))
        }
        var turn = 0
        var isUnanswered = false
        var answered: Set<Int> = []
        for (moment, event) in events.sorted(by: { $0.moment < $1.moment }) {
            switch event {
            case .commit(let item):
                turn += 1
                isUnanswered = true
                byItem[item] = turn
                asked[turn] = moment
            case .request:
                if !isUnanswered { turn += 1 }
                isUnanswered = false
                isRequested.insert(turn)
                asked[turn] = moment
            case .response(let index, _):
                isUnanswered = false
                byResponse[index] = max(turn, 1)
                answered.insert(turn)
            }
        }
        unanswered = turn > 0 ? (1...turn).filter { !answered.contains($0) } : []
    }
}
