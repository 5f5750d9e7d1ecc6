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
        var free = Places(there)
        var used = [Bool](repeating: false, count: there.count)
        var found = 0
        var lag: Double?
        /// Places in time that were found last.
        var (here, origin) = (0, 0)
        for landmark in wanted {
            let at = Double(landmark.position) / 8
            var best: (index: Int, ms: Double, lag: Double?, cost: Double)?
            // What comes again and again is mostly taken in its order: then the rest of it begins behind what is taken.
            free.drop(of: landmark.hash) { used[$0] }
            free.each(of: landmark.hash) { index in
                guard !used[index] else { return }
                let ms = Double(there[index].position) / 8
                let lagMs = copy.lag(at: ms, near: &here, behind: original, at: at, near: &origin)
                // The copy cannot be earlier than the original; places are known to a chunk.
                if let lagMs, lagMs < -400 { return }
                var cost = lagMs ?? ms
                if let last = points.last {
                    let jump = (ms - last.copy) * slope - (at - last.original)
                    let backwards = ms < last.copy ? 1e9 : 0
                    cost = abs(jump) < 0.5 ? -1 : backwards + (lagMs.map { abs($0 - (lag ?? 0)) } ?? abs(jump))
                }
                if cost < best?.cost ?? .infinity { best = (index, ms, lagMs, cost) }
            }
            guard let chosen = best else { continue }
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
        guard used.contains(false) else { return }
        // Who says the same twice is not heard twice.
        let (places, asked) = (Places(there), Places(wanted))
        for (index, landmark) in there.enumerated() where !used[index] {
            guard places.contains(landmark.hash, where: { used[$0] }),
                places.count(of: landmark.hash) > asked.count(of: landmark.hash)
            else { continue }
            let ms = Double(landmark.position) / 8
            if let last = repeated.last, ms - last.upperBound < LandmarkAlignment.spacing {
                repeated[repeated.count - 1] = last.lowerBound...ms
            } else {
                repeated.append(max(0, ms - 8)...ms)
            }
        }
    }
}

/// Where each hash stands among landmarks: the first of them, and behind each the next one.
private struct Places {
    private let landmarks: [ByteLandmarks.Landmark]
    /// By some bits of the hash: the first that has them.
    private var first: [Int32]
    private var next: [Int32]
    private let mask: UInt32
    private static let none: Int32 = -1
    /// Of one hash. A sound that comes so often tells nothing.
    private static let most = 64
    /// Of one chain, those of other hashes included: sounds made for it share more than chance gives.
    private static let longest = 512

    private func slot(of hash: UInt32) -> Int { Int(hash &* 0x9E37_79B1 >> 7 & mask) }

    init(_ landmarks: [ByteLandmarks.Landmark]) {
        self.landmarks = landmarks
        var size = 16
        while size < landmarks.count * 2 { size *= 2 }
        mask = UInt32(size - 1)
        first = [Int32](repeating: Self.none, count: size)
        next = [Int32](repeating: Self.none, count: landmarks.count)
        for index in landmarks.indices.reversed() {
            let slot = slot(of: landmarks[index].hash)
            next[index] = first[slot]
            first[slot] = Int32(truncatingIfNeeded: index)
        }
    }

    /// Forgets the first ones for as long as a condition holds, where nothing else stands before them.
    mutating func drop(of hash: UInt32, while condition: (Int) -> Bool) {
        let slot = slot(of: hash)
        while first[slot] != Self.none, landmarks[Int(first[slot])].hash == hash, condition(Int(first[slot])) {
            first[slot] = next[Int(first[slot])]
        }
    }

    /// In their order, no more than ``most``.
    func each(of hash: UInt32, _ body: (Int) -> Void) {
        var (found, steps) = (0, 0)
        var place = first[slot(of: hash)]
        while place != Self.none, found < Self.most, steps < Self.longest {
            steps += 1
            if landmarks[Int(place)].hash == hash {
                body(Int(place))
                found += 1
            }
            place = next[Int(place)]
        }
    }

    func contains(_ hash: UInt32, where condition: (Int) -> Bool) -> Bool {
        var isFound = false
        each(of: hash) { isFound = isFound || condition($0) }
        return isFound
    }

    func count(of hash: UInt32) -> Int {
        var count = 0
        each(of: hash) { _ in count += 1 }
        return count
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
        var (here, there) = (0, 0)
        return lag(at: ms, near: &here, behind: other, at: otherMs, near: &there)
    }

    /// - Parameters:
    ///   - here: Of this track, the place that was found last.
    ///   - there: Of the other one.
    func lag(
        at ms: Double, near here: inout Int, behind other: AudioTrack, at otherMs: Double, near there: inout Int
    ) -> Double? {
        guard let now = time(at: ms, near: &here), let then = other.time(at: otherMs, near: &there) else { return nil }
        return (now - then) * 1_000
    }
}
