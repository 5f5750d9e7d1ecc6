package import JSONText

/// Takes the known fields out of a JSON object; what is left is kept as `extra`.
package struct FieldReader {
    package private(set) var rest: JSONObject
    /// Nil: not known, so nothing is renamed.
    package let dialect: Dialect?

    package init(_ object: JSONObject, dialect: Dialect?) {
        rest = object
        self.dialect = dialect
    }

    package mutating func string(_ key: String) throws(FieldError) -> String { try required(key, "a string", \.string) }
    package mutating func integer(_ key: String) throws(FieldError) -> Int {
        try required(key, "an integer", \.integer)
    }

    /// Nil when absent, null or of another type; then it stays in `rest`.
    package mutating func optionalString(_ key: String) -> String? { take(key, \.string) }
    package mutating func optionalInteger(_ key: String) -> Int? { take(key, \.integer) }
    package mutating func optionalNumber(_ key: String) -> Double? { take(key, \.number) }
    package mutating func optionalBool(_ key: String) -> Bool? { take(key, \.bool) }
    package mutating func optionalToken<T: WireToken>(_ key: String) -> T? {
        optionalString(key).map(T.init(rawValue:))
    }

    package mutating func token<T: WireToken>(_ key: String) throws(FieldError) -> T { T(rawValue: try string(key)) }

    package mutating func object(_ key: String) throws(FieldError) -> JSONObject {
        try required(key, "an object", \.object)
    }

    package mutating func nested<T: WireObject>(_ key: String) throws(FieldError) -> T {
        let inner = try object(key)
        do { return try T(json: inner, dialect: dialect) } catch { throw error.within(key) }
    }

    /// What does not read as a `T` stays in `rest`.
    package mutating func optionalNested<T: WireObject>(_ key: String) -> T? {
        guard let inner = rest[key]?.object, let value = try? T(json: inner, dialect: dialect) else { return nil }
        rest[key] = nil
        return value
    }

    /// Nil, with the array left in `rest`, unless every element reads as a `T`.
    package mutating func optionalList<T: WireObject>(_ key: String) -> [T]? {
        guard let items = rest[key]?.array else { return nil }
        var values: [T] = []
        for item in items {
            guard let inner = item.object, let value = try? T(json: inner, dialect: dialect) else { return nil }
            values.append(value)
        }
        rest[key] = nil
        return values
    }

    /// Puts a value back among the fields that are only kept.
    package mutating func keep(_ key: String, _ value: JSON?) { rest[key] = value }

    private mutating func take<T>(_ key: String, _ read: (JSON) -> T?) -> T? {
        guard let value = rest[key].flatMap(read) else { return nil }
        rest[key] = nil
        return value
    }

    private mutating func required<T>(_ key: String, _ kind: String, _ read: (JSON) -> T?) throws(FieldError) -> T {
        guard let value = rest[key] else { throw FieldError(path: key, problem: "is missing") }
        guard let typed = read(value) else {
            throw FieldError(path: key, problem: "is \(value.kindWithArticle), expected \(kind)")
        }
        rest[key] = nil
        return typed
    }
}

extension JSON {
    /// As the service's error messages say it.
    package var kindWithArticle: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .number: "a decimal"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
