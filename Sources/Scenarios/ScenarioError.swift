/// What is wrong with a scenario file, where, and what to write instead.
package struct ScenarioError: Error, Sendable, Equatable, CustomStringConvertible {
    package var file: String
    /// From 1.
    package var line: Int
    /// From 1, in characters.
    package var column: Int
    /// One line, without the place and without a full stop.
    package var message: String
    /// The next thing to try; nil rather than a platitude.
    package var hint: String?

    package init(file: String, line: Int, column: Int, message: String, hint: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }

    /// `file:line:column: message`, as compilers print it and editors follow it.
    package var description: String { "\(file):\(line):\(column): \(message)" }
}

/// An error before it knows its file.
struct Complaint: Equatable {
    var place: YAMLNode.Place
    var message: String
    var hint: String?

    init(at place: YAMLNode.Place, _ message: String, hint: String? = nil) {
        self.place = place
        self.message = message
        self.hint = hint
    }
}

/// What a file said, short enough for one line and without anything that could steer a terminal.
func shown(_ text: String) -> String {
    let visible = String(String.UnicodeScalarView(text.unicodeScalars.prefix(60).map { isControl($0) ? "?" : $0 }))
    return text.unicodeScalars.count > 60 ? visible + "…" : visible
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}
