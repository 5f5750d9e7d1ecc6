/// How what is played on a line comes back in what is heard from it: so late, and so much quieter. Found by loudness alone, on one
/// grid of wall time for both; an echo canceller that lets nothing through leaves no path, and neither does a caller who talks all the time.
package struct EchoPath: Sendable, Equatable {
    /// Of the echo behind the playback.
    package let lagMs: Int
    /// Of the echo over the playback, in dB.
    package let gain: Double

    /// Of the grid.
    package static let stepMs = AudioTrack.frameMs
    /// Transcoders, a mobile network and a room take so long together; recorders may turn the order around a little.
    private static let lags = -4...60
    /// Half a second of speech has hardly more than five syllables, which fit anywhere.
    private static let leastSteps = 60
    /// So far below the loudest counts, half decibels: noise is mixed into what is quieter.
    private static let range = 40
    /// Half decibels that an echo may stray from its mean.
    private static let spread = 6
    private static let audible = LevelCode.code(decibels: -50)

    /// The mean loudness of 50 ms around each step: two grids that lie half a step apart see a syllable alike.
    package static func smoothed(_ codes: [UInt8]) -> [UInt8] {
        let energy = (0...255).map { AudioLevel.gain(decibels: Double($0)) }
        return codes.indices.map { index in
            let around = max(0, index - 2)...min(codes.count - 1, index + 2)
            let mean = around.reduce(0) { $0 + energy[Int(codes[$1])] } / Double(around.count)
            return LevelCode.code(meanSquare: mean * LevelCode.quietestMeanSquare)
        }
    }

    /// - Parameters:
    ///   - played: ``LevelCode``s of what the caller heard, ``smoothed(_:)``; 0 where nothing was.
    ///   - heard: Of what came from the caller in the same steps.
    /// - Returns: Nil where no echo is proved.
    package static func find(played: [UInt8], heard: [UInt8]) -> EchoPath? {
        let floor = max(Int(audible), Int(Envelope.loudest(played)) - range)
        let loud = played.indices.filter { Int(played[$0]) >= floor }
        guard loud.count >= leastSteps, played.count == heard.count else { return nil }
        let fits = lags.compactMap { lag in fit(lag, loud, played, heard) }
        return fits.max { $0.share < $1.share }.map { EchoPath(lagMs: $0.lag * stepMs, gain: $0.gain) }
    }

    private static func fit(
        _ lag: Int, _ loud: [Int], _ played: [UInt8], _ heard: [UInt8]
    ) -> (lag: Int, share: Double, gain: Double)? {
        // Counted and not sorted: an hour of a call is looked at once for every lag.
        var counts = [Int](repeating: 0, count: 511)
        var total = 0
        for step in loud where heard.indices.contains(step + lag) {
            counts[Int(heard[step + lag]) - Int(played[step]) + 255] += 1
            total += 1
        }
        guard total >= leastSteps else { return nil }
        var below = 0
        let middle =
            (counts.firstIndex { count in
                below += count
                return below > total / 2
            } ?? 255) - 255
        let share =
            Double(counts[max(0, middle + 255 - spread)...min(510, middle + 255 + spread)].reduce(0, +)) / Double(total)
        // Louder than the playback is nobody's echo.
        guard share >= 0.65, middle <= 6 else { return nil }
        let pairs = loud.filter { heard.indices.contains($0 + lag) }.map {
            (played: Int(played[$0]), heard: Int(heard[$0 + lag]))
        }
        let near = pairs.filter { abs($0.heard - $0.played - middle) <= spread }
        // What cannot be heard wakes no detector.
        guard near.count(where: { $0.heard >= Int(audible) }) * 2 > pairs.count else { return nil }
        // Two steady sounds always fit.
        let levels = pairs.map { Double($0.played) }
        guard deviation(levels) >= 5, correlation(near) >= 0.7 else { return nil }
        return (lag, share, Double(middle) / 2)
    }

    /// How much of what can be heard from the caller in a range of steps is no louder than the echo: 0...1. Nil: nothing can be heard.
    package func explained(of heard: [UInt8], played: [UInt8], in steps: Range<Int>) -> Double? {
        let lag = lagMs / Self.stepMs
        let audible = steps.clamped(to: 0..<heard.count).filter { heard[$0] >= Self.audible }
        guard audible.count >= 5 else { return nil }
        let limit = gain * 2 + Double(Self.spread) + 4
        let echoed = audible.count { step in
            // A room smears what comes back.
            let around = (step - lag - 4)...(step - lag + 2)
            let level = around.reduce(0) { max($0, played.indices.contains($1) ? Int(played[$1]) : 0) }
            return level > 0 && Double(heard[step]) <= Double(level) + limit
        }
        return Double(echoed) / Double(audible.count)
    }

    private static func deviation(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }

    private static func correlation(_ pairs: [(played: Int, heard: Int)]) -> Double {
        let count = Double(pairs.count)
        let x = pairs.reduce(0.0) { $0 + Double($1.played) } / count
        let y = pairs.reduce(0.0) { $0 + Double($1.heard) } / count
        var (xy, xx, yy) = (0.0, 0.0, 0.0)
        for pair in pairs {
            let (a, b) = (Double(pair.played) - x, Double(pair.heard) - y)
            xy += a * b
            xx += a * a
            yy += b * b
        }
        return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : 0
    }
}
