/// What comes from a peer or a file and goes to a terminal: control characters would let it write there what it likes.
enum TerminalText {
    static func safe(_ text: String) -> String {
        // Nearly all text is printable ASCII.
        guard !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return text }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "\n" || !isControl(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return result
    }

    /// The same on one line: what was said may hold line breaks, and a line of its own would look like ours.
    static func line(_ text: String) -> String {
        String(safe(text).map { $0.isNewline ? " " : $0 })
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // C0, C1, line separators, and the marks that turn the direction of writing.
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
