/// A regular expression whose matching takes time in proportion to the text, whatever the pattern: a scenario is other people's input,
/// and an engine that backtracks can be kept busy for ever by `(a+)+$`. States are followed side by side (Thompson 1968), so there are
/// no back-references and no looking around.
package struct TextPattern: Sendable, Equatable {
    package let source: String
    private let program: [Instruction]

    enum Instruction: Sendable {
        case one(Matcher)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        case boundary(Bool)
        case accept
    }

    /// What one letter may be; letters come in lower case.
    struct Matcher: Sendable {
        var ranges: [ClosedRange<UInt32>] = []
        var isNegated = false

        func accepts(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar.value) } != isNegated
        }
    }

    /// Letters of a text that are looked at.
    static let maximumText = 20_000

    /// - Throws: What in the pattern cannot be understood.
    package init(_ source: String) throws(TextPatternError) {
        self.source = source
        var parser = TextPatternParser(source)
        program = try parser.program()
    }

    package static func == (left: TextPattern, right: TextPattern) -> Bool { left.source == right.source }

    /// Whether some part of the text is like the pattern, in any case of letters.
    package func matches(_ text: String) -> Bool {
        let scalars = Array(text.lowercased().unicodeScalars.prefix(TextPattern.maximumText))
        var threads = Threads(count: program.count)
        var next = Threads(count: program.count)
        for position in 0...scalars.count {
            // A match may begin anywhere.
            if follow(0, into: &threads, scalars, position) { return true }
            guard position < scalars.count else { break }
            for index in threads.list {
                guard case .one(let matcher) = program[index], matcher.accepts(scalars[position]) else { continue }
                if follow(index + 1, into: &next, scalars, position + 1) { return true }
            }
            swap(&threads, &next)
            next.clear()
        }
        return false
    }

    /// Adds a state and all that can be reached from it without a letter.
    ///
    /// - Returns: Whether the end of the pattern is among them.
    private func follow(
        _ start: Int, into threads: inout Threads, _ scalars: [Unicode.Scalar], _ position: Int
    ) -> Bool {
        var open = [start]
        while let index = open.popLast() {
            guard threads.add(index) else { continue }
            switch program[index] {
            case .one: break
            case .split(let first, let second): open += [second, first]
            case .jump(let target): open.append(target)
            case .start: if position == 0 { open.append(index + 1) }
            case .end: if position == scalars.count { open.append(index + 1) }
            case .boundary(let wanted):
                let before = position > 0 && TextPattern.isWord(scalars[position - 1])
                let after = position < scalars.count && TextPattern.isWord(scalars[position])
                if (before != after) == wanted { open.append(index + 1) }
            case .accept: return true
            }
        }
        return false
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// States that are alive, each once.
    private struct Threads {
        var list: [Int] = []
        private var isIn: [Bool]

        init(count: Int) { isIn = Array(repeating: false, count: count) }

        mutating func add(_ index: Int) -> Bool {
            guard !isIn[index] else { return false }
            isIn[index] = true
            list.append(index)
            return true
        }

        mutating func clear() {
            for index in list { isIn[index] = false }
            list.removeAll(keepingCapacity: true)
        }
    }
}

/// Why a text is no pattern.
package struct TextPatternError: Error, Sendable, Equatable {
    /// Goes behind "the pattern": `has a ")" without a "("`.
    package let problem: String
}
