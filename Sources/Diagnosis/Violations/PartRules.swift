/// I64 to I80: content parts and their deltas; what was streamed is what `.done`, the part and the item repeat.
import JSONText
import RealtimeProtocol

struct PartRules: Sendable {
    /// A stream of deltas that has not been closed.
    private struct Stream: Sendable {
        var item: [UInt8]
        var content: Int
        /// Its part or its call was seen to begin, so that nothing is missing at the front.
        var isWhole: Bool
        var type: EventType
        /// As the deltas stood in their messages, escapes and all, so that nothing is decoded on the way.
        var text: [UInt8] = []
    }

    private struct Part: Sendable {
        var item: [UInt8]
        var content: Int
        var hasText = false
        var hasAudio = false
        var isTextDone = false
        var isAudioDone = false
        /// What `.done` said.
        var text: String?
    }

    /// An item of a response that is not done.
    private struct Output: Sendable {
        var type: String?
        var name: String?
        var parts = 0
        var texts: [Int: String] = [:]
        var isArgumentsDone = false
    }

    /// Both directions are whole; a log may keep one delta in ten.
    let isCapture: Bool
    /// Far more than a session has at one time: a peer that makes up ids and closes nothing must not be searched through for ever.
    private static let mostOpen = 256
    /// Bytes of one text that are held against its end.
    private static let longestText = 4 << 20

    private var open: [Part] = []
    private var streams: [Stream] = []
    private var outputs: [String: Output] = [:]
    /// Calls whose arguments are whole, for the hot path.
    private var closedCalls: [[UInt8]] = []

    init(isCapture: Bool) { self.isCapture = isCapture }

    // MARK: Deltas

    mutating func delta(
        _ type: EventType, _ fields: borrowing TopLevelFields, partsAreLogged: Bool, isCut: Bool, at moment: Moment,
        _ breaches: inout Breaches
    ) {
        guard let item = fields["item_id"]?.stringBytes else {
            if isCut { return }
            return breaches.add("I67", .server, "a delta names its item", type.rawValue, at: moment)
        }
        let content = fields["content_index"]?.integer ?? 0
        let isCall = type == .functionCallArgumentsDelta || type == .mcpCallArgumentsDelta
        let isAudio = type == .outputAudioDelta
        if isCall {
            if closedCalls.contains(where: { $0.elementsEqual(item) }) { late(type, at: moment, &breaches) }
        } else if let index = open.firstIndex(where: { $0.content == content && $0.item.elementsEqual(item) }) {
            if isAudio ? open[index].isAudioDone : open[index].isTextDone { late(type, at: moment, &breaches) }
            if isAudio {
                if !open[index].hasAudio {
                    open[index].hasAudio = true
                    if isCapture, !open[index].hasText {
                        breaches.add(
                            "I74", .suspicious, "the first words come before the first sound",
                            String(decoding: item, as: UTF8.self), at: moment)
                    }
                }
            } else {
                open[index].hasText = true
            }
        } else if partsAreLogged {
            breaches.add(
                "I66", .server, "every delta has an open part",
                "\(type.rawValue) of \(String(decoding: item, as: UTF8.self))",
                at: moment)
        }
        guard !isAudio, let text = fields["delta"]?.escapedBytes else { return }
        if let index = streams.firstIndex(where: { $0.content == content && $0.item.elementsEqual(item) }) {
            guard streams[index].text.count < Self.longestText else { return streams[index].isWhole = false }
            streams[index].text.append(contentsOf: text)
        } else {
            let id = String(decoding: item, as: UTF8.self)
            let isWhole =
                isCall ? outputs[id] != nil : open.contains { $0.content == content && $0.item.elementsEqual(item) }
            if streams.count == Self.mostOpen { streams.removeFirst() }
            streams.append(
                Stream(item: Array(item), content: content, isWhole: isWhole, type: type, text: Array(text)))
        }
    }

    private func late(_ type: EventType, at moment: Moment, _ breaches: inout Breaches) {
        breaches.add("I68", .server, "no delta comes after the end of its stream", type.rawValue, at: moment)
    }

