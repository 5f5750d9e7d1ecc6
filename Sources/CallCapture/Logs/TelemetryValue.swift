/// A value as OpenTelemetry's logs write it, `{"kvlistValue":{"values":[{"key":"type","value":{"stringValue":"error"}}]}}`.
///
/// Source: OTLP 1.x, JSON Protobuf Encoding: `AnyValue` of `opentelemetry/proto/common/v1`.
import JSONText

enum TelemetryValue {
    private static let deepest = 64

    /// Nil for what is none.
    static func json(_ value: JSON, depth: Int = 0) -> JSON? {
        guard depth < deepest, let member = value.object?.members.first else { return nil }
        switch member.key {
        case "stringValue", "boolValue", "doubleValue", "bytesValue": return member.value
        // 64 bits are a string there.
        case "intValue": return member.value.string.flatMap { Int64($0) }.map { .integer($0) } ?? member.value
        case "arrayValue":
            let items = member.value["values"]?.array ?? []
            return .array(items.map { json($0, depth: depth + 1) ?? .null })
        case "kvlistValue":
            let pairs = member.value["values"]?.array ?? []
            return .object(
                JSONObject(
                    pairs.compactMap { pair in
                        pair["key"]?.string.map { ($0, pair["value"].flatMap { json($0, depth: depth + 1) } ?? .null) }
                    }))
        default: return nil
        }
    }
}
