/// The level of a short frame in one byte: enough for an hour of envelope in 360 kB.
package enum LevelCode {
    /// Half decibels above the quietest that is told apart, -100 dBFS.
    static func code(meanSquare: Double) -> UInt8 {
        UInt8(min(max(((AudioLevel.decibels(meanSquare: meanSquare) - quietest) * 2).rounded(), 0), 255))
    }

    /// dBFS; -100 also for everything below.
    static func decibels(_ code: UInt8) -> Double { quietest + Double(code) / 2 }

    /// Of a level in dBFS.
    static func code(decibels: Double) -> UInt8 { UInt8(min(max(((decibels - quietest) * 2).rounded(), 0), 255)) }

    private static let quietest = -100.0
}
