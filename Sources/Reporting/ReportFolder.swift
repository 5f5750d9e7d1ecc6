package import Diagnosis

/// What a run leaves behind in `Reports/<time>-<command>-<short id>/`: a pure function of the report and its capture.
package enum ReportFolder {
    /// `report.json`, `junit.xml`, `report.html`, `capture.jsonl`, and `caller.wav` and `assistant.wav` where there is sound.
    ///
    /// - Parameter capture: The bytes that were examined; an imported log is kept as it is.
    package static func files(report: Report, capture: [UInt8]) -> [ReportFile] { [] }

    /// `20261120-090000-probe-3f2a9c`: safe as a file name whatever the arguments hold.
    ///
    /// - Parameters:
    ///   - started: ISO 8601, UTC.
    ///   - id: Of the capture; its first characters are kept.
    package static func name(started: String, command: String, id: String) -> String { "" }
}
