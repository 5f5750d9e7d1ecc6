import JSONText
import ModelMock
import Scenarios
import SpeechAudio
import TestSupport
import Testing

/// What the service writes down of the caller's speech, by model. Realtime reference, 7.6.
struct TranscriptionTests {
    private static let prefix = "conversation.item.input_audio_transcription."

    private func session(
        _ model: String, detection: JSON = ["type": "server_vad"], include: JSON = nil, plan: ModelPlan = ModelPlan()
    ) -> VirtualModelCall {
        var call = VirtualModelCall(
            plan: plan, request: SessionRequest(target: "/v1/realtime?intent=transcription"))
        call.configure([
            "type": "transcription", "include": include,
            "audio": ["input": ["transcription": ["model": .string(model)], "turn_detection": detection]],
        ])
        return call
    }

    private func written(_ call: VirtualModelCall) -> String {
        call.received(Self.prefix + "delta").compactMap { $0["delta"]?.string }.joined()
    }

    @Test(arguments: ["gpt-realtime-whisper", "gpt-live-transcribe"])
    func `a streaming model writes before the turn is over`(model: String) throws {
        var call = session(model)
        call.say("caller-book-table")
        call.wait(.seconds(2))
        let committed = try #require(call.types.firstIndex(of: "input_audio_buffer.committed"))
        let early = call.types[..<committed].filter { $0 == Self.prefix + "delta" }.count
        #expect(early >= 2)
        let item = call.received("input_audio_buffer.committed").first?["item_id"]
        #expect(call.received(Self.prefix + "delta").allSatisfy { $0["item_id"] == item })
        let completed = try #require(call.received(Self.prefix + "completed").first)
        #expect(completed["transcript"]?.string == written(call))
        #expect(completed["transcript"] == "Could you book a table for two tonight?")
        #expect(completed["usage"]?["type"] == "duration")
        #expect(Invariants(call).broken == [])
    }

    @Test(arguments: [100, 400, 900]) func `silence that is committed by hand has no words`(milliseconds: Int) {
        var call = session("whisper-1", detection: nil)
        call.appendAtOnce(Array(repeating: 0, count: milliseconds * 48))
        call.send(["type": "input_audio_buffer.commit"])
        call.wait(.seconds(3))
        #expect(call.received(Self.prefix + "completed").map { $0["transcript"] } == [""])
        #expect(call.received("error").isEmpty)
    }

