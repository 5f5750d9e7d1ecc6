// Files made to hurt: bombs, depth, size, and the library with random bytes changed. All end in a scenario or in errors.
import TestSupport
import Testing

@testable import Scenarios

struct HostileFileTests {
    private func firstError(_ text: String) -> ScenarioError? {
        guard case .failure(let failure) = ScenarioFile.parse(Array(text.utf8), file: "f") else { return nil }
        return failure.errors.first
    }

    @Test func `an alias bomb is refused at the alias that is too much`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let lower = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(lower)]\n"
        }
        let error = firstError(text)
        #expect(error?.message == "more than 20000 values in one scenario")
        #expect(error?.line == 5)
    }

    @Test func `an alias to what is still open is no circle`() {
        #expect(firstError("title: &a [*a]")?.message == "`*a` is used, but no `&a` stands before it")
    }

    @Test(arguments: ["[", "{a: ", "- "]) func `depth is bounded`(opening: String) {
        let error = firstError(String(repeating: opening, count: 10_000))
        #expect(error?.message == "nested deeper than 32 levels")
    }

    @Test func `size is bounded`() {
        let error = firstError(String(repeating: "#", count: YAMLReader.maximumBytes + 1))
        #expect(error?.message == "the file has 1048577 bytes; a scenario may have 1048576")
    }

    @Test func `the number of values is bounded`() {
        let error = firstError("title: [" + String(repeating: "x,", count: 100_000) + "]")
        #expect(error?.message == "more than 20000 values in one scenario")
    }

    @Test(arguments: LibraryTests.rules.keys.sorted())
    func `a library file with random changes gives a scenario or errors with places`(id: String) throws {
        let original = try Fixtures.bytes("Scenarios/\(id).yaml")
        var random = Numbers(seed: id)
        for _ in 0..<300 {
            var bytes = original
            for _ in 0...random.next(below: 4) { mutate(&bytes, &random) }
            guard case .failure(let failure) = ScenarioFile.parse(bytes, file: "f") else { continue }
            #expect(!failure.errors.isEmpty)
            for error in failure.errors {
                // A line may also end in a lone CR, NEL, LS or PS (YAML 1.1), but never are there more lines than bytes.
                #expect((1...bytes.count + 1).contains(error.line) && error.column >= 1, "\(error)")
                #expect(!error.message.contains("\n") && error.hint?.contains("\n") != true, "\(error)")
            }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout Numbers) {
        guard !bytes.isEmpty else { return }
        let at = random.next(below: bytes.count)
        let spice = Array("{}[]:,-&*!|>'\"%@`#?\t\n 0.~\u{0}\u{FF}".utf8)
        switch random.next(below: 5) {
        case 0: bytes[at] = UInt8(random.next(below: 256))
        case 1: bytes[at] = spice[random.next(below: spice.count)]
        case 2: bytes.insert(spice[random.next(below: spice.count)], at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.next(below: 8)))
        default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + random.next(below: 40))], at: at)
        }
    }

    /// SplitMix64: the same numbers on every machine.
    private struct Numbers {
        private var state: UInt64
        init(seed: String) { state = seed.utf8.reduce(1) { $0 &* 31 &+ UInt64($1) } }
        mutating func next(below bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
        }
    }
}
