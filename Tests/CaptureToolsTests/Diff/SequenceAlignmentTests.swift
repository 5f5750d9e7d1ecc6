import Testing

@testable import CaptureTools

struct SequenceAlignmentTests {
    private func aligned(_ old: String, _ new: String, effort: Int = 1_000) -> String {
        let (old, new) = (Array(old), Array(new))
        func codes(_ text: [Character]) -> ArraySlice<Int> { text.map { Int($0.asciiValue ?? 0) }[...] }
        return String(SequenceAlignment.pairs(codes(old), codes(new), effort: effort).map { old[$0.old] })
    }

    @Test(arguments: [
        ("", "", ""), ("abc", "", ""), ("", "abc", ""), ("abc", "abc", "abc"), ("abc", "abxc", "abc"),
        ("axbxc", "abc", "abc"), ("abcd", "xaybzcwd", "abcd"), ("abc", "xyz", ""),
    ]) func `what both have in order is paired`(old: String, new: String, common: String) {
        #expect(aligned(old, new) == common)
    }

    /// Myers' own example: of length 4, of which there are several.
    @Test func `the longest common subsequence is found`() { #expect(aligned("abcabba", "cbabac").count == 4) }

    @Test func `as many pairs as the plain table finds, and all of them rising`() {
        var state: UInt64 = 7
        func dice(_ sides: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % sides)
        }
        for _ in 0..<300 {
            let old = (0..<dice(30)).map { _ in dice(4) }
            let new = (0..<dice(30)).map { _ in dice(4) }
            let pairs = SequenceAlignment.pairs(old[...], new[...])
            #expect(pairs.allSatisfy { old[$0.old] == new[$0.new] })
            #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0.old < $1.old && $0.new < $1.new })
            #expect(pairs.count == longest(old, new))
        }
    }

    @Test func `however little effort is allowed, pairs are true and the search ends`() {
        let old = (0..<5_000).map { $0 % 97 }
        let new = (0..<5_000).map { $0 % 89 + 8 }
        let pairs = SequenceAlignment.pairs(old[...], new[...], effort: 20)
        #expect(pairs.allSatisfy { old[$0.old] == new[$0.new] })
        #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0.old < $1.old && $0.new < $1.new })
        #expect(pairs.count > 100)
    }

    private func longest(_ old: [Int], _ new: [Int]) -> Int {
        var row = [Int](repeating: 0, count: new.count + 1)
        for left in old {
            var diagonal = 0
            for index in new.indices {
                let above = row[index + 1]
                row[index + 1] = left == new[index] ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[new.count]
    }
}
