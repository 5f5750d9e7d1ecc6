import SpeechAudio
import Testing

struct AudioMeterTests {
    @Test(arguments: [AudioEncoding.pcm24k, .pcmu, .pcma])
    func `a meter says what the samples say`(encoding: AudioEncoding) throws {
        let bytes = encoding.encode(try TestSounds.speech(rate: encoding.sampleRate))
        let level = AudioLevel(of: encoding.decode(bytes))
        var meter = AudioMeter(encoding)
        meter.receive(bytes)
        #expect(meter.bytes == bytes.count)
        #expect(meter.samples == level.samples)
        #expect(meter.milliseconds == encoding.milliseconds(ofBytes: bytes.count))
        #expect(abs(meter.rms - level.rms) < 1e-9)
        #expect(meter.peakMagnitude == level.peakMagnitude)
        #expect(!meter.isDigitalSilence)
    }

    @Test(arguments: [AudioEncoding.pcm24k, .pcmu, .pcma])
    func `chunks of any size give the same measurements`(encoding: AudioEncoding) throws {
        let speech = try TestSounds.speech(rate: encoding.sampleRate)
        let gap = TestSounds.silence(rate: encoding.sampleRate, ms: 710)
        let bytes = encoding.encode(gap + speech + gap + speech)
        var whole = AudioMeter(encoding, excerptMs: 500)
        whole.receive(bytes)
        for limit in [1, 333, 9_000] {
            var meter = AudioMeter(encoding, excerptMs: 500)
            for piece in TestSounds.pieces(bytes, limit: limit) { meter.receive(piece) }
            #expect(meter.rms == whole.rms)
            #expect(meter.bursts == whole.bursts)
            #expect(meter.longestDigitalSilenceMs == whole.longestDigitalSilenceMs)
            #expect(meter.excerpt == whole.excerpt)
            #expect(!meter.hasHalfSample)
        }
    }

    @Test func `two sentences are two bursts`() throws {
        let speech = try TestSounds.speech("caller-hello")
        let call = TestSounds.silence(ms: 1_000) + speech + TestSounds.silence(ms: 1_000) + speech
        var meter = AudioMeter(.pcm24k)
        meter.receive(AudioEncoding.pcm24k.encode(call))
        #expect(meter.bursts.count == 2)
        let length = speech.count / 24
        for (burst, start) in zip(meter.bursts, [1_000, 2_000 + length]) {
            #expect(abs(burst.startMs - start) <= 40)
            #expect(abs(burst.endMs - start - length) <= 60)
            #expect(abs(burst.level - -20) < 0.5)
        }
    }

    @Test func `clicks are no bursts and short pauses end none`() {
        let tone = TestSounds.sine(500, rate: 8_000, ms: 200)
        let click = TestSounds.sine(500, rate: 8_000, ms: 40)
        let (short, long) = (TestSounds.silence(rate: 8_000, ms: 300), TestSounds.silence(rate: 8_000, ms: 320))
        var meter = AudioMeter(.pcmu)
        meter.receive(AudioEncoding.pcmu.encode(click + long + tone + short + tone + long + click + long))
        #expect(meter.bursts.map(\.startMs) == [360])
        #expect(meter.bursts.map(\.endMs) == [1_060])
        #expect(meter.omittedBursts == 0)
    }

    @Test func `memory is bounded whatever comes`() {
        var finder = BurstFinder()
        for burst in 0..<BurstFinder.capacity + 5 { finder.receive(meanSquare: 1e8, at: burst * 1_000, ms: 100) }
        for _ in 0..<2 { finder.receive(meanSquare: 0, at: 1 << 40, ms: 100) }
        #expect(finder.bursts.count == BurstFinder.capacity)
        #expect(finder.omitted == 5)
    }

    @Test(arguments: [AudioEncoding.pcm24k, .pcmu, .pcma])
    func `exact silence is measured in runs`(encoding: AudioEncoding) {
        let rate = encoding.sampleRate
        let second = Array(repeating: encoding.silence, count: encoding.bytes(ofMilliseconds: 1_000))
        let tone = encoding.encode(TestSounds.sine(500, rate: rate, ms: 100))
        var meter = AudioMeter(encoding)
        meter.receive(second)
        #expect(meter.isDigitalSilence)
        meter.receive(second + tone + second)
        #expect(!meter.isDigitalSilence)
        #expect(meter.digitalSilenceMs == 3_000)
        #expect(meter.longestDigitalSilenceMs == 2_000)
        #expect(meter.currentDigitalSilenceMs == 1_000)
    }

    @Test func `half a sample is kept for the next chunk`() {
        var meter = AudioMeter(.pcm24k)
        meter.receive([0xFF])
        #expect(meter.samples == 0)
        #expect(meter.hasHalfSample)
        meter.receive([0x7F])
        #expect(meter.peakMagnitude == 32_767)
        #expect(!meter.hasHalfSample)
        #expect(meter.milliseconds == 1.0 / 24)
    }

    @Test func `an empty meter is neither silent nor loud`() {
        let meter = AudioMeter(.pcmu)
        #expect(!meter.isDigitalSilence)
        #expect(meter.rms == AudioLevel.floor)
        #expect(meter.peak == AudioLevel.floor)
        #expect(meter.bursts == [])
        #expect(meter.excerpt == [])
    }

    @Test func `the excerpt begins with the first sound and can be classified`() throws {
        let speech = try TestSounds.speech("caller-hello")
        var meter = AudioMeter(.pcm24k, excerptMs: 1_000)
        meter.receive(AudioEncoding.pcm24k.encode(TestSounds.silence(ms: 5_000) + speech))
        let sound = Array(speech.drop { $0 == 0 }.prefix(24_000))
        #expect(meter.excerpt == AudioEncoding.pcm24k.encode(sound))
        #expect(meter.classification?.kind == .speech)
        #expect(meter.classification(as: .pcmu)?.kind == .noise)
        #expect(AudioMeter(.pcm24k).classification == nil)
    }
}
