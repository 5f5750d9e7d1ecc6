import JSONText
import RealtimeProtocol

/// A response step by step: items opened, words and sound streamed, items closed.
extension SessionEngine {
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
        case .callTool(let output): callTool(output, of: run)
        case .finishTool(let output): finishTool(output, of: run)
        case .end: end(run)
        }
    }

    private mutating func open(_ index: Int, of run: Int) {
        let output = runs[run].outputs[index]
        let json: JSONObject
        switch output.kind {
        case .text, .speech:
            json = message(
                id: output.itemID, status: "in_progress", role: "assistant", phase: phase(index, of: run), content: [])
        case .call(let name, let callID):
            json = item(
                id: output.itemID, type: "function_call", status: "in_progress",
                [("name", .string(name)), ("call_id", .string(callID)), ("arguments", "")])
        case .tool(let offer): json = toolItem(output.itemID, offer, arguments: "")
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
        case .call, .tool: break
        }
    }

    /// gpt-realtime-2.x says of what it says whether it is the answer, or only on the way to one.
    private func phase(_ index: Int, of run: Int) -> String? {
        guard dialect == .ga, ModelRegistry.reasons(opening.model) else { return nil }
        return index + 1 < runs[run].outputs.count ? "commentary" : "final_answer"
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
        case .tool: emit(.mcpCallArgumentsDelta, obfuscated: true, toolPlace(index, of: run) + [delta])
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
    mutating func close(_ index: Int, of run: Int) {
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
                id: output.itemID, status: status, role: "assistant", phase: phase(index, of: run),
                content: [["type": type, "text": .string(text)]])
        case .speech:
            let part: JSON = ["type": "audio", "transcript": .string(text)]
            emit(.outputAudioDone, place(index, of: run))
            emit(.outputAudioTranscriptDone, place(index, of: run) + [("transcript", .string(text))])
            emit(.contentPartDone, place(index, of: run) + [("part", part)])
            let type: JSON = dialect == .ga ? "output_audio" : "audio"
            json = message(
                id: output.itemID, status: status, role: "assistant", phase: phase(index, of: run),
                content: [["type": type, "transcript": .string(text)]])
        case .call(let name, let callID):
            let arguments: (String, JSON) = ("arguments", .string(text))
            emit(
                .functionCallArgumentsDone,
                callPlace(index, of: run, callID: callID)
                    + (dialect == .ga || profile.isVoiceLive ? [("name", .string(name)), arguments] : [arguments]))
            json = item(
                id: output.itemID, type: "function_call", status: status,
                [("name", .string(name)), ("call_id", .string(callID)), arguments])
        case .tool(let offer): json = closedToolItem(index, of: run, offer)
        }
        runs[run].finished.append(.object(json))
        if !runs[run].settings.isOutOfBand {
            var tokens = output.sentTokens
            if case .output(let text)? = output.toolResult { tokens = tokens + .ofText(text) }
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
}
