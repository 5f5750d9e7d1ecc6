// What every fuzzer here shares: how many inputs, and how each is damaged.
import Foundation
import RealtimeProtocol

/// Numbers of the inputs that are tried: each decides all that is done to it. `make fuzz` asks for more than the tests.
enum Rounds {
    static let range: Range<UInt64> = {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["FUZZ_FROM"].flatMap { UInt64($0) } ?? 1
        let count = environment["FUZZ_ROUNDS"].flatMap { UInt64($0) } ?? 150
        return first..<first &+ min(count, 10_000_000)
    }()
}

/// An input, a little or badly broken: bytes changed, lost, doubled, moved; numbers, depth and characters that hurt.
struct Damage {
    private var dice: SplitMix64
    private let others: [[UInt8]]

    /// - Parameter others: Inputs from which pieces are taken.
    init(seed: UInt64, others: [[UInt8]]) {
        dice = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15)
        self.others = others
    }

    mutating func number(below limit: Int) -> Int { limit > 0 ? Int(dice.next() % UInt64(limit)) : 0 }

    mutating func pick() -> [UInt8] { others.isEmpty ? [] : others[number(below: others.count)] }

    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...number(below: 6) { hurt(&bytes) }
        return bytes
    }

    /// Cut into pieces as a network may.
    mutating func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + number(below: number(below: 3) == 0 ? 3 : 2_000))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }

    private mutating func hurt(_ bytes: inout [UInt8]) {
        let place = number(below: bytes.count + 1)
        switch number(below: 9) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(number(below: 8))
        case 1 where place < bytes.count: bytes[place] = UInt8(number(below: 256))
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + number(below: 40)))
        case 3: bytes.removeSubrange(place...)
        case 4:
            let piece = Array(bytes[place..<min(bytes.count, place + number(below: 200))])
            bytes.insert(contentsOf: piece, at: number(below: bytes.count + 1))
        case 5:
            let other = pick()
            let start = number(below: other.count + 1)
            bytes.insert(contentsOf: other[start..<min(other.count, start + number(below: 400))], at: place)
        case 6: bytes.insert(contentsOf: Array(Self.words[number(below: Self.words.count)].utf8), at: place)
        case 7: replaceNumber(in: &bytes, after: place)
        default: bytes.insert(contentsOf: (0..<number(below: 5)).map { _ in UInt8(number(below: 256)) }, at: place)
        }
    }

    private mutating func replaceNumber(in bytes: inout [UInt8], after place: Int) {
        guard let start = bytes[place...].firstIndex(where: { (48...57).contains($0) }) else { return }
        let end = bytes[start...].firstIndex { !(48...57).contains($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Array(Self.numbers[number(below: Self.numbers.count)].utf8))
    }

    private static let numbers = [
        "-1", "0", "1e308", "-1e999", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "0.1e-400",
        "18446744073709551616", "4294967296", "null", "true", "\"7\"", "1.5", "99999999999999999999999999",
    ]
    private static let words = [
        "\u{0}", "\u{FEFF}", "\u{202E}", "\"", "\\u0000", "\\ud800", "\\", "{\"a\":", "[[[[[[[[[[[[[[[[", "}", "]",
        "\n", "\r",
        "null", ",", ": ", "&a ", "*a", "!!binary ", "'", "🎈", "\u{301}", "NaN", "- ", "#",
        String(repeating: "[", count: 3_000), String(repeating: "x", count: 9_000),
    ]
}
