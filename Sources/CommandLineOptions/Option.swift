/// One option of a command line: parser, help, completions and man page are made from this value alone.
package struct Option: Sendable, Equatable {
    /// Without dashes: `scenario`.
    package var name: String
    /// One letter without a dash.
    package var short: Character?
    package var value: Value
    /// One line, a capital and a full stop.
    package var help: String
    /// Shown in parentheses; the command applies it.
    package var defaultText: String?
    /// May be given more than once.
    package var repeats: Bool
    /// Words to complete where any text is taken.
    package var words: [String]

    package enum Value: Sendable, Equatable {
        /// Takes no value.
        case flag
        case text(placeholder: String)
        case integer(placeholder: String, range: ClosedRange<Int>)
        /// `500ms`, `5s`, `2m`; a bare number is seconds.
        case duration(range: ClosedRange<Duration>)
        case choice([String])
        /// Takes one of these words behind an equals sign; without one it is the first.
        case mode([String])
        /// A comma-separated list of these words; of any words when empty.
        case list(placeholder: String, of: [String])
        case file(placeholder: String)
        case directory(placeholder: String)
    }

    package init(
        _ name: String, short: Character? = nil, _ value: Value, default defaultText: String? = nil,
        repeats: Bool = false, words: [String] = [],
        help: String
    ) {
        self.name = name
        self.short = short
        self.value = value
        self.help = help
        self.defaultText = defaultText
        self.repeats = repeats
        self.words = words
    }

    /// `--era <ga|overlap|beta>`
    var synopsis: String {
        if case .mode(let words) = value { return "--\(name)[=<\(words.joined(separator: "|"))>]" }
        return placeholder.map { "--\(name) <\($0)>" } ?? "--\(name)"
    }

    var placeholder: String? {
        switch value {
        case .flag, .mode: nil
        case .text(let placeholder), .file(let placeholder), .directory(let placeholder), .integer(let placeholder, _),
            .list(let placeholder, _):
            placeholder
        case .duration: "duration"
        case .choice(let words): words.joined(separator: "|")
        }
    }

    var helpWithDefault: String {
        guard let defaultText else { return help }
        let sentence = help.hasSuffix(".") ? String(help.dropLast()) : help
        return "\(sentence) (default: \(defaultText))."
    }
}

/// What follows the options.
package struct Argument: Sendable, Equatable {
    package var placeholder: String
    package var help: String
    package var count: ClosedRange<Int>
    /// Words to complete and to suggest; empty: anything, completed as files.
    package var words: [String]

    package init(_ placeholder: String, count: ClosedRange<Int> = 1...1, words: [String] = [], help: String) {
        self.placeholder = placeholder
        self.help = help
        self.count = count
        self.words = words
    }

    var synopsis: String {
        let word = "<\(placeholder)>" + (count.upperBound > 1 ? " ..." : "")
        return count.lowerBound == 0 ? "[\(word)]" : word
    }
}
