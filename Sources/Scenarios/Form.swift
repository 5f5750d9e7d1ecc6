/// What may stand where in a scenario file. One tree of these is the decoder, the JSON Schema and the tables of the manual.
package indirect enum Form: Sendable {
    case text
    /// A text on one line: what goes into an HTTP header or a close frame.
    case line(maximumBytes: Int)
    /// A failure mode or scenario: lower-case words with dashes.
    case id
    case word([String])
    /// `true` or `false`.
    case truth
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// Milliseconds; written `500ms`, `5s`, `2m`, `1h` or a plain number.
    case duration(ClosedRange<Double>)
    /// `2`, `2..` or `2..4`, from 1.
    case turns
    /// A close code that may be sent (RFC 6455 7.4).
    case closeCode
    case eventType
    case json
    /// A mapping with a text `type`.
    case event
    /// JSON in a string: a text as it is, or a mapping that is written out.
    case jsonText
    /// A regular expression as `TextPattern` knows them.
    case pattern
    /// Keys of a telephone: 0-9, *, #, A-D.
    case digits
    /// Any names, each with a value of this form.
    case dictionary(Form, key: NameKind)
    case list(Form)
    case record(Record)
    case choice(Choice)

    package enum NameKind: Sendable { case headerName, dottedPath, parameterName }
}

/// A mapping with known keys.
package struct Record: Sendable {
    /// What error lines call it: `rule`, `pace`.
    package var name: String
    package var keys: [Key]
    var constraints: [Constraint] = []

    package struct Key: Sendable {
        package var name: String
        package var form: Form
        package var isRequired = false
        /// As it would be written; nil when there is none.
        package var fallback: String?
        package var about: String

        init(_ name: String, _ form: Form, required: Bool = false, default fallback: String? = nil, _ about: String) {
            self.name = name
            self.form = form
            self.isRequired = required
            self.fallback = fallback
            self.about = about
        }
    }

    /// What no single key can say.
    enum Constraint: Sendable {
        case exactlyOne([String])
        case atLeastOne([String])
        case atMostOne([String])
        /// `code` alone is enough when its wording is recorded.
        case knownErrorUnlessMessage
        /// An event that travels only the other way, or on the other leg, would never match.
        case eventFitsLegAndDirection
    }
}

/// One of several kinds: a bare word, or a mapping with one key whose value holds the parameters.
package struct Choice: Sendable {
    package var name: String
    package var variants: [Variant]
    /// The other key of a rule and its words, for people who confuse the two.
    var sibling: (key: String, words: [String])? = nil
    /// Its words stand behind a dash and not behind a key.
    var isListItem = false

    /// As it stands in a file: behind its key, or as an item of a list.
    func line(_ example: String) -> String { isListItem ? "- \(example)" : "\(name): \(example)" }

    package struct Variant: Sendable {
        package var name: String
        package var body: Body
        package var about: String
        /// As it stands behind the key, in YAML flow style.
        package var example: String
    }

    package indirect enum Body: Sendable {
        case nothing
        /// `main`: the key that a lone value means, as `delay: 500ms`.
        case parameters(Record, main: String?)
        case value(Form)
    }
}

extension Record.Constraint {
    /// No key at all is fine by it.
    fileprivate var holdsForNothing: Bool {
        switch self {
        case .atMostOne, .eventFitsLegAndDirection: true
        case .exactlyOne, .atLeastOne, .knownErrorUnlessMessage: false
        }
    }
}

extension Choice.Variant {
    /// The bare word says everything.
    package var mayBeBare: Bool {
        switch body {
        case .nothing: true
        case .value: false
        case .parameters(let record, _):
            record.keys.allSatisfy { !$0.isRequired } && record.constraints.allSatisfy(\.holdsForNothing)
        }
    }
}

extension Form {
    /// What it takes, in words for an error line and for the manual.
    package var phrase: String {
        switch self {
        case .text: "a text"
        case .line(let bytes): "a text on one line, at most \(bytes) bytes"
        case .id: "an id such as `second-turn-stall`"
        case .word(let words): "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
        case .truth: "`true` or `false`"
        case .integer(let range): "a whole number\(range.words)"
        case .number(let range): "a number\(range.words)"
        case .duration: "a duration such as `500ms`, `5s` or `2m`"
        case .turns: "a number from 1, or a range such as `2..` or `2..4`"
        case .closeCode: "a close code from 1000 to 4999"
        case .eventType: "an event type such as `response.done`"
        case .json: "any value"
        case .event: "an event: a mapping with a `type`"
        case .jsonText: "a mapping, or JSON as a text"
        case .pattern: "a regular expression"
        case .dictionary(let form, .headerName): "a mapping of header names, each to \(form.phrase)"
        case .digits: "keys of a telephone in quotes, such as `\"12#\"`"
        case .dictionary(let form, .parameterName): "a mapping of names, each to \(form.phrase)"
        case .dictionary(let form, .dottedPath): "a mapping of dotted paths, each to \(form.phrase)"
        case .list(let form): "a list, each item \(form.phrase)"
        case .record(let record): "a mapping with the keys of `\(record.name)`"
        case .choice(let choice): "a word or a mapping of one key: see `\(choice.name)`"
        }
    }
}

extension ClosedRange where Bound: Numeric {
    /// ` from 0 to 1`; the largest bounds are not worth saying.
    var words: String { " from \(plain(lowerBound)) to \(plain(upperBound))" }
}

/// Numbers as people write them: `1`, not `1.0`.
func plain<Number: Numeric>(_ number: Number) -> String {
    if let double = number as? Double, let whole = Int(exactly: double) { return String(whole) }
    return "\(number)"
}
