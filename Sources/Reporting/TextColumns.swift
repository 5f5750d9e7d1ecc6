/// Text in columns of a terminal, where East Asian characters and most emoji take two.
extension String {
    /// With spaces behind it up to a width; as it is when it is wider.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }

    /// Cut to a width, with an ellipsis.
    func cut(to width: Int) -> String {
        guard columns > width else { return self }
        var result = ""
        var used = 1
        for character in self {
            used += character.columns
            if used > width { break }
            result.append(character)
        }
        return result + "…"
    }
}

extension StringProtocol {
    var columns: Int { reduce(0) { $0 + $1.columns } }
}

extension Character {
    var columns: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        switch scalar.value {
        // Unicode, EastAsianWidth: the large blocks that are W or F.
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
