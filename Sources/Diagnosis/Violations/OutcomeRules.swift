/// I48 to I58, I79, I81, I82: what a response promises, and what it costs.
import JSONText
import RealtimeProtocol

struct OutcomeRules: Sendable {
    private struct Life: Sendable {
        var created: Moment
        var isOutOfBand: Bool
        var modalities: [String]
        var metadata: JSON
        /// The caller spoke into it.
        var interrupted: Moment?
        var openItems = 0
    }

    private var lives: [String: Life] = [:]
    private var isSpeaking = false
    private var clientCancellations = 0
    /// Which response an item came from.
    private var responseOfItem: [String: String] = [:]

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        switch type {
        case .speechStarted:
            isSpeaking = true
            for id in lives.keys where lives[id]?.interrupted == nil && lives[id]?.isOutOfBand == false {
                lives[id]?.interrupted = moment
            }
        case .speechStopped, .inputAudioCommitted, .inputAudioCleared: isSpeaking = false
        case .responseCreated: created(json["response"] ?? .null, at: moment, context, &breaches)
        case .responseDone: done(json["response"] ?? .null, at: moment, context, &breaches)
        case .outputItemAdded, .outputItemDone: item(type, json, at: moment, context, &breaches)
        case .contentPartAdded: part(json, at: moment, &breaches)
        case .rateLimitsUpdated: limits(json, at: moment, &breaches)
        default: break
        }
    }

    private mutating func created(
        _ response: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        guard let id = response["id"]?.string else { return }
        let modalities = response["output_modalities"] ?? response["modalities"]
        lives[id] = Life(
            created: moment, isOutOfBand: response["conversation_id"]?.isNull ?? false,
            modalities: modalities?.array?.compactMap(\.string) ?? [], metadata: response["metadata"] ?? .null,
            interrupted: isSpeaking ? moment : nil)
        if context.dialect == .ga, let list = response["output_modalities"]?.array, list.count != 1 {
            breaches.add(
                "I52", .server, "output_modalities has exactly one element", "\(list.count) elements", at: moment)
        }
    }

    private mutating func item(
        _ type: EventType, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        guard let response = json["response_id"]?.string, let item = json["item"], let id = item["id"]?.string else {
            return
        }
        if let before = responseOfItem.updateValue(response, forKey: id), before != response {
            breaches.add("I82", .server, "an item belongs to one response", "\(id) in two", at: moment)
        }
        if let phase = item["phase"]?.string, phase != "commentary", phase != "final_answer" {
            breaches.add("I81", .suspicious, "phase is commentary or final_answer", phase, at: moment)
        }
        guard lives[response] != nil else { return }
        if type == .outputItemDone {
            lives[response]?.openItems -= 1
        } else {
            let open = lives[response]?.openItems ?? 0
            let model = context.facts.echoes.last?.session.model
            if open > 0, let model, model.hasPrefix("gpt-"), !model.hasPrefix("gpt-realtime-2") {
                breaches.add("I79", .suspicious, "items of one response overlap only in 2.x models", model, at: moment)
            }
            lives[response]?.openItems = max(0, open) + 1
        }
    }

    private func part(_ json: JSON, at moment: Moment, _ breaches: inout Breaches) {
        guard let id = json["response_id"]?.string, let life = lives[id], let kind = json["part"]?["type"]?.string
        else { return }
        if life.modalities == ["text"], kind == "audio" {
            breaches.add("I53", .server, "the parts are of the modality", "audio in a text response", at: moment)
        } else if life.modalities == ["audio"], kind == "text" {
            breaches.add("I53", .suspicious, "the parts are of the modality", "text in an audio response", at: moment)
        }
    }

    private mutating func done(
        _ response: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        if let usage = response["usage"]?.object { UsageRules.check(usage, at: moment, &breaches) }
        guard let id = response["id"]?.string, let life = lives.removeValue(forKey: id) else { return }
        if response["metadata"] ?? .null != life.metadata {
            breaches.add("I54", .server, "metadata is what response.create sent", "\(id) changed it", at: moment)
        }
        let status = response["status"]?.string
        let detection = context.facts.turnDetection(at: moment)
        switch (status, response["status_details"]?["reason"]?.string) {
        case ("cancelled", "client_cancelled"):
            clientCancellations += 1
            if context.isDirect, clientCancellations > context.facts.cancels.count {
                breaches.add("I48", .server, "client_cancelled follows a response.cancel", id, at: moment)
            }
        case ("cancelled", "turn_detected"):
            if life.interrupted == nil, context.holds(.speechStarted) {
                breaches.add("I49", .server, "turn_detected follows a speech_started", id, at: moment)
            }
            if let detection, !detection.isOn || !detection.interruptsResponse {
                breaches.add(
                    "I49", .server, "turn_detected follows a speech_started", "interruptions are off", at: moment)
            }
        case ("completed", _):
            if let detection, detection.isOn, detection.interruptsResponse, let interrupted = life.interrupted,
                interrupted > life.created, moment.seconds(since: interrupted).map({ $0 > 1 }) ?? false
            {
                breaches.add("I50", .suspicious, "speech cancels the response that goes on", id, at: moment)
            }
        default: break
        }
    }

    private func limits(_ json: JSON, at moment: Moment, _ breaches: inout Breaches) {
        for limit in json["rate_limits"]?.array ?? [] {
            let remaining = limit["remaining"]?.number ?? 0
            if remaining > limit["limit"]?.number ?? remaining || limit["reset_seconds"]?.number ?? 0 < 0 {
                breaches.add(
                    "I57", .suspicious, "remaining is at most limit, and reset_seconds is not negative", limit.text,
                    at: moment)
            }
        }
    }

    func finish(_ context: RuleContext, _ breaches: inout Breaches) {
        for response in context.facts.responses {
            guard let done = response.done else { continue }
            if let code = response.errorCode,
                context.facts.errors.contains(where: { error in
                    error.code == code && error.moment.seconds(since: done).map { abs($0) < 1 } ?? false
                })
            {
                breaches.add(
                    "I58", .suspicious, "a failure is told once", "\(code) in response.done and error", at: done)
            }
            // Of a response that had begun before the capture, part of the sound is missing.
            if response.isCompleted, response.created != nil, response.audio.isMeasured,
                let tokens = response.usage?.outputAudio, tokens > 0
            {
                let paid = response.audio.milliseconds / 50
                if abs(paid - Double(tokens)) > Double(tokens) * 0.1 + 5 {
                    breaches.add(
                        "I56", .heuristic, "an audio token is 50 ms of sound",
                        "\(tokens) tokens, \(Int(response.audio.milliseconds)) ms", at: done)
                }
            }
            guard context.isCapture, response.audio.deltas > 0 else { continue }
            if response.audio.unreadable > 0 {
                breaches.add(
                    "I75", .server, "audio deltas are base64 of whole samples",
                    "\(response.audio.unreadable) that are no base64", at: done)
            } else if !response.audio.isCut, response.audio.oddPayloads > 0, response.audio.bytes % 2 != 0 {
                breaches.add(
                    "I75", .server, "audio deltas are base64 of whole samples", "half a sample is left over", at: done)
            }
        }
    }
}

