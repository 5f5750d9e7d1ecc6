/// Reads a choice: `drop`, `{delay: 500ms}`, `{close: {code: 1011}}`.

extension FormReader {
    mutating func choice(_ node: YAMLNode, _ name: String, _ choice: Choice) -> FormValue? {
        switch node.content {
        case .plain(let word), .quoted(let word):
            guard let variant = variant(word, of: choice, at: node.place) else { return nil }
            guard variant.mayBeBare else {
                complain(node.place, "`\(word)` needs parameters", hint: "as in `\(choice.line(variant.example))`")
                return nil
            }
            return .choice(word, Fields(), nil)
        case .mapping(let entries):
            guard let entry = entries.first, entries.count == 1 else {
                complain(
                    node.place, "`\(choice.name)` takes one word, but \(entries.count) are given",
                    hint: choice.isListItem ? "begin each with a dash" : "one rule for each")
                return nil
            }
            guard let variant = variant(entry.key, of: choice, at: entry.keyPlace) else { return nil }
            return parameters(of: variant, entry, choice)
        case .sequence:
            complain(node.place, "`\(choice.name)` takes one word, not a list", hint: "one rule for each")
            return nil
        }
    }

    private mutating func variant(_ word: String, of choice: Choice, at place: YAMLNode.Place) -> Choice.Variant? {
        if let variant = choice.variants.first(where: { $0.name == word }) { return variant }
        let names = choice.variants.map(\.name)
        let hint: String
        if let sibling = choice.sibling, sibling.words.contains(word) {
            hint = "it belongs to the other key: `\(sibling.key): \(word)`"
        } else if let near = didYouMean(word, among: names) {
            hint = near
        } else {
            hint = "`\(choice.name)` knows " + names.map { "`\($0)`" }.joined(separator: ", ")
        }
        complain(place, "unknown \(choice.name == "do" ? "`do`" : choice.name) `\(shown(word))`", hint: hint)
        return nil
    }

    private mutating func parameters(
        of variant: Choice.Variant, _ entry: YAMLNode.Entry, _ choice: Choice
    ) -> FormValue? {
        switch variant.body {
        case .nothing:
            complain(
                entry.value.place, "`\(variant.name)` takes no parameters",
                hint: "write `\(choice.line(variant.name))`")
            return nil
        case .value(let form):
            return read(entry.value, as: form, name: variant.name).map { .choice(variant.name, Fields(), $0) }
        case .parameters(let record, let main):
            if case .mapping = entry.value.content {
                return fields(entry.value, variant.name, record).map { .choice(variant.name, $0, nil) }
            }
            guard let main else {
                return fields(entry.value, variant.name, record).map { .choice(variant.name, $0, nil) }
            }
            // A lone value stands for the main parameter.
            let short = YAMLNode(
                content: .mapping([.init(key: main, keyPlace: entry.keyPlace, value: entry.value)]),
                place: entry.value.place)
            return fields(short, variant.name, record).map { .choice(variant.name, $0, nil) }
        }
    }
}
