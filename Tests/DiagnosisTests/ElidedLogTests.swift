import CallCapture
import TestSupport
import Testing

@testable import Diagnosis

/// A log of Python's websockets with its usual limit.
struct ElidedLogTests {
    @Test func `what a logger left out of a message breaks no rule of the protocol`() throws {
        var lines: [String] = []
        for (index, frame) in BridgeStory().begins().speaks().answers().ends().frames.enumerated() {
            guard case .text(let text) = frame.content, frame.leg == .model else { continue }
            let mark = frame.direction == .up ? ">" : "<"
            let quoted = "'\(text)'"
            let shown = quoted.count > 75 ? "\(quoted.prefix(48))...\(quoted.suffix(24))" : quoted
            lines.append(
                "09:00:\(10 + index / 1_000).\(1_000 + index % 1_000) websockets.client DEBUG \(mark) TEXT \(shown) [\(text.utf8.count) bytes]"
            )
        }
        let report = try Examiner.examine(Array(lines.joined(separator: "\n").utf8))
        #expect(report.violations.map(\.rule) == [])
        #expect(report.findings.map(\.id) == [])
        #expect(report.verdict == .incomplete)
    }
}
