extension Fidelity {
    /// Less speech than this is too little to judge by, ms.
    package static let leastSpeechMs = 500.0
    /// Jumps that a chunk's border or a resampler explains, ms.
    private static let tolerance = 45.0

    /// Holds a copy against its original.
    package init(of copy: AudioTrack, original: AudioTrack) {
        let pieces = SpeechPieces(original.levels)
        let speech = Double(pieces.soundFrames * AudioTrack.frameMs)
        guard speech >= Fidelity.leastSpeechMs, !pieces.all.isEmpty else {
            self = .notComparable("the original holds too little speech")
            return
        }
        let bytes = LandmarkAlignment(copy: copy, original: original)
        if let share = bytes.share, share >= 0.3, bytes.points.count >= 4 {
            self = Fidelity.byBytes(bytes, copy, original, pieces, speech)
            return
        }
        self = Fidelity.byEnvelope(copy, original, pieces, speech)
        unchanged = bytes.share
    }

    /// Where somebody speaks in a track.
    package static func speechPlaces(of track: AudioTrack) -> [Stretch] {
        SpeechPieces(track.levels).all.map { Stretch($0.startMs, $0.endMs, of: track) }
    }

    /// Milliseconds of a track whose very bytes are in another one, in stretches that chance does not make: a synthesised
    /// voice has some hundredths of a second of one word in another.
    package static func sharedBytesMs(of original: AudioTrack, in copy: AudioTrack) -> Double {
        LandmarkAlignment(copy: copy, original: original).stretches.reduce(0) { sum, stretch in
            let length = stretch.upperBound - stretch.lowerBound
            return length >= leastSharedMs ? sum + length : sum
        }
    }

    private static let leastSharedMs = 300.0

    // MARK: The same bytes

    private static func byBytes(
        _ alignment: LandmarkAlignment, _ copy: AudioTrack, _ original: AudioTrack, _ pieces: SpeechPieces,
        _ speech: Double
    ) -> Fidelity {
        var result = Fidelity.notComparable("")
        result.notComparable = nil
        result.method = .bytes
        result.speechMs = speech
        result.unchanged = alignment.share
        result.correlation = 1
        result.speed = alignment.slope
        let slope = alignment.slope
        var ledger = LossLedger(copy: copy, original: original, threshold: pieces.threshold)
        if let first = alignment.points.first {
            // At most so much of the original can be in what the copy holds before.
            ledger.edge(0, max(0, first.original - first.copy * slope))
        }
        for (from, to) in zip(alignment.points, alignment.points.dropFirst()) {
            ledger.step(
                from: (from.original, from.copy), to: (to.original, to.copy), slope: slope, tolerance: 4,
                lengthMs: 0)
        }
        if let last = alignment.points.last {
            let rest = max(0, copy.milliseconds - last.copy) * slope
            ledger.edge(min(original.milliseconds, last.original + rest), original.milliseconds)
        }
        result.matches = thinned(alignment.points)
        ledger.settle(into: &result)
        result.foreign = foreign(in: copy, explained: alignment.covered)
        result.repeated = alignment.repeated.filter { $0.upperBound - $0.lowerBound > 0 }.map {
            Stretch($0.lowerBound, $0.upperBound, of: copy)
        }
        // What is sent twice has its pauses twice.
        let silences = result.gaps.reduce(0) { $0 + $1.milliseconds }
        if result.repeated.reduce(0, { $0 + $1.milliseconds }) > silences { result.gaps = [] }
        result.foundMs = max(0, speech - result.missingMs)
        if copy.encoding != original.encoding {
            result.faults.append(
                .encoding(
                    ByteReading(original.encoding), rate: original.encoding.sampleRate, declared: copy.encoding))
        }
        // What was put in between the bytes may be anything.
        if copy.encoding == original.encoding { result.judgeClipping(of: copy, original: original) }
        result.judgeLosses(threshold: pieces.threshold)
        return result
    }

    /// One for each second.
    private static func thinned(_ points: [LandmarkAlignment.Point]) -> [Match] {
        var matches: [Match] = []
        for point in points where matches.last.map({ point.original - $0.originalMs >= 1_000 }) ?? true {
            matches.append(
                Match(
                    originalMs: point.original, copyMs: point.copy, lengthMs: 1_000, correlation: 1, gain: 0,
                    lagMs: point.lagMs))
        }
        return matches
    }

    // MARK: The same loudness

