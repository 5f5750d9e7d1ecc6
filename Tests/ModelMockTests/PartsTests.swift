import JSONText
import SpeechAudio
import TestSupport
import Testing

@testable import ModelMock

/// The small parts, each by itself.
struct PartsTests {
    @Test(arguments: [
        "", "Hello", "Hello, Marcelo! Great to meet you.", "{\"city\": \"London\"}", "  two  spaces ", "é🎈.",
    ])
    func `pieces joined are the text`(text: String) {
        #expect(DeltaText.pieces(of: text).joined() == text)
    }

    @Test func `pieces are words with their space, and punctuation`() {
        #expect(DeltaText.pieces(of: "Hello, Marcelo!") == ["Hello", ",", " Marcelo", "!"])
    }

    @Test(arguments: [
        (#"{"type":"object","required":["city"],"properties":{"city":{"type":"string"}}}"#, #"{"city":"Paris"}"#),
        (#"{"type":"object","properties":{"city":{"type":"string"}}}"#, #"{"city":"Paris"}"#),
        (#"{"type":"object","required":[],"properties":{"city":{"type":"string"}}}"#, "{}"),
        (
            #"{"type":"object","required":["n","on","day","kind","tags"],"properties":{"n":{"type":"integer","minimum":3},"on":{"type":"boolean"},"day":{"type":"string","format":"date"},"kind":{"enum":["b","a"]},"tags":{"type":"array","items":{"type":"string"},"minItems":1}}}"#,
            #"{"n":3,"on":true,"day":"2026-11-20","kind":"b","tags":["Paris"]}"#
        ),
        (
            #"{"type":"object","required":["a"],"properties":{"a":{"anyOf":[{"type":"null"},{"type":"number"}]}}}"#,
            #"{"a":1}"#
        ),
        ("5", "{}"),
    ])
    func `arguments satisfy the schema`(schema: String, arguments: String) throws {
        #expect(ToolArguments.text(for: try JSON(parsing: schema), hint: "How is it in Paris today?") == arguments)
    }

    @Test func `a schema without end gets an end`() {
        var schema: JSON = ["type": "string"]
        for _ in 0..<200 { schema = ["type": "object", "required": ["a"], "properties": ["a": schema]] }
        #expect(ToolArguments.text(for: schema, hint: "").utf8.count < 200)
    }

    @Test func `a name that is required many times is filled in once`() {
        var schema: JSON = ["type": "string"]
        for _ in 0..<11 {
            schema = ["required": .array(Array(repeating: "a", count: 64)), "properties": ["a": schema]]
        }
        #expect(ToolArguments.text(for: schema, hint: "").utf8.count < 200)
    }

    @Test func `old audio is given up before new`() {
        var history = ConversationHistory(maximumAudioBytes: 100)
        for id in ["a", "b", "c"] {
            let audio = ConversationHistory.Audio(
                speaker: .caller, milliseconds: 5, bytes: Array(repeating: 1, count: 40), format: "pcm16")
            history.insert(.init(id: id, json: [:], audio: audio, tokens: TokenCount(audio: 3)), weight: 1)
        }
        #expect(["a", "b", "c"].map { history[$0]?.audio?.bytes.count } == [0, 40, 40])
        #expect(history.context == TokenCount(audio: 9))
        #expect(history.remove("b") && !history.remove("b"))
        #expect(history.context == TokenCount(audio: 6) && history.keptAudioBytes == 40)
    }

    @Test func `what is heard decides, not how loud or in which codec`() throws {
        let listener = Fixtures.speech.listener
        let spoken = try #require(Fixtures.speechLibrary["caller-weather"]).samples
        #expect(listener.words(in: spoken.map { $0 / 10 }, rate: 24_000) == "What is the weather in London?")
        var noise = SystemNoise()
        #expect(listener.words(in: (0..<48_000).map { _ in noise.next() }, rate: 24_000) == nil)
        #expect(listener.words(in: [], rate: 24_000) == nil)
        // Half the rate: it sounds like somebody else, at another speed.
        #expect(listener.words(in: spoken, rate: 12_000) == nil)
    }

    @Test func `a rendering of unknown words is about as long as it takes to say them`() {
        let text = String(repeating: "Something that nobody has recorded. ", count: 5)
        let rendering = Fixtures.speech.rendering(of: text, as: .pcmu, chunkMs: 200)
        #expect((7_000...16_000).contains(rendering.milliseconds))
        #expect(Fixtures.speech.rendering(of: text, as: .pcmu, chunkMs: 200) === rendering, "made once")
    }

    private struct SystemNoise {
        var state: UInt32 = 1
        mutating func next() -> Int16 {
            state = state &* 1_664_525 &+ 1_013_904_223
            return Int16(truncatingIfNeeded: Int32(bitPattern: state) >> 18)
        }
    }
}
