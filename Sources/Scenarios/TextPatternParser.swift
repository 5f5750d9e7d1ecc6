/// Reads a regular expression into the program that `TextPattern` runs: letters, `.`, `[a-z]`, `\d \w \s \b`, groups, `|`, `* + ? {2,5}`,
/// `^` and `$`.
struct TextPatternParser {
    private typealias Matcher = TextPattern.Matcher
    private typealias Node = TextPatternTree

    private let letters: [Unicode.Scalar]
    private var index = 0
    private var depth = 0

    private static let maximumDepth = 50
    private static let maximumCount = 1_000

    init(_ source: String) { letters = Array(source.lowercasedOutsideEscapes.unicodeScalars) }

    mutating func program() throws(TextPatternError) -> [TextPattern.Instruction] {
        guard letters.count <= 1_000 else { throw problem("is longer than 1000 letters") }
        let tree = try alternatives()
        guard index == letters.count else { throw problem("has a \")\" without a \"(\"") }
        var program: [TextPattern.Instruction] = []
        try tree.write(to: &program)
        program.append(.accept)
        return program
    }

    private func problem(_ text: String) -> TextPatternError { TextPatternError(problem: text) }

    private var next: Unicode.Scalar? { index < letters.count ? letters[index] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        index += 1
        return true
    }

    // MARK: Reading

    private mutating func alternatives() throws(TextPatternError) -> Node {
        var all = [try sequence()]
        while take("|") { all.append(try sequence()) }
        return all.count == 1 ? all[0] : .either(all)
    }

    private mutating func sequence() throws(TextPatternError) -> Node {
        var all: [Node] = []
        while let letter = next, letter != "|", letter != ")" { all.append(try counted(try atom(letter))) }
        return all.isEmpty ? .empty : .sequence(all)
    }

    private mutating func counted(_ node: Node) throws(TextPatternError) -> Node {
        var node = node
        while let letter = next {
            let range: (least: Int, most: Int?)
            switch letter {
            case "*": range = (0, nil)
            case "+": range = (1, nil)
            case "?": range = (0, 1)
            case "{":
                guard let counts = try braces() else { return node }
                range = counts
            default: return node
            }
            if letter != "{" { index += 1 }
            // Greedy or not, the question is only whether it matches.
            _ = take("?")
            if case .repeated = node { throw problem("repeats a repetition") }
            if case .assertion = node { throw problem("repeats a place that has no length") }
            node = .repeated(node, least: range.least, most: range.most)
        }
        return node
    }

    /// `{2}`, `{2,}`, `{2,5}`; anything else in braces is text.
    private mutating func braces() throws(TextPatternError) -> (least: Int, most: Int?)? {
        guard let end = letters[index...].firstIndex(of: "}") else { return nil }
        let parts = letters[(index + 1)..<end].split(separator: ",", omittingEmptySubsequences: false)
            .map { part in String(String.UnicodeScalarView(part)) }
        guard (1...2).contains(parts.count), let least = Int(parts[0]), least >= 0 else { return nil }
        let most = parts.count == 1 ? least : parts[1].isEmpty ? nil : Int(parts[1])
        if parts.count == 2, !parts[1].isEmpty, most == nil { return nil }
        guard max(least, most ?? 0) <= Self.maximumCount else {
            throw problem("repeats something more than \(Self.maximumCount) times")
        }
        if let most, most < least { throw problem("has a count that ends before it begins") }
        index = end + 1
        return (least, most)
    }

    private mutating func atom(_ letter: Unicode.Scalar) throws(TextPatternError) -> Node {
        index += 1
        switch letter {
        case ".": return .one(Matcher(ranges: [10...10], isNegated: true))
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case "(": return try group()
        case "[": return .one(try set())
        case "\\": return try escape()
        case "*", "+", "?": throw problem("has a \"\(letter)\" with nothing before it")
        case "{" where next?.properties.numericType != nil:
            throw problem("has a count with nothing before it")
        default: return .one(Matcher(ranges: [letter.value...letter.value]))
        }
    }

    private mutating func group() throws(TextPatternError) -> Node {
        if take("?") {
            guard take(":") else {
                throw problem("has a group of a kind that is not known here: only (…) and (?:…) are")
            }
        }
        depth += 1
        guard depth <= Self.maximumDepth else { throw problem("has groups more than \(Self.maximumDepth) deep") }
        let inner = try alternatives()
        depth -= 1
        guard take(")") else { throw problem("has a \"(\" without a \")\"") }
        return inner
    }

    private mutating func escape() throws(TextPatternError) -> Node {
        guard let letter = next else { throw problem("ends with a backslash") }
        index += 1
        switch letter {
        case "b": return .assertion(.boundary(true))
        case "B": return .assertion(.boundary(false))
        default: return .one(try escaped(letter))
        }
    }

    private func escaped(_ letter: Unicode.Scalar) throws(TextPatternError) -> Matcher {
        switch letter {
        case "d", "D": return Matcher(ranges: [48...57], isNegated: letter == "D")
        // Letters beyond ASCII are letters too: people have names.
        case "w", "W":
            return Matcher(
                ranges: [48...57, 95...95, 97...122, 0xAA...0x2FFF, 0x3040...0xFFFF], isNegated: letter == "W")
        case "s", "S": return Matcher(ranges: [9...13, 32...32, 0x85...0x85, 0xA0...0xA0], isNegated: letter == "S")
        case "n": return Matcher(ranges: [10...10])
        case "t": return Matcher(ranges: [9...9])
        case "r": return Matcher(ranges: [13...13])
        default:
            if letter.properties.numericType != nil {
                throw problem("refers back to a group, which is not known here")
            }
            if letter.properties.isAlphabetic {
                throw problem("has \"\\\(letter)\", which is not known here")
            }
            return Matcher(ranges: [letter.value...letter.value])
        }
    }

    private mutating func set() throws(TextPatternError) -> Matcher {
        var matcher = Matcher()
        matcher.isNegated = take("^")
        var isFirst = true
        while let letter = next, isFirst || letter != "]" {
            isFirst = false
            index += 1
            guard letter == "\\" else {
                matcher.ranges.append(try range(from: letter))
                continue
            }
            guard let escapedLetter = next else { throw problem("ends with a backslash") }
            index += 1
            let inner = try escaped(escapedLetter)
            guard !inner.isNegated else { throw problem("has \"\\\(escapedLetter)\" inside of brackets") }
            matcher.ranges += inner.ranges
        }
        guard take("]") else { throw problem("has a \"[\" without a \"]\"") }
        return matcher
    }

    private mutating func range(from first: Unicode.Scalar) throws(TextPatternError) -> ClosedRange<UInt32> {
        guard next == "-", index + 1 < letters.count, letters[index + 1] != "]", letters[index + 1] != "\\" else {
            return first.value...first.value
        }
        let last = letters[index + 1]
        guard first <= last else { throw problem("has a range that ends before it begins") }
        index += 2
        return first.value...last.value
    }
}

extension String {
    /// Texts are compared in lower case; `\S` and `\s` are not the same.
    fileprivate var lowercasedOutsideEscapes: String {
        var result = ""
        var isEscaped = false
        for letter in unicodeScalars {
            if isEscaped { result.unicodeScalars.append(letter) } else { result += String(letter).lowercased() }
            isEscaped = !isEscaped && letter == "\\"
        }
        return result
    }
}
