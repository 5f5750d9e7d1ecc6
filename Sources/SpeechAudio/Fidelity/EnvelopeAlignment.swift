/// Finds the original's pieces of speech in the copy by their loudness over time: through resampling, transcoding,
/// automatic gain and noise suppression. What the copy's bytes are, and how fast they play, is found out first.
struct EnvelopeAlignment: Sendable {
    /// How the copy has to be read.
    struct Key: Sendable, Equatable {
        /// Nil: as declared.
        var reading: ByteReading?
        /// How many times too fast it plays when read as declared.
        var speed: Double
    }

    struct Found: Sendable {
        var piece: SpeechPieces.Piece
        /// Nil: not in the copy.
        var hit: Envelope.Hit?
        /// Where it should have been, on the copy's clock; nil when nothing tells.
        var expectedMs: Double?
    }

    private(set) var key: Key?
    /// Of the pieces that the key was found with, -1...1.
    private(set) var likeness = 0.0
    private(set) var found: [Found] = []
    private(set) var envelope: Envelope?

    /// From here on two pieces are the same speech: others reach 0.75 by chance in half a minute.
    static let surelySame = 0.85
    /// At a place that is known already.
    private static let sameThere = 0.7
    private static let narrowMs = 120.0
    /// How far behind the original a copy is looked for, ms of wall time.
    private static let reaches = [5_000.0, 60_000]
    private static let leadMs = 400.0
    /// Ratios of the rates that are in use, and their like.
    static let speeds: [Double] = {
        let rates = [8_000.0, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]
        let ratios = rates.flatMap { rate in [8_000.0, 24_000, 16_000].map { $0 / rate } }
        return (ratios + ratios.map { 1 / $0 }).filter { (0.16...6.1).contains($0) && abs($0 - 1) > 0.01 }
            .reduce(into: []) { list, ratio in
                if !list.contains(where: { abs($0 / ratio - 1) < 0.004 }) { list.append(ratio) }
            }.sorted()
    }()

    private let original: AudioTrack
    private let copy: AudioTrack
    private let floor: UInt8

    init(copy: AudioTrack, original: AudioTrack, pieces: SpeechPieces) {
        self.original = original
        self.copy = copy
        floor = Envelope.floor(original.levels)
        let marks = EnvelopeAlignment.telling(pieces.all)
        for reach in EnvelopeAlignment.reaches where key == nil { findKey(marks, reach: reach) }
        guard let key else { return }
        envelope = makeEnvelope(key)
        follow(pieces.all, key)
    }

    // MARK: The key

    /// The longest pieces, of all parts of the track: at most eight.
    private static func telling(_ pieces: [SpeechPieces.Piece]) -> [SpeechPieces.Piece] {
        let first = pieces.prefix(400)
        let long = first.sorted { ($0.sound.count, $1.sound.lowerBound) > ($1.sound.count, $0.sound.lowerBound) }
        return long.prefix(8).sorted { $0.sound.lowerBound < $1.sound.lowerBound }
    }

    private mutating func findKey(_ pieces: [SpeechPieces.Piece], reach: Double) {
        let declared = Key(reading: nil, speed: 1)
        let asDeclared = likeness(of: pieces, declared, reach: reach)
        likeness = max(likeness, asDeclared)
        if asDeclared >= 0.98 {
            key = sibling(pieces, over: asDeclared, reach: reach) ?? declared
            return
        }
        var best = (key: declared, likeness: asDeclared)
        for other in otherKeys() {
            let likeness = likeness(of: pieces, other, reach: reach)
            if likeness > best.likeness { best = (other, likeness) }
        }
        likeness = max(likeness, best.likeness)
        if best.likeness >= EnvelopeAlignment.surelySame,
            best.likeness >= asDeclared + EnvelopeAlignment.margin(best.key, best.likeness)
        {
            key = best.key
        } else if asDeclared >= 0.78 {
            key = declared
        }
    }

    /// The other law of G.711: read as each other the two differ in two bits, and the loud stays loud.
    private func sibling(_ pieces: [SpeechPieces.Piece], over declared: Double, reach: Double) -> Key? {
        let reading: ByteReading
        switch copy.encoding {
        case .pcmu: reading = .aLaw
        case .pcma: reading = .muLaw
        default: return nil
        }
        let other = Key(reading: reading, speed: 1)
        let likeness = likeness(of: pieces, other, reach: reach)
        return likeness >= 0.99 && likeness >= declared + 0.008 ? other : nil
    }

    /// By how much another key must be better: gain control and noise suppression change the loudness a little, but do not
    /// make another key fit as nothing but the original does.
    private static func margin(_ key: Key, _ likeness: Double) -> Double {
        if key.reading == nil { return 0.03 }
        return likeness >= 0.99 ? 0.015 : 0.05
    }

    private func otherKeys() -> [Key] {
        let declared = ByteReading(copy.encoding)
        let speeds = EnvelopeAlignment.speeds.map { Key(reading: nil, speed: $0) }
        let readings = ByteReading.allCases.filter { $0 != declared }.flatMap { reading in
            reading.rates.map { rate in
                let real = Double(reading.bytesPerSample * rate)
                return Key(reading: reading, speed: Double(copy.encoding.bytesPerSecond) / real)
            }
        }
        return speeds + readings
    }

