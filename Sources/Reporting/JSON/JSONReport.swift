package import Diagnosis
package import JSONText

/// `report.json`: the report for programs, with a version and a schema (`Documentation/report.schema.json`).
package enum JSONReport {
    package static func json(_ report: Report) -> JSON { ReportKeys.report.json(report) }

    /// Indented, with a newline at the end.
    package static func text(_ report: Report) -> String { json(report).pretty + "\n" }

    /// The schema that every report keeps.
    static var schema: JSON {
        var schema: JSONObject = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "report.json of realtime-doctor",
        ]
        for member in ReportKeys.report.shape.schema.members { schema[member.key] = member.value }
        return .object(schema)
    }

    /// The tables of `Documentation/report.md`: one of each object, in the order of the file.
    static var manual: String { sections("report.json", ReportKeys.report.shape).joined(separator: "\n") }

    private static func sections(_ title: String, _ shape: Shape) -> [String] {
        let object: Shape = if case .nullable(let inner) = shape { inner } else { shape }
        guard case .object(let members) = object else { return [] }
        var lines = ["### \(title)", "", "| key | value | meaning |", "|---|---|---|"]
        lines += members.map { "| `\($0.name)` | \($0.shape.words) | \($0.about) |" } + [""]
        for member in members where !(title != "report.json" && member.name == "evidence") {
            switch member.shape {
            case .object, .nullable(.object): lines += sections("\(member.name)", member.shape)
            case .list(let element): lines += sections("\(member.name)[]", element)
            default: break
            }
        }
        return lines
    }
}
