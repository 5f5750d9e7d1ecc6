/// What an unquoted YAML scalar stands for, by the core schema of YAML 1.2 (10.3.2), in decimal only: `yes` and `on` are text.
package import JSONText

package enum YAMLScalar {
    package static func json(plain text: String) -> JSON {
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
}
