/// A YAML value that remembers where it was written, so that a wrong one can be pointed at.
import JSONText

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
    /// The value as JSON. Plain scalars are read by the core schema of YAML 1.2 (10.3.2), in decimal only: `yes` and `on` are text.
    var json: JSON {
        switch content {
        case .plain(let text): YAMLNode.resolve(plain: text)
        case .quoted(let text): .string(text)
        case .sequence(let items): .array(items.map(\.json))
        case .mapping(let entries): .object(JSONObject(entries.map { ($0.key, $0.value.json) }))
        }
    }

    private static func resolve(plain text: String) -> JSON {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard isNumber(text) else { return .string(text) }
        if let whole = Int64(text) { return .integer(whole) }
        // Beyond what a double holds it is not a number that anyone can use; the reader of the field will say so.
        guard let number = Double(text), number.isFinite else { return .string(text) }
        return .number(number)
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func isNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func skip(_ isWanted: (UInt8) -> Bool) -> Int {
            let count = rest.prefix(while: isWanted).count
            rest = rest.dropFirst(count)
            return count
        }
        func skipOne(of bytes: String) -> Bool {
            guard let first = rest.first, bytes.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        let isDigit = { (byte: UInt8) in byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        _ = skipOne(of: "+-")
        let whole = skip(isDigit)
        let fraction = skipOne(of: ".") ? skip(isDigit) : 0
        guard whole + fraction > 0 else { return false }
        if skipOne(of: "eE") {
            _ = skipOne(of: "+-")
            guard skip(isDigit) > 0 else { return false }
        }
        return rest.isEmpty
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
