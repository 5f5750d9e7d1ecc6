import SpeechAudio
import Testing

struct VoiceActivityDetectorTests {
    typealias Detector = VoiceActivityDetector

    @Test(arguments: [8_000, 16_000, 24_000], [-30.0, -20, -12])
    func `speech at any usual level starts and stops, on the grid`(rate: Int, rms: Double) throws {
        let speech = try TestSounds.speech(rate: rate, rms: rms)
        let call = TestSounds.silence(rate: rate, ms: 1_000) + speech + TestSounds.silence(rate: rate, ms: 1_000)
        var detector = Detector(sampleRate: rate)
        let events = detector.receive(call)
        guard events.count == 2, case .speechStarted(let start) = events[0], case .speechStopped(let end) = events[1]
        else {
            Issue.record("\(events)")
            return
        }
        #expect((start + 300) % 32 == 0)
        #expect(end % 32 == 0)
        #expect((668...860).contains(start), "\(start)")
        let voiceEnd = 1_000 + speech.count * 1_000 / rate
        #expect((voiceEnd + 350...voiceEnd + 540).contains(end), "\(end), voice ends at \(voiceEnd)")
        #expect(!detector.isSpeaking)
        #expect(detector.positionMs == call.count * 1_000 / rate)
    }

    @Test func `every caller utterance is one turn, also for an impatient detector`() throws {
        for utterance in try TestSounds.library().utterances(of: .caller) {
            for silenceDurationMs in [200, 500] {
                var detector = Detector(settings: .init(silenceDurationMs: silenceDurationMs), sampleRate: 24_000)
                let call = TestSounds.silence(ms: 500) + utterance.samples + TestSounds.silence(ms: 700)
                #expect(detector.receive(call).count == 2, "\(utterance.id), \(silenceDurationMs) ms")
            }
        }
    }

    @Test func `the exact times of a tone`() {
        let call =
            TestSounds.silence(ms: 640) + TestSounds.sine(500, rate: 24_000, ms: 640) + TestSounds.silence(ms: 640)
        var detector = Detector(sampleRate: 24_000)
        // 500 ms of silence are 16 frames of 32 ms.
        #expect(detector.receive(call) == [.speechStarted(audioStartMs: 340), .speechStopped(audioEndMs: 1_792)])
        detector = Detector(settings: .init(prefixPaddingMs: 0, silenceDurationMs: 200), sampleRate: 24_000)
        #expect(detector.receive(call) == [.speechStarted(audioStartMs: 640), .speechStopped(audioEndMs: 1_504)])
    }

    @Test func `events come with the sample that decides them`() {
        var detector = Detector(sampleRate: 8_000)
        let tone = TestSounds.sine(500, rate: 8_000, ms: 96)
        #expect(detector.receive(Array(tone.dropLast())) == [])
        #expect(detector.receive([tone[tone.count - 1]]) == [.speechStarted(audioStartMs: 20)])
        #expect(detector.isSpeaking)
    }

    @Test(arguments: [8_000, 16_000, 24_000, 22_050])
    func `chunks of any size give the same events`(rate: Int) throws {
        let call =
            try TestSounds.silence(rate: rate, ms: 333) + TestSounds.speech(rate: rate)
            + TestSounds.silence(rate: rate, ms: 777) + TestSounds.speech("caller-stop", rate: rate)
            + TestSounds.noise(rms: -55, rate: rate, ms: 1_000)
        var whole = Detector(sampleRate: rate)
        let events = whole.receive(call)
        #expect(events.count == 4)
        for limit in [1, 160, 3_000] {
            var detector = Detector(sampleRate: rate)
            #expect(TestSounds.pieces(call, limit: limit).flatMap { detector.receive($0) } == events)
            #expect(detector.summary == whole.summary)
        }
    }

