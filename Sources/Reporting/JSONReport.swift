package import Diagnosis
package import JSONText

/// `report.json`: the report for programs, with a version and a schema (`Documentation/report.schema.json`).
package enum JSONReport {
    package static func json(_ report: Report) -> JSON { .null }

    /// Indented, with a newline at the end.
    package static func text(_ report: Report) -> String { json(report).pretty + "\n" }
}
