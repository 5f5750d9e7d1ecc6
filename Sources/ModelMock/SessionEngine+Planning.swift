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
        if context.isFull { ending = .failed(Self.contextIsFull) }
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
            let other: Outcome = wanted.speaks ? .answerInText : .answerInAudio
            let speaks = wanted.speaks != (rules.decide(moment, { $0 == other }) != nil)
            let isSilent = rules.decide(moment, { $0 == .silentAudio }) != nil
            let reply = ReplyPlan.answer(to: context.question, script: plan.replies, speech: speech)
            pace = reply.pace?.applied(to: pace) ?? pace
            outputs = self.outputs(
                of: reply, wanted, offers: context.question.offers, speaks: speaks, isSilent: isSilent, pace: &pace)
        }
        pace.firstAudioMs += pace.inputTokenMs * Double(context.tokens.total)
        return ResponseRun(
            id: writer.identifier(.response, at: now), settings: wanted, input: context.tokens, outputs: outputs,
            ending: ending, pace: pace, startedAt: now, limit: limit,
            announcesRateLimits: dialect == .beta && profile.announcesRateLimits,
            // Only who wants jitter draws for it: the ids of all others stay what they are.
            jitter: pace.jitterMs > 0 ? jitter.split() : SplitMix64(seed: 0),
            overlaps: dialect == .ga && ModelRegistry.reasons(opening.model))
    }

    private mutating func outputs(
        of reply: ReplyPlan, _ wanted: ResponseSettings, offers: [MCPDesk.Offer], speaks: Bool, isSilent: Bool,
        pace: inout Pace
    ) -> [ResponseRun.Output] {
        var outputs: [ResponseRun.Output] = []
        if let words = reply.say {
            var kind = ResponseRun.Output.Kind.text
            if speaks {
                let rendering = speech.rendering(
                    of: words, as: wanted.format.encoding, chunkMs: pace.chunkMs, silent: isSilent)
                // What takes long is said at little more than the speed of speech: it can be interrupted.
                if reply.isRecital || rendering.milliseconds > 12_000 {
                    pace.speed = min(pace.speed, settings.recitalSpeed)
                }
                kind = .speech(rendering)
            }
            outputs.append(.init(itemID: writer.identifier(.item, at: now), kind: kind, text: words))
        }
        for call in reply.calls.prefix(16) {
            let offer = call.server.flatMap { server in
                offers.first { $0.server == server && $0.tool.name == call.name }
            }
            // In this order, for recorded sessions are repeated by their seeds.
            let callID = offer == nil ? writer.identifier(.call, at: now) : ""
            outputs.append(
                .init(
                    itemID: writer.identifier(.item, at: now),
                    kind: offer.map { .tool($0) } ?? .call(name: call.name, callID: callID), text: call.arguments))
        }
        return outputs
    }

    /// What the model says when an MCP tool has answered in the middle of its response.
    mutating func wordsAfterTools(of run: ResponseRun) -> [ResponseRun.Output] {
        // A script that calls for ever.
        guard run.outputs.count < 16 else { return [] }
        var answers: [String] = []
        var names: [String] = []
        for output in run.outputs {
            guard case .tool(let offer) = output.kind else { continue }
            names.append(offer.tool.name)
            switch output.toolResult {
            case .output(let text)?: answers.append(text)
            case .failure(let failure)?: answers.append(failure.message)
            case nil: break
            }
        }
        let wanted = run.settings
        let question = ReplyPlan.Question(
            turn: turns.turn, text: lastUserText, instructions: wanted.ownInstructions, tools: wanted.tools,
            offers: mcp.offers(of: wanted.tools), toolChoice: wanted.toolChoice,
            allowsSeveralCalls: wanted.allowsSeveralCalls, toolOutput: answers.joined(separator: " "),
            toolNames: names.suffix(1))
        let reply = ReplyPlan.answer(to: question, script: plan.replies, speech: speech)
        var pace = plan.pace
        return outputs(of: reply, wanted, offers: question.offers, speaks: wanted.speaks, isSilent: false, pace: &pace)
    }

    /// What the model reads before it answers.
    private mutating func context(
        of wanted: ResponseSettings
    ) throws(ErrorDetail) -> (question: ReplyPlan.Question, tokens: TokenCount, isFull: Bool) {
        var fixed = TokenCount.ofText(wanted.instructions ?? "")
        if !wanted.tools.isEmpty { fixed = fixed + .ofText(JSON.array(wanted.tools).text) }
        var tokens = fixed
        var text = lastUserText
        var trail = history.trail
        var isFull = false
        if let input = wanted.input {
            text = ""
            trail = []
            for (index, item) in input.enumerated() {
                if item["type"] == "item_reference", let id = item["id"]?.string {
                    guard let known = history[id] else { throw .noSuchItem(.retrieve, id: id) }
                    trail.append(known.json)
                    tokens = tokens + known.tokens
                } else {
                    let made = try makeItem(item, path: "response.input[\(index)]", isStored: false)
                    trail.append(made.item.json)
                    tokens = tokens + made.item.tokens
                    if made.role == "user" { text = made.text }
                }
            }
        } else {
            isFull = truncateContext(after: fixed)
            tokens = tokens + history.context
        }
        let outputs = trail.reversed().prefix { $0["type"] == "function_call_output" }.reversed()
        let question = ReplyPlan.Question(
            turn: turns.turn, text: text, instructions: wanted.ownInstructions, tools: wanted.tools,
            offers: wanted.tools.contains { $0["type"] == "mcp" } ? mcp.offers(of: wanted.tools) : [],
            toolChoice: wanted.toolChoice, allowsSeveralCalls: wanted.allowsSeveralCalls,
            toolOutput: outputs.isEmpty
                ? nil : outputs.map { $0["output"]?.string ?? "" }.joined(separator: " "),
            toolNames: outputs.compactMap { name(ofCall: $0["call_id"]?.string ?? "", in: trail) },
            isOutOfBand: wanted.isOutOfBand)
        return (question, tokens, isFull)
    }

    private func name(ofCall id: String, in trail: [JSONObject]) -> String? {
        trail.first { $0["type"] == "function_call" && $0["call_id"] == .string(id) }?["name"]?.string
            ?? history.name(ofCall: id)
    }

    /// Drops the oldest items from what the model reads, as the session's `truncation` has it. No event tells of it. Realtime reference, 7.16.
    ///
    /// - Returns: Whether there is no room, and nothing may be dropped.
    private mutating func truncateContext(after fixed: TokenCount) -> Bool {
        let room = max(0, ModelRegistry.inputLimit(of: opening.model) - fixed.total)
        var limit = room
        var target = room
        switch session.truncation {
        case .object(let ratio)?:
            limit = min(room, ratio["token_limits"]?["post_instructions"]?.integer ?? room)
            target = Int(Double(limit) * min(max(ratio["retention_ratio"]?.number ?? 1, 0), 1))
        case "disabled"?: return history.context.total > limit
        default: break
        }
        guard history.context.total > limit else { return false }
        history.truncateContext(to: target)
        // What was cached began with what is gone.
        meter.forget(allBut: fixed)
        return false
    }

    /// That the response fails is documented, the wording is not.
    private static let contextIsFull = ServiceError(
        type: "invalid_request_error", code: "context_length_exceeded",
        message: "This conversation is longer than the model's context, and truncation is disabled.")
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
