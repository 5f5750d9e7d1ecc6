import CaptureTools
package import Diagnosis
import SpeechAudio

/// What a run leaves behind in `Reports/<time>-<command>-<short id>/`: a pure function of the report and its capture.
package enum ReportFolder {
    /// `report.json`, `junit.xml`, `report.html`, `capture.jsonl`, and `caller.wav` and `assistant.wav` where there is sound.
    ///
    /// - Parameter capture: The bytes that were examined; of a log the capture that it was converted into.
    package static func files(report: Report, capture: [UInt8]) -> [ReportFile] {
        let audio = CaptureAudio(of: capture)
        let cited = Set(report.findings.flatMap(\.evidence).map(\.frame))
        let frames = FrameListBuilder.list(of: capture, citing: cited)
        var files = [
            ReportFile(name: "report.json", bytes: Array(JSONReport.text(report).utf8)),
            ReportFile(name: "junit.xml", bytes: Array(JUnitReport.text(report).utf8)),
            ReportFile(name: "report.html", bytes: Array(HTMLReport.text(report, frames: frames, audio: audio).utf8)),
            ReportFile(name: "capture.jsonl", bytes: capture),
        ]
        for (name, lane) in [("caller.wav", audio.caller), ("assistant.wav", audio.assistant)] {
            if let lane, !lane.samples.isEmpty { files.append(ReportFile(name: name, bytes: lane.wav.bytes)) }
        }
        return files
    }

    /// `20261120-090000-probe-3f2a9c`: safe as a file name whatever the arguments hold.
    ///
    /// - Parameters:
    ///   - started: ISO 8601, UTC.
    ///   - id: Of the capture; its last characters are kept, for ids begin alike.
    package static func name(started: String, command: String, id: String) -> String {
        let digits = started.prefix(19).filter { $0.isASCII && $0.isNumber }
        let time = digits.count > 8 ? "\(digits.prefix(8))-\(digits.dropFirst(8))" : digits
        return [time, safe(command), String(safe(id).suffix(6))].filter { !$0.isEmpty }.joined(separator: "-")
    }

    private static func safe(_ text: String) -> String {
        String(text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(32))
    }
}
