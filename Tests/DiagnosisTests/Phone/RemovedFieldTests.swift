import CallCapture
import JSONText
import TestSupport
import Testing

@testable import Diagnosis

/// A logger that was told to leave the audio out, and removes its field.
struct RemovedFieldTests {
    /// - Parameter removing: on the phone leg, from messages of these directions.
    private func log(removing directions: [Direction]) throws -> [UInt8] {
        let frames = BridgeStory().begins().speaks().answers().speaks().answers().ends().frames
        var lines: [String] = []
        for (index, frame) in frames.enumerated() {
            guard case .text(let text) = frame.content, var message = try JSON(parsing: text).object else { continue }
            if frame.leg == .phone, directions.contains(frame.direction), let media = message["media"]?.object {
                message["media"] = .object(
                    JSONObject(media.members.filter { $0.key != "payload" }.map { ($0.key, $0.value) }))
            }
            let seconds = Double(frame.time?.components.seconds ?? 0) + Double(index) / 1e6
            let line: JSONObject = [
                "time": JSON(1_795_165_200 + seconds), "event": .object(message),
            ]
            lines.append(JSON.object(line).text)
        }
        return Array(lines.joined(separator: "\n").utf8)
    }

    @Test func `what neither side has is the logger's`() throws {
        let report = try Examiner.examine(log(removing: [.up, .down]))
        #expect(report.findings.map(\.id).contains("twilio-message-wrong-shape") == false)
    }

    @Test func `what only the bridge lacks is the bridge's`() throws {
        let report = try Examiner.examine(log(removing: [.down]))
        #expect(report.findings.map(\.id).contains("twilio-message-wrong-shape"))
    }
}