    private static func byEnvelope(
        _ copy: AudioTrack, _ original: AudioTrack, _ pieces: SpeechPieces, _ speech: Double
    ) -> Fidelity {
        var result = Fidelity.notComparable("")
        result.notComparable = nil
        result.speechMs = speech
        let alignment = EnvelopeAlignment(copy: copy, original: original, pieces: pieces)
        guard let key = alignment.key else {
            return unmatched(copy, original, pieces, alignment, result)
        }
        var ledger = LossLedger(
            copy: copy, original: original, threshold: pieces.threshold, tellsLevels: key.reading == nil)
        var last: (originalMs: Double, copyMs: Double, lengthMs: Double)?
        for found in alignment.found {
            let start = Double(found.piece.frames.lowerBound * AudioTrack.frameMs)
            let length = found.piece.endMs - found.piece.startMs
            guard let hit = found.hit else {
                ledger.absent(found, key: key)
                continue
            }
            result.foundMs += SpeechPieces.soundMs(
                original.levels, from: found.piece.startMs, to: found.piece.endMs, threshold: pieces.threshold)
            let lag = copy.lag(at: hit.ms, behind: original, at: start)
            result.matches.append(
                Match(
                    originalMs: start, copyMs: hit.ms, lengthMs: length, correlation: hit.correlation, gain: hit.gain,
                    lagMs: lag))
            if let last {
                ledger.step(
                    from: (last.originalMs, last.copyMs), to: (start, hit.ms), slope: key.speed,
                    tolerance: tolerance, lengthMs: last.lengthMs)
            }
            last = (start, hit.ms, length)
        }
        ledger.settle(into: &result)
        guard result.isConvincing(key) else {
            return unmatched(copy, original, pieces, alignment, .notComparable(""))
        }
        result.correlation = median(result.matches.map(\.correlation)) ?? 0
        result.gain = median(result.matches.map(\.gain)) ?? 0
        result.speed = fineSpeed(result.matches, key.speed)
        if key.reading == nil {
            result.foreign = foreign(
                in: copy, explained: result.matches.map { $0.copyMs...$0.copyMs + ($0.lengthMs + 300) / key.speed })
        }
        result.judgeKey(key, copy: copy)
        result.judgeDrift(key, original: original)
        if key.reading == nil {
            result.gaps += result.holes(in: copy, original: original, pieces: pieces, speed: key.speed)
            result.judgeSound(of: copy, original: original, pieces: pieces, speed: key.speed)
        }
        result.judgeLosses(threshold: pieces.threshold)
        return result
    }

    /// Nothing of the original was recognised.
    private static func unmatched(
        _ copy: AudioTrack, _ original: AudioTrack, _ pieces: SpeechPieces, _ alignment: EnvelopeAlignment,
        _ blank: Fidelity
    ) -> Fidelity {
        var result = blank
        result.notComparable = nil
        result.speechMs = Double(pieces.soundFrames * AudioTrack.frameMs)
        result.correlation = alignment.likeness
        let theirs = SpeechPieces(copy.levels)
        let sound = Double(theirs.soundFrames * AudioTrack.frameMs)
        if sound < max(200, result.speechMs * 0.1) {
            result.missing = pieces.all.map { piece in
                let sound = SpeechPieces.soundMs(
                    original.levels, from: piece.startMs, to: piece.endMs, threshold: pieces.threshold)
                return Stretch(piece.startMs, piece.startMs + sound, of: original)
            }
            result.judgeLosses(threshold: pieces.threshold)
            return result
        }
        // By chance half of what is heard is like something else; and a word or two prove nothing.
        guard min(result.speechMs, sound) >= 6_000, alignment.likeness < 0.7 else {
            result.notComparable = "the copy is too short or too much changed to be recognised"
            return result
        }
        result.faults.append(.unlike(soundMs: sound))
        return result
    }

    /// A key other than the declared one is a grave word: most of the speech must bear it out.
    private func isConvincing(_ key: EnvelopeAlignment.Key) -> Bool {
        if key == EnvelopeAlignment.Key(reading: nil, speed: 1) { return !matches.isEmpty }
        // Of a reading only the beginning is kept.
        let isEnough = foundMs >= (key.reading == nil ? speechMs * 0.4 : min(speechMs * 0.3, 3_000)) && foundMs >= 800
        return isEnough && Fidelity.median(matches.map(\.correlation)) ?? 0 >= 0.88
    }

