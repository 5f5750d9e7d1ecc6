/// Texts compared by their words.
enum Words {
    /// 0...1: how many of the words of one text are in the other, case and punctuation aside.
    static func share(of text: String, in other: String) -> Double {
        let words = Words.words(text)
        guard !words.isEmpty else { return 0 }
        let known = Set(Words.words(other))
        return Double(words.filter(known.contains).count) / Double(words.count)
    }

    private static func words(_ text: String) -> [String] {
        text.prefix(2_000).lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
