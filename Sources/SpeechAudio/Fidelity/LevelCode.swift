/// The level of a short frame in one byte: enough for an hour of envelope in 360 kB.
package enum LevelCode {
    /// Half decibels above the quietest that is told apart, -100 dBFS.
    static func code(meanSquare: Double) -> UInt8 {
        guard meanSquare >= limits[1] else { return 0 }
        // Of a number's bits the upper sixteen tell it to a quarter of a decibel: the code or the one before it.
        let place = Int(min(meanSquare, loudest).bitPattern >> 48) - firstPlace
        let code = codes[place]
        return code < 255 && meanSquare >= limits[Int(code) + 1] ? code + 1 : code
    }

    /// Where each code begins: a logarithm for each ten milliseconds of a call takes longer than all that is added up in them.
    private static let limits = (0...255).map { code in
        32_768 * 32_768 * AudioLevel.gain(decibels: 2 * (quietest + (Double(code) - 0.5) / 2))
    }
    /// More than any sound.
    private static let loudest = 32_768.0 * 32_768 * 1_000
    private static let firstPlace = Int(limits[1].bitPattern >> 48)
    /// By the upper sixteen bits, from those of the first limit on: the code of the least number that has them.
    private static let codes: [UInt8] = (firstPlace...Int(loudest.bitPattern >> 48)).map { place in
        let least = Double(bitPattern: UInt64(place) << 48)
        return UInt8(limits.lastIndex { $0 <= least } ?? 0)
    }

    /// dBFS; -100 also for everything below.
    static func decibels(_ code: UInt8) -> Double { quietest + Double(code) / 2 }

    /// Of a level in dBFS.
    static func code(decibels: Double) -> UInt8 { UInt8(min(max(((decibels - quietest) * 2).rounded(), 0), 255)) }

    private static let quietest = -100.0
    /// The mean square whose code is 0 before it is rounded.
    static let quietestMeanSquare = 32_768 * 32_768 * AudioLevel.gain(decibels: 2 * quietest)
}
