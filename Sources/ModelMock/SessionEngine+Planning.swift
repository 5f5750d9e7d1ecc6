import JSONText
import RealtimeProtocol
import Scenarios
import SpeechAudio

/// What a response will say, and how it will end, before its first event.
extension SessionEngine {
    mutating func plan(_ wanted: ResponseSettings, moment: Moment) throws(ErrorDetail) -> ResponseRun {
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
                    if reply.isRecital || rendering.milliseconds > 12_000 {
                        pace.speed = min(pace.speed, settings.recitalSpeed)
                    }
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
            ending: ending, pace: pace, startedAt: now, limit: limit,
            announcesRateLimits: dialect == .beta && profile.announcesRateLimits)
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