    @Test func `without turn detection the item has its id from its first word`() throws {
        var call = session("gpt-realtime-whisper", detection: nil)
        call.say("caller-book-table", thenSilence: .milliseconds(100))
        let early = call.received(Self.prefix + "delta")
        #expect(early.count >= 2)
        call.send(["type": "input_audio_buffer.commit"])
        call.wait(.seconds(2))
        #expect(call.received("input_audio_buffer.committed").first?["item_id"] == early.first?["item_id"])
        #expect(call.received(Self.prefix + "completed").first?["transcript"]?.string == written(call))
        call.say("caller-hello", thenSilence: .milliseconds(100))
        call.send(["type": "input_audio_buffer.commit"])
        call.wait(.seconds(2))
        let ids = Set(call.received("input_audio_buffer.committed").compactMap { $0["item_id"]?.string })
        #expect(ids.count == 2)
        #expect(
            call.received(Self.prefix + "completed").last?["transcript"] == "Hello, can you hear me?")
    }

    @Test(arguments: ["whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"])
    func `the others write when it is`(model: String) throws {
        var call = session(model)
        call.say("caller-book-table")
        call.wait(.seconds(2))
        let committed = try #require(call.types.firstIndex(of: "input_audio_buffer.committed"))
        #expect(!call.types[..<committed].contains(Self.prefix + "delta"))
        #expect(written(call) == "Could you book a table for two tonight?")
        #expect((call.received(Self.prefix + "delta").count == 1) == (model == "whisper-1"))
    }

    @Test(arguments: [("gpt-4o-transcribe", true), ("gpt-realtime-whisper", true), ("whisper-1", false)])
    func `probabilities come when they are asked for, from models that know them`(model: String, tells: Bool) throws {
        let wish: JSON = ["item.input_audio_transcription.logprobs"]
        for include in [wish, JSON.null] {
            var call = session(model, include: include)
            call.say("caller-hello")
            call.wait(.seconds(2))
            let isTold = tells && include == wish
            let deltas = call.received(Self.prefix + "delta")
            let completed = try #require(call.received(Self.prefix + "completed").first)
            #expect(deltas.allSatisfy { ($0["logprobs"] != nil) == isTold })
            #expect((completed["logprobs"] != nil) == isTold)
            guard isTold else { continue }
            let tokens = completed["logprobs"]?.array ?? []
            #expect(tokens.compactMap { $0["token"]?.string }.joined() == completed["transcript"]?.string)
            #expect(tokens.allSatisfy { ($0["logprob"]?.number ?? 1) < 0 })
            #expect(tokens.first?["bytes"]?.array?.count == tokens.first?["token"]?.string?.utf8.count)
            #expect(deltas.allSatisfy { $0["obfuscation"] != nil })
        }
    }

    @Test func `the diarizing model says who spoke, and from when to when`() throws {
        var call = session("gpt-4o-transcribe-diarize")
        call.say("caller-hello")
        call.wait(.seconds(2))
        let segment = try #require(call.received(Self.prefix + "segment").first)
        #expect(segment["text"] == "Hello, can you hear me?")
        #expect(segment["speaker"] == "A" && segment["id"]?.string?.hasPrefix("seg_") == true)
        #expect(segment["start"]?.number == 0)
        #expect((segment["end"]?.number ?? 0) > 1)
        let types = call.types
        #expect(
            try #require(types.firstIndex(of: Self.prefix + "segment"))
                < #require(types.firstIndex(of: Self.prefix + "completed")))
    }

    @Test func `gpt-transcribe says which language it was`() {
        var call = session("gpt-transcribe")
        call.say("caller-hello")
        call.wait(.seconds(2))
        #expect(call.received(Self.prefix + "completed").first?["languages"] == [["code": "en"]])
    }

    // MARK: Sound that was damaged on the way

    private func heard(_ bytes: [UInt8]) -> JSON? {
        var call = session("whisper-1", detection: nil)
        call.append(bytes)
        call.send(["type": "input_audio_buffer.commit"])
        call.wait(.seconds(2))
        return call.received(Self.prefix + "completed").first?["transcript"]
    }

    private static let question = Fixtures.speechLibrary["caller-opening-hours"]

    @Test func `what arrived whole is written down truly, also when it is quiet or noisy`() throws {
        let utterance = try #require(Self.question)
        #expect(heard(utterance.bytes(as: .pcm24k)) == .string(utterance.text))
        let quiet = utterance.samples.map { $0 / 8 }
        #expect(heard(AudioEncoding.pcm24k.encode(quiet)) == .string(utterance.text))
        var state: UInt32 = 1
        let noisy = utterance.samples.map { sample -> Int16 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Int16(clamping: Int(sample) + Int(state >> 24) - 128)
        }
        #expect(heard(AudioEncoding.pcm24k.encode(noisy)) == .string(utterance.text))
    }

    @Test func `bytes of another codec are not words`() throws {
        let utterance = try #require(Self.question)
        // µ-law in a PCM session, bytes swapped, at a third of the rate, and none at all.
        #expect(heard(utterance.bytes(as: .pcmu)) != .string(utterance.text))
        var swapped = utterance.bytes(as: .pcm24k)
        for index in stride(from: 0, to: swapped.count - 1, by: 2) { swapped.swapAt(index, index + 1) }
        #expect(heard(swapped) == "")
        let slow = Resampler.resample(utterance.samples, from: 24_000, to: 8_000)
        #expect(heard(AudioEncoding.pcm24k.encode(slow)) != .string(utterance.text))
        #expect(heard(Array(repeating: 0, count: 96_000)) == "")
    }

    @Test func `an item that the client made of noise has no words either`() throws {
        var call = VirtualModelCall()
        var state: UInt32 = 9
        let noise = (0..<96_000).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
        call.configure(["audio": ["input": ["turn_detection": nil, "transcription": ["model": "whisper-1"]]]])
        call.append(noise)
        call.send(["type": "input_audio_buffer.commit"])
        call.wait(.seconds(2))
        #expect(call.received(Self.prefix + "completed").first?["transcript"] == "")
    }
}
