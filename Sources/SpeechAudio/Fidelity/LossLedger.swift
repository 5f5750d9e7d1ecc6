/// Keeps account of what lies between places that were found on both sides: lost speech, lost silence, silence put in.
struct LossLedger {
    private let copy: AudioTrack
    private let original: AudioTrack
    private let threshold: UInt8
    /// The copy's levels are those of its sound: its bytes are what they were declared to be.
    private let tellsLevels: Bool
    private var missing: [Fidelity.Stretch] = []
    private var gaps: [Fidelity.Stretch] = []
    private var repeated: [Fidelity.Stretch] = []
    private var silenceLost = 0.0
    /// Speech since the last place found that is known to be missing.
    private var absentMs = 0.0

    /// 10 dB.
    private static let quieter: UInt8 = 20

    init(copy: AudioTrack, original: AudioTrack, threshold: UInt8, tellsLevels: Bool = true) {
        self.copy = copy
        self.original = original
        self.threshold = threshold
        self.tellsLevels = tellsLevels
    }

    /// From one place found to the next. `slope`: ms of the original for one of the copy.
    ///
    /// - Parameter lengthMs: Of speech after `from` that is known to have been found: a loss lies behind it.
    mutating func step(
        from: (original: Double, copy: Double), to: (original: Double, copy: Double), slope: Double,
        tolerance: Double, lengthMs: Double
    ) {
        let jump = (to.copy - from.copy) * slope - (to.original - from.original)
        let behind = min(from.original + lengthMs, to.original)
        defer { absentMs = 0 }
        if jump < -tolerance {
            let lost = max(0, min(-jump, speechLost(from, to, slope, behind, lengthMs)) - absentMs)
            silenceLost += max(0, -jump - lost - absentMs)
            if lost > 0 {
                let start = firstSound(from: behind, to: to.original) ?? behind
                missing.append(Fidelity.Stretch(start, start + lost, of: original))
            }
        } else if jump > tolerance, to.original - behind < 250 {
            // In the middle of words something was put in.
            let spoken = SpeechPieces.soundMs(original.levels, from: behind, to: to.original, threshold: threshold)
            let start = from.copy + lengthMs / max(slope, 0.01)
            let heard = SpeechPieces.soundMs(copy.levels, from: start, to: to.copy, threshold: threshold)
            let stretch = Fidelity.Stretch(start, start + jump / slope, of: copy)
            if heard * slope - spoken < jump / 2 { gaps.append(stretch) }
        } else if jump < tolerance, lengthMs == 0 {
            silenced(from, to, slope)
        }
    }

    /// Of what lies between two places, as far as it is speech.
    private func speechLost(
        _ from: (original: Double, copy: Double), _ to: (original: Double, copy: Double), _ slope: Double,
        _ behind: Double, _ lengthMs: Double
    ) -> Double {
        // Between two pieces of one utterance there is nothing else.
        if lengthMs > 0, to.original - behind < 250 { return .infinity }
        let spoken = SpeechPieces.soundMs(original.levels, from: behind, to: to.original, threshold: threshold)
        guard tellsLevels, abs(slope - 1) < 0.01 else { return spoken }
        // A word's end that is hardly to be heard belongs to no piece, and may be quieter still in a copy that is only like it.
        let least = lengthMs == 0 || threshold < LossLedger.quieter ? threshold : threshold - LossLedger.quieter
        return spoken
            - SpeechPieces.soundMs(copy.levels, from: from.copy + lengthMs, to: to.copy, threshold: least)
    }

    /// Speech whose place in the copy is there, and silent: only bytes tell that so exactly.
    private mutating func silenced(
        _ from: (original: Double, copy: Double), _ to: (original: Double, copy: Double), _ slope: Double
    ) {
        guard to.original - from.original > 250, abs(slope - 1) < 0.01 else { return }
        let spoken = SpeechPieces.soundMs(original.levels, from: from.original, to: to.original, threshold: threshold)
        let heard = SpeechPieces.soundMs(copy.levels, from: from.copy, to: to.copy, threshold: threshold)
        guard spoken - heard > 80 else { return }
        let start = firstSound(from: from.original, to: to.original) ?? from.original
        missing.append(Fidelity.Stretch(start, start + spoken - heard, of: original))
    }

    /// A part of the original that the copy cannot hold: before what it begins with, or after what it ends with.
    mutating func edge(_ start: Double, _ end: Double) {
        let sound = SpeechPieces.soundMs(original.levels, from: start, to: end, threshold: threshold)
        if sound > 0 {
            let first = firstSound(from: start, to: end) ?? start
            missing.append(Fidelity.Stretch(first, first + sound, of: original))
        }
        silenceLost += max(0, end - start - sound)
    }

    /// A piece that was not found: missing if nothing sounds where it should be.
    mutating func absent(_ found: EnvelopeAlignment.Found, key: EnvelopeAlignment.Key) {
        guard key.reading == nil else { return }
        let piece = found.piece
        let length = piece.endMs - piece.startMs
        let spoken = SpeechPieces.soundMs(
            original.levels, from: piece.startMs, to: piece.endMs, threshold: threshold)
        let quieter = threshold > 40 ? threshold - 40 : 0
        if let place = found.expectedMs {
            let heard = SpeechPieces.soundMs(
                copy.levels, from: place, to: place + (length + 300) / key.speed, threshold: quieter)
            guard heard * key.speed < spoken * 0.3 else { return }
        }
        missing.append(Fidelity.Stretch(piece.startMs, piece.startMs + spoken, of: original))
        absentMs += spoken
    }

    private func firstSound(from: Double, to: Double) -> Double? {
        let first = max(0, Int(from) / AudioTrack.frameMs)
        let last = min(original.levels.count, Int(to) / AudioTrack.frameMs)
        guard first < last else { return nil }
        return original.levels[first..<last].firstIndex { $0 >= threshold }.map {
            max(from, Double($0 * AudioTrack.frameMs))
        }
    }

    func settle(into result: inout Fidelity) {
        result.missing = missing.sorted { $0.startMs < $1.startMs }
        result.gaps = gaps
        result.repeated += repeated
        result.silenceLostMs = silenceLost
    }
}
