import COpenSSL
import Foundation
import JSONText
import SpeechAudio
import TestSupport
import Testing

struct SpeechLibraryTests {
    @Test func `the manifest lists every file with its hash, and no other`() throws {
        let manifest = try JSON(parsing: try Fixtures.text("Audio/manifest.json"))
        let entries = try #require(manifest["utterances"]?.array)
        for entry in entries {
            let file = try #require(entry["file"]?.string)
            #expect(
                entry["sha256"]?.string == SpeechLibraryTests.sha256(try Fixtures.bytes("Audio/\(file)")), "\(file)")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Fixtures.url("Audio").path())
        #expect(Set(entries.compactMap { $0["file"]?.string }) == Set(files.filter { $0.hasSuffix(".wav") }))
        #expect(Set(entries.compactMap { $0["id"]?.string }).count == entries.count)
    }

    @Test func `every utterance is at a telephone's level, whole and short`() throws {
        let library = try TestSounds.library()
        for utterance in library.utterances {
            let level = AudioLevel(of: utterance.samples)
            #expect((-23 ... -19).contains(level.rms), "\(utterance.id)")
            #expect(level.clippingShare == 0, "\(utterance.id)")
            #expect((1_000...26_000).contains(utterance.milliseconds), "\(utterance.id)")
        }
        let bytes = library.utterances.reduce(0) { $0 + $1.samples.count * 2 }
        #expect(bytes < 3_000_000)
    }

    @Test func `caller and assistant are different voices`() throws {
        let library = try TestSounds.library()
        for caller in library.utterances(of: .caller) {
            #expect((190...260).contains(SpeechLibraryTests.pitch(caller.samples)), "\(caller.id)")
        }
        for assistant in library.utterances(of: .assistant) {
            #expect((70...110).contains(SpeechLibraryTests.pitch(assistant.samples)), "\(assistant.id)")
        }
    }

    @Test func `words find their utterance whatever the punctuation`() throws {
        let library = try TestSounds.library()
        #expect(library.utterance(saying: "hello can you hear me")?.id == "caller-hello")
        #expect(library.utterance(saying: "Tell me a very long story!", role: .caller)?.id == "caller-long-story")
        #expect(library.utterance(saying: "Tell me a very long story.", role: .assistant) == nil)
        #expect(library.utterance(saying: "something else") == nil)
        #expect(library["assistant-greeting"]?.role == .assistant)
        #expect(library["nobody"] == nil)
    }

    @Test func `every question but none of the answers has its answer`() throws {
        let library = try TestSounds.library()
        for caller in library.utterances(of: .caller) {
            #expect(library.answer(to: caller.text)?.answers == caller.id)
        }
        #expect(library.answer(to: "Hello! How can I help you today?") == nil)
    }

    @Test func `there is enough speech for a long story`() throws {
        let library = try TestSounds.library()
        let story = try #require(library.assistantSpeech(atLeastSeconds: 15))
        #expect(story.id == "assistant-long-story")
        #expect(story.milliseconds >= 18_000)
        let longer = try #require(library.assistantSpeech(atLeastSeconds: 60))
        #expect(longer.milliseconds >= 60_000)
        #expect(library.assistantSpeech(atLeastSeconds: 1)?.id == "assistant-stop")
        #expect(SpeechLibrary(utterances: []).assistantSpeech(atLeastSeconds: 1) == nil)
    }

    @Test func `an utterance has the length of its encoding`() throws {
        let utterance = try #require(try TestSounds.library()["caller-hello"])
        #expect(utterance.bytes(as: .pcm24k).count == utterance.samples.count * 2)
        #expect(utterance.bytes(as: .pcmu).count == (utterance.samples.count + 2) / 3)
    }

    @Test func `a manifest that is wrong is refused with its reason`() {
        let entry = #"{"id":"a","role":"caller","text":"Hi","file":"a.wav"}"#
        #expect(SpeechLibraryTests.refusal("{}") == "the audio manifest lacks `utterances`")
        #expect(SpeechLibraryTests.refusal("{")?.hasPrefix("the audio manifest is not JSON: ") == true)
        #expect(SpeechLibraryTests.refusal(#"{"utterances":[{}]}"#) == "the audio manifest lacks `id`")
        #expect(
            SpeechLibraryTests.refusal(#"{"utterances":[{"id":"a","role":"robot"}]}"#)
                == "the audio manifest lacks `a.role`")
        #expect(SpeechLibraryTests.refusal(#"{"utterances":[\#(entry)]}"#) == "the audio file a.wav cannot be read")
        #expect(
            SpeechLibraryTests.refusal(#"{"utterances":[\#(entry)]}"#, file: [1])
                == "a.wav is not audio: no RIFF/WAVE header in 1 bytes")
    }

    private static func refusal(_ manifest: String, file: [UInt8]? = nil) -> String? {
        do {
            _ = try SpeechLibrary(manifest: Array(manifest.utf8)) { _ in file }
            return nil
        } catch {
            return error.explanation
        }
    }

    private static func sha256(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        SHA256(bytes, bytes.count, &digest)
        return digest.map { String(format: "%02x", $0) }.joined()
    }

    /// Median pitch of voiced frames of 64 ms, in Hz, from the highest peak of the autocorrelation between 60 and 400
    /// Hz.
    private static func pitch(_ samples: [Int16]) -> Double {
        // 8 kHz is plenty for a pitch.
        let samples = Resampler.resample(samples, from: 24_000, to: 8_000).prefix(24_000).map(Double.init)
        var pitches: [Double] = []
        for start in stride(from: 0, to: samples.count - 512, by: 512) {
            let frame = Array(samples[start..<start + 512])
            let energy = frame.reduce(0) { $0 + $1 * $1 }
            guard energy / 512 > 1e6 else { continue }
            var best = (lag: 0, value: energy / 2)
            for lag in 20..<133 {
                var sum = 0.0
                for index in 0..<512 - lag { sum += frame[index] * frame[index + lag] }
                if sum > best.value { best = (lag, sum) }
            }
            if best.lag > 0 { pitches.append(8_000 / Double(best.lag)) }
        }
        return pitches.isEmpty ? 0 : pitches.sorted()[pitches.count / 2]
    }
}
