import SpeechAudio
import Testing

/// A caller's words as the carrier sent them, against what a bridge made of them.
struct FidelityTests {
    // MARK: Faithful

    @Test func `bytes that are passed on are found to the sample, however they are cut`() throws {
        let call = try SpokenCall()
        for size in [37, 160, 800, 4_000] {
            let result = call.fidelity(of: call.muLaw, as: .pcmu, chunk: size)
            #expect(result.method == .bytes)
            #expect(result.unchanged == 1)
            #expect(result.isFaithful)
            #expect(result.foundMs == result.speechMs)
            #expect(result.speechMs > 5_000)
        }
        #expect(
            call.fidelity(of: call.muLaw, as: .pcmu).sentence(.up).hasSuffix("found, byte for byte"))
    }

    @Test func `any decent resampler is faithful`() throws {
        let call = try SpokenCall()
        let copies: [(String, [Int16])] = [
            ("sinc", Resampler.resample(call.samples, from: 8_000, to: 24_000)),
            ("linear", Mangling.linear(call.samples, times: 3)),
            ("held", call.samples.flatMap { [$0, $0, $0] }),
        ]
        for (name, samples) in copies {
            let result = call.fidelity(of: AudioEncoding.pcm24k.encode(samples), as: .pcm24k)
            #expect(result.method == .envelope, "\(name)")
            #expect(result.isFaithful, "\(name): \(result.faults)")
            #expect(result.correlation > 0.99, "\(name)")
            #expect(abs(result.speed - 1) < 0.005, "\(name)")
            #expect(abs(result.gain) <= 1, "\(name)")
        }
    }

    @Test func `a level within 20 dB, the line's noise and a gate between words are no faults`() throws {
        let call = try SpokenCall()
        let upsampled = Resampler.resample(call.samples, from: 8_000, to: 24_000)
        let copies: [(String, [Int16])] = [
            ("12 dB less", TestSounds.scaled(upsampled, by: -12)),
            ("noise", TestSounds.mixed(upsampled, TestSounds.noise(rms: -55, ms: call.milliseconds))),
            ("gate", Mangling.gated(upsampled, rate: 24_000)),
        ]
        for (name, samples) in copies {
            let result = call.fidelity(of: AudioEncoding.pcm24k.encode(samples), as: .pcm24k)
            #expect(result.isFaithful, "\(name): \(result.faults)")
        }
    }

    @Test(arguments: 1...6) func `faithful whatever the pauses, the chunks and the delay`(seed: UInt64) throws {
        let call = try SpokenCall(seed: seed)
        var random = SeededNumbers(seed: seed)
        let copy = Resampler.resample(call.samples, from: 8_000, to: 24_000)
        let result = call.fidelity(
            of: AudioEncoding.pcm24k.encode(copy), as: .pcm24k, chunk: 2 * Int.random(in: 100...5_000, using: &random),
            delay: Double.random(in: 0...2, using: &random))
        #expect(result.isFaithful, "\(result.faults)")
        #expect(call.fidelity(of: call.muLaw, as: .pcmu, delay: 1.5).isFaithful)
    }

    @Test func `the lag is told in wall time`() throws {
        let call = try SpokenCall()
        let lag = try #require(call.fidelity(of: call.muLaw, as: .pcmu, delay: 0.7).lag)
        #expect((690...720).contains(lag.median))
        #expect(lag.largest < 760)
    }

    // MARK: Speed and format

    @Test(arguments: [(8_000, 3.0), (16_000, 1.5), (48_000, 0.5), (22_050, 1.088)])
    func `samples of another rate play too fast or too slowly`(rate: Int, speed: Double) throws {
        let call = try SpokenCall()
        let copy = Resampler.resample(call.samples, from: 8_000, to: rate)
        let result = call.fidelity(of: AudioEncoding.pcm24k.encode(copy), as: .pcm24k)
        #expect(abs(result.speed / speed - 1) < 0.005)
        guard case .speed(_, let found, .pcm24k)? = result.faults.first else {
            Issue.record("\(result.faults)")
            return
        }
        #expect(found == rate)
    }

    @Test func `the sentence of case 001`() throws {
        let call = try SpokenCall()
        let copy = Resampler.resample(call.samples, from: 8_000, to: 16_000)
        let result = call.fidelity(of: AudioEncoding.pcm24k.encode(copy), as: .pcm24k)
        #expect(
            result.sentence(.up)
                == "the model heard the caller 1.5 times too fast: 16 kHz samples in a 24 kHz session")
    }

    @Test func `bytes under another name are recognised`() throws {
        let call = try SpokenCall()
        let pcm24 = AudioEncoding.pcm24k.encode(Resampler.resample(call.samples, from: 8_000, to: 24_000))
        let swapped = stride(from: 0, to: pcm24.count - 1, by: 2).flatMap { [pcm24[$0 + 1], pcm24[$0]] }
        let copies: [(String, [UInt8], AudioEncoding, Fidelity.Fault)] = [
            ("µ-law as PCM", call.muLaw, .pcm24k, .encoding(.muLaw, rate: 8_000, declared: .pcm24k)),
            ("PCM 24 as µ-law", pcm24, .pcmu, .encoding(.pcm16, rate: 24_000, declared: .pcmu)),
            (
                "PCM 8 as µ-law", AudioEncoding.pcm16(rate: 8_000).encode(call.samples), .pcmu,
                .encoding(.pcm16, rate: 8_000, declared: .pcmu)
            ),
            (
                "A-law as µ-law", AudioEncoding.pcma.encode(call.samples), .pcmu,
                .encoding(.aLaw, rate: 8_000, declared: .pcmu)
            ),
            ("swapped", swapped, .pcm24k, .encoding(.pcm16Swapped, rate: 24_000, declared: .pcm24k)),
            ("one byte late", [0] + pcm24, .pcm24k, .encoding(.pcm16Swapped, rate: 24_000, declared: .pcm24k)),
        ]
        for (name, bytes, encoding, fault) in copies {
            #expect(call.fidelity(of: bytes, as: encoding).faults.first == fault, "\(name)")
        }
    }

    // MARK: Losses

    @Test func `a block that was dropped is missing to the frame`() throws {
        let call = try SpokenCall()
        let first = call.words[1]
        let from = first.lowerBound + 4_000
        let to = from + 8_000
        let bytes = Array(call.muLaw[..<from] + call.muLaw[to...])
        let result = call.fidelity(of: bytes, as: .pcmu, dropped: from..<to)
        #expect(result.missing.count == 1)
        #expect(abs(result.missingMs + result.silenceLostMs - 1_000) <= 10)
        #expect(result.missingMs > 800)
        #expect(abs((result.missing.first?.startMs ?? 0) - Double(from) / 8) < 100)
        guard case .missing(_, 1)? = result.faults.first else {
            Issue.record("\(result.faults)")
            return
        }
    }

    @Test func `words that never came are missing, through a resampler as well`() throws {
        let call = try SpokenCall()
        let gone = call.words[2]
        let kept =
            Array(call.samples[..<gone.lowerBound]) + Array(repeating: 0, count: gone.count)
            + Array(call.samples[gone.upperBound...])
        let copy = Resampler.resample(kept, from: 8_000, to: 24_000)
        let result = call.fidelity(of: AudioEncoding.pcm24k.encode(copy), as: .pcm24k)
        let seconds = Double(gone.count) / 8
        #expect((seconds * 0.75...seconds).contains(result.missingMs))
        let nothing = call.fidelity(of: Array(repeating: 0xFF, count: call.muLaw.count), as: .pcmu)
        #expect(nothing.missingMs == nothing.speechMs)
        #expect(nothing.foundMs == 0)
    }

    @Test func `frames lost here and there add up`() throws {
        let call = try SpokenCall()
        var random = SeededNumbers(seed: 3)
        let frames = call.frames.filter { _ in Int.random(in: 0..<20, using: &random) > 0 }
        let lost = Double((call.frames.count - frames.count) * 20)
        let bytes = call.fidelity(of: frames.flatMap { $0 }, as: .pcmu, times: false)
        let pcm = Resampler.resample(AudioEncoding.pcmu.decode(frames.flatMap { $0 }), from: 8_000, to: 24_000)
        let samples = call.fidelity(of: AudioEncoding.pcm24k.encode(pcm), as: .pcm24k, times: false)
        #expect(bytes.missingMs + bytes.silenceLostMs > lost * 0.9)
        #expect(bytes.missingMs + bytes.silenceLostMs < lost * 1.2)
        #expect(samples.missingMs > 150)
    }

    @Test func `frames sent twice and holes in words are told`() throws {
        let call = try SpokenCall()
        let twice = call.fidelity(of: call.frames.flatMap { $0 + $0 }, as: .pcmu, times: false)
        guard case .repeated? = twice.faults.first else {
            Issue.record("\(twice.faults)")
            return
        }
        let holes = call.frames.enumerated().flatMap { index, frame in
            frame + (index % 20 == 7 ? Array(repeating: UInt8(0xFF), count: 800) : [])
        }
        let result = call.fidelity(of: holes, as: .pcmu, times: false)
        #expect(result.gaps.allSatisfy { abs($0.milliseconds - 100) < 10 })
        #expect(result.gaps.count > 8)
    }

    @Test func `a silence gate that sends nothing is no loss of speech`() throws {
        let call = try SpokenCall()
        let spoken = call.frames.enumerated().filter { index, _ in
            call.words.contains { $0.overlaps(index * 160 - 1_600..<index * 160 + 1_760) }
        }
        let result = call.fidelity(of: spoken.flatMap(\.element), as: .pcmu, times: false)
        #expect(result.missingMs == 0)
        #expect(result.silenceLostMs > 3_000)
    }

    // MARK: Sound

    @Test func `a resampler that forgets its state leaves seams`() throws {
        let call = try SpokenCall()
        let copy = call.frames.flatMap {
            Resampler.resample(AudioEncoding.pcmu.decode($0), from: 8_000, to: 24_000)
        }
        let result = call.fidelity(of: AudioEncoding.pcm24k.encode(copy), as: .pcm24k, chunk: 960)
        guard case .seams(let strength)? = result.faults.first else {
            Issue.record("\(result.faults)")
            return
        }
        #expect(strength > 2)
    }

    @Test func `overdriven, faint and noisy copies are told with their measure`() throws {
        let call = try SpokenCall()
        let upsampled = Resampler.resample(call.samples, from: 8_000, to: 24_000)
        func faults(_ samples: [Int16]) -> [Fidelity.Fault] {
            call.fidelity(of: AudioEncoding.pcm24k.encode(samples), as: .pcm24k).faults
        }
        guard case .clipped(let share)? = faults(TestSounds.scaled(upsampled, by: 24)).first else {
            Issue.record("not clipped")
            return
        }
        #expect(share > 0.02)
        guard case .level(let gain)? = faults(TestSounds.scaled(upsampled, by: -30)).first else {
            Issue.record("not faint")
            return
        }
        #expect(abs(gain - -30) < 1.5)
        // The outermost step of G.711 is wide, and far above where speech is.
        let loud = call.fidelity(of: AudioEncoding.pcmu.encode(TestSounds.scaled(call.samples, by: 15)), as: .pcmu)
        guard case .clipped(let share)? = loud.faults.first else {
            Issue.record("not clipped")
            return
        }
        #expect(share > 0.02)
        // Padding with zeros, which are no silence in µ-law, between bytes that came through unchanged.
        let padded = stride(from: 0, to: call.muLaw.count, by: 300).flatMap { start in
            call.muLaw[start..<min(start + 300, call.muLaw.count)] + [UInt8](repeating: 0, count: 20)
        }
        guard case .clipped? = call.fidelity(of: padded, as: .pcmu, chunk: 320).faults.first else {
            Issue.record("padding is not noticed")
            return
        }
        let noisy = TestSounds.mixed(upsampled, TestSounds.noise(rms: -24, ms: call.milliseconds))
        guard case .noise(let distance)? = faults(noisy).first else {
            Issue.record("not noisy")
            return
        }
        #expect((5...15).contains(distance))
    }

    // MARK: What cannot be said

    @Test func `other speech is never taken for the caller's`() throws {
        for seed in UInt64(1)...5 {
            let call = try SpokenCall(seed: seed)
            let other = try SpokenCall(voice: .assistant, seed: seed + 10)
            let result = call.fidelity(of: other.muLaw, as: .pcmu)
            #expect(!result.isFaithful)
            #expect(result.foundMs < result.speechMs * 0.3)
            if case .speed? = result.faults.first { Issue.record("a speed was made up: \(result.faults)") }
            if case .encoding? = result.faults.first { Issue.record("a format was made up: \(result.faults)") }
        }
    }

    @Test func `silence cannot be compared`() {
        let silence = SpokenCall(samples: Array(repeating: 0, count: 80_000))
        let result = silence.fidelity(of: silence.muLaw, as: .pcmu)
        #expect(result.notComparable == "the original holds too little speech")
        #expect(!result.isFaithful)
        #expect(result.faults.isEmpty)
    }

    @Test func `an hour is remembered in some hundred kilobytes`() throws {
        let call = try SpokenCall()
        var track = AudioTrack(.pcmu)
        var number = 0
        while track.milliseconds < 3_600_000 {
            for frame in call.frames {
                track.receive(frame, as: .pcmu, frame: number, time: Double(number) * 0.02)
                number += 1
            }
        }
        let bytes =
            track.levels.count + track.places.count * MemoryLayout<AudioTrack.Place>.stride
            + track.landmarks.all.count * MemoryLayout<ByteLandmarks.Landmark>.stride
        #expect(bytes < 1_600_000)
    }
}
