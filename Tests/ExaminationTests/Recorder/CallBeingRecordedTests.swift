import CallCapture
import Diagnosis
import JSONText
import Scenarios
import TestSupport
import Testing

@testable import Examination
@testable import Transport

/// Whole calls on both legs through the scribe: what it writes says what the harness's own capture says.
struct CallBeingRecordedTests {
    private final class Memory: RecordedFile {
        var bytes: [UInt8] = []
        var size: Int { bytes.count }
        func append(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }
        func sync() {}
        func closeFile() {}
    }

    private struct Recording {
        var files: [[UInt8]]
        var ends: [SessionEnd]
        var summary: RecordingSummary
    }

    /// - Parameter capture: Of the harness, whose frames are handed on in batches of a second.
    private func record(
        _ capture: [UInt8], _ change: (inout RecordingSettings) -> Void = { _ in }
    ) throws -> Recording {
        var settings = RecordingSettings(
            path: "calls.jsonl", header: .recording(id: "r", started: "2026-11-29T00:00:00.000Z", model: nil))
        settings.hasPhone = true
        change(&settings)
        var files: [(path: String, memory: Memory)] = []
        var ends: [SessionEnd] = []
        let scribe = RecordingScribe(
            settings,
            openFile: { path in
                let memory = Memory()
                files.append((path, memory))
                return memory
            }, removeFile: { _ in }, tell: { if case .ended(let end) = $0 { ends.append(end) } })
        scribe.start()
        for batch in try items(capture) { scribe.receive(batch) }
        let summary = scribe.finish()
        return Recording(files: files.map(\.memory.bytes), ends: ends, summary: summary)
    }

    private func items(_ capture: [UInt8]) throws -> [[TapeItem]] {
        var batches: [Int: [TapeItem]] = [:]
        _ = try CaptureReader.read(capture) { record in
            guard case .frame(let view) = record else { return }
            let frame = view.frame
            let (name, time) = (frame.connection, frame.time ?? .zero)
            var items: [TapeItem] = []
            if case .open(let data) = frame.content {
                let request = data["request"]?.string ?? ""
                items.append(
                    .opened(connection: name, leg: frame.leg, at: time, request: request, model: nil, peer: "x:1"))
                items.append(.joined(connection: name, at: time))
            }
            items.append(
                .frame(connection: name, leg: frame.leg, direction: frame.direction, at: time, frame.content))
            if case .close = frame.content { items.append(.ended(connection: name, at: time, reason: nil)) }
            batches[Int(time.components.seconds), default: []] += items
        }
        return batches.sorted { $0.key < $1.key }.map(\.value)
    }

    @Test(arguments: ["healthy", "no-clear-on-barge-in", "second-turn-stall", "quota-exhausted"])
    func `the verdict is the harness's own`(id: String) throws {
        let story = MatrixCall(scenario: try #require(ScenarioLibraryFixture.all.first { $0.id == id }))
        let (own, capture) = try story.play()
        let recording = try record(capture)
        let report = try Examiner.examine(recording.files[0])
        #expect(recording.ends.map(\.noun) == ["call"])
        #expect(recording.ends.first?.report == report)
        #expect(report.verdict == own.verdict)
        #expect(report.findings.map(\.id) == own.findings.map(\.id))
        #expect(report.calls.map(\.pairing) == own.calls.map(\.pairing))
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a call that is cut into files gives no false finding in any of them`(
        seed: UInt64
    ) throws {
        let (own, capture) = try MatrixCall(healthy: seed).play()
        try #require(own.findings == [])
        let recording = try record(capture) { $0.rotateSize = capture.count / 12 }
        #expect(recording.files.count >= 3)
        for (index, file) in recording.files.enumerated() {
            let report = try Examiner.examine(file)
            #expect(report.findings.map(\.id) == [], "file \(index + 1) of \(recording.files.count)")
            // A response that goes on in the next file is cut in this one, which is told and is no finding.
            let isLast = index == recording.files.count - 1
            let broken = report.violations.filter { isLast || $0.rule != "I39" }
            #expect(broken.map(\.summary) == [], "file \(index + 1) of \(recording.files.count)")
        }
        #expect(recording.ends.first?.report?.verdict == .pass)
    }

    @Test(arguments: Redaction.Audio.allCases) func `a call whose audio is not kept gives no false finding`(
        audio: Redaction.Audio
    ) throws {
        let (own, capture) = try MatrixCall(healthy: 1).play()
        try #require(own.findings == [])
        let recording = try record(capture) { $0.redaction.audio = audio }
        let report = try Examiner.examine(recording.files[0])
        #expect(report.findings.map(\.id) == [])
        #expect(report.violations.map(\.summary) == [])
        #expect(report.verdict != .fail)
        #expect(report.coverage.limits.contains { $0.contains("not to keep audio") } == (audio != .all))
        #expect((recording.files[0].count * 2 < capture.count) == (audio != .all))
    }
}
