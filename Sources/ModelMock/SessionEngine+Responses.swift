import JSONText
import RealtimeProtocol
import Scenarios
import SpeechAudio

/// Responses: asked for, planned, streamed step by step, cut short, ended.
extension SessionEngine {
    var defaultRun: ResponseRun? { runs.first { !$0.settings.isOutOfBand } }

    /// - Parameter afterCommit: The turn detection asked for it, not the client.
    mutating func createResponse(afterCommit: Bool, request: ResponseRequest? = nil, eventID: String? = nil) {
        guard !opening.isTranscription else {
            if !afterCommit { emit(Self.noResponsesHere.answering(eventID)) }
            return
        }
        let wanted = ResponseSettings(session: session, request: request)
        if !wanted.isOutOfBand, let active = defaultRun {
            return emit(ErrorDetail.activeResponse(active.id).answering(eventID))
        }
        // Bounds what one client can have running beside the conversation.
        guard runs.count < 32 else { return emit(Self.tooManyResponses.answering(eventID)) }
        turns.responseAsked()
        let moment = moment(
            (afterCommit ? ["input_audio_buffer.committed", "input_audio_buffer.speech_stopped"] : ["response.create"])
                + ["response.created", "response.done"])
        guard rules.decide(moment, { $0 == .neverCreate }) == nil else { return }
        do throws(ErrorDetail) {
            start(try plan(wanted, moment: moment))
        } catch {
            emit(error.answering(eventID))
        }
    }

    private static let noResponsesHere = ErrorDetail(
        code: "invalid_value", message: "A transcription session does not create responses.", param: "type")
    private static let tooManyResponses = ErrorDetail(
        code: "rate_limit_exceeded", message: "Too many responses are in progress in this session.")

    private mutating func start(_ run: ResponseRun) {
        idleDeadline = nil
        emit(
            .responseCreated,
            [
                (
                    "response",
                    run.settings.response(
                        id: run.id, status: "in_progress", details: nil, output: [], conversation: conversationID,
                        usage: nil, dialect: dialect)
                )
            ])
        if run.settings.isOutOfBand { runs.append(run) } else { runs.insert(run, at: 0) }
    }

    // MARK: Planning

    private mutating func plan(_ wanted: ResponseSettings, moment: Moment) throws(ErrorDetail) -> ResponseRun {
        let context = try context(of: wanted)
        var pace = plan.pace
        var ending = ResponseRun.Ending.completed
        var limit = ResponseRun.Limit.none
        if case .tokens(let count) = wanted.maxOutputTokens { limit = .tokens(count) }
        switch rules.decide(moment, \.decidesEnding) {
        case .failResponse(let error)?: ending = .failed(named(error))
        case .emptyResponse(let tokens)?: ending = .empty(outputTokens: max(0, tokens))
        case .cutResponse(let reason, let after)?:
            ending = .incomplete(reason: reason)
            limit = .audio(milliseconds: after)
        case .neverFinish(let after)?: limit = .silenceAfter(milliseconds: after)
        default: break
        }
        if let failure = opening.modelFailure { ending = .failed(failure) }

        var outputs: [ResponseRun.Output] = []
        switch ending {
        case .failed, .empty: break
        case .completed, .incomplete, .cancelled:
            let inText = rules.decide(moment, { $0 == .answerInText }) != nil
            let isSilent = rules.decide(moment, { $0 == .silentAudio }) != nil
            let reply = ReplyPlan.answer(to: context.question, script: plan.replies, speech: speech)
            if let words = reply.say {
                let speaks = wanted.speaks && !inText
                let kind: ResponseRun.Output.Kind
                if speaks {
                    let rendering = speech.rendering(
                        of: words, as: wanted.format.encoding, chunkMs: pace.chunkMs, silent: isSilent)
                    // What takes long is said at little more than the speed of speech: it can be interrupted.
                    if reply.isRecital || rendering.milliseconds > 12_000 { pace.speed = min(pace.speed, 1.2) }
                    kind = .speech(rendering)
                } else {
                    kind = .text
                }
                outputs.append(.init(itemID: writer.identifier(.item, at: now), kind: kind, text: words))
            }
            if let call = reply.call {
                let callID = writer.identifier(.call, at: now)
                outputs.append(
                    .init(
                        itemID: writer.identifier(.item, at: now), kind: .call(name: call.name, callID: callID),
                        text: call.arguments))
            }
        }
        return ResponseRun(
            id: writer.identifier(.response, at: now), settings: wanted, input: context.tokens, outputs: outputs,
            ending: ending, pace: pace, startedAt: now, limit: limit, announcesRateLimits: dialect == .beta)
    }

