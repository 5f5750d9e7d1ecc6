// As much of JSON Schema as our schemas use: const, enum, type, required, properties, items.
import JSONText

enum SchemaCheck {
    static func faults(_ value: JSON, _ schema: JSON, at path: String = "$") -> [String] {
        if let constant = schema["const"], constant != value { return ["\(path): is not \(constant.text)"] }
        if let words = schema["enum"]?.array, !words.contains(value) {
            return ["\(path): \(value.string ?? value.text) is not one of the words"]
        }
        if let type = schema["type"] {
            let types = type.array ?? [type]
            guard types.contains(where: { isOf($0.string ?? "", value) }) else {
                return ["\(path): is no \(types.compactMap(\.string).joined(separator: " or "))"]
            }
        }
        var faults: [String] = []
        if let object = value.object {
            for name in schema["required"]?.array ?? [] where object[name.string ?? ""] == nil {
                faults.append("\(path): \(name.string ?? "") is missing")
            }
            for member in schema["properties"]?.object?.members ?? [] {
                if let inner = object[member.key] {
                    faults += Self.faults(inner, member.value, at: "\(path).\(member.key)")
                }
            }
        }
        if let items = schema["items"] {
            for (index, item) in (value.array ?? []).enumerated() {
                faults += Self.faults(item, items, at: "\(path)[\(index)]")
            }
        }
        return faults
    }

    private static func isOf(_ type: String, _ value: JSON) -> Bool {
        switch type {
        case "string": value.string != nil
        case "integer": value.integer != nil
        case "number": value.number != nil
        case "boolean": value.bool != nil
        case "array": value.array != nil
        case "object": value.object != nil
        case "null": value.isNull
        default: false
        }
    }
}
