import RealtimeProtocol
import Testing

struct IdentifierTests {
    @Test(arguments: Identifier.Kind.allCases) func `an id has the length and letters of the service's`(
        kind: Identifier.Kind
    ) {
        var generator = SplitMix64(seed: 7)
        let id = Identifier.make(kind, unixSeconds: 1_785_214_050, using: &generator)
        #expect(id.hasPrefix(kind.rawValue))
        let rest = id.dropFirst(kind.rawValue.count)
        #expect(rest.count == (kind == .call ? 16 : 21))
        #expect(rest.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }

    @Test func `ids of one second share a prefix, those of a seed repeat`() {
        var (one, two) = (SplitMix64(seed: 1), SplitMix64(seed: 1))
        let first = Identifier.make(.item, unixSeconds: 99, using: &one)
        #expect(first == Identifier.make(.item, unixSeconds: 99, using: &two))
        let second = Identifier.make(.item, unixSeconds: 99, using: &one)
        #expect(first != second)
        #expect(first.prefix(10) == second.prefix(10))
    }

    @Test func `the generator draws the published sequence`() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }

    @Test(arguments: [Int.min, -1, 0, Int.max]) func `no time is too odd for an id`(seconds: Int) {
        var generator = SplitMix64(seed: 0)
        #expect(Identifier.make(.event, unixSeconds: seconds, using: &generator).count == 27)
    }
}
