/// The loudness of a stream on an even grid, ready to be searched.
struct Envelope: Sendable {
    /// Half decibels above the floor.
    let values: [Int32]
    /// Of the true time of the sound that a value covers, if the reading is right.
    let stepMs: Double
    /// Of the stream's own sample clock that a value covers, and where the first one begins.
    let declaredStepMs: Double
    let startMs: Double
    private let sums: [Int64]
    private let squares: [Int64]

    /// What lies so far below the loud parts, in half decibels, is silence: noise there says nothing.
    private static let range: UInt8 = 70
    private static let quietest = LevelCode.code(decibels: -80)

    /// - Parameters:
    ///   - codes: ``LevelCode``s at equal distances.
    ///   - trueMs: Of the sound that one of them covers; those shorter than a pitch period are joined.
    init(codes: [UInt8], trueMs: Double, declaredMs: Double, startMs: Double = 0) {
        let joined = max(1, Int((8 / trueMs).rounded(.up)))
        let floor = Envelope.floor(codes)
        var values: [Int32] = []
        values.reserveCapacity(codes.count / joined + 1)
        var index = 0
        while index + joined <= codes.count {
            let code = joined == 1 ? codes[index] : Envelope.mean(codes[index..<index + joined])
            values.append(Int32(max(code, floor) - floor))
            index += joined
        }
        self.values = values
        stepMs = trueMs * Double(joined)
        declaredStepMs = declaredMs * Double(joined)
        self.startMs = startMs
        var sum: Int64 = 0
        var square: Int64 = 0
        var sums: [Int64] = [0]
        var squares: [Int64] = [0]
        sums.reserveCapacity(values.count + 1)
        squares.reserveCapacity(values.count + 1)
        for value in values {
            sum += Int64(value)
            square += Int64(value) * Int64(value)
            sums.append(sum)
            squares.append(square)
        }
        self.sums = sums
        self.squares = squares
    }

    static func floor(_ codes: [UInt8]) -> UInt8 {
        let loud = loudest(codes)
        return max(quietest, loud > range ? loud - range : 0)
    }

    /// The level that one in fifty of the audible frames exceeds.
    static func loudest(_ codes: [UInt8]) -> UInt8 {
        var counts = [Int](repeating: 0, count: 256)
        var total = 0
        for code in codes where code >= quietest {
            counts[Int(code)] += 1
            total += 1
        }
        var left = total / 50
        for code in stride(from: 255, through: 0, by: -1) {
            left -= counts[code]
            if left < 0 { return UInt8(code) }
        }
        return 0
    }

    private static func mean(_ codes: ArraySlice<UInt8>) -> UInt8 {
        let energy = codes.reduce(0.0) { $0 + AudioLevel.gain(decibels: 2 * LevelCode.decibels($1)) }
        return LevelCode.code(meanSquare: energy / Double(codes.count) * 32_768 * 32_768)
    }

    struct Hit: Sendable {
        /// On the stream's own sample clock.
        var ms: Double
        /// -1...1
        var correlation: Double
        /// Level of the stream over that of the template, in dB.
        var gain = 0.0
    }

    /// Where a template on this grid fits best.
    ///
    /// - Parameter range: Of the stream's own clock, for the template's beginning.
    func search(_ template: Template, from: Double, to: Double) -> Hit? {
        let count = template.values.count
        let first = max(0, index(of: from))
        let last = min(values.count - count, index(of: to))
        guard first <= last, count >= 8, template.deviation > 0 else { return nil }
        var best = -1.0
        var place = first
        for start in first...last {
            let correlation = correlation(template, at: start)
            if correlation > best {
                best = correlation
                place = start
            }
        }
        return Hit(ms: startMs + Double(place) * declaredStepMs, correlation: best)
    }

    private func index(of ms: Double) -> Int {
        Int(min(max(((ms - startMs) / declaredStepMs).rounded(), -1), Double(values.count)))
    }

    private func correlation(_ template: Template, at start: Int) -> Double {
        let count = template.values.count
        let sum = sums[start + count] - sums[start]
        let square = squares[start + count] - squares[start]
        let variance = Double(square) - Double(sum) * Double(sum) / Double(count)
        // Less than a decibel of change is no structure.
        guard variance > Double(count) * 4 else { return 0 }
        let product = values.withUnsafeBufferPointer { values in
            template.values.withUnsafeBufferPointer { other in
                var total: Int32 = 0
                for index in 0..<count { total &+= values[start &+ index] &* other[index] }
                return total
            }
        }
        let covariance = Double(product) - Double(sum) * template.mean
        return covariance / (variance.squareRoot() * template.deviation)
    }

    /// A piece of another stream on this one's grid.
    struct Template: Sendable {
        let values: [Int32]
        let mean: Double
        /// Root of the sum of squared differences from the mean.
        let deviation: Double

        /// - Parameters:
        ///   - codes: At 10 ms each.
        ///   - stepMs: Of the grid that the template is for.
        init(codes: ArraySlice<UInt8>, floor: UInt8, stepMs: Double) {
            let step = stepMs / Double(AudioTrack.frameMs)
            let count = min(2_000, max(0, Int(Double(codes.count) / step)))
            values = (0..<count).map { index in
                // The mean of what the longer step covers, else what lies between.
                let from = Double(index) * step
                let first = codes.startIndex + min(Int(from), codes.count - 1)
                if step >= 1.5 {
                    let end = max(first + 1, codes.startIndex + min(Int(from + step), codes.count))
                    return Int32(max(Envelope.mean(codes[first..<end]), floor) - floor)
                }
                let second = min(first + 1, codes.endIndex - 1)
                let share = from - from.rounded(.down)
                let left = Double(max(codes[first], floor) - floor)
                let right = Double(max(codes[second], floor) - floor)
                return Int32((left + (right - left) * share).rounded())
            }
            let sum = values.reduce(0) { $0 + Int($1) }
            let square = values.reduce(0) { $0 + Int($1) * Int($1) }
            mean = count == 0 ? 0 : Double(sum) / Double(count)
            deviation = max(0, Double(square) - mean * Double(sum)).squareRoot()
        }

        /// Enough ups and downs to be told from other speech: 3 dB.
        var hasShape: Bool { deviation > 6 * Double(values.count).squareRoot() }
    }
}