/// I55: the sums of `usage`. What a server leaves out is not summed.
private enum UsageRules {
    static func check(_ usage: JSONObject, at moment: Moment, _ breaches: inout Breaches) {
        func fail(_ place: String) {
            breaches.add("I55", .server, "the numbers of usage add up", place, at: moment)
        }
        guard let total = usage["total_tokens"]?.integer, let input = usage["input_tokens"]?.integer,
            let output = usage["output_tokens"]?.integer
        else { return }
        if total != clampedSum([input, output]) { fail("\(input) + \(output) is not \(total)") }
        if let details = usage["output_token_details"], let text = details["text_tokens"]?.integer,
            let audio = details["audio_tokens"]?.integer
        {
            let reasoning = details["reasoning_tokens"]?.integer ?? 0
            let sum = clampedSum([text, audio])
            if sum != output, clampedSum([sum, reasoning]) != output {
                fail("output \(output) is not text \(text) + audio \(audio)")
            }
        }
        guard let details = usage["input_token_details"] else { return }
        if let text = details["text_tokens"]?.integer, let audio = details["audio_tokens"]?.integer {
            let sum = clampedSum([text, audio, details["image_tokens"]?.integer ?? 0])
            if sum != input { fail("input \(input) is not the sum of its details \(sum)") }
        }
        guard let cached = details["cached_tokens"]?.integer else { return }
        if cached > input { fail("\(cached) cached of \(input)") }
        if let parts = details["cached_tokens_details"]?.object {
            let counts = ["text_tokens", "audio_tokens", "image_tokens"].compactMap { parts[$0]?.integer }
            if !counts.isEmpty, clampedSum(counts) != cached { fail("cached \(cached) is not the sum of its details") }
        }
    }

    private static func clampedSum(_ values: [Int]) -> Int {
        values.reduce(0) { $0 + max(-1 << 40, min($1, 1 << 40)) }
    }
}
