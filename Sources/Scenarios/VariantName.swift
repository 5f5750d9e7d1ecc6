/// The words of a choice, each of which describes itself: what it takes, what it means, how it is written.
protocol VariantName: RawRepresentable where RawValue == String {}

extension VariantName {
    /// A mapping of this one key, or its value alone.
    func one(
        _ key: String, _ form: Form, required: Bool = false, default fallback: String? = nil, _ about: String
    ) -> Choice.Body {
        let key = Record.Key(key, form, required: required, default: fallback, about)
        return .parameters(Record(name: rawValue, keys: [key]), main: key.name)
    }

    func variant(_ body: Choice.Body, _ about: String, _ example: String) -> Choice.Variant {
        Choice.Variant(name: rawValue, body: body, about: about, example: example)
    }
}
