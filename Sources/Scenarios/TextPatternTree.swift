/// A regular expression as it was read, and how it becomes the program that `TextPattern` runs.
indirect enum TextPatternTree {
    case empty
    case one(TextPattern.Matcher)
    /// A place: the beginning, the end, the edge of a word.
    case assertion(TextPattern.Instruction)
    case sequence([TextPatternTree])
    case either([TextPatternTree])
    case repeated(TextPatternTree, least: Int, most: Int?)

    private typealias Program = [TextPattern.Instruction]

    /// A pattern that counts has every copy written out.
    private static let maximumProgram = 5_000

    func write(to program: inout [TextPattern.Instruction]) throws(TextPatternError) {
        guard program.count <= Self.maximumProgram else {
            throw TextPatternError(problem: "is too long when its counts are written out")
        }
        switch self {
        case .empty: break
        case .one(let matcher): program.append(.one(matcher))
        case .assertion(let instruction): program.append(instruction)
        case .sequence(let parts): for part in parts { try part.write(to: &program) }
        case .either(let parts): try Self.write(either: parts[...], to: &program)
        case .repeated(let part, let least, let most): try Self.write(part, least, most, to: &program)
        }
    }

    private static func write(
        _ part: TextPatternTree, _ least: Int, _ most: Int?, to program: inout Program
    ) throws(TextPatternError) {
        for _ in 0..<least {
            let before = program.count
            try part.write(to: &program)
            // What writes nothing once writes nothing a thousand times; nested, that would never end.
            if program.count == before { break }
        }
        guard let most else {
            let start = program.count
            program.append(.jump(0))
            try part.write(to: &program)
            program.append(.jump(start))
            program[start] = .split(start + 1, program.count)
            return
        }
        var exits: [Int] = []
        for _ in least..<max(least, most) {
            exits.append(program.count)
            program.append(.jump(0))
            try part.write(to: &program)
        }
        for exit in exits { program[exit] = .split(exit + 1, program.count) }
    }

    private static func write(
        either parts: ArraySlice<TextPatternTree>, to program: inout Program
    ) throws(TextPatternError) {
        guard let first = parts.first else { return }
        guard parts.count > 1 else { return try first.write(to: &program) }
        let split = program.count
        program.append(.jump(0))
        try first.write(to: &program)
        let exit = program.count
        program.append(.jump(0))
        program[split] = .split(split + 1, program.count)
        try write(either: parts.dropFirst(), to: &program)
        program[exit] = .jump(program.count)
    }
}
