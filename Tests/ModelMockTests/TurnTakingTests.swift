import Base64Coding
import JSONText
import ModelMock
import SpeechAudio
import TestSupport
import Testing

/// Turns are taken on the samples that arrive.
struct TurnTakingTests {
    @Test(arguments: ["audio/pcm", "audio/pcmu", "audio/pcma"])
    func `speech is found on the 32 ms grid in every format`(format: String) throws {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["format": Self.format(format)]]])
        call.stay(.milliseconds(700))
        call.say("caller-opening-hours")
        let started = try #require(call.received("input_audio_buffer.speech_started").first?["audio_start_ms"]?.integer)
        let stopped = try #require(call.received("input_audio_buffer.speech_stopped").first?["audio_end_ms"]?.integer)
        #expect((started + 300) % 32 == 0)
        #expect(stopped % 32 == 0)
        let spoken = try #require(Fixtures.speechLibrary["caller-opening-hours"]).milliseconds
        #expect((350...800).contains(started))
        #expect((700 + spoken - 300...700 + spoken + 300).contains(stopped))
        #expect(Invariants(call).broken == [])
    }

    @Test func `three turns are heard and answered`() {
        var call = VirtualModelCall()
        for utterance in ["caller-hello", "caller-opening-hours", "caller-goodbye"] {
            call.say(utterance)
            call.wait(.seconds(3))
        }
        #expect(call.received("input_audio_buffer.speech_started").count == 3)
        #expect(
            call.received("response.done").map { $0["response"]?["status"] } == ["completed", "completed", "completed"])
        #expect(
            call.received("response.output_audio_transcript.done").compactMap { $0["transcript"]?.string } == [
                "Yes, I can hear you loud and clear.", "We are open every day from nine in the morning until six.",
                "You are welcome. Have a nice day, and goodbye.",
            ])
        #expect(Invariants(call).broken == [])
    }

    @Test func `silence is no turn`() {
        var call = VirtualModelCall()
        call.stay(.seconds(10))
        #expect(call.types == ["session.created"])
    }

    @Test func `without turn detection nothing happens until the client commits and asks`() throws {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["turn_detection": nil]]])
        call.say("caller-hello")
        #expect(call.types == ["session.created", "session.updated"])
        call.send(["type": "input_audio_buffer.commit"])
        call.wait(.seconds(2))
        #expect(
            call.types.suffix(3) == [
                "input_audio_buffer.committed", "conversation.item.added", "conversation.item.done",
            ])
        call.send(["type": "response.create"])
        call.wait(for: "response.done")
        #expect(call.received("response.done").count == 1)
        #expect(Invariants(call).broken == [])
    }

    @Test func `an empty commit is refused late, in the recorded words`() throws {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["turn_detection": nil]]])
        call.send(["type": "input_audio_buffer.commit", "event_id": "early"])
        call.stay(.milliseconds(200))
        call.send(["type": "input_audio_buffer.commit"])
        #expect(call.types.last == "conversation.item.done", "the later, good commit is answered first")
        let before = call.clock
        let error = try #require(call.wait(for: "error")?["error"])
        #expect(call.clock - before >= .milliseconds(600) && call.clock - before <= .milliseconds(800))
        #expect(error["code"] == "input_audio_buffer_commit_empty")
        #expect(error["event_id"] == "early")
        #expect(
            error["message"]
                == "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 0.00ms of audio."
        )
    }

    @Test func `a commit takes what was appended since the last one`() throws {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["turn_detection": nil]]])
        call.stay(.milliseconds(300))
        call.send(["type": "input_audio_buffer.commit"])
        call.stay(.milliseconds(60))
        call.send(["type": "input_audio_buffer.commit"])
        let error = try #require(call.wait(for: "error")?["error"])
        #expect(error["message"]?.string?.contains("only has 60.00ms") == true)
    }

    @Test func `a cleared buffer is empty`() {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["turn_detection": nil]]])
        call.stay(.milliseconds(500))
        call.send(["type": "input_audio_buffer.clear"])
        #expect(call.types.last == "input_audio_buffer.cleared")
        call.send(["type": "input_audio_buffer.commit"])
        #expect(call.wait(for: "error")?["error"]?["code"] == "input_audio_buffer_commit_empty")
    }

    @Test func `without create_response a turn is committed and not answered`() {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["turn_detection": ["type": "server_vad", "create_response": false]]]])
        call.say("caller-hello")
        call.wait(.seconds(3))
        #expect(call.types.last == "conversation.item.done")
        #expect(call.received("response.created").isEmpty)
        call.send(["type": "response.create"])
        call.wait(for: "response.done")
        #expect(call.received("response.created").count == 1)
    }

    @Test func `a longer silence keeps a pause inside the turn`() {
        var call = VirtualModelCall()
        call.configure([
            "audio": ["input": ["turn_detection": ["type": "server_vad", "silence_duration_ms": 1500]]]
        ])
        call.say("caller-hello", thenSilence: .milliseconds(800))
        call.say("caller-goodbye", thenSilence: .milliseconds(2_000))
        #expect(call.received("input_audio_buffer.speech_started").count == 1)
        #expect(call.received("input_audio_buffer.speech_stopped").count == 1)
    }

    @Test func `semantic turn detection waits by its eagerness`() {
        func stop(_ eagerness: JSON) -> Int? {
            var call = VirtualModelCall()
            call.configure([
                "audio": ["input": ["turn_detection": ["type": "semantic_vad", "eagerness": eagerness]]]
            ])
            call.say("caller-hello", thenSilence: .milliseconds(5_000))
            return call.received("input_audio_buffer.speech_stopped").first?["audio_end_ms"]?.integer
        }
        let (high, auto, low) = (stop("high") ?? 0, stop("auto") ?? 0, stop("low") ?? 0)
        #expect(high > 0 && high < auto && auto < low)
    }

    @Test func `a silent caller is asked after the idle time-out`() throws {
        var call = VirtualModelCall()
        call.configure([
            "audio": [
                "input": [
                    "turn_detection": ["type": "server_vad", "idle_timeout_ms": 6000],
                    "transcription": ["model": "whisper-1"],
                ]
            ]
        ])
        call.say("caller-hello")
        call.stay(.seconds(10))
        let event = try #require(call.received("input_audio_buffer.timeout_triggered").first)
        let (start, end) = (event["audio_start_ms"]?.integer ?? 0, event["audio_end_ms"]?.integer ?? 0)
        #expect(end - start == 6_000)
        #expect(call.received("input_audio_buffer.committed").last?["item_id"] == event["item_id"])
        #expect(call.received("response.created").count == 2)
        #expect(
            call.received("conversation.item.input_audio_transcription.completed").map { $0["transcript"] }
                == ["Hello, can you hear me?", ""], "nothing was said, so nothing is written down")
        #expect(Invariants(call).broken == [])
    }

    @Test func `a format that changes in the middle leaves the clock running`() throws {
        var call = VirtualModelCall()
        call.stay(.seconds(1))
        call.configure(["audio": ["input": ["format": ["type": "audio/pcmu"]]]])
        call.stay(.seconds(1))
        call.say("caller-hello")
        let start = try #require(call.received("input_audio_buffer.speech_started").first?["audio_start_ms"]?.integer)
        #expect((1_650...2_100).contains(start))
    }

    @Test func `half a sample waits for its other half`() {
        var call = VirtualModelCall()
        let bytes = Fixtures.speechLibrary["caller-hello"]?.bytes(as: .pcm24k) ?? []
        var index = 0
        while index < bytes.count {
            let chunk = Array(bytes[index..<min(index + 961, bytes.count)])
            call.send(["type": "input_audio_buffer.append", "audio": .string(Base64.encode(chunk))])
            call.wait(.milliseconds(20))
            index += 961
        }
        call.stay(.seconds(1))
        call.wait(.seconds(3))
        #expect(call.received("input_audio_buffer.speech_stopped").count == 1)
        #expect(
            call.received("response.output_audio_transcript.done").first?["transcript"]
                == "Yes, I can hear you loud and clear.")
    }

    static func format(_ name: String) -> JSON {
        name == "audio/pcm" ? ["type": "audio/pcm", "rate": 24000] : ["type": .string(name)]
    }
}
