/// A `.env` file as people write them: `NAME=value`, `export NAME="value"`, `# comment`. Nothing is expanded or run.
package enum DotEnv {
    /// - Returns: The variables in the file; lines that are no assignment are left out. The last of two wins.
    package static func parse(_ text: String) -> [String: String] {
        var variables: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            var rest = line.drop { $0.isWhitespace }
            if rest.hasPrefix("#") { continue }
            if rest.hasPrefix("export ") { rest = rest.dropFirst(7).drop { $0.isWhitespace } }
            guard let equals = rest.firstIndex(of: "=") else { continue }
            let name = rest[..<equals].filter { !$0.isWhitespace }
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { continue }
            variables[String(name)] = value(rest[rest.index(after: equals)...])
        }
        return variables
    }

    private static func value(_ text: Substring) -> String {
        let text = text.drop { $0.isWhitespace }
        if let quote = text.first, quote == "\"" || quote == "'", let end = text.dropFirst().firstIndex(of: quote) {
            let inner = text[text.index(after: text.startIndex)..<end]
            guard quote == "\"" else { return String(inner) }
            return inner.split(separator: "\\n", omittingEmptySubsequences: false).joined(separator: "\n")
        }
        // An unquoted value ends at a comment, which needs a space before it.
        var plain = text[...]
        if let comment = text.indices.first(where: {
            text[$0] == "#" && $0 > text.startIndex && text[text.index(before: $0)].isWhitespace
        }) {
            plain = text[..<comment]
        }
        while plain.last?.isWhitespace == true { plain.removeLast() }
        return String(plain)
    }
}
