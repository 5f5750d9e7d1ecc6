import Base64Coding
import JSONText
import RealtimeProtocol
import SpeechAudio
import TestSupport
import Testing

@testable import Diagnosis

/// What the model leg alone shows of the caller's audio, as strangers' logs have it.
struct InputAudioTests {
    /// Sentences with a second of silence after each, at that rate.
    private static func talk(rate: Int) -> [Int16] {
        Fixtures.speechLibrary.utterances(of: .caller).flatMap { utterance in
            Resampler.resample(utterance.samples, from: 24_000, to: rate) + [Int16](repeating: 0, count: rate)
        }
    }

    /// A session of PCM16 at 24 kHz that is streamed these bytes, so many every 20 ms, which a step of a story takes.
    private static func streams(_ bytes: [UInt8], every size: Int, after pause: Int = 0) -> CallStory {
        var story = CallStory().begins()
        for start in stride(from: 0, to: bytes.count, by: size) {
            let audio = Base64.encode(Array(bytes[start..<min(start + size, bytes.count)]))
            story = story.client(.inputAudioBufferAppend, ["audio": .string(audio)]).pause(.milliseconds(pause))
        }
        return story
    }

    @Test func `µ-law in a session of PCM is told by its sound`() throws {
        let bytes = AudioEncoding.pcmu.encode(Self.talk(rate: 8_000))
        let call = Self.streams(bytes, every: 160)
        for style in [LogStyle.capture, .timed, .order] {
            #expect(try call.findings(style).contains("input-codec-mismatch"), "\(style.rawValue)")
        }
        let finding = try #require(try call.report().findings.first { $0.id == "input-codec-mismatch" })
        #expect(
            finding.summary
                == "the audio that was appended as audio/pcm 24000 is noise, and speech when it is read as audio/pcmu")
    }

    @Test(arguments: [(8_000, "3 times too fast"), (16_000, "1.5 times too fast")])
    func `samples of another rate are told by their pace`(rate: Int, words: String) throws {
        let call = Self.streams(AudioEncoding.pcm16(rate: rate).encode(Self.talk(rate: rate)), every: rate / 25)
        let finding = try #require(try call.report().findings.first { $0.id == "input-rate-mismatch" })
        #expect(finding.summary.hasSuffix("the model heard the caller \(words)"))
        // Without times nobody can tell.
        #expect(try !call.findings(.order).contains("input-rate-mismatch"))
    }

    @Test func `clients that stream rightly, faster than time, or with pauses are not accused`() throws {
        let bytes = AudioEncoding.pcm24k.encode(Self.talk(rate: 24_000))
        let third = bytes.count / 3 & ~1
        let calls: [(String, CallStory)] = [
            ("in real time", Self.streams(bytes, every: 960)),
            ("from a file at once", Self.streams(bytes, every: 9_600)),
            ("twice as fast", Self.streams(bytes, every: 1_920)),
            ("in large pieces", Self.streams(bytes, every: 48_960, after: 1_000)),
            ("with a pause", Self.streams(Array(bytes[..<third]), every: 960).pause(.seconds(9))),
        ]
        for (name, call) in calls {
            let audio = try call.findings().filter { $0.hasPrefix("input-") }
            #expect(audio == [], "\(name)")
        }
    }

    @Test func `noise and music in the right format are not taken for another one`() throws {
        var state: UInt64 = 7
        let noise = (0..<240_000).map { _ -> Int16 in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return Int16(truncatingIfNeeded: Int(state >> 33) % 12_000 - 6_000)
        }
        let call = Self.streams(AudioEncoding.pcm24k.encode(noise), every: 960)
        #expect(try !call.findings().contains("input-codec-mismatch"))
    }

    @Test func `a gate that keeps silence back is told where the service waits for it`() throws {
        let call = CallStory().begins().appends(1, sound: true).speechStarts().appends(0.3, sound: false).pause(
            .seconds(4)
        ).appends(0.5, sound: true).appends(1, sound: false).speechStops().commits()
        #expect(try call.findings().contains("silence-not-forwarded"))
        let whole = CallStory().begins().speaks().answers()
        #expect(try !whole.findings().contains("silence-not-forwarded"))
        // A client that commits itself needs no silence.
        let own = CallStory().begins().appends(1, sound: true).speechStarts().client(.inputAudioBufferCommit).pause(
            .seconds(4)
        ).commits()
        #expect(try !own.findings().contains("silence-not-forwarded"))
    }
}
