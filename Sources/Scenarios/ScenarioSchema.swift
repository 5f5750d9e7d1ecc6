/// The JSON Schema (2020-12) of a scenario file, made from the decoder's own table, for editors and other validators.
package import JSONText

package enum ScenarioSchema {
    package static var json: JSON {
        schema(of: .scenario, "A scenario of realtime-doctor", "Documentation/scenarios.md")
    }

    /// The same of a plan for `realtime-doctor suite`.
    package static var plan: JSON { schema(of: .plan, "A plan of realtime-doctor suite", "Documentation/suites.md") }

    private static func schema(of record: Record, _ title: String, _ manual: String) -> JSON {
        var schema: JSONObject = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(title),
            "description": .string("Generated from the decoder's table. How to write one: \(manual)"),
        ]
        for member in record.schema.members { schema[member.key] = member.value }
        return .object(schema)
    }
}

extension Record {
    fileprivate var schema: JSONObject {
        var schema: JSONObject = [
            "type": "object",
            "properties": .object(
                JSONObject(
                    keys.map { key in
                        var property = key.form.schema
                        let fallback = key.fallback.map { " Default: \($0)." } ?? ""
                        property["description"] = .string(key.about + fallback)
                        return (key.name, .object(property))
                    })),
            "additionalProperties": false,
        ]
        let required = keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { schema["required"] = JSON(required) }
        for constraint in constraints {
            for member in constraint.schema.members { schema[member.key] = member.value }
        }
        return schema
    }
}

extension Record.Constraint {
    fileprivate var schema: JSONObject {
        switch self {
        case .exactlyOne(let keys): ["oneOf": .array(keys.map { ["required": [.string($0)]] })]
        case .atMostOne(let keys):
            ["not": ["anyOf": .array(pairs(keys).map { ["required": [.string($0.0), .string($0.1)]] })]]
        case .atLeastOne(let keys): ["anyOf": .array(keys.map { ["required": [.string($0)]] })]
        case .knownErrorUnlessMessage:
            [
                "anyOf": [
                    ["required": ["message"]],
                    ["required": ["code"], "properties": ["code": KnownError.schema(needingParam: false)]],
                    ["required": ["code", "param"], "properties": ["code": KnownError.schema(needingParam: true)]],
                ]
            ]
        case .eventFitsLegAndDirection:
            [
                "allOf": [
                    Record.Constraint.events(
                        leg: "model", legIs: ["not": ["properties": ["leg": ["const": "phone"]], "required": ["leg"]]]),
                    Record.Constraint.events(
                        leg: "phone", legIs: ["properties": ["leg": ["const": "phone"]], "required": ["leg"]]),
                ]
            ]
        }
    }

    private func pairs(_ keys: [String]) -> [(String, String)] {
        keys.indices.flatMap { first in keys[(first + 1)...].map { (keys[first], $0) } }
    }

    private static func events(leg: String, legIs: JSON) -> JSON {
        func allowed(_ direction: String?) -> JSON {
            ["properties": ["event": ["enum": JSON(EventTypes.on(leg: leg, direction: direction))]]]
        }
        func goes(_ direction: String) -> JSON {
            [
                "if": ["properties": ["direction": ["const": .string(direction)]], "required": ["direction"]],
                "then": allowed(direction),
            ]
        }
        return ["if": legIs, "then": ["allOf": [allowed(nil), goes("up"), goes("down")]]]
    }
}

extension KnownError {
    fileprivate static func schema(needingParam: Bool) -> JSON {
        ["enum": JSON(all.filter { $0.needsParam == needingParam }.map(\.name))]
    }
}

extension Choice {
    fileprivate var schema: JSONObject {
        let bare = variants.filter(\.mayBeBare).map(\.name)
        let mapped = variants.compactMap { variant -> (String, JSON)? in
            guard var body = variant.body.schema else { return nil }
            body["description"] = .string(variant.about)
            return (variant.name, .object(body))
        }
        return [
            "anyOf": [
                ["enum": JSON(bare)],
                [
                    "type": "object", "properties": .object(JSONObject(mapped)), "additionalProperties": false,
                    "minProperties": 1, "maxProperties": 1,
                ],
            ]
        ]
    }
}

extension Choice.Body {
    /// Nil: a bare word only.
    fileprivate var schema: JSONObject? {
        switch self {
        case .nothing: return nil
        case .value(let form): return form.schema
        case .parameters(let record, let main):
            guard let main, let key = record.keys.first(where: { $0.name == main }) else { return record.schema }
            var short = key.form.schema
            if case .knownErrorUnlessMessage? = record.constraints.first {
                // A code alone must say everything.
                short = KnownError.schema(needingParam: false).object ?? [:]
            }
            return ["anyOf": [.object(short), .object(record.schema)]]
        }
    }
}

extension Form {
    fileprivate var schema: JSONObject {
        switch self {
        case .text, .pattern: ["type": "string"]
        case .line(let bytes): ["type": "string", "maxLength": JSON(bytes), "pattern": #"^[^\u0000-\u001f\u007f]*$"#]
        case .id: ["type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"]
        case .word(let words): ["enum": JSON(words)]
        case .truth: ["type": "boolean"]
        case .integer(let range):
            ["type": "integer", "minimum": JSON(range.lowerBound), "maximum": JSON(range.upperBound)]
        case .number(let range):
            ["type": "number", "minimum": Form.bound(range.lowerBound), "maximum": Form.bound(range.upperBound)]
        case .duration(let range):
            [
                "anyOf": [
                    [
                        "type": "number", "minimum": Form.bound(range.lowerBound),
                        "maximum": Form.bound(range.upperBound),
                    ],
                    ["type": "string", "pattern": #"^[0-9]+(\.[0-9]+)?(ms|s|m|h)$"#],
                ]
            ]
        case .turns:
            [
                "anyOf": [
                    ["type": "integer", "minimum": 1, "maximum": 1_000_000],
                    ["type": "string", "pattern": #"^0*[1-9][0-9]*(\.\.(0*[1-9][0-9]*)?)?$"#],
                ]
            ]
        case .closeCode:
            [
                "type": "integer", "minimum": 1000, "maximum": 4999,
                "not": ["enum": .array(Form.unsendableCloseCodes.map { JSON($0) })],
            ]
        case .eventType: ["enum": JSON(EventTypes.all)]
        case .json: [:]
        case .event:
            ["type": "object", "required": ["type"], "properties": ["type": ["type": "string", "minLength": 1]]]
        case .jsonText: ["type": ["object", "string"]]
        case .digits: ["type": "string", "pattern": "^[0-9*#A-D]{1,100}$"]
        case .dictionary(let form, let kind):
            [
                "type": "object", "minProperties": 1, "propertyNames": ["pattern": .string(kind.pattern)],
                "additionalProperties": .object(form.schema),
            ]
        case .list(let form): ["type": "array", "items": .object(form.schema)]
        case .record(let record): record.schema
        case .choice(let choice): choice.schema
        }
    }

    /// `1` rather than `1.0`.
    private static func bound(_ number: Double) -> JSON {
        Int64(exactly: number).map { .integer($0) } ?? .number(number)
    }
}

extension Form.NameKind {
    fileprivate var pattern: String {
        switch self {
        case .headerName: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"
        case .parameterName: "^.{1,499}$"
        case .dottedPath: #"^[^.]+(\.[^.]+)*$"#
        }
    }
}
