/// A YAML value that remembers where it was written, so that a wrong one can be pointed at.
import JSONText
import YAMLText

struct YAMLNode: Sendable {
    var content: Content
    var place: Place

    enum Content: Sendable {
        /// Unquoted: may stand for a number, a truth value or nothing.
        case plain(String)
        /// Quoted, or a `|` or `>` block: always text.
        case quoted(String)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    struct Entry: Sendable {
        var key: String
        var keyPlace: Place
        var value: YAMLNode
    }

    /// Both from 1; columns count characters.
    struct Place: Sendable, Comparable {
        var line: Int
        var column: Int
        static func < (left: Place, right: Place) -> Bool { (left.line, left.column) < (right.line, right.column) }
    }
}

extension YAMLNode {
    /// The value as JSON.
    var json: JSON {
        switch content {
        case .plain(let text): YAMLScalar.json(plain: text)
        case .quoted(let text): .string(text)
        case .sequence(let items): .array(items.map(\.json))
        case .mapping(let entries): .object(JSONObject(entries.map { ($0.key, $0.value.json) }))
        }
    }

    /// What somebody wrote here, in words for an error line.
    var phrase: String {
        switch content {
        case .quoted(let text): return "the text \"\(shown(text))\""
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .plain(let text):
            switch json {
            case .null: return "nothing"
            case .integer, .number: return "the number \(shown(text))"
            case .bool: return "\(text)"
            default: return "`\(shown(text))`"
            }
        }
    }
}
