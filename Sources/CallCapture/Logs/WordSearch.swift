/// Looks for many words in a line at once, whatever the case of its letters: sentences are looked for in every line of a log, and a
/// search for each of them would cost more than everything else.
struct WordSearch: Sendable {
    struct Match: Equatable {
        /// Index into the words.
        var word: Int
        /// The index behind it in the line.
        var end: Int
    }

    /// Lower case, ASCII.
    private let words: [[UInt8]]
    /// Indices of the words that begin with two letters, by these letters without their case; nearly always none.
    private let beginning: [[Int]]
    private let mayBegin: [Bool]

    /// - Parameter words: in lower case, of two letters at least.
    init(_ words: [String]) {
        self.words = words.map { Array($0.utf8) }
        var beginning = [[Int]](repeating: [], count: 1 << 10)
        for (index, word) in self.words.enumerated() where word.count >= 2 {
            beginning[WordSearch.place(word[0], word[1])].append(index)
        }
        self.beginning = beginning
        mayBegin = beginning.map { !$0.isEmpty }
    }

    /// Letters differ in their lower five bits; what else shares them is told apart by the comparison.
    private static func place(_ first: UInt8, _ second: UInt8) -> Int { Int(first & 31) << 5 | Int(second & 31) }

    func isAny(in line: UnsafeRawBufferPointer) -> Bool { match(in: line, isEnough: { _ in true }) != nil }

    /// The earliest of the words that stands in the line, where it stands first.
    func first(in line: UnsafeRawBufferPointer) -> Match? { match(in: line, isEnough: { $0 == 0 }) }

    private func match(in line: UnsafeRawBufferPointer, isEnough: (Int) -> Bool) -> Match? {
        guard line.count >= 2 else { return nil }
        var best: Match?
        for index in 0..<(line.count - 1) {
            let place = WordSearch.place(line[index], line[index + 1])
            guard mayBegin[place] else { continue }
            for word in beginning[place] where word < best?.word ?? .max && stands(words[word], in: line, at: index) {
                best = Match(word: word, end: index + words[word].count)
                if isEnough(word) { return best }
            }
        }
        return best
    }

    private func stands(_ word: [UInt8], in line: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start + word.count <= line.count else { return false }
        for (offset, byte) in word.enumerated() {
            let other = line[start + offset]
            let isCapital = other >= UInt8(ascii: "A") && other <= UInt8(ascii: "Z")
            guard (isCapital ? other | 0x20 : other) == byte else { return false }
        }
        return true
    }
}
