import CallCapture
import JSONText
import ModelMock
import RealtimeProtocol
import SpeechAudio
import TestSupport
import Testing

@testable import CaptureTools

struct VADStudyTests {
    private static func voice(_ id: String, gain: Double = 1) -> [Int16] {
        let samples = Fixtures.speech.library.utterances.first { $0.id == id }?.samples ?? []
        return Resampler.resample(samples, from: Utterance.sampleRate, to: 8_000).map {
            Int16(clamping: Int(Double($0) * gain))
        }
    }

    private static func noise(_ seconds: Double, level: Double, seed: UInt64 = 9) -> [Int16] {
        var dice = SplitMix64(seed: seed)
        let amplitude = 32_768 * AudioLevel.gain(decibels: level) * 3.0.squareRoot()
        return (0..<Int(seconds * 8_000)).map { _ in Int16(Double.random(in: -amplitude...amplitude, using: &dice)) }
    }

    private static func quiet(_ seconds: Double) -> [Int16] { [Int16](repeating: 0, count: Int(seconds * 8_000)) }

    private static func mixed(_ left: [Int16], _ right: [Int16]) -> [Int16] {
        zip(left, right).map { Int16(clamping: Int($0) + Int($1)) }
    }

    private static let conversation =
        quiet(1) + voice("caller-hello") + quiet(2) + voice("caller-opening-hours") + quiet(2)
        + voice("caller-goodbye") + quiet(1)

    @Test func `every sentence is found, with its beginning and its end`() {
        let found = ReferenceSegmentation(Self.conversation, rate: 8_000).utterances
        #expect(found.count == 3)
        #expect(abs((found.first?.fromMs ?? 0) - 1_000) < 250)
        let end = 1_000 + Self.voice("caller-hello").count / 8
        #expect(abs((found.first?.toMs ?? 0) - end) < 350)
    }

    @Test func `a burst of noise is loud and no voice`() {
        let sound =
            Self.quiet(1) + Self.voice("caller-hello") + Self.quiet(2) + Self.noise(0.6, level: -20) + Self.quiet(1)
        let found = ReferenceSegmentation(sound, rate: 8_000)
        #expect(found.utterances.count == 1)
        #expect(found.noises.count == 1)
    }

    @Test func `under noise the sentences are still found`() {
        let line = Self.noise(Double(Self.conversation.count) / 8_000, level: -45)
        #expect(ReferenceSegmentation(Self.mixed(Self.conversation, line), rate: 8_000).utterances.count == 3)
    }

    @Test func `a caller on a clear line needs nothing special`() throws {
        let study = try #require(VADStudy(CallerSound(samples: Self.conversation, rate: 8_000)))
        #expect(study.best.damage == 0)
        #expect(study.current.settings == .usual)
        #expect(study.best.lost == [] && study.best.falseStarts == [])
        #expect(study.trials.count == 8 * 6 * 9)
    }

    @Test func `a threshold that is too strict loses a quiet caller, and the recommended one does not`() throws {
        let quiet = Self.conversation.map { Int16(Double($0) * 0.04) }
        var sound = CallerSound(samples: quiet, rate: 8_000)
        sound.settings = VADSettings(threshold: 0.9, prefixMs: 300, silenceMs: 500)
        let study = try #require(VADStudy(sound))
        #expect(study.current.lost.count == 3)
        #expect(study.best.lost == [])
        #expect(study.best.settings.threshold < 0.9)
    }

    @Test func `noise starts turns until the threshold is higher`() throws {
        let bursts = (1...4).map { Self.noise(0.4, level: -38, seed: UInt64($0)) + Self.quiet(1.2) }.flatMap { $0 }
        let study = try #require(VADStudy(CallerSound(samples: Self.conversation + bursts, rate: 8_000)))
        let lax = study.trials.first { $0.settings.threshold == 0.2 && $0.settings.silenceMs == 500 }
        #expect(lax?.falseStarts.count == 4)
        #expect(study.best.falseStarts == [])
        #expect(study.best.lost == [])
    }

    @Test func `a short silence splits who pauses, and no prefix cuts beginnings off`() throws {
        let pausing =
            Self.quiet(1) + Self.voice("caller-hello") + Self.quiet(0.5) + Self.voice("caller-book-table")
            + Self.quiet(2)
        let end = pausing.count / 8 - 2_000
        var sound = CallerSound(samples: pausing, rate: 8_000)
        sound.scripted = [SpokenStretch(fromMs: 1_050, toMs: end)]
        let study = try #require(VADStudy(sound))
        #expect(study.isScripted)
        let short = study.trials.first { $0.settings == .init(threshold: 0.5, prefixMs: 0, silenceMs: 200) }
        #expect(short?.split.count == 1)
        #expect(study.best.split == [])
        #expect(study.best.settings.silenceMs >= 600)
    }

    @Test func `nobody speaks in silence and in noise`() {
        #expect(VADStudy(CallerSound(samples: Self.quiet(3), rate: 8_000)) == nil)
        #expect(VADStudy(CallerSound(samples: Self.noise(3, level: -30), rate: 8_000)) == nil)
        #expect(VADStudy(CallerSound(samples: [], rate: 44_100)) == nil)
    }

    @Test func `a sound at another rate is heard as well`() throws {
        let sound = CallerSound(samples: Resampler.resample(Self.conversation, from: 8_000, to: 44_100), rate: 44_100)
        #expect(sound.rate == 16_000)
        #expect(try #require(VADStudy(sound)).utterances.count == 3)
    }

    @Test func `of a call that the harness placed the script's words count, and the settings that it had`() throws {
        let call = BridgeStory().begins().observes(
            "said", ["turn": 1, "text": "Hello", "fromMs": 0, "toMs": 1_000, "connection": "p1"]
        ).speaks().answers().ends()
        let sound = try #require(CallerSound(of: call.kept(), leg: .phone, connections: ["p1"]))
        #expect(sound.scripted == [SpokenStretch(fromMs: 0, toMs: 1_000, text: "Hello")])
        #expect(sound.settings?.silenceMs == 500)
        let model = try #require(CallerSound(of: call.kept(), leg: .model, connections: ["m1"]))
        #expect(model.scripted == [])
        #expect(model.milliseconds == sound.milliseconds)
    }
}
