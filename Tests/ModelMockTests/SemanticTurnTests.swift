import JSONText
import ModelMock
import SpeechAudio
import TestSupport
import Testing

/// `semantic_vad`: a sentence that is over ends the turn soon, one that is not gets time. Realtime reference, 8.2.
struct SemanticTurnTests {
    private func listening(_ eagerness: JSON) -> VirtualModelCall {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["turn_detection": ["type": "semantic_vad", "eagerness": eagerness]]]])
        return call
    }

    /// How long the caller was silent when the turn was taken for over, in ms.
    private func patience(_ call: VirtualModelCall, afterSoundAt end: Double) -> Double? {
        call.received("input_audio_buffer.speech_stopped").first?["audio_end_ms"]?.number.map { $0 - end }
    }

    /// Where the sound of an utterance ends, in ms: recordings have silence behind them.
    private static func soundEnd(_ samples: [Int16]) -> Double {
        let last = samples.lastIndex { abs(Int($0)) > 500 } ?? samples.count
        return Double(last) / 24
    }

    @Test(arguments: [("high", 320.0), ("medium", 500), ("auto", 500), ("low", 4_000)])
    func `a known sentence to its end is over soon`(eagerness: String, wait: Double) throws {
        let utterance = try #require(Fixtures.speechLibrary["caller-opening-hours"])
        var call = listening(.string(eagerness))
        call.say("caller-opening-hours", thenSilence: .seconds(10))
        let waited = try #require(patience(call, afterSoundAt: Self.soundEnd(utterance.samples)))
        #expect(abs(waited - wait) < 160, "waited \(waited) ms")
    }

    @Test(arguments: [("high", 2_000.0), ("medium", 4_000), ("auto", 4_000), ("low", 8_000)])
    func `a sentence that breaks off gets the documented time`(eagerness: String, wait: Double) throws {
        let utterance = try #require(Fixtures.speechLibrary["caller-book-table"])
        let half = Array(utterance.samples.prefix(utterance.samples.count / 2))
        var call = listening(.string(eagerness))
        call.append(AudioEncoding.pcm24k.encode(half))
        call.stay(.seconds(10))
        let waited = try #require(patience(call, afterSoundAt: Self.soundEnd(half)))
        #expect(abs(waited - wait) < 200, "waited \(waited) ms")
    }

    @Test func `a pause in the middle does not end the turn`() throws {
        let utterance = try #require(Fixtures.speechLibrary["caller-book-table"])
        let middle = utterance.samples.count / 2
        var call = listening("auto")
        call.append(AudioEncoding.pcm24k.encode(Array(utterance.samples.prefix(middle))))
        call.stay(.milliseconds(1_500))
        call.append(AudioEncoding.pcm24k.encode(Array(utterance.samples.dropFirst(middle))))
        call.stay(.seconds(5))
        #expect(call.received("input_audio_buffer.speech_started").count == 1)
        #expect(call.received("input_audio_buffer.speech_stopped").count == 1)
        #expect(Invariants(call).broken == [])
    }

    @Test func `the same comes of one large append as of small ones`() throws {
        let utterance = try #require(Fixtures.speechLibrary["caller-hello"])
        func stopped(_ chunk: Int) -> Int? {
            var call = listening("high")
            let bytes = utterance.bytes(as: .pcm24k) + Array(repeating: 0, count: 48 * 3_000)
            for start in stride(from: 0, to: bytes.count, by: chunk) {
                call.appendAtOnce(Array(bytes[start..<min(start + chunk, bytes.count)]))
            }
            return call.received("input_audio_buffer.speech_stopped").first?["audio_end_ms"]?.integer
        }
        let whole = try #require(stopped(1 << 20))
        let small = try #require(stopped(960))
        #expect(abs(whole - small) <= 64)
    }

    // MARK: Who answers, and who may interrupt

    /// Whether the running response was cancelled, and how many were created in all.
    private func interrupt(create: Bool, interrupt: Bool) -> (cancelled: Bool, responses: Int, conflict: Bool) {
        var call = VirtualModelCall()
        call.configure([
            "audio": [
                "input": [
                    "turn_detection": [
                        "type": "server_vad", "create_response": .bool(create), "interrupt_response": .bool(interrupt),
                    ]
                ]
            ]
        ])
        call.ask("Tell me a very long story.")
        call.wait(for: "response.output_audio.delta")
        call.say("caller-hello")
        call.wait(.seconds(40))
        let cancelled = call.received("response.done").contains { $0["response"]?["status"] == "cancelled" }
        let conflict = call.received("error").contains {
            $0["error"]?["code"] == "conversation_already_has_active_response"
        }
        return (cancelled, call.received("response.created").count, conflict)
    }

    @Test func `creating and interrupting are two settings`() {
        #expect(interrupt(create: true, interrupt: true) == (true, 2, false))
        #expect(interrupt(create: false, interrupt: true) == (true, 1, false))
        #expect(interrupt(create: true, interrupt: false) == (false, 1, true))
        #expect(interrupt(create: false, interrupt: false) == (false, 1, false))
    }
}
