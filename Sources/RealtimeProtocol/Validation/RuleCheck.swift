import JSONText

/// Holds a value against its rule. The first fault in the order of the document is reported, as the service does; only a field that
/// decides about the others is looked at before them.
enum RuleCheck {
    static func check(_ value: JSON, _ rule: Rule, at path: String) throws(ErrorDetail) {
        switch rule {
        case .any: return
        case .bool: if value.bool == nil { throw .invalidType(path, "a boolean", value) }
        case .string(let maxLength):
            guard let string = value.string else { throw .invalidType(path, "a string", value) }
            // Unicode scalars, which is what the service's own length counts.
            let length = string.unicodeScalars.count
            if length > maxLength { throw .stringTooLong(path, maximum: maxLength, length: length) }
        case .integer(let range): try check(value, range, at: path)
        case .number(let range): try check(value, range, at: path)
        case .word(let words):
            guard let word = value.string else { throw .invalidType(path, ErrorDetail.oneOf(words), value) }
            if !words.contains(word) { throw .invalidValue(path, word, supported: words) }
        case .openObject: if value.object == nil { throw .invalidType(path, "an object", value) }
        case .object(let shape): try check(value, shape, at: path)
        case .union(let union): try check(value, union, at: path)
        case .list(let rule):
            guard let items = value.array else { throw .invalidType(path, "an array", value) }
            for (index, item) in items.enumerated() { try check(item, rule, at: "\(path)[\(index)]") }
        case .combination(let allowed): try check(value, allowed: allowed, at: path)
        case .either(let string, let object):
            switch value {
            case .string: try check(value, string, at: path)
            case .object: try check(value, object, at: path)
            default: throw .invalidType(path, "one of a string or an object", value)
            }
        case .nullable(let rule): if !value.isNull { try check(value, rule, at: path) }
        case .tokenLimit: try checkTokenLimit(value, at: path)
        case .metadata: try checkMetadata(value, at: path)
        }
    }

    private static func check(_ value: JSON, _ shape: Shape, at path: String) throws(ErrorDetail) {
        guard let object = value.object else { throw .invalidType(path, "an object", value) }
        try check(object, shape, at: path)
    }

    /// - Parameter path: Empty at the top of an event.
    static func check(_ object: JSONObject, _ shape: Shape, at path: String) throws(ErrorDetail) {
        for member in object.members {
            let inner = join(path, member.key)
            guard let rule = shape.fields[member.key] else { throw .unknownParameter(inner) }
            try check(member.value, rule, at: inner)
        }
        for key in shape.required where object[key] == nil { throw .missingParameter(join(path, key)) }
    }

    private static func check(_ value: JSON, _ union: Union, at path: String) throws(ErrorDetail) {
        guard let object = value.object else { throw .invalidType(path, "an object", value) }
        let tagPath = join(path, union.tag)
        guard let tag = object[union.tag] ?? union.assumed.map({ .string($0) }) else {
            throw .missingParameter(tagPath)
        }
        guard let arm = union.arms.first(where: { .string($0.name) == tag }) else {
            return try check(tag, .word(union.arms.prefix(union.listed).map(\.name)), at: tagPath)
        }
        try check(value, arm.rule, at: path)
    }

    private static func check(_ value: JSON, _ range: ClosedRange<Int>, at path: String) throws(ErrorDetail) {
        guard let number = value.integer else { throw .invalidType(path, "an integer", value) }
        if number < range.lowerBound { throw .outOfRange(path, "integer", .below, "\(range.lowerBound)", "\(number)") }
        if number > range.upperBound { throw .outOfRange(path, "integer", .above, "\(range.upperBound)", "\(number)") }
    }

    private static func check(_ value: JSON, _ range: ClosedRange<Double>, at path: String) throws(ErrorDetail) {
        guard let number = value.number else { throw .invalidType(path, "a decimal", value) }
        if number < range.lowerBound {
            throw .outOfRange(path, "decimal", .below, short(range.lowerBound), short(number))
        }
        if number > range.upperBound {
            throw .outOfRange(path, "decimal", .above, short(range.upperBound), short(number))
        }
    }

    private static func check(_ value: JSON, allowed: [[String]], at path: String) throws(ErrorDetail) {
        guard let items = value.array else { throw .invalidType(path, "an array", value) }
        var words: [String] = []
        for (index, item) in items.enumerated() {
            try check(item, .word(["text", "audio"]), at: "\(path)[\(index)]")
            words.append(item.string ?? "")
        }
        if !allowed.contains(where: { $0.sorted() == words.sorted() }) {
            throw .invalidModalities(path, words, supported: allowed)
        }
    }

    private static func checkTokenLimit(_ value: JSON, at path: String) throws(ErrorDetail) {
        switch value {
        case "inf": return
        case .string(let word): throw .invalidValue(path, word, supported: ["inf"])
        case .integer, .number: try check(value, .integer(1...4096), at: path)
        default: throw .invalidType(path, "one of an integer or 'inf'", value)
        }
    }

    private static func checkMetadata(_ value: JSON, at path: String) throws(ErrorDetail) {
        guard let object = value.object else { throw .invalidType(path, "an object", value) }
        if object.members.count > 16 { throw .tooManyProperties(path, maximum: 16, count: object.members.count) }
        for member in object.members {
            try check(.string(member.key), .string(maxLength: 64), at: path)
            try check(member.value, .string(maxLength: 512), at: join(path, member.key))
        }
    }

    private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// `0.6`, and `4` rather than `4.0`.
    private static func short(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
}
