/// What is kept of values whose length a peer decides.
import JSONText

extension JSON {
    /// The same value with long texts cut to 2,000 bytes and long lists to 256 elements, at any depth.
    var shortened: JSON {
        switch self {
        case .string(let text) where text.utf8.count > 2_000:
            .string(String(decoding: text.utf8.prefix(2_000), as: UTF8.self))
        case .array(let items): .array(items.prefix(256).map(\.shortened))
        case .object(let object): .object(JSONObject(object.members.map { ($0.key, $0.value.shortened) }))
        case .null, .bool, .integer, .number, .string: self
        }
    }
}
