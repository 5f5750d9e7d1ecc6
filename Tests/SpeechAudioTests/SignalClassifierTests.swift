import SpeechAudio
import Testing

struct SignalClassifierTests {
    @Test func `every fixture is speech at every rate, also through a telephone`() throws {
        for utterance in try TestSounds.library().utterances {
            for rate in [8_000, 16_000, 24_000] {
                let samples = Resampler.resample(utterance.samples, from: 24_000, to: rate)
                #expect(SignalClassifier(samples, sampleRate: rate).kind == .speech, "\(utterance.id) at \(rate)")
            }
            for law in [AudioEncoding.pcmu, .pcma] {
                let samples = law.decode(utterance.bytes(as: law))
                #expect(SignalClassifier(samples, sampleRate: 8_000).kind == .speech, "\(utterance.id) as \(law)")
            }
        }
    }

    @Test func `bytes of one encoding played as another are noise`() throws {
        for utterance in try TestSounds.library().utterances {
            let pcm = utterance.bytes(as: .pcm24k)
            let muLaw = utterance.bytes(as: .pcmu)
            let spans = [
                ("PCM as µ-law", AudioEncoding.pcmu.decode(pcm), 8_000),
                ("PCM as A-law", AudioEncoding.pcma.decode(pcm), 8_000),
                ("µ-law as PCM", AudioEncoding.pcm24k.decode(muLaw), 24_000),
                ("A-law as µ-law", AudioEncoding.pcmu.decode(utterance.bytes(as: .pcma)), 8_000),
                ("µ-law as A-law", AudioEncoding.pcma.decode(muLaw), 8_000),
                ("PCM one byte late", AudioEncoding.pcm24k.decode(Array(pcm.dropFirst())), 24_000),
                ("PCM big-endian", utterance.samples.map(\.byteSwapped), 24_000),
            ]
            for (name, samples, rate) in spans {
                #expect(SignalClassifier(samples, sampleRate: rate).kind == .noise, "\(utterance.id), \(name)")
            }
        }
    }

    @Test(arguments: [8_000, 24_000]) func `noise is noise and a tone a tone`(rate: Int) {
        #expect(SignalClassifier(TestSounds.noise(rms: -20, rate: rate, ms: 2_000), sampleRate: rate).kind == .noise)
        #expect(SignalClassifier(TestSounds.pinkNoise(rate: rate, ms: 2_000), sampleRate: rate).kind == .noise)
        for hertz in [100.0, 440, 1_004, 3_000] {
            #expect(SignalClassifier(TestSounds.sine(hertz, rate: rate), sampleRate: rate).kind == .tone)
        }
        let digit = TestSounds.mixed(TestSounds.sine(697, rate: rate), TestSounds.sine(1_209, rate: rate))
        #expect(SignalClassifier(digit, sampleRate: rate).kind == .tone)
    }

    @Test func `ringing is a tone although it comes and goes`() {
        let ring = TestSounds.mixed(
            TestSounds.sine(440, rate: 8_000, ms: 1_000), TestSounds.sine(480, rate: 8_000, ms: 1_000))
        let call = ring + TestSounds.silence(rate: 8_000, ms: 1_000) + ring
        #expect(SignalClassifier(call, sampleRate: 8_000).kind == .tone)
    }

    @Test func `silence is told from near silence`() {
        let silent: [[Int16]] = [[], Array(repeating: 0, count: 8_000), Array(repeating: 8, count: 8_000), [8, -8, 8]]
        for samples in silent {
            #expect(SignalClassifier(samples, sampleRate: 8_000).kind == .digitalSilence)
        }
        #expect(SignalClassifier([0, 0, 1, 0], sampleRate: 8_000).kind == .nearSilence)
        let line = TestSounds.noise(rms: -65, rate: 8_000, ms: 1_000)
        #expect(SignalClassifier(line, sampleRate: 8_000).kind == .nearSilence)
        #expect(SignalClassifier(line.map { $0 + 2_000 }, sampleRate: 8_000).kind == .nearSilence)
    }

    @Test func `the numbers behind the answer`() throws {
        let speech = SignalClassifier(try TestSounds.speech(), sampleRate: 24_000)
        #expect(abs(speech.level.rms - -20) < 0.01)
        #expect((5...10).contains(speech.modulation))
        #expect((-25 ... -15).contains(speech.flatness))
        let noise = SignalClassifier(TestSounds.noise(rms: -20, ms: 1_000), sampleRate: 24_000)
        #expect(noise.modulation < 0.5)
        #expect(noise.flatness > -0.5)
        #expect((11_500...12_500).contains(noise.zeroCrossings))
        #expect(noise.loudShare == 1)
        let tone = SignalClassifier(TestSounds.sine(1_000, rate: 24_000), sampleRate: 24_000)
        #expect(tone.spread < 0.1)
        #expect((1_950...2_050).contains(tone.zeroCrossings))
    }
}