    @Test func `padding reaches neither before the session nor into the former turn`() {
        let tone = TestSounds.sine(500, rate: 24_000, ms: 320)
        let call = tone + TestSounds.silence(ms: 256) + tone + TestSounds.silence(ms: 256)
        var detector = Detector(settings: .init(silenceDurationMs: 200), sampleRate: 24_000)
        // 0 and 544 themselves are not on the grid of start + 300.
        #expect(
            detector.receive(call) == [
                .speechStarted(audioStartMs: 20), .speechStopped(audioEndMs: 544),
                .speechStarted(audioStartMs: 564), .speechStopped(audioEndMs: 1_120),
            ])
    }

    @Test func `silence and a quiet line are no speech, and the detector says why`() {
        var detector = Detector(sampleRate: 24_000)
        #expect(detector.absence == .nothingReceived)
        #expect(detector.receive(TestSounds.silence(ms: 3_200)) == [])
        #expect(detector.absence == .digitalSilence(ms: 3_200))
        for rms in [-70.0, -60, -50] {
            detector = Detector(sampleRate: 24_000)
            #expect(detector.receive(TestSounds.noise(rms: rms, ms: 10_000)) == [])
            guard case .tooQuiet(let loudest, let needed) = detector.absence else {
                Issue.record("\(rms): \(String(describing: detector.absence))")
                continue
            }
            #expect(abs(loudest - rms) < 1)
            #expect(needed >= -44)
        }
    }

    @Test func `G711 silence of both laws is no speech`() {
        for encoding in [AudioEncoding.pcmu, .pcma] {
            var detector = Detector(settings: .init(threshold: 0), sampleRate: 8_000)
            #expect(detector.receive(encoding.decode(Array(repeating: encoding.silence, count: 16_000))) == [])
            #expect(detector.absence == .digitalSilence(ms: 1_984))
        }
    }

    @Test func `a soft word passes at 0,5 and not at 0,9`() throws {
        let call =
            try TestSounds.silence(ms: 500) + TestSounds.speech("caller-stop", rms: -36) + TestSounds.silence(ms: 800)
        var detector = Detector(settings: .init(threshold: 0.5), sampleRate: 24_000)
        #expect(detector.receive(call).count == 2)
        detector = Detector(settings: .init(threshold: 0.9), sampleRate: 24_000)
        #expect(detector.receive(call) == [])
        guard case .tooQuiet(let loudest, let needed) = detector.absence else {
            Issue.record("\(String(describing: detector.absence))")
            return
        }
        #expect(needed == -28)
        #expect((-35 ... -28).contains(loudest))
    }

    @Test func `a stricter threshold never hears more`() throws {
        for rms in stride(from: -60.0, through: -12, by: 4) {
            let call = try TestSounds.silence(ms: 300) + TestSounds.speech(rms: rms) + TestSounds.silence(ms: 800)
            let heard = [0, 0.25, 0.5, 0.75, 0.9, 1].map { threshold in
                var detector = Detector(settings: .init(threshold: threshold), sampleRate: 24_000)
                return !detector.receive(call).isEmpty
            }
            #expect(heard == heard.sorted { $0 && !$1 }, "\(rms): \(heard)")
        }
    }

    @Test func `a click of less than a frame is no speech wherever it falls`() {
        for offset in stride(from: 0, to: 32, by: 5) {
            let click = TestSounds.noise(rms: -10, ms: 31)
            var detector = Detector(sampleRate: 24_000)
            #expect(
                detector.receive(TestSounds.silence(ms: 320 + offset) + click + TestSounds.silence(ms: 500)) == [])
            guard case .tooShort(let ms) = detector.absence else {
                Issue.record("\(String(describing: detector.absence))")
                continue
            }
            #expect(ms == 32 || ms == 64)
        }
    }

    @Test func `speech is found over line noise, and its end too`() throws {
        let speech = try TestSounds.speech(rms: -26)
        let quiet = TestSounds.noise(rms: -50, ms: 2_000)
        let call = quiet + TestSounds.mixed(speech, TestSounds.noise(rms: -50, ms: 5_000)) + quiet
        var detector = Detector(sampleRate: 24_000)
        #expect(detector.receive(call).count == 2)
        #expect((-52 ... -48).contains(detector.noiseFloor))
    }

    @Test func `µ-law bytes read as PCM start and never stop`() throws {
        // A telephone line is never digitally silent.
        let speech = try TestSounds.speech(rate: 8_000)
        let line =
            TestSounds.mixed(speech, TestSounds.noise(rms: -60, rate: 8_000, ms: 2_000))
            + TestSounds.noise(rms: -60, rate: 8_000, ms: 30_000)
        var detector = Detector(sampleRate: 24_000)
        let events = detector.receive(AudioEncoding.pcm24k.decode(AudioEncoding.pcmu.encode(line)))
        #expect(events == [.speechStarted(audioStartMs: 20)])
        #expect(detector.absence == nil)
        var right = Detector(sampleRate: 8_000)
        #expect(right.receive(line).count == 2)
    }

    @Test func `loud steady noise starts and does not stop`() {
        var detector = Detector(sampleRate: 24_000)
        #expect(detector.receive(TestSounds.noise(rms: -10, ms: 60_000)) == [.speechStarted(audioStartMs: 20)])
    }

    @Test func `an offset is not a sound`() {
        var detector = Detector(settings: .init(threshold: 0), sampleRate: 24_000)
        #expect(detector.receive(Array(repeating: 12_000, count: 48_000)) == [])
    }

    @Test func `after a clear the clock goes on and the turn is forgotten`() {
        let tone = TestSounds.sine(500, rate: 24_000, ms: 320)
        var detector = Detector(sampleRate: 24_000)
        #expect(detector.receive(TestSounds.silence(ms: 320) + tone) == [.speechStarted(audioStartMs: 20)])
        detector.clear()
        #expect(!detector.isSpeaking)
        #expect(detector.positionMs == 640)
        #expect(detector.absence == .nothingReceived)
        #expect(detector.receive(TestSounds.silence(ms: 1_000)) == [])
        // Nothing of the cleared audio belongs to the next turn: 640 is the earliest start, 660 the first on the grid.
        detector.clear()
        #expect(detector.receive(tone) == [.speechStarted(audioStartMs: 1_652)])
    }

    @Test func `settings may change between chunks, as a session update does`() throws {
        let soft = try TestSounds.speech("caller-stop", rms: -36)
        var detector = Detector(settings: .init(threshold: 0.9), sampleRate: 24_000)
        #expect(detector.receive(soft) == [])
        detector.settings.threshold = 0.5
        #expect(detector.receive(soft).count == 1)
    }

    @Test func `a detector takes over where another one ended`() {
        var detector = Detector(sampleRate: 8_000, startMs: 10_001)
        #expect(detector.positionMs == 10_016)
        let events = detector.receive(TestSounds.sine(500, rate: 8_000, ms: 320))
        #expect(events == [.speechStarted(audioStartMs: 10_036)])
    }

    @Test func `impossible settings do no harm`() {
        let tone = TestSounds.sine(500, rate: 24_000, ms: 320) + TestSounds.silence(ms: 320)
        for threshold in [-1, 7, Double.nan] {
            for ms in [Int.min, -1, .max] {
                var detector = Detector(
                    settings: .init(threshold: threshold, prefixPaddingMs: ms, silenceDurationMs: ms),
                    sampleRate: 24_000,
                    startMs: ms)
                #expect(detector.receive(tone).count == (ms < 0 ? 2 : 1))
            }
        }
    }
}