    private mutating func judgeKey(_ key: EnvelopeAlignment.Key, copy: AudioTrack) {
        if let reading = key.reading {
            let rate = Double(copy.encoding.bytesPerSecond) / key.speed / Double(reading.bytesPerSample)
            faults.append(.encoding(reading, rate: Int(rate.rounded()), declared: copy.encoding))
        } else if isReallyFaster(key) {
            let rate = Double(copy.encoding.sampleRate) / speed
            faults.append(.speed(speed, rate: Fidelity.usualRate(rate), declared: copy.encoding))
        }
    }

    /// Small differences of speed are also what dropped frames look like; but then nothing fits well, nor to one speed.
    private func isReallyFaster(_ key: EnvelopeAlignment.Key) -> Bool {
        if abs(key.speed - 1) <= 0.03 { return false }
        if abs(key.speed - 1) > 0.15 { return true }
        return correlation >= 0.95 && abs(speed / key.speed - 1) < 0.01
    }

    /// Speech that runs a little too fast at a rate that nobody uses is speech with many small holes.
    private mutating func judgeDrift(_ key: EnvelopeAlignment.Key, original: AudioTrack) {
        guard key.reading == nil, !isReallyFaster(key), speed > 1.01, speed < 1.3, let first = matches.first else {
            return
        }
        let lost = foundMs * (1 - 1 / speed)
        guard lost > 200 else { return }
        missing.append(Stretch(first.originalMs, first.originalMs + lost, of: original))
        speed = 1
    }

    /// The one in use that is within 2 %, else a round number.
    private static func usualRate(_ rate: Double) -> Int {
        let usual = [4_000, 6_000, 8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000]
        return usual.first { abs(rate / Double($0) - 1) < 0.02 } ?? Int((rate / 100).rounded()) * 100
    }

    /// Over the longest stretch without a jump, where there is one of some seconds.
    private static func fineSpeed(_ matches: [Match], _ speed: Double) -> Double {
        var best = (length: 3_000.0, speed: speed)
        var start = 0
        for index in matches.indices {
            if index > start {
                let step = matches[index].originalMs - matches[index - 1].originalMs
                let copied = (matches[index].copyMs - matches[index - 1].copyMs) * speed
                if abs(copied - step) > max(tolerance, step * 0.06) { start = index }
            }
            let length = matches[index].originalMs - matches[start].originalMs
            let copied = matches[index].copyMs - matches[start].copyMs
            if length > best.length, copied > 0 { best = (length, length / copied) }
        }
        return best.speed
    }

    /// Speech of the copy outside what is explained, which is in order.
    private static func foreign(in copy: AudioTrack, explained: [ClosedRange<Double>]) -> [Stretch] {
        SpeechPieces(copy.levels).all.compactMap { piece in
            let length = piece.endMs - piece.startMs
            guard length >= 300 else { return nil }
            let covered = explained.reduce(0.0) { sum, range in
                sum + max(0, min(range.upperBound, piece.endMs) - max(range.lowerBound, piece.startMs))
            }
            return covered < length * 0.3 ? Stretch(piece.startMs, piece.endMs, of: copy) : nil
        }
    }

