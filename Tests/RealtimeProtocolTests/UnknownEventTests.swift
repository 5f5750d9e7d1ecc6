import JSONText
import RealtimeProtocol
import Testing

struct UnknownEventTests {
    @Test func `an event of tomorrow is kept whole`() {
        let text = #"{"type":"response.hologram.delta", "delta": 1}"#
        #expect(ServerEvent(text: text) == .unknown(type: "response.hologram.delta", payload: text))
        #expect(ServerEvent(text: text).text(in: .beta) == text)
    }

    @Test func `an event of the other side is unknown to this one`() {
        let text = #"{"type":"response.create"}"#
        #expect(ServerEvent(text: text) == .unknown(type: "response.create", payload: text))
        #expect(ClientEvent(text: text) == .responseCreate(ResponseCreate()))
    }

    @Test(arguments: [
        ("", "not JSON: the text is empty"),
        ("[]", "not a JSON object"),
        ("{}", "no 'type'"),
        (#"{"type":7}"#, "no 'type'"),
        (#"{"type":"input_audio_buffer.speech_started"}"#, "'item_id' is missing"),
        (
            #"{"type":"response.output_audio.delta","response_id":"r","item_id":"i","delta":{}}"#,
            "'delta' is an object, expected a string"
        ),
        (#"{"type":"conversation.item.added","item":{"id":"i"}}"#, "'item.type' is missing"),
        (#"{"type":"session.created","session":[]}"#, "'session' is an array, expected an object"),
    ]) func `what cannot be read is kept with the reason`(text: String, reason: String) {
        #expect(ServerEvent(text: text) == .malformed(payload: text, reason: reason))
        #expect(ServerEvent(text: text).text(in: .ga) == text)
    }

    @Test func `fields that nobody knows survive in every object`() throws {
        let text = """
            {"type":"response.done","event_id":"e","new":1,"response":{"id":"r","status":"paused","newer":[2],
            "status_details":{"type":"paused","why":"x"},"output":[{"type":"hologram","id":"i","shape":{}}],
            "usage":{"total_tokens":1,"input_token_details":{"light_tokens":3}},"conversation_id":null}}
            """
        let event = ServerEvent(text: text)
        guard case .responseDone(let body) = event else {
            Issue.record("not a response.done: \(event)")
            return
        }
        #expect(body.response.status == "paused")
        #expect(body.response.output.first?.type == "hologram")
        #expect(event.json(in: .ga) == (try parse(text)))
    }

    @Test(arguments: Recording.all) func `mutated recordings never crash and keep their text`(recording: Recording)
        throws
    {
        var generator = SplitMix64(seed: 20_261_120)
        var unreadable = 0
        for line in try recording.lines {
            for _ in 0..<8 {
                var bytes = Array(line.text.utf8)
                for _ in 0..<Int.random(in: 1...6, using: &generator) {
                    let at = Int.random(in: 0..<bytes.count, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: bytes[at] = UInt8.random(in: 0x20...0x7E, using: &generator)
                    case 1: bytes.remove(at: at)
                    default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: at)
                    }
                }
                let text = String(decoding: bytes, as: UTF8.self)
                let event = ServerEvent(text: text, dialect: recording.dialect)
                if event.type == nil {
                    #expect(event.text(in: .ga) == text)
                    unreadable += 1
                }
                _ = (event.text(in: .beta), ClientEvent(text: text, dialect: recording.dialect).text(in: .ga))
                _ = ClientRequest.validate(text, in: recording.dialect)
            }
        }
        #expect(unreadable > 0)
    }
}
