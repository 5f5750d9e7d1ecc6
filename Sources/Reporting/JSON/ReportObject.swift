import JSONText

/// A JSON object of `report.json` as data: writer, schema and documentation come from the same table.
struct ReportObject<Value>: Sendable {
    let keys: [Key]

    struct Key: Sendable {
        let name: String
        let shape: Shape
        /// What it means, for the schema and the documentation.
        let about: String
        let value: @Sendable (Value) -> JSON

        init(_ name: String, _ shape: Shape, _ about: String, _ value: @escaping @Sendable (Value) -> JSON) {
            self.name = name
            self.shape = shape
            self.about = about
            self.value = value
        }
    }

    init(_ keys: Key...) { self.keys = keys }

    func json(_ value: Value) -> JSON { .object(JSONObject(keys.map { ($0.name, $0.value(value)) })) }

    func json(_ values: [Value]) -> JSON { .array(values.map(json)) }

    var shape: Shape { .object(keys.map { .init(name: $0.name, shape: $0.shape, about: $0.about) }) }
}

/// What a value of `report.json` may be.
indirect enum Shape: Sendable {
    case string, integer, number, boolean
    case version(Int)
    case words([String])
    case list(of: Shape)
    case object([Member])
    case nullable(Shape)

    struct Member: Sendable {
        let name: String
        let shape: Shape
        let about: String
    }

    /// JSON Schema, draft 2020-12. Every key is always there; readers must bear keys that later versions add.
    var schema: JSONObject {
        switch self {
        case .string: ["type": "string"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .version(let version): ["const": .init(version)]
        case .words(let words): ["enum": .init(words)]
        case .list(let element): ["type": "array", "items": .object(element.schema)]
        case .object(let members): Self.schema(members)
        case .nullable(let shape): shape.nullableSchema
        }
    }

    private static func schema(_ members: [Member]) -> JSONObject {
        var properties = JSONObject()
        for member in members {
            var schema = member.shape.schema
            if !member.about.isEmpty { schema["description"] = .string(member.about) }
            properties[member.name] = .object(schema)
        }
        return ["type": "object", "required": .init(members.map(\.name)), "properties": .object(properties)]
    }

    private var nullableSchema: JSONObject {
        var schema = schema
        if let type = schema["type"] { schema["type"] = [type, "null"] }
        if let words = schema["enum"]?.array { schema["enum"] = .array(words + [.null]) }
        return schema
    }

    /// `string or null`, `list of objects`
    var words: String {
        switch self {
        case .string: "string"
        case .integer: "whole number"
        case .number: "number"
        case .boolean: "true or false"
        case .version(let version): "`\(version)`"
        case .words(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .list(.object): "list of objects"
        case .list(.string): "list of strings"
        case .list(.integer): "list of whole numbers"
        case .list(let element): "list of \(element.words)"
        case .object: "object"
        case .nullable(let shape): shape.words + " or null"
        }
    }
}