    /// What the model reads before it answers.
    private mutating func context(
        of wanted: ResponseSettings
    ) throws(ErrorDetail) -> (question: ReplyPlan.Question, tokens: TokenCount) {
        var tokens = TokenCount.ofText(wanted.instructions ?? "")
        if !wanted.tools.isEmpty { tokens = tokens + .ofText(JSON.array(wanted.tools).text) }
        var text = lastUserText
        var last = history.lastID.flatMap { history[$0]?.json }
        if let input = wanted.input {
            text = ""
            last = nil
            for (index, item) in input.enumerated() {
                if item["type"] == "item_reference", let id = item["id"]?.string {
                    guard let known = history[id] else { throw .noSuchItem(.retrieve, id: id) }
                    last = known.json
                    tokens = tokens + known.tokens
                } else {
                    let made = try makeItem(item, path: "response.input[\(index)]", isStored: false)
                    last = made.item.json
                    tokens = tokens + made.item.tokens
                    if made.role == "user" { text = made.text }
                }
            }
        } else {
            tokens = tokens + history.context
        }
        let output = last?["type"] == "function_call_output" ? last?["output"]?.string : nil
        let question = ReplyPlan.Question(
            turn: turns.turn, text: text, instructions: wanted.ownInstructions, tools: wanted.tools,
            toolChoice: wanted.toolChoice, toolOutput: output)
        return (question, tokens)
    }

    // MARK: Streaming

    mutating func stepResponses() {
        var index = 0
        while index < runs.count {
            let id = runs[index].id
            while !isClosed, index < runs.count, runs[index].id == id, let step = runs[index].step(at: now) {
                perform(step, run: index)
            }
            if index < runs.count, runs[index].id == id { index += 1 }
        }
    }

    private mutating func perform(_ step: ResponseRun.Step, run: Int) {
        switch step {
        case .rateLimits: emitRateLimits()
        case .open(let output): open(output, of: run)
        case .text(let output): say(output, of: run)
        case .audio(let output): sound(output, of: run)
        case .close(let output): close(output, of: run)
        case .end: end(run)
        }
    }

    private mutating func open(_ index: Int, of run: Int) {
        let output = runs[run].outputs[index]
        let json: JSONObject
        switch output.kind {
        case .text, .speech:
            json = message(id: output.itemID, status: "in_progress", role: "assistant", content: [])
        case .call(let name, let callID):
            json = item(
                id: output.itemID, type: "function_call", status: "in_progress",
                [("name", .string(name)), ("call_id", .string(callID)), ("arguments", "")])
        }
        runs[run].outputs[index].isOpen = true
        emit(
            .outputItemAdded,
            [("response_id", .string(runs[run].id)), ("output_index", JSON(index)), ("item", .object(json))])
        if !runs[run].settings.isOutOfBand {
            runs[run].outputs[index].entersSecond = history.order.count == 1
            var audio: ConversationHistory.Audio?
            if case .speech(let speech) = output.kind {
                audio = .init(
                    speaker: .assistant, milliseconds: 0, bytes: [], spoken: speech,
                    format: runs[run].settings.format.itemName)
            }
            let previous = history.insert(
                .init(id: output.itemID, json: json, audio: audio, tokens: TokenCount()), weight: 200)
            runs[run].outputs[index].previousID = previous
            emit(.itemAdded, [("previous_item_id", JSON(previous)), ("item", .object(json))])
        }
        switch output.kind {
        case .text: emit(.contentPartAdded, place(index, of: run) + [("part", ["type": "text", "text": ""])])
        case .speech:
            emit(.contentPartAdded, place(index, of: run) + [("part", ["type": "audio", "transcript": ""])])
        case .call: break
        }
    }

