import Diagnosis
import JSONText
import ReferenceBridge
import Scenarios
import TestSupport
import Testing

@testable import Examination

/// A call as loggers keep it that leave out, double, cut or shift: what they did is nobody's fault, and what the bridge did stays.
struct StrangeLogTests {
    /// One message of a log.
    private struct Line {
        var time: Double
        /// `model` or `phone`, as the bridge sees it: it receives what the service and the carrier say.
        var leg: String
        var isReceived: Bool
        var event: JSON

        var type: String { event["type"]?.string ?? event["event"]?.string ?? "" }
        var text: String { "\(time) \(leg) \(isReceived ? "received" : "sent") \(event.text)" }
    }

    private static let healthy = lines(of: "healthy")
    private static let stale = lines(of: "twilio-stale-streamsid")

    private static func lines(of scenario: String) -> [Line] {
        guard let scenario = ScenarioLibraryFixture.all.first(where: { $0.id == scenario }),
            let capture = try? MatrixCall(scenario: scenario).play().capture
        else { return [] }
        return capture.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let record = try? JSON(parsing: Array(line)), record["op"] == "text", let event = record["data"],
                let leg = record["leg"]?.string, let time = record["t"]?.number
            else { return nil }
            let isUp = record["dir"] == "up"
            return Line(time: 1_795_165_200 + time, leg: leg, isReceived: (leg == "phone") == isUp, event: event)
        }
    }

    private func examine(_ lines: [Line], more: [String] = []) throws -> Report {
        try Examiner.examine(Array((lines.map(\.text) + more + [""]).joined(separator: "\n").utf8))
    }

    private func expectInnocent(_ report: Report, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(report.findings.map(\.summary) == [], sourceLocation: sourceLocation)
        #expect(
            report.verdict != .fail, "\(report.indicators.filter { $0.result == .fail })",
            sourceLocation: sourceLocation)
    }

    @Test func `whole it passes, and is one call`() throws {
        #expect(Self.healthy.count > 1_000)
        let report = try examine(Self.healthy)
        expectInnocent(report)
        #expect(report.verdict == .pass)
        #expect(report.calls.count == 1)
    }

    @Test func `a wrong stream is the bridge's mistake, and no other call`() throws {
        let report = try examine(Self.stale)
        #expect(report.primary == "twilio-stale-streamsid")
        #expect(report.calls.count == 1)
    }

    @Test func `every line twice is one call, and is said`() throws {
        let report = try examine(Self.healthy.flatMap { [$0, $0] })
        expectInnocent(report)
        #expect(report.coverage.limits.contains("the log has every message twice: one of each was read"))
        #expect(report.turns.count == (try examine(Self.healthy).turns.count))
    }

    @Test func `the service's lines twice are one call`() throws {
        expectInnocent(try examine(Self.healthy.flatMap { $0.leg == "model" && $0.isReceived ? [$0, $0] : [$0] }))
    }

    @Test(arguments: ["<216 base64 chars>", "abc...", "***", "[audio omitted]", ""])
    func `a word in the place of audio is not what was sent`(word: String) throws {
        let lines = Self.healthy.map { line in
            var line = line
            for (field, type) in [("audio", "input_audio_buffer.append"), ("delta", "response.output_audio.delta")]
            where line.type == type {
                var event = line.event.object ?? [:]
                event[field] = .string(word)
                line.event = .object(event)
            }
            if line.type == "media", var event = line.event.object, var media = event["media"]?.object {
                media["payload"] = .string(word)
                event["media"] = .object(media)
                line.event = .object(event)
            }
            return line
        }
        expectInnocent(try examine(lines))
    }

    @Test(arguments: [200, 700, 1_100, 1_500]) func `a log may begin in the middle of the call`(first: Int) throws {
        let report = try examine(Array(Self.healthy.dropFirst(first)))
        #expect(report.findings.map(\.summary) == [])
    }

    @Test func `one direction alone accuses nobody`() throws {
        expectInnocent(try examine(Self.healthy.filter(\.isReceived)))
        #expect(try examine(Self.healthy.filter { !$0.isReceived }).findings.map(\.summary) == [])
    }

    @Test func `a log without appends, or without media, accuses nobody`() throws {
        expectInnocent(try examine(Self.healthy.filter { $0.type != "input_audio_buffer.append" }))
        expectInnocent(try examine(Self.healthy.filter { $0.type != "media" }))
    }

    @Test func `a name of the call beside some lines makes no second call`() throws {
        let named = Self.healthy.map { $0.text.replacing("phone ", with: "phone CA343511d84333a15cdc123015322a101e ") }
        let report = try Examiner.examine(Array((named + [""]).joined(separator: "\n").utf8))
        #expect(report.calls.count == 1)
        #expect(report.findings.map(\.summary) == [])
    }

    @Test func `a close that is told in words ends the call in mid-sentence`() throws {
        let index = try #require(Self.healthy.lastIndex { $0.type == "response.output_audio.delta" })
        let before = Array(Self.healthy[...index])
        let time = try #require(before.last?.time) + 0.2
        let report = try examine(before, more: ["\(time) [OpenAI] WebSocket closed: code=1011 reason='internal error'"])
        #expect(report.primary == "openai-socket-closed-mid-call")
        expectInnocent(try examine(before, more: ["\(time) [Twilio] WebSocket closed: code=1006"]))
    }

    @Test func `time that passes while the program logs on proves that no answer came`() throws {
        let index = try #require(Self.healthy.lastIndex { $0.type == "input_audio_buffer.committed" })
        let before = Self.healthy[...index].filter { $0.leg == "model" && !$0.type.contains("append") }
        let time = try #require(before.last?.time)
        let on = (1...14).map { "\(time + Double($0)) queue depth 0" }
        #expect(try examine(before, more: on).primary == "second-turn-stall")
        // The call was over.
        let over = ["\(time + 0.5) Twilio stream stopped"] + on
        expectInnocent(try examine(before, more: over))
    }

    @Test func `other APIs in the same log are not this one`() throws {
        let foreign = [
            #"{"type":"response.created","sequence_number":0,"response":{"id":"resp_x","object":"response","status":"in_progress"}}"#,
            #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            #"{"event":"media","media":{"id":77}}"#,
        ]
        expectInnocent(try examine(Self.healthy, more: foreign))
    }

    @Test func `a log that ends behind its only question is incomplete, and says why`() throws {
        let first = try #require(Self.healthy.firstIndex { $0.type == "input_audio_buffer.committed" })
        let report = try examine(Array(Self.healthy[...first]))
        #expect(report.findings.map(\.summary) == [])
        #expect(report.verdict == .incomplete)
        let answered = report.indicators.first { $0.id == "answered" }
        #expect(answered?.result == .notExamined)
        #expect(
            answered?.reason
                == "turn 2 is all that was asked but for the greeting, and the log ends before an answer could come")
    }

    @Test func `one that was cut in the middle of the call has its answered turns`() throws {
        let last = try #require(Self.healthy.lastIndex { $0.type == "input_audio_buffer.committed" })
        let answered = try examine(Array(Self.healthy[...last])).indicators.first { $0.id == "answered" }
        #expect(answered?.result == .pass)
        #expect(answered?.reason.hasSuffix("; the capture ends before the rest") == true)
    }

    @Test(arguments: [5, 10, 50]) func `a log with one audio message out of many says nothing of how much there was`(
        step: Int
    ) throws {
        var counts: [String: Int] = [:]
        let lines = Self.healthy.filter { line in
            guard ["input_audio_buffer.append", "response.output_audio.delta", "media"].contains(line.type) else {
                return true
            }
            let voice = "\(line.leg) \(line.isReceived)"
            counts[voice, default: 0] += 1
            return counts[voice, default: 0] % step == 1
        }
        let report = try examine(lines)
        expectInnocent(report)
        #expect(report.coverage.limits.contains { $0.hasPrefix("the log keeps about one audio message of ") })
    }

    @Test func `an asynchronous logger is behind by a moment, and that is no fault`() throws {
        var lines = Self.healthy
        for (cause, answer) in [("response.create", "response.created"), ("session.update", "session.updated")] {
            let asked = try #require(lines.firstIndex { $0.type == cause })
            let answered = try #require(lines.firstIndex { $0.type == answer })
            var line = lines.remove(at: asked)
            line.time = lines[answered - 1].time + 0.001
            lines.insert(line, at: answered)
        }
        let report = try examine(lines)
        expectInnocent(report)
        #expect(report.verdict == .pass)
        #expect(report.turns.count == (try examine(Self.healthy).turns.count))
    }

    /// What the bridge tells the model, by another clock than the rest.
    private func shifted(by seconds: Double) throws -> Report {
        let lines = Self.healthy.map { line in
            var line = line
            if line.leg == "model", !line.isReceived { line.time += seconds }
            return line
        }
        // Sorting is stable enough: no two lines of one side have one time and another order.
        return try examine(
            lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element))
    }

    @Test(arguments: [0.15, 0.8, 3, -0.15, -0.8]) func `the logs of two hosts whose clocks differ accuse nobody`(
        seconds: Double
    ) throws {
        let report = try shifted(by: seconds)
        #expect(report.findings.map(\.id) == [])
        #expect(report.verdict == .incomplete)
        #expect(report.notes.first?.id == "clocks-differ")
        #expect(report.coverage.limits.contains { $0.contains("were written by clocks that differ by up to") })
    }

    @Test func `clocks that agree are not doubted`() throws {
        for seconds in [0, 0.001, -0.001] {
            #expect(try shifted(by: seconds).notes.map(\.id).contains("clocks-differ") == false)
        }
    }

    @Test func `the whole log pasted twice is one call`() throws {
        let report = try examine(Self.healthy + Self.healthy)
        expectInnocent(report)
        #expect(report.verdict == .pass)
        #expect(report.turns.count == (try examine(Self.healthy).turns.count))
        #expect(
            report.coverage.limits.contains(
                "the log stands in its file more than once, one behind the other: it was read once"))
    }
}
