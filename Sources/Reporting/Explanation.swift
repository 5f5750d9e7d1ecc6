package import Diagnosis
package import JSONText

/// What a failure mode is, for `realtime-doctor explain`.
package enum Explanation {
    /// One in full.
    package static func text(_ about: About, style: TextStyle) -> String {
        var lines = [style.paint(about.id, .bold)]
        lines += style.folded(about.title, lead: "")
        if !about.also.isEmpty {
            lines += style.folded(
                "also \(about.also.joined(separator: ", ")): no recording can tell them apart", lead: "")
        }
        func add(_ label: String, _ texts: [String]) {
            let texts = texts.filter { !$0.isEmpty }
            guard !texts.isEmpty else { return }
            lines.append("")
            for (index, text) in texts.enumerated() {
                let name = (index == 0 ? label : "").padded(to: labelWidth)
                lines += style.folded(text, lead: "\(style.paint(name, .dim))", leadWidth: labelWidth)
            }
        }
        add("heard as", [about.hears])
        add("proved by", [about.evidence])
        add("told apart", [about.tellsApart])
        add("why", about.causes.count > 1 ? about.causes.enumerated().map { "\($0 + 1). \($1)" } : about.causes)
        add("fix", [about.remedy])
        add("at fault", [about.atFault.rawValue])
        add("source", [about.source])
        return lines.joined(separator: "\n") + "\n"
    }

    /// All, id and title in columns, grouped by whose fault they are.
    package static func list(_ all: [About], style: TextStyle) -> String {
        let width = (all.map(\.id.count).max() ?? 0) + 4
        var groups: [(About.Fault, [About])] = []
        for about in all {
            if let index = groups.firstIndex(where: { $0.0 == about.atFault }) {
                groups[index].1.append(about)
            } else {
                groups.append((about.atFault, [about]))
            }
        }
        let blocks = groups.map { fault, modes in
            ([style.paint("Fault of the \(fault.rawValue)", .bold)]
                + modes.flatMap { mode in
                    style.folded(mode.title, lead: "  \(mode.id)".padded(to: width), leadWidth: width)
                }).joined(separator: "\n")
        }
        return (blocks + ["\(all.count) failure modes; realtime-doctor explain ID tells one in full."])
            .joined(separator: "\n\n") + "\n"
    }

    package static func json(_ about: About) -> JSON {
        [
            "id": .string(about.id), "title": .string(about.title), "hears": .string(about.hears),
            "evidence": .string(about.evidence), "tellsApart": .string(about.tellsApart),
            "causes": JSON(about.causes), "remedy": .string(about.remedy),
            "atFault": .string(about.atFault.rawValue), "source": .string(about.source), "also": JSON(about.also),
        ]
    }

    package static func json(_ all: [About]) -> JSON { .array(all.map { json($0) }) }

    private static let labelWidth = 12
}
