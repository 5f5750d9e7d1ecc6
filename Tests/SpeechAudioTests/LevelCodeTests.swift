import Foundation
import Testing

@testable import SpeechAudio

struct LevelCodeTests {
    /// By its definition, with a logarithm.
    private static func code(_ meanSquare: Double) -> UInt8 {
        let decibels = meanSquare > 0 ? 10 * log10(meanSquare / (32_768 * 32_768)) : -1_000
        return UInt8(min(max(((decibels + 100) * 2).rounded(), 0), 255))
    }

    @Test func `every level has the code of its half decibel`() {
        var wrong: [Double] = []
        var meanSquare = 1e-6
        while meanSquare < 1e12 {
            if LevelCode.code(meanSquare: meanSquare) != Self.code(meanSquare) { wrong.append(meanSquare) }
            meanSquare *= 1.000_37
        }
        #expect(wrong == [])
    }

    @Test func `what is no level has a code too`() {
        #expect([0, -1, -.infinity, .nan].map { LevelCode.code(meanSquare: $0) } == [0, 0, 0, 0])
        #expect(LevelCode.code(meanSquare: .infinity) == Self.code(32_768.0 * 32_768 * 1_000))
        #expect(LevelCode.code(meanSquare: 32_768 * 32_768) == 200)
    }
}