    /// Where a part of a message stands.
    private func place(_ index: Int, of run: Int) -> [(String, JSON)] {
        [
            ("response_id", .string(runs[run].id)), ("item_id", .string(runs[run].outputs[index].itemID)),
            ("output_index", JSON(index)), ("content_index", 0),
        ]
    }

    private func callPlace(_ index: Int, of run: Int, callID: String) -> [(String, JSON)] {
        [
            ("response_id", .string(runs[run].id)), ("item_id", .string(runs[run].outputs[index].itemID)),
            ("output_index", JSON(index)), ("call_id", .string(callID)),
        ]
    }

    private mutating func say(_ index: Int, of run: Int) {
        let output = runs[run].outputs[index]
        guard output.sentPieces < output.pieces.count else { return }
        runs[run].outputs[index].sentPieces += 1
        let delta: (String, JSON) = ("delta", .string(output.pieces[output.sentPieces]))
        switch output.kind {
        case .text: emit(.outputTextDelta, obfuscated: true, place(index, of: run) + [delta])
        case .speech: emit(.outputAudioTranscriptDelta, obfuscated: true, place(index, of: run) + [delta])
        case .call(_, let callID):
            emit(.functionCallArgumentsDelta, obfuscated: true, callPlace(index, of: run, callID: callID) + [delta])
        }
    }

    private mutating func sound(_ index: Int, of run: Int) {
        let output = runs[run].outputs[index]
        guard case .speech(let speech) = output.kind, output.sentChunks < speech.chunks.count else { return }
        runs[run].outputs[index].sentChunks += 1
        hasSpoken = true
        history.heard(output.itemID, milliseconds: runs[run].outputs[index].sentMilliseconds)
        let text = writer.audioDelta(
            at: now,
            middle: EventWriter.audioDeltaMiddle(response: runs[run].id, item: output.itemID, output: index),
            base64: speech.chunks[output.sentChunks])
        emit(.outputAudioDelta, text: text, audio: speech.encoding)
    }

    /// Closes what was opened, with what was streamed and nothing more.
    private mutating func close(_ index: Int, of run: Int) {
        let output = runs[run].outputs[index]
        guard output.isOpen, !output.isClosed else { return }
        runs[run].outputs[index].isClosed = true
        let text = output.sentText
        let status = output.isWhole ? "completed" : "incomplete"
        let json: JSONObject
        switch output.kind {
        case .text:
            let part: JSON = ["type": "text", "text": .string(text)]
            emit(.outputTextDone, place(index, of: run) + [("text", .string(text))])
            emit(.contentPartDone, place(index, of: run) + [("part", part)])
            let type: JSON = dialect == .ga ? "output_text" : "text"
            json = message(
                id: output.itemID, status: status, role: "assistant",
                content: [["type": type, "text": .string(text)]])
        case .speech:
            let part: JSON = ["type": "audio", "transcript": .string(text)]
            emit(.outputAudioDone, place(index, of: run))
            emit(.outputAudioTranscriptDone, place(index, of: run) + [("transcript", .string(text))])
            emit(.contentPartDone, place(index, of: run) + [("part", part)])
            let type: JSON = dialect == .ga ? "output_audio" : "audio"
            json = message(
                id: output.itemID, status: status, role: "assistant",
                content: [["type": type, "transcript": .string(text)]])
        case .call(let name, let callID):
            let arguments: (String, JSON) = ("arguments", .string(text))
            emit(
                .functionCallArgumentsDone,
                callPlace(index, of: run, callID: callID)
                    + (dialect == .ga ? [("name", .string(name)), arguments] : [arguments]))
            json = item(
                id: output.itemID, type: "function_call", status: status,
                [("name", .string(name)), ("call_id", .string(callID)), arguments])
        }
        runs[run].finished.append(.object(json))
        if !runs[run].settings.isOutOfBand {
            let tokens = output.sentTokens
            history.update(output.itemID, weight: text.utf8.count + 200) { item in
                // A client that truncated it meanwhile has had the transcript removed.
                guard item.audio?.isTruncated != true else { return }
                item.json = json
                item.tokens = tokens
            }
            if dialect == .ga {
                // The service names no predecessor here when that is the first item of the conversation.
                let previous = output.entersSecond ? nil : JSON(output.previousID)
                emit(.itemDone, [("previous_item_id", previous), ("item", .object(json))])
            }
        }
        emit(
            .outputItemDone,
            [("response_id", .string(runs[run].id)), ("output_index", JSON(index)), ("item", .object(json))])
    }

