/// Text for XML, whatever it holds.
enum XMLText {
    static func attribute(_ text: String) -> String { escaped(text, isAttribute: true) }

    /// XML 1.0, section 2.2: what is no Char cannot be written even as a reference, and is left out.
    static func escaped(_ text: String, isAttribute: Bool = false) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"" where isAttribute: result += "&quot;"
            // A parser would turn them into spaces.
            case "\n" where isAttribute: result += "&#10;"
            case "\t" where isAttribute: result += "&#9;"
            case "\r": result += "&#13;"
            default: if isCharacter(scalar) { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }

    private static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0x20..<0x7F, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
