// The incremental check against the standard library's, and against the table of the Unicode standard.
import Testing

@testable import WebSocketWire

struct UTF8CheckTests {
    private func isValid(_ bytes: [UInt8], cutAt cut: Int = 0) -> Bool {
        var check = UTF8Check()
        return bytes[..<cut].withUnsafeBytes { check.accept($0) } && bytes[cut...].withUnsafeBytes { check.accept($0) }
            && check.isComplete
    }

    @Test(arguments: [
        "", "plain text that is longer than eight bytes", "é", "߿", "ࠀ", "\u{D7FF}\u{E000}\u{FFFF}",
        "\u{10000}\u{10FFFF}", "mixed 世界 and 🎧 text",
    ])
    func `text is valid wherever it is cut`(text: String) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count { #expect(isValid(bytes, cutAt: cut)) }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xC3], [0xE2, 0x82], [0xC3, 0x28],
            [0xE2, 0x28, 0xA1], [0xF0, 0x90, 0x28, 0xBC],
        ] as [[UInt8]])
    func `what is not UTF-8 is refused wherever it is cut`(bytes: [UInt8]) {
        for cut in 0...bytes.count { #expect(!isValid(bytes, cutAt: cut)) }
    }

    @Test func `it agrees with the standard library on random bytes`() {
        var chance = Seeded(state: 7)
        // Bytes near the borders of the table, so that a good share is valid.
        let palette: [UInt8] = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4]
        var valid = 0
        for _ in 0..<50_000 {
            let bytes = (0..<Int.random(in: 1...6, using: &chance)).map { _ in
                palette.randomElement(using: &chance) ?? 0
            }
            let expected = String(validating: bytes, as: UTF8.self) != nil
            #expect(isValid(bytes) == expected)
            valid += expected ? 1 : 0
        }
        #expect(valid > 1000)
    }
}
