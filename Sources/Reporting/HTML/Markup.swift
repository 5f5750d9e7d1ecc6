/// HTML that is safe by its type: what is interpolated as text is escaped, only markup goes in as it is.
/// Everything in a capture is text.
struct Markup: ExpressibleByStringInterpolation, Sendable {
    let html: String

    init(stringLiteral value: String) { html = value }
    init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }
    private init(raw: String) { html = raw }

    /// Our own style sheets and scripts, and JSON that cannot end a script element.
    static func trusted(_ html: String) -> Markup { Markup(raw: html) }

    struct StringInterpolation: StringInterpolationProtocol {
        var html = ""

        init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { html += literal }
        mutating func appendInterpolation(_ text: String) { html += Markup.escaped(text) }
        mutating func appendInterpolation(_ number: Int) { html += String(number) }
        mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
        mutating func appendInterpolation(_ markup: Markup?) { html += markup?.html ?? "" }
        mutating func appendInterpolation(_ markup: [Markup]) { for each in markup { html += each.html } }
    }

    /// Safe as text and in quoted attributes. Control characters and marks that turn the direction of writing become visible.
    static func escaped(_ text: String) -> String {
        let text = TerminalText.safe(text)
        guard text.utf8.contains(where: isSpecial) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}
