import Durations
import JSONText
import RealtimeProtocol
import Scenarios
import SpeechAudio

/// Responses: asked for, begun, cut short, ended.
extension SessionEngine {
    var defaultRun: ResponseRun? { runs.first { !$0.settings.isOutOfBand } }

    /// - Parameter afterCommit: The turn detection asked for it, not the client.
    /// - Parameter hasWaited: Its MCP lists have come, or have failed: it is not held up again.
    mutating func createResponse(
        afterCommit: Bool, request: ResponseRequest? = nil, eventID: String? = nil, hasWaited: Bool = false
    ) {
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
        do throws(ErrorDetail) {
            if !hasWaited, let request, try defersForTools(request, eventID: eventID) { return }
        } catch {
            return emit(error.answering(eventID))
        }
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

    // MARK: Ending

    mutating func end(_ index: Int) {
        let run = runs.remove(at: index)
        if !approvals.isEmpty { approvals = approvals.filter { $0.value.responseID != run.id } }
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
        if dialect == .ga, profile.announcesRateLimits { rateLimitsDue.append(now + .milliseconds(43)) }
        if !run.settings.isOutOfBand { startIdleTimer(afterSpeechOf: run.unplayedMilliseconds(at: now)) }
    }

    private mutating func spend(_ run: ResponseRun, _ output: TokenCount) -> JSON {
        rateBudget.use(run.input.total + output.total)
        return meter.usage(
            input: run.input, output: output, remembers: !run.settings.isOutOfBand,
            countsReasoning: profile.countsReasoningTokens)
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

extension ResponseRun {
    /// Speech that has been sent and cannot have been heard yet, in ms, if playing began with the first delta.
    fileprivate func unplayedMilliseconds(at now: Duration) -> Int {
        let sent = outputs.reduce(0) { $0 + $1.sentMilliseconds }
        return max(0, sent - Int((now - startedAt).milliseconds))
    }
}
