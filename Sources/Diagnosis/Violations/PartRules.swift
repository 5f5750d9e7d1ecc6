/// I64 to I78: content parts and their deltas; what was streamed is what `.done` repeats.
import JSONText
import RealtimeProtocol

struct PartRules: Sendable {
    /// A stream of deltas that has not been closed.
    private struct Stream: Sendable {
        var item: [UInt8]
        var content: Int
        /// Its part or its call was seen to begin, so that nothing is missing at the front.
        var isWhole: Bool
        /// As the deltas stood in their messages, escapes and all, so that nothing is decoded on the way.
        var text: [UInt8] = []
    }

    private struct Part: Sendable {
        var item: [UInt8]
        var content: Int
    }

    /// Both directions are whole; a log may keep one delta in ten.
    let isCapture: Bool
    /// Far more than a session has at one time: a peer that makes up ids and closes nothing must not be searched through for ever.
    private static let mostOpen = 256
    /// Bytes of one text that are held against its end.
    private static let longestText = 4 << 20

    private var open: [Part] = []
    private var streams: [Stream] = []
    private var functionNames: [String: String] = [:]

    init(isCapture: Bool) { self.isCapture = isCapture }

    mutating func delta(
        _ type: EventType, _ fields: borrowing TopLevelFields, partsAreLogged: Bool, at moment: Moment,
        _ breaches: inout Breaches
    ) {
        guard let item = fields["item_id"]?.stringBytes else {
            return breaches.add("I67", .server, "a delta names its item", type.rawValue, at: moment)
        }
        let content = fields["content_index"]?.integer ?? 0
        let isCall = type == .functionCallArgumentsDelta || type == .mcpCallArgumentsDelta
        let isOpen = open.contains { $0.content == content && $0.item.elementsEqual(item) }
        if partsAreLogged, !isCall, !isOpen {
            breaches.add(
                "I66", .server, "every delta has an open part",
                "\(type.rawValue) of \(String(decoding: item, as: UTF8.self))",
                at: moment)
        }
        guard type != .outputAudioDelta, let text = fields["delta"]?.escapedBytes else { return }
        if let index = streams.firstIndex(where: { $0.content == content && $0.item.elementsEqual(item) }) {
            guard streams[index].text.count < Self.longestText else { return streams[index].isWhole = false }
            streams[index].text.append(contentsOf: text)
        } else {
            let isWhole = isOpen || isCall && functionNames[String(decoding: item, as: UTF8.self)] != nil
            if streams.count == Self.mostOpen { streams.removeFirst() }
            streams.append(
                Stream(item: Array(item), content: content, isWhole: isWhole, text: Array(text)))
        }
    }

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ seen: Set<EventType>, _ breaches: inout Breaches
    ) {
        switch type {
        case .contentPartAdded, .contentPartDone: part(type, json, at: moment, &breaches)
        case .outputTextDone: close(json, json["text"]?.string, at: moment, &breaches)
        case .outputAudioTranscriptDone: close(json, json["transcript"]?.string, at: moment, &breaches)
        case .functionCallArgumentsDone:
            close(json, json["arguments"]?.string, at: moment, &breaches)
            arguments(json, at: moment, &breaches)
        case .outputItemAdded:
            if let item = json["item"], let id = item["id"]?.string, let name = item["name"]?.string {
                functionNames[id] = name
            }
        case .outputItemDone:
            guard let id = json["item"]?["id"]?.string else { return }
            functionNames[id] = nil
            let bytes = Array(id.utf8)
            open.removeAll { $0.item == bytes }
            streams.removeAll { $0.item == bytes }
        default: break
        }
    }

    private mutating func part(_ type: EventType, _ json: JSON, at moment: Moment, _ breaches: inout Breaches) {
        let item = Array((json["item_id"]?.string ?? "").utf8)
        let content = json["content_index"]?.integer ?? 0
        if let kind = json["part"]?["type"]?.string, kind != "text", kind != "audio" {
            breaches.add("I65", .server, "a part is text or audio", kind, at: moment)
        }
        if type == .contentPartAdded {
            if open.count == Self.mostOpen { open.removeFirst() }
            open.append(Part(item: item, content: content))
        } else {
            open.removeAll { $0.item == item && $0.content == content }
        }
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

    private mutating func arguments(_ json: JSON, at moment: Moment, _ breaches: inout Breaches) {
        if let text = json["arguments"]?.string, (try? JSON(parsing: text)) == nil {
            breaches.add("I77", .suspicious, "arguments of a function are JSON", String(text.prefix(60)), at: moment)
        }
        if let id = json["item_id"]?.string, let announced = functionNames[id], let name = json["name"]?.string,
            name != announced
        {
            breaches.add(
                "I78", .server, "the name of a function never changes", "\(announced), then \(name)", at: moment)
        }
    }
}
