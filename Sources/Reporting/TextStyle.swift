/// How a terminal report is painted: with colours where there are some, with plain glyphs everywhere else.
package struct TextStyle: Sendable {
    package var hasColour: Bool
    /// Passing sections are opened, notes and violations shown in full.
    package var isVerbose: Bool
    /// Columns; text is folded to it.
    package var width: Int

    package init(hasColour: Bool = false, isVerbose: Bool = false, width: Int = 100) {
        self.hasColour = hasColour
        self.isVerbose = isVerbose
        self.width = max(40, min(width, 140))
    }

    enum Colour: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case bold = "1"
        case dim = "2"
    }

    func paint(_ text: String, _ colour: Colour) -> String {
        hasColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Words folded at the width; the first line begins with `lead`, the others below it.
    func folded(_ text: String, lead: String, leadWidth: Int? = nil) -> [String] {
        let indent = leadWidth ?? lead.count
        let room = max(20, width - indent)
        var lines: [String] = []
        for paragraph in text.split(whereSeparator: \.isNewline) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                if !line.isEmpty, line.columns + word.columns + 1 > room {
                    lines.append(line)
                    line = ""
                }
                line += (line.isEmpty ? "" : " ") + word
            }
            lines.append(line)
        }
        let below = String(repeating: " ", count: indent)
        return lines.enumerated().map { ($0.offset == 0 ? lead : below) + $0.element }
    }
}