    // MARK: Ending

    private mutating func end(_ index: Int) {
        let run = runs.remove(at: index)
        let status: String
        var details: JSON = nil
        var usage = UsageMeter.nothing
        switch run.ending {
        case .completed:
            status = "completed"
            usage = spend(run, run.outputTokens)
        case .empty(let tokens):
            status = "completed"
            if tokens > 0 { usage = spend(run, TokenCount(text: tokens)) }
        case .incomplete(let reason):
            status = "incomplete"
            details = ["type": "incomplete", "reason": .string(reason)]
            usage = spend(run, run.outputTokens)
        case .failed(let error):
            status = "failed"
            details = [
                "type": "failed",
                "error": ["type": JSON(error.type), "code": JSON(error.code), "message": JSON(error.message)],
            ]
        case .cancelled(let reason):
            status = "cancelled"
            details = ["type": "cancelled", "reason": .string(reason)]
            // A recorded cancel before any output cost nothing.
            if run.outputs.contains(where: \.isOpen) { usage = spend(run, run.outputTokens) }
        }
        emit(
            .responseDone,
            [
                (
                    "response",
                    run.settings.response(
                        id: run.id, status: status, details: details, output: run.finished,
                        conversation: conversationID, usage: usage, dialect: dialect)
                )
            ])
        if dialect == .ga { rateLimitsDue.append(now + .milliseconds(43)) }
        if !run.settings.isOutOfBand { startIdleTimer(afterSpeechOf: run.unplayedMilliseconds(at: now)) }
    }

    private mutating func spend(_ run: ResponseRun, _ output: TokenCount) -> JSON {
        rateBudget.use(run.input.total + output.total)
        return meter.usage(input: run.input, output: output, remembers: !run.settings.isOutOfBand)
    }

    mutating func cancelDefaultResponse(reason: String) {
        guard let index = runs.firstIndex(where: { !$0.settings.isOutOfBand }) else { return }
        cancel(index, reason: reason)
    }

    /// - Parameter id: Nil means the default conversation's.
    mutating func cancelResponse(id: String?) throws(ErrorDetail) {
        let index = runs.firstIndex { id == nil ? !$0.settings.isOutOfBand : $0.id == id }
        guard let index else { throw .cancelNotActive }
        cancel(index, reason: "client_cancelled")
    }

    private mutating func cancel(_ index: Int, reason: String) {
        guard !runs[index].isStuck else { return }
        runs[index].cancel(reason: reason)
        for output in runs[index].outputs.indices { close(output, of: index) }
        end(index)
    }

    mutating func emitRateLimits() {
        let tokens: JSON = [
            "name": "tokens", "limit": JSON(RateBudget.limit), "remaining": JSON(rateBudget.remaining),
            "reset_seconds": JSON(rateBudget.resetSeconds),
        ]
        let requests: JSON = ["name": "requests", "limit": 20_000, "remaining": 19_999, "reset_seconds": 0.003]
        emit(.rateLimitsUpdated, [("rate_limits", dialect == .ga ? [tokens] : [requests, tokens])])
    }
}

extension Outcome {
    /// Decides how a response ends.
    fileprivate var decidesEnding: Bool {
        switch self {
        case .neverFinish, .failResponse, .cutResponse, .emptyResponse: true
        default: false
        }
    }
}

extension ResponseRun {
    /// Speech that has been sent and cannot have been heard yet, in ms, if playing began with the first delta.
    fileprivate func unplayedMilliseconds(at now: Duration) -> Int {
        let sent = outputs.reduce(0) { $0 + $1.sentMilliseconds }
        return max(0, sent - Int((now - startedAt).milliseconds))
    }
}