    // MARK: Everything else

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        switch type {
        case .contentPartAdded: partAdded(json, at: moment, &breaches)
        case .contentPartDone: partDone(json, at: moment, context, &breaches)
        case .outputTextDone: textDone(json, json["text"]?.string, at: moment, &breaches)
        case .outputAudioTranscriptDone:
            if let index = part(of: json), open[index].hasAudio, !open[index].isAudioDone,
                context.holds(.outputAudioDone)
            {
                breaches.add("I71", .server, "audio ends before its transcript", type.rawValue, at: moment)
            }
            textDone(json, json["transcript"]?.string, at: moment, &breaches)
        case .outputAudioDone:
            guard let index = part(of: json) else { return }
            if open[index].isAudioDone { again(type, at: moment, &breaches) }
            open[index].isAudioDone = true
        case .functionCallArgumentsDone, .mcpCallArgumentsDone: argumentsDone(type, json, at: moment, &breaches)
        case .outputItemAdded:
            guard let item = json["item"], let id = item["id"]?.string else { return }
            outputs[id] = Output(type: item["type"]?.string, name: item["name"]?.string)
        case .outputItemDone: itemDone(json["item"] ?? .null, at: moment, context, &breaches)
        default: break
        }
    }

    private func again(_ type: EventType, at moment: Moment, _ breaches: inout Breaches) {
        breaches.add("I69", .server, "each stream ends exactly once", "\(type.rawValue) again", at: moment)
    }

    private func part(of json: JSON) -> Int? {
        let item = Array((json["item_id"]?.string ?? "").utf8)
        let content = json["content_index"]?.integer ?? 0
        return open.firstIndex { $0.item == item && $0.content == content }
    }

    private mutating func partAdded(_ json: JSON, at moment: Moment, _ breaches: inout Breaches) {
        checkKind(json, at: moment, &breaches)
        let id = json["item_id"]?.string ?? ""
        let content = json["content_index"]?.integer ?? 0
        if let output = outputs[id] {
            if let type = output.type, type != "message" {
                breaches.add("I80", .server, "only messages have parts", "a part of a \(type)", at: moment)
            }
            if content != output.parts {
                breaches.add(
                    "I64", .server, "content_index counts 0, 1, 2", "\(content) after \(output.parts) parts",
                    at: moment)
            }
            outputs[id]?.parts += 1
        }
        if open.count == Self.mostOpen { open.removeFirst() }
        open.append(Part(item: Array(id.utf8), content: content))
    }

    private func checkKind(_ json: JSON, at moment: Moment, _ breaches: inout Breaches) {
        guard let kind = json["part"]?["type"]?.string, kind != "text", kind != "audio" else { return }
        breaches.add("I65", .server, "a part is text or audio", kind, at: moment)
    }

    private mutating func partDone(
        _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        checkKind(json, at: moment, &breaches)
        guard let index = part(of: json) else { return }
        let part = open.remove(at: index)
        let words = "a part ends after its streams, with their text"
        let kind = json["part"]?["type"]?.string
        let done: EventType = kind == "audio" ? .outputAudioTranscriptDone : .outputTextDone
        if part.hasText, !part.isTextDone, context.holds(done) {
            breaches.add("I72", .server, words, "\(done.rawValue) has not come", at: moment)
        }
        let final = json["part"]?["text"]?.string ?? json["part"]?["transcript"]?.string
        // Voice Live leaves the text of a part empty.
        if let final, !final.isEmpty, let text = part.text, final != text {
            breaches.add("I72", .server, words, "\(text.count) characters, then \(final.count)", at: moment)
        }
    }

    private mutating func textDone(_ json: JSON, _ text: String?, at moment: Moment, _ breaches: inout Breaches) {
        close(json, text, at: moment, &breaches)
        if let id = json["item_id"]?.string, outputs[id] != nil {
            outputs[id]?.texts[json["content_index"]?.integer ?? 0] = text
        }
        guard let index = part(of: json) else { return }
        if open[index].isTextDone {
            breaches.add("I69", .server, "each stream ends exactly once", "the text again", at: moment)
        }
        open[index].isTextDone = true
        open[index].text = text
    }

    private mutating func close(_ json: JSON, _ text: String?, at moment: Moment, _ breaches: inout Breaches) {
        let item = Array((json["item_id"]?.string ?? "").utf8)
        let content = json["content_index"]?.integer ?? 0
        guard let index = streams.firstIndex(where: { $0.item == item && $0.content == content }) else { return }
        let stream = streams.remove(at: index)
        guard stream.isWhole else { return }
        let quoted = [UInt8(ascii: "\"")] + stream.text + [UInt8(ascii: "\"")]
        guard let text, let streamed = (try? JSON(parsing: quoted))?.string, streamed != text,
            isCapture || !PartRules.isThinned(streamed, of: text)
        else { return }
        breaches.add(
            "I70", .server, "the final text is what was streamed",
            "\(streamed.count) characters streamed, \(text.count) in the end",
            at: moment)
    }

    /// Some of its deltas, in their order.
    private static func isThinned(_ streamed: String, of text: String) -> Bool {
        var rest = text.unicodeScalars[...]
        for scalar in streamed.unicodeScalars {
            guard let place = rest.firstIndex(of: scalar) else { return false }
            rest = rest[rest.index(after: place)...]
        }
        return true
    }

    private mutating func argumentsDone(
        _ type: EventType, _ json: JSON, at moment: Moment, _ breaches: inout Breaches
    ) {
        close(json, json["arguments"]?.string, at: moment, &breaches)
        guard let id = json["item_id"]?.string, let output = outputs[id] else { return }
        if output.isArgumentsDone { again(type, at: moment, &breaches) }
        outputs[id]?.isArgumentsDone = true
        closedCalls.append(Array(id.utf8))
        if let announced = output.name, let name = json["name"]?.string, name != announced {
            breaches.add(
                "I78", .server, "the name of a function never changes", "\(announced), then \(name)", at: moment)
        }
    }

    private mutating func itemDone(
        _ item: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        guard let id = item["id"]?.string else { return }
        let bytes = Array(id.utf8)
        let isCompleted = item["status"]?.string == "completed"
        let severity = isCompleted ? Breaches.Severity.server : .suspicious
        if open.contains(where: { $0.item == bytes }), context.holds(.contentPartDone) {
            breaches.add(
                "I72", severity, "a part ends after its streams, with their text", "\(id) has open parts", at: moment)
        }
        if let stream = streams.first(where: { $0.item == bytes }), let end = PartRules.end(of: stream.type),
            context.holds(end)
        {
            breaches.add("I69", severity, "each stream ends exactly once", "\(end.rawValue) has not come", at: moment)
        }
        if isCompleted, item["type"]?.string == "function_call", let text = item["arguments"]?.string,
            (try? JSON(parsing: text)) == nil
        {
            breaches.add("I77", .suspicious, "arguments of a function are JSON", String(text.prefix(60)), at: moment)
        }
        if let output = outputs.removeValue(forKey: id) { compare(item, output, at: moment, &breaches) }
        open.removeAll { $0.item == bytes }
        streams.removeAll { $0.item == bytes }
        closedCalls.removeAll { $0 == bytes }
    }

    private static func end(of delta: EventType) -> EventType? {
        switch delta {
        case .outputTextDelta: .outputTextDone
        case .outputAudioTranscriptDelta: .outputAudioTranscriptDone
        case .functionCallArgumentsDelta: .functionCallArgumentsDone
        case .mcpCallArgumentsDelta: .mcpCallArgumentsDone
        default: nil
        }
    }

    private func compare(_ item: JSON, _ output: Output, at moment: Moment, _ breaches: inout Breaches) {
        for (index, part) in (item["content"]?.array ?? []).enumerated() {
            if let text = output.texts[index], let final = part["text"]?.string ?? part["transcript"]?.string,
                text != final
            {
                breaches.add(
                    "I73", .server, "a final item holds the text of its parts, and no audio",
                    "\(text.count) characters, then \(final.count)", at: moment)
            }
            if part["audio"]?.string?.isEmpty == false {
                breaches.add(
                    "I73", .server, "a final item holds the text of its parts, and no audio", "it holds audio",
                    at: moment)
            }
        }
    }
}
