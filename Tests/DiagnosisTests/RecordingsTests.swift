import TestSupport
import Testing

@testable import Diagnosis

/// Sessions that others recorded against the live services, all healthy: a finding in them is a false alarm.
struct RecordingsTests {
    @Test(arguments: [
        ("azure-ga-text-in-audio-out", "ga", "cut"), ("azure-voicelive-tool-call-round", "beta", "absent"),
        ("openai-beta-interrupted-session", "beta", "absent"), ("openai-ga-server-vad-audio-turn", "ga", "cut"),
        ("openai-ga-tool-call-round", "ga", "absent"),
    ])
    func `a healthy recording has no finding, no violation and the right dialect`(
        name: String, dialect: String, audio: String
    ) throws {
        let report = try Examiner.examine(try Fixtures.bytes("Captures/\(name).jsonl"))
        #expect(report.findings == [])
        #expect(report.violations.filter { $0.severity == "E" } == [])
        #expect(report.sessions.map(\.dialect) == [dialect])
        #expect(report.coverage.audio == audio)
        #expect(report.verdict == .pass)
    }

    @Test func `the interrupted recording shows four turns and the one that was cut off`() throws {
        let report = try Examiner.examine(try Fixtures.bytes("Captures/openai-beta-interrupted-session.jsonl"))
        #expect(report.turns.map(\.status) == ["completed", "completed", "cancelled", "completed"])
        #expect(report.turns.map(\.interrupted) == [false, false, true, false])
        #expect(report.indicator("interruption-honoured")?.result == .pass)
        #expect(report.coverage.directions == ["model down"])
    }

    @Test func `chunks of any size give the same report`() throws {
        let bytes = try Fixtures.bytes("Captures/openai-ga-server-vad-audio-turn.jsonl")
        let whole = try Examiner.examine(bytes)
        for size in [1, 7, 4_096] {
            var examiner = Examiner()
            for start in stride(from: 0, to: bytes.count, by: size) {
                bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { examiner.consume($0) }
            }
            #expect(try examiner.finish() == whole)
        }
    }

    @Test func `what holds no event is an error with a hint`() {
        #expect(throws: ExaminationError.self) { try Examiner.examine([]) }
        #expect(throws: ExaminationError.self) { try Examiner.examine(Array("nothing\nat all\n".utf8)) }
    }
}