    /// The mean correlation of the better part of the pieces: some may be missing.
    private func likeness(of pieces: [SpeechPieces.Piece], _ key: Key, reach: Double) -> Double {
        guard let envelope = makeEnvelope(key) else { return 0 }
        let hits = pieces.compactMap { piece -> Double? in
            let template = template(piece, envelope)
            guard template.hasShape else { return nil }
            guard let window = window(for: piece, envelope, reach: reach) else { return 0 }
            return envelope.search(template, from: window.lowerBound, to: window.upperBound)?.correlation ?? 0
        }.sorted(by: >)
        guard !hits.isEmpty else { return 0 }
        let count = max(min(2, hits.count), (hits.count + 1) / 3)
        return hits.prefix(count).reduce(0, +) / Double(count)
    }

    private func makeEnvelope(_ key: Key) -> Envelope? {
        let frame = Double(AudioTrack.frameMs)
        guard let reading = key.reading else {
            return Envelope(codes: copy.levels, trueMs: frame * key.speed, declaredMs: frame)
        }
        let levels = copy.readings
        guard levels.count > 0 else { return nil }
        let declared = levels.encoding.milliseconds(ofBytes: levels.blockBytes)
        return Envelope(
            codes: levels.levels[reading.rawValue], trueMs: declared * key.speed, declaredMs: declared,
            startMs: levels.startMs)
    }

    private func template(_ piece: SpeechPieces.Piece, _ envelope: Envelope) -> Envelope.Template {
        Envelope.Template(codes: original.levels[piece.frames], floor: floor, stepMs: envelope.stepMs)
    }

    /// Where on the copy's clock a piece may begin: what passed after the original, by the wall clock. Where there is none, what is
    /// not too far from where it would follow the piece before, for the same may be said again and again.
    private func window(
        for piece: SpeechPieces.Piece, _ envelope: Envelope, reach: Double,
        after last: (originalMs: Double, copyMs: Double)? = nil
    ) -> ClosedRange<Double>? {
        let start = Double(piece.frames.lowerBound * AudioTrack.frameMs)
        guard let time = original.time(at: start) else {
            let end = max(envelope.startMs, copy.milliseconds)
            guard let last else { return envelope.startMs...end }
            let place = last.copyMs + start - last.originalMs
            let from = min(max(last.copyMs, place - reach), end)
            return from...min(max(from, place + reach), end)
        }
        guard let from = copy.position(at: time - EnvelopeAlignment.leadMs / 1_000),
            let to = copy.position(at: time + reach / 1_000)
        else { return nil }
        return from...max(from, to)
    }

    // MARK: Piece by piece

    private mutating func follow(_ pieces: [SpeechPieces.Piece], _ key: Key) {
        guard let envelope else { return }
        var last: (originalMs: Double, copyMs: Double, lagMs: Double?)?
        for piece in pieces {
            let start = Double(piece.frames.lowerBound * AudioTrack.frameMs)
            let template = template(piece, envelope)
            // A grid of 10 ms at the speed of the copy: beyond its end nothing was kept.
            let end = envelope.startMs + Double(envelope.values.count) * envelope.declaredStepMs
            var expected = expectedPlaces(start, last, speed: key.speed)
            var hit: Envelope.Hit?
            if template.hasShape {
                for place in expected {
                    let near = envelope.search(
                        template, from: place - EnvelopeAlignment.narrowMs, to: place + EnvelopeAlignment.narrowMs)
                    if let near, near.correlation > hit?.correlation ?? EnvelopeAlignment.sameThere { hit = near }
                }
                if hit == nil {
                    let reach = 5_000 + max(0, last?.lagMs ?? 0) * 1.5
                    for reach in [reach, 60_000] where hit == nil {
                        guard
                            let window = window(
                                for: piece, envelope, reach: reach, after: last.map { ($0.originalMs, $0.copyMs) }),
                            let far = envelope.search(template, from: window.lowerBound, to: window.upperBound)
                        else { continue }
                        if far.correlation >= EnvelopeAlignment.surelySame { hit = far }
                    }
                }
            }
            if var hit {
                hit.gain = gain(of: hit.ms, piece, speed: key.speed, envelope)
                let lag = copy.lag(at: hit.ms, behind: original, at: start)
                last = (start, hit.ms, lag)
                found.append(Found(piece: piece, hit: hit, expectedMs: hit.ms))
            } else {
                // A piece without shape says nothing; one that lies beyond what was kept neither.
                expected = expected.filter { $0 <= end }
                guard template.hasShape, key.reading == nil || !expected.isEmpty else { continue }
                found.append(Found(piece: piece, hit: nil, expectedMs: expected.first))
            }
        }
    }

    /// By the wall clock, and where it would follow what was found last.
    private func expectedPlaces(
        _ start: Double, _ last: (originalMs: Double, copyMs: Double, lagMs: Double?)?, speed: Double
    ) -> [Double] {
        var places: [Double] = []
        if let last {
            places.append(last.copyMs + (start - last.originalMs) / speed)
            if let lag = last.lagMs, let time = original.time(at: start),
                let place = copy.position(at: time + lag / 1_000)
            {
                places.append(place)
            }
        }
        return places
    }

    /// Level of the copy over the original at the loud frames of a piece, dB.
    private func gain(of ms: Double, _ piece: SpeechPieces.Piece, speed: Double, _ envelope: Envelope) -> Double {
        guard let reading = copyCodes(ms, count: Double(piece.frames.count) / speed, envelope) else { return 0 }
        let theirs = Envelope.loudest(Array(reading))
        let ours = Envelope.loudest(Array(original.levels[piece.frames]))
        return (Double(theirs) - Double(ours)) / 2
    }

    private func copyCodes(_ ms: Double, count: Double, _ envelope: Envelope) -> ArraySlice<UInt8>? {
        guard key?.reading == nil else { return nil }
        let first = Int(ms) / AudioTrack.frameMs
        let end = min(copy.levels.count, first + max(1, Int(count)))
        return first < end ? copy.levels[first..<end] : nil
    }
}
