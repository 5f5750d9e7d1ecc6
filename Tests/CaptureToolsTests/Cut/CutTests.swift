import CallCapture
import Diagnosis
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import CaptureTools

struct CutTests {
    private let call = BridgeStory().begins().speaks().answers().speaks().answers().speaks().answers().ends()

    /// What the story itself does not keep.
    private var rules: Set<String> {
        get throws { Set(try Examiner.examine(call.kept()).violations.map(\.rule)) }
    }

    private func cut(_ bytes: [UInt8], _ request: CutRequest) throws -> (bytes: [UInt8], summary: CutSummary) {
        var output: [UInt8] = []
        var cutter = CaptureCutter(try CutPlan(request, of: Examiner.examine(bytes)), tool: "test")
        let source = try CaptureReader.read(bytes) { cutter.receive($0, to: &output) }
        try cutter.finish(source, to: &output)
        return (output, cutter.summary)
    }

    private func types(_ bytes: [UInt8]) throws -> [String] {
        var types: [String] = []
        _ = try CaptureReader.read(bytes) { record in
            guard case .frame(let frame) = record, frame.leg == .model, frame.operation == .text else { return }
            types.append(frame.fields?["type"]?.string ?? "")
        }
        return types.filter { $0 != "input_audio_buffer.append" && $0 != "response.output_audio.delta" }
    }

    @Test(arguments: 1...3) func `a turn that was good is good by itself`(turn: Int) throws {
        let part = try cut(call.kept(), CutRequest(turns: turn...turn))
        let report = try Examiner.examine(part.bytes)
        #expect(report.findings == [])
        #expect(Set(report.violations.map(\.rule)).isSubset(of: try rules))
        #expect(report.turns.map(\.missing) == [nil])
        #expect(report.indicators.filter { $0.result == .fail } == [])
    }

    @Test func `the session goes along, the turns before do not`() throws {
        let part = try cut(call.kept(), CutRequest(turns: 2...2))
        let types = try types(part.bytes)
        #expect(types.prefix(3) == ["session.created", "session.update", "session.updated"])
        #expect(types.count { $0 == "response.done" } == 1)
        #expect(part.summary.preamble == 7)
        #expect(part.summary.before > 100 && part.summary.after > 100)
    }

    @Test func `frames keep their numbers and the part its times`() throws {
        func frames(_ bytes: [UInt8]) throws -> [Int: Frame] {
            var frames: [Int: Frame] = [:]
            _ = try CaptureReader.read(bytes) { if case .frame(let view) = $0 { frames[view.number] = view.frame } }
            return frames
        }
        let whole = call.kept()
        let part = try cut(whole, CutRequest(turns: 2...2))
        let (before, after) = (try frames(whole), try frames(part.bytes))
        #expect(after.count == part.summary.kept + part.summary.preamble)
        let moved = after.filter { before[$0.key] != $0.value }
        #expect(moved.count == part.summary.preamble)
        #expect(moved.allSatisfy { before[$0.key]?.content == $0.value.content })
    }

    @Test func `one call of two is as it was alone`() throws {
        let other = BridgeStory(call: 2).begins().speaks().answers().ends()
        let both = BridgeStory.kept([call, other])
        let part = try cut(both, CutRequest(call: 2))
        let report = try Examiner.examine(part.bytes)
        let alone = try Examiner.examine(other.kept())
        #expect(report.verdict == alone.verdict)
        #expect(report.turns.map(\.links).count == alone.turns.count)
        #expect(report.phones.map(\.connection) == ["p2"])
    }

    @Test(arguments: [0.3, 1.0, 2.5, 4.0, 5.5, 8.0]) func `no time at which a good call is cut makes a fault of it`(
        from: Double
    ) throws {
        let report = try Examiner.examine(try cut(call.kept(), CutRequest(from: from)).bytes)
        #expect(report.findings == [])
        #expect(Set(report.violations.map(\.rule)).isSubset(of: try rules))
        #expect(report.indicators.filter { $0.result == .fail } == [])
    }

    @Test func `what is asked for and is not there is named`() throws {
        let report = try Examiner.examine(call.kept())
        #expect(throws: CutError("there is no call 2", hint: "it holds call 1")) {
            try CutPlan(CutRequest(call: 2), of: report)
        }
        #expect(throws: CutError("there is no turn 9", hint: "its turns are 1 to 3")) {
            try CutPlan(CutRequest(turns: 1...9), of: report)
        }
    }

    @Test func `a log without a header becomes a capture that proves no more than the log`() throws {
        var log = ""
        _ = try CaptureReader.read(call.withoutPhone.kept()) { record in
            if case .frame(let frame) = record, frame.operation == .text { log += frame.text + "\n" }
        }
        let part = try cut(Array(log.utf8), CutRequest(turns: 2...2))
        let report = try Examiner.examine(part.bytes)
        #expect(report.findings == [])
        #expect(report.turns.count == 1)
    }
}
