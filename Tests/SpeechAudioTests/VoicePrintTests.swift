import SpeechAudio
import Testing

struct VoicePrintTests {
    private func heard(_ samples: [Int16], rate: Int) -> VoicePrintDetector {
        var detector = VoicePrintDetector(rate: rate)
        for piece in TestSounds.pieces(samples, limit: 900) { detector.receive(piece) }
        return detector
    }

    @Test func `a hundred and more callers differ, each in two tones from every other`() {
        let prints = (0..<VoicePrint.count).map(VoicePrint.init)
        #expect(prints.count == 144)
        for (index, print) in prints.enumerated() {
            #expect(print.frequencies.allSatisfy { (1_700...3_300).contains($0) })
            for other in prints[(index + 1)...] {
                #expect(Set(print.frequencies).intersection(other.frequencies).count <= 1)
            }
        }
        #expect(VoicePrint(number: 145) == VoicePrint(number: 1))
        #expect(VoicePrint(number: -1) == VoicePrint(number: 143))
    }

    @Test func `a print is recognised through a telephone and a resampler, and never another`() throws {
        var total = 0.0
        var known = 0.0
        for (index, utterance) in try TestSounds.library().utterances.enumerated() {
            let number = index * 37 % VoicePrint.count
            let spoken = Resampler.resample(utterance.samples, from: 24_000, to: 8_000)
            let marked = VoicePrint(number: number).marking(spoken, rate: 8_000)
            let phone = AudioEncoding.pcmu.decode(AudioEncoding.pcmu.encode(marked))
            let paths = [
                heard(marked, rate: 8_000), heard(phone, rate: 8_000),
                heard(Resampler.resample(phone, from: 8_000, to: 24_000), rate: 24_000),
                heard(Mangling.linear(phone, times: 3), rate: 24_000),
                heard(TestSounds.scaled(phone, by: -12), rate: 8_000),
            ]
            for detector in paths {
                #expect(detector.heard.keys.allSatisfy { $0 == number }, "\(utterance.id)")
                known += detector.heard[number] ?? 0
                total += detector.unmarked + (detector.heard[number] ?? 0)
            }
        }
        #expect(known / total > 0.75)
    }

    @Test func `speech without a print has none`() throws {
        for utterance in try TestSounds.library().utterances {
            let detector = heard(utterance.samples, rate: 24_000)
            #expect(detector.heard == [:], "\(utterance.id)")
            #expect(detector.number == nil)
        }
        #expect(heard(TestSounds.noise(rms: -20, ms: 5_000), rate: 24_000).heard == [:])
        #expect(heard(TestSounds.sine(1_740, rate: 8_000, ms: 5_000), rate: 8_000).heard == [:])
    }

    @Test func `it lies 28 dB under the speech, and silence gets none`() throws {
        let speech = try TestSounds.speech(rate: 8_000)
        let marked = VoicePrint(number: 5).marking(speech, rate: 8_000)
        let mark = zip(marked, speech).map { Int16(Int($0) - Int($1)) }
        #expect(abs(AudioLevel(of: mark).rms - (AudioLevel(of: speech).rms - 28)) < 0.5)
        let silence = TestSounds.silence(rate: 8_000, ms: 100)
        #expect(VoicePrint(number: 5).marking(silence, rate: 8_000) == silence)
    }

    @Test func `neither the classifier nor the detection of speech minds a print`() throws {
        for utterance in try TestSounds.library().utterances {
            let spoken = Resampler.resample(utterance.samples, from: 24_000, to: 8_000)
            let marked = VoicePrint(number: 77).marking(spoken, rate: 8_000)
            #expect(SignalClassifier(marked, sampleRate: 8_000).kind == .speech)
            let pause = TestSounds.silence(rate: 8_000, ms: 1_000)
            var plain = VoiceActivityDetector(settings: .init(), sampleRate: 8_000)
            var other = VoiceActivityDetector(settings: .init(), sampleRate: 8_000)
            // A word's last breath may fall on the other side of the border between two frames of the detector.
            let bare = plain.receive(pause + spoken + pause).map(\.ms)
            let noted = other.receive(pause + marked + pause).map(\.ms)
            #expect(bare.count == 2)
            #expect(noted.count == 2)
            #expect(zip(bare, noted).allSatisfy { abs($0 - $1) <= VoiceActivityDetector.frameMs }, "\(utterance.id)")
        }
    }
}

extension VoiceActivityDetector.Event {
    fileprivate var ms: Int {
        switch self {
        case .speechStarted(let ms), .speechStopped(let ms): ms
        }
    }
}
