package import JSONText

/// Where a setting lies in nested objects: `audio.input.turn_detection`.
package struct FieldPath: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let keys: [String]

    package init(_ path: String) { keys = path.split(separator: ".").map(String.init) }
    package init(stringLiteral value: String) { self.init(value) }

    package var description: String { keys.joined(separator: ".") }

    /// Whether a dotted path is this one or lies inside it.
    package func covers(_ path: String) -> Bool {
        path == description || path.hasPrefix(description + ".") || path.hasPrefix(description + "[")
    }

    package func value(in object: JSONObject) -> JSON? {
        var value: JSON? = keys.first.flatMap { object[$0] }
        for key in keys.dropFirst() { value = value?[key] }
        return value
    }

    /// Makes the objects on the way; nil removes the value, and objects left empty by that.
    package func set(_ value: JSON?, in object: inout JSONObject) { Self.set(value, at: keys[...], in: &object) }

    private static func set(_ value: JSON?, at keys: ArraySlice<String>, in object: inout JSONObject) {
        guard let key = keys.first else { return }
        guard keys.count > 1 else {
            object[key] = value
            return
        }
        var inner = object[key]?.object ?? [:]
        set(value, at: keys.dropFirst(), in: &inner)
        object[key] = value == nil && inner.isEmpty ? nil : .object(inner)
    }
}
