/// Finds the original's bytes in the copy: to the sample, whatever the messages they came in.
struct LandmarkAlignment: Sendable {
    struct Point: Sendable {
        /// On each stream's own clock, ms.
        var original: Double
        var copy: Double
        var lagMs: Double?
    }

    /// Found ones in the order of the original.
    private(set) var points: [Point] = []
    /// Of the original: 0...1; nil when it has too few.
    private(set) var share: Double?
    /// Stretches of the copy that had been there before, ms of its clock.
    private(set) var repeated: [ClosedRange<Double>] = []
    /// Stretches of the copy that were found in the original, with what is around their landmarks.
    private(set) var covered: [ClosedRange<Double>] = []
    /// Milliseconds of the original for one of the copy, as both are declared.
    let slope: Double

    /// Half a second of speech.
    private static let fewest = 8
    /// What may lie between two landmarks of one stretch, ms.
    private static let spacing = 400.0

    init(copy: AudioTrack, original: AudioTrack) {
        slope = Double(copy.encoding.bytesPerSecond) / Double(original.encoding.bytesPerSecond)
        let sparse = copy.encoding.bytesPerSample != 1 || original.encoding.bytesPerSample != 1
        let wanted = original.landmarks.all.filter { !sparse || $0.isSparse }
        let there = copy.landmarks.all.filter { !sparse || $0.isSparse }
        guard wanted.count >= LandmarkAlignment.fewest else { return }
        var places: [UInt32: [Int]] = [:]
        for (index, landmark) in there.enumerated() where places[landmark.hash]?.count ?? 0 < 64 {
            places[landmark.hash, default: []].append(index)
        }
        var used = [Bool](repeating: false, count: there.count)
        var found = 0
        var lag: Double?
        for landmark in wanted {
            guard let candidates = places[landmark.hash] else { continue }
            let at = Double(landmark.position) / 8
            let chosen = candidates.compactMap { index -> (index: Int, ms: Double, lag: Double?, cost: Double)? in
                guard !used[index] else { return nil }
                let ms = Double(there[index].position) / 8
                let lagMs = copy.lag(at: ms, behind: original, at: at)
                // The copy cannot be earlier than the original; places are known to a chunk.
                if let lagMs, lagMs < -400 { return nil }
                guard let last = points.last else { return (index, ms, lagMs, lagMs ?? ms) }
                let jump = (ms - last.copy) * slope - (at - last.original)
                if abs(jump) < 0.5 { return (index, ms, lagMs, -1) }
                let backwards = ms < last.copy ? 1e9 : 0
                return (index, ms, lagMs, backwards + (lagMs.map { abs($0 - (lag ?? 0)) } ?? abs(jump)))
            }.min { $0.cost < $1.cost }
            guard let chosen else { continue }
            used[chosen.index] = true
            found += 1
            if let last = points.last, chosen.ms < last.copy { continue }
            points.append(Point(original: at, copy: chosen.ms, lagMs: chosen.lag))
            lag = chosen.lag
        }
        share = Double(found) / Double(wanted.count)
        for index in there.indices where used[index] {
            let ms = Double(there[index].position) / 8
            if let last = covered.last, ms - last.upperBound < LandmarkAlignment.spacing {
                covered[covered.count - 1] = last.lowerBound...(ms + 150)
            } else {
                covered.append(max(0, ms - 150)...(ms + 150))
            }
        }
        let known = Set(there.indices.filter { used[$0] }.map { there[$0].hash })
        // Who says the same twice is not heard twice.
        var surplus: [UInt32: Int] = [:]
        for landmark in there { surplus[landmark.hash, default: 0] += 1 }
        for landmark in wanted { surplus[landmark.hash, default: 0] -= 1 }
        for (index, landmark) in there.enumerated()
        where !used[index] && known.contains(landmark.hash) && surplus[landmark.hash] ?? 0 > 0 {
            let ms = Double(landmark.position) / 8
            if let last = repeated.last, ms - last.upperBound < LandmarkAlignment.spacing {
                repeated[repeated.count - 1] = last.lowerBound...ms
            } else {
                repeated.append(max(0, ms - 8)...ms)
            }
        }
    }
}

extension LandmarkAlignment {
    /// Of the original, ms: from the first to the last of landmarks that follow each other at the same distance on both sides.
    var stretches: [ClosedRange<Double>] {
        var found: [ClosedRange<Double>] = []
        var last: Point?
        for point in points {
            if let last, let stretch = found.last, point.original - last.original < LandmarkAlignment.spacing,
                abs((point.copy - last.copy) * slope - (point.original - last.original)) < 0.5
            {
                found[found.count - 1] = stretch.lowerBound...max(stretch.upperBound, point.original)
            } else {
                found.append(point.original...point.original)
            }
            last = point
        }
        return found
    }
}

extension AudioTrack {
    /// How much later a part of this track passed than a part of another one, in ms of wall time.
    func lag(at ms: Double, behind other: AudioTrack, at otherMs: Double) -> Double? {
        guard let here = time(at: ms), let there = other.time(at: otherMs) else { return nil }
        return (here - there) * 1_000
    }
}
