/// Plausible arguments for a function that is described by a JSON Schema only.
import JSONText

enum ToolArguments {
    /// JSON text that satisfies a tool's `parameters`: the required properties, or all of them where none is said to be.
    ///
    /// - Parameter hint: What the user said; a capitalised word of it (`London`) is taken for a text where one fits.
    static func text(for parameters: JSON?, hint: String) -> String {
        value(for: parameters ?? .object(JSONObject()), name: "", hint: hint, depth: 0).text
    }

    private static func value(for schema: JSON, name: String, hint: String, depth: Int) -> JSON {
        if let constant = schema["const"] { return constant }
        if let first = schema["enum"]?.array?.first { return first }
        if let preset = schema["default"], !preset.isNull { return preset }
        if let example = schema["examples"]?.array?.first { return example }
        // Deeper than any real tool: give up on the branch rather than follow a schema without end.
        guard depth < 12 else { return nil }
        for key in ["anyOf", "oneOf", "allOf"] {
            if let choice = schema[key]?.array?.first(where: { $0["type"]?.string != "null" }) {
                return value(for: choice, name: name, hint: hint, depth: depth + 1)
            }
        }
        let type = schema["type"]?.string ?? schema["type"]?.array?.lazy.compactMap(\.string).first { $0 != "null" }
        switch type {
        case "string": return .string(word(named: name, format: schema["format"]?.string, hint: hint))
        case "integer": return schema["minimum"]?.integer.map { JSON($0) } ?? 1
        case "number": return schema["minimum"]?.number.map { JSON($0) } ?? 1
        case "boolean": return true
        case "array":
            guard let items = schema["items"], schema["minItems"]?.integer ?? 0 > 0 else { return [] }
            return [value(for: items, name: name, hint: hint, depth: depth + 1)]
        case "null": return nil
        case "object", nil: return object(for: schema, hint: hint, depth: depth)
        default: return .object(JSONObject())
        }
    }

    private static func object(for schema: JSON, hint: String, depth: Int) -> JSON {
        var result = JSONObject()
        let properties = schema["properties"]?.object ?? JSONObject()
        let names = schema["required"]?.array?.compactMap(\.string) ?? properties.members.map(\.key)
        for name in names.prefix(64) where result[name] == nil {
            result[name] = value(for: properties[name] ?? ["type": "string"], name: name, hint: hint, depth: depth + 1)
        }
        return .object(result)
    }

    private static func word(named name: String, format: String?, hint: String) -> String {
        switch format {
        case "date": return "2026-11-20"
        case "date-time": return "2026-11-20T09:00:00Z"
        case "time": return "09:00:00"
        case "email": return "caller@example.com"
        case "uri", "url": return "https://example.com/"
        default: break
        }
        let name = name.lowercased()
        let examples: [(part: String, text: String)] = [
            ("city", "London"), ("location", "London"), ("place", "London"), ("address", "10 Example Street"),
            ("country", "United Kingdom"), ("email", "caller@example.com"), ("phone", "+15550100"),
            ("date", "2026-11-20"), ("time", "09:00"), ("currency", "EUR"), ("language", "en"), ("unit", "celsius"),
            ("name", "Alex"), ("query", "opening hours"), ("id", "A-1001"),
        ]
        let match = examples.first { name.contains($0.part) }
        if match?.text == "London" || match == nil, let proper = properName(in: hint) { return proper }
        return match?.text ?? "example"
    }

    /// The last capitalised word that does not begin a sentence.
    private static func properName(in text: String) -> String? {
        var found: String?
        var beginsSentence = true
        for word in text.split(separator: " ").prefix(200) {
            let letters = word.filter(\.isLetter)
            if !beginsSentence, letters.count > 2, letters.first?.isUppercase == true { found = String(letters) }
            beginsSentence = word.last.map { ".!?".contains($0) } ?? false
        }
        return found
    }
}
