package import JSONText

/// Writes the fields of a `WireObject` in one dialect's names, in the order the service writes them.
package struct FieldWriter {
    package private(set) var object: JSONObject = [:]
    package let dialect: Dialect
    /// The beta service marks its items with `object`, a client does not.
    package let sender: EventType.Sender

    package init(dialect: Dialect, sender: EventType.Sender) {
        self.dialect = dialect
        self.sender = sender
    }

    package mutating func put(_ key: String, _ value: JSON?) {
        if let value { object[key] = value }
    }

    package mutating func put(_ key: String, _ value: String?) { put(key, value.map { JSON.string($0) }) }
    package mutating func put(_ key: String, _ value: Int?) { put(key, value.map { JSON($0) }) }
    package mutating func put(_ key: String, _ value: Bool?) { put(key, value.map { JSON($0) }) }
    package mutating func put(_ key: String, _ value: (any WireToken)?) { put(key, value?.rawValue) }

    /// Whole numbers as integers, as the service writes them.
    package mutating func put(_ key: String, _ value: Double?) {
        put(key, value.map { value in Int64(exactly: value).map { JSON.integer($0) } ?? .number(value) })
    }

    package mutating func put(_ key: String, _ value: (any WireObject)?) { put(key, value.map { .object(json($0)) }) }
    package mutating func put(_ key: String, _ list: [any WireObject]) {
        put(key, JSON.array(list.map { .object(json($0)) }))
    }

    package mutating func write(_ value: some WireObject) {
        value.write(to: &self)
        fill(value.extra)
    }

    /// Adds what was kept, where no property has spoken.
    package mutating func fill(_ extra: JSONObject) {
        for member in extra.members where object[member.key] == nil { object[member.key] = member.value }
    }

    private func json(_ value: some WireObject) -> JSONObject {
        var inner = FieldWriter(dialect: dialect, sender: sender)
        inner.write(value)
        return inner.object
    }
}