    static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }

    // MARK: What is wrong

    /// Silence at one of these places of the original is none in the middle of words: there one utterance ends and another begins, and
    /// what is between them in the copy is the time that passed.
    ///
    /// - Parameter borders: ms of the original.
    package mutating func excuseGaps(at borders: [Double]) {
        let before = gaps.count
        gaps.removeAll { gap in
            guard let match = matches.last(where: { $0.copyMs <= gap.startMs + 1 }) else { return false }
            let place = match.originalMs + min((gap.startMs - match.copyMs) * speed, match.lengthMs)
            return borders.contains { abs($0 - place) < Self.border }
        }
        guard gaps.count < before else { return }
        faults.removeAll { if case .gaps = $0 { true } else { false } }
        judgeGaps()
    }

    /// Ms; an utterance ends and begins with so much silence of its own.
    private static let border = 500.0

    private mutating func judgeLosses(threshold: UInt8) {
        var lost = missing.filter { $0.milliseconds >= 40 }
        // Single frames that are lost again and again.
        let pieces = missing.filter { $0.milliseconds >= 10 }
        let sum = pieces.reduce(0) { $0 + $1.milliseconds }
        if pieces.count >= 5, sum >= max(200, speechMs * 0.03) { lost = pieces }
        let total = lost.reduce(0) { $0 + $1.milliseconds }
        if total >= 100 { faults.append(.missing(ms: total, places: lost.count)) }
        let twice = repeated.filter { $0.milliseconds >= 10 }
        let again = twice.reduce(0) { $0 + $1.milliseconds }
        if again >= 200 { faults.append(.repeated(ms: again, places: twice.count)) }
        judgeGaps()
    }

    private mutating func judgeGaps() {
        let silences = gaps.filter { $0.milliseconds >= 10 }
        let silent = silences.reduce(0) { $0 + $1.milliseconds }
        if silent >= max(200, foundMs * 0.01) { faults.append(.gaps(ms: silent, places: silences.count)) }
    }

    private mutating func judgeClipping(of copy: AudioTrack, original: AudioTrack) {
        let clipped = Double(copy.clippedSamples) / Double(max(1, copy.audibleSamples))
        let before = Double(original.clippedSamples) / Double(max(1, original.audibleSamples))
        if clipped > 0.01, clipped > before * 4 { faults.append(.clipped(clipped)) }
    }

    private mutating func judgeSound(
        of copy: AudioTrack, original: AudioTrack, pieces: SpeechPieces, speed: Double
    ) {
        if let seam = copy.seams.seam, seam.isClear, (original.seams.seam?.significance ?? 0) < seam.significance / 2 {
            faults.append(.seams(seam.strength))
        }
        judgeClipping(of: copy, original: original)
        if abs(gain) >= 20 { faults.append(.level(gain)) }
        if let noise = noise(in: copy, original: original, pieces: pieces, speed: speed) {
            faults.append(.noise(noise))
        }
    }

    /// Places where the original is loud and the copy, at the same place of the same word, is not.
    private func holes(
        in copy: AudioTrack, original: AudioTrack, pieces: SpeechPieces, speed: Double
    ) -> [Stretch] {
        let loud = max(pieces.threshold, Envelope.loudest(original.levels) - min(40, Envelope.loudest(original.levels)))
        var holes: [Stretch] = []
        for match in matches {
            let first = Int(match.originalMs) / AudioTrack.frameMs
            let end = min(first + Int(match.lengthMs) / AudioTrack.frameMs, original.levels.count - 1)
            guard first + 1 < end else { continue }
            for index in first + 1..<end
            where original.levels[index - 1] >= loud && original.levels[index] >= loud
                && original.levels[index + 1] >= loud
            {
                let ms = match.copyMs + Double((index - first) * AudioTrack.frameMs) / speed
                let place = Int(ms) / AudioTrack.frameMs
                guard place < copy.levels.count else { break }
                let heard = Double(copy.levels[place]) / 2 - match.gain
                guard heard < Double(original.levels[index]) / 2 - 25 else { continue }
                if let last = holes.last, ms - last.endMs < 1 {
                    holes[holes.count - 1].endMs = ms + Double(AudioTrack.frameMs)
                } else {
                    holes.append(Stretch(ms, ms + Double(AudioTrack.frameMs), of: copy))
                }
            }
        }
        return holes
    }

    /// How far below the speech the copy's noise between words is, where it is near and the original's was not, dB.
    private func noise(
        in copy: AudioTrack, original: AudioTrack, pieces: SpeechPieces, speed: Double
    ) -> Double? {
        var ours: [UInt8] = []
        var theirs: [UInt8] = []
        for match in matches {
            let first = Int(match.originalMs) / AudioTrack.frameMs
            let count = Int(match.lengthMs) / AudioTrack.frameMs + 30
            for index in first..<min(first + count, original.levels.count)
            where original.levels[index] < pieces.threshold {
                let place = Int((match.copyMs + Double((index - first) * AudioTrack.frameMs) / speed))
                guard place / AudioTrack.frameMs < copy.levels.count else { continue }
                ours.append(original.levels[index])
                theirs.append(copy.levels[place / AudioTrack.frameMs])
            }
        }
        guard theirs.count >= 40 else { return nil }
        let loudHere = Double(Envelope.loudest(copy.levels))
        let loudThere = Double(Envelope.loudest(original.levels))
        let here = (loudHere - Double(theirs.sorted()[theirs.count / 2])) / 2
        let there = (loudThere - Double(ours.sorted()[ours.count / 2])) / 2
        return here < 15 && there > here + 12 ? here : nil
    }
}

extension Fidelity.Stretch {
    init(_ startMs: Double, _ endMs: Double, of track: AudioTrack) {
        self.init(
            startMs: startMs, endMs: endMs, frame: track.frame(at: startMs), time: track.time(at: startMs))
    }
}
