import JSONText
import TestSupport
import Testing

/// The mock's sessions beside recorded ones: the same events in the same order with the same keys.
struct RecordedOrderTests {
    @Test func `a spoken turn runs as it was recorded of OpenAI`() throws {
        let recording = try Recording("openai-ga-server-vad-audio-turn")
        var call = VirtualModelCall()
        call.send(try #require(recording.sent("session.update")))
        call.say("caller-hello")
        call.wait(for: "response.done")
        let mock = Recording(call)
        #expect(mock.order == recording.order)
        #expect(mock.differingKeys(from: recording) == [])
        #expect(Invariants(call).broken == [])
    }

    @Test func `a function call and its second response run as recorded of OpenAI`() throws {
        let recording = try Recording("openai-ga-tool-call-round")
        var call = VirtualModelCall()
        call.send(try #require(recording.sent("session.update")))
        call.ask("What is the weather in London?")
        call.wait(for: "response.done")
        let arguments = try #require(call.received("response.function_call_arguments.done").first)
        #expect(arguments["arguments"]?.string == #"{"city":"London"}"#)
        call.send([
            "type": "conversation.item.create",
            "item": [
                "type": "function_call_output", "call_id": arguments["call_id"] ?? nil,
                "output": "It is foggy and 12 degrees in London.",
            ],
        ])
        call.send(["type": "response.create"])
        call.wait(for: "response.done")
        let mock = Recording(call)
        #expect(mock.order == recording.order)
        #expect(mock.differingKeys(from: recording) == [])
        #expect(call.received("response.output_text.done").first?["text"]?.string?.contains("foggy") == true)
        #expect(Invariants(call).broken == [])
    }

    @Test func `a text turn answered in audio runs as recorded of Azure, but for Azure's own mirror of the part`()
        throws
    {
        let recording = try Recording("azure-ga-text-in-audio-out")
        var call = VirtualModelCall()
        call.send(try #require(recording.sent("session.update")))
        call.ask("Say a short greeting.")
        call.wait(for: "response.done")
        let mock = Recording(call)
        #expect(mock.order == recording.order)
        #expect(
            mock.differingKeys(from: recording)
                == ["response.content_part.added lacks content", "response.content_part.done lacks content"])
        #expect(Invariants(call).broken == [])
    }

    @Test func `the session that nobody configured echoes the recorded defaults`() throws {
        let recording = try Recording("openai-ga-server-vad-audio-turn")
        let call = VirtualModelCall()
        var expected = try #require(recording.events.first?["session"]?.object)
        var session = try #require(call.received.first?["session"]?.object)
        for key in ["id", "expires_at"] {
            expected[key] = nil
            session[key] = nil
        }
        #expect(session == expected)
        #expect(session.keys == expected.keys)
    }

    @Test func `the second item of a conversation is done without a predecessor, later ones with it`() {
        var call = VirtualModelCall()
        for _ in 1...2 {
            call.ask("Hello.")
            call.wait(for: "response.done")
        }
        let replies = call.received("conversation.item.done").filter { $0["item"]?["role"] == "assistant" }
        let added = call.received("conversation.item.added").filter { $0["item"]?["role"] == "assistant" }
        #expect(replies.map { $0["previous_item_id"] } == [.null, added[1]["previous_item_id"]])
        #expect(added[0]["previous_item_id"]?.string != nil)
    }
}

/// The server's side of a session, ready to be compared.
struct Recording {
    let events: [JSON]
    private let sent: [JSON]

    init(_ name: String) throws {
        let lines = try Fixtures.text("Captures/\(name).jsonl").split(separator: "\n").map {
            try JSON(parsing: String($0))
        }
        events = lines.filter { $0["dir"] == "received" }.compactMap { $0["event"] }
        sent = lines.filter { $0["dir"] == "sent" }.compactMap { $0["event"] }
    }

    init(_ call: VirtualModelCall) {
        events = call.received
        sent = []
    }

    func sent(_ type: String) -> JSON? { sent.first { $0["type"] == .string(type) } }

    /// Event types, runs of deltas as one, without what may come anywhere.
    var order: [String] {
        var order: [String] = []
        for event in events {
            var type = event["type"]?.string ?? ""
            if type.contains("input_audio_transcription") || type == "rate_limits.updated" { continue }
            if type.hasSuffix("audio_transcript.delta") || type.hasSuffix("audio.delta") { type = "words and sound" }
            if order.last != type || !(type.hasSuffix("delta") || type == "words and sound") { order.append(type) }
        }
        return order
    }

    /// For each type in both, which keys one has and the other lacks.
    func differingKeys(from other: Recording) -> [String] {
        var differences: Set<String> = []
        for event in events {
            let type = event["type"]?.string ?? ""
            let alike = other.events.filter {
                $0["type"] == event["type"] && $0["item"]?["type"] == event["item"]?["type"]
            }
            guard !alike.isEmpty else { continue }
            let own = Recording.keys(of: event)
            let known = alike.map { Recording.keys(of: $0) }
            if known.contains(own) { continue }
            let nearest = known.min { $0.symmetricDifference(own).count < $1.symmetricDifference(own).count } ?? []
            for key in own.subtracting(nearest) { differences.insert("\(type) has \(key)") }
            // What lies inside a missing object is missing with it.
            for key in nearest.subtracting(own) where !key.contains(".") { differences.insert("\(type) lacks \(key)") }
        }
        return differences.sorted()
    }

    private static func keys(of value: JSON, path: String = "") -> Set<String> {
        switch value {
        case .object(let object):
            var keys: Set<String> = []
            for member in object.members {
                let inner = path.isEmpty ? member.key : "\(path).\(member.key)"
                keys.insert(inner)
                // What a tool or a metadata holds is the client's own.
                if !["tools", "metadata", "parameters"].contains(member.key) {
                    keys.formUnion(Recording.keys(of: member.value, path: inner))
                }
            }
            return keys
        case .array(let items): return items.first.map { Recording.keys(of: $0, path: path) } ?? []
        default: return []
        }
    }
}
