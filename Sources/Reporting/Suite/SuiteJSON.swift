package import Diagnosis
package import JSONText

/// `suite.json`: a suite for programs, with a version and a schema (`Documentation/suite.schema.json`).
package enum SuiteJSON {
    package static func json(_ report: SuiteReport) -> JSON { SuiteKeys.suite.json(report) }

    /// Indented, with a newline at the end.
    package static func text(_ report: SuiteReport) -> String { json(report).pretty + "\n" }

    /// The schema that every one keeps.
    static var schema: JSON {
        var schema: JSONObject = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "suite.json of realtime-doctor",
        ]
        for member in SuiteKeys.suite.shape.schema.members { schema[member.key] = member.value }
        return .object(schema)
    }
}
