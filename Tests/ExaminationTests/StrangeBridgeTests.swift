import Base64Coding
import Diagnosis
import JSONText
import ReferenceBridge
import Scenarios
import TestSupport
import Testing

@testable import Examination

/// The capture of a healthy call, changed into what a bridge of other habits, or with one more fault, would have left.
struct StrangeBridgeTests {
    private struct Line {
        var record: JSONObject
        var time: Double { record["t"]?.number ?? 0 }
        var type: String { record["data"]?["type"]?.string ?? record["data"]?["event"]?.string ?? "" }
        var isToCarrier: Bool { record["leg"] == "phone" && record["dir"] == "down" }

        /// The same moment's other message.
        func media(_ bytes: [UInt8], after seconds: Double, _ streamSid: JSON?) -> Line {
            var line = self
            line.record["t"] = JSON(time + seconds)
            line.record["data"] = [
                "event": "media", "streamSid": streamSid ?? nil, "media": ["payload": .string(Base64.encode(bytes))],
            ]
            return line
        }
    }

    private static let healthy: [Line] = {
        guard let scenario = ScenarioLibraryFixture.all.first(where: { $0.id == "healthy" }),
            let capture = try? MatrixCall(scenario: scenario).play().capture
        else { return [] }
        return capture.split(separator: UInt8(ascii: "\n")).compactMap { line in
            (try? JSON(parsing: Array(line)))?.object.map { Line(record: $0) }
        }
    }()

    private func examine(_ lines: [Line]) throws -> Report {
        try Examiner.examine(Array((lines.map { JSON.object($0.record).text } + [""]).joined(separator: "\n").utf8))
    }

    @Test func `unchanged it passes`() throws {
        #expect(Self.healthy.contains { $0.isToCarrier && $0.type == "clear" })
        #expect(try examine(Self.healthy).verdict == .pass)
    }

    @Test(arguments: [8, 10]) func `single frames of the caller that are lost again and again are found`(nth: Int)
        throws
    {
        var count = 0
        let report = try examine(
            Self.healthy.filter { line in
                guard line.type == "input_audio_buffer.append" else { return true }
                count += 1
                return count % nth != 0
            })
        #expect(report.primary == "bridge-damages-audio", "\(report.findings.map(\.summary))")
    }

    @Test func `a bridge that sends silence behind a clear has not gone on with the old reply`() throws {
        let silence = [UInt8](repeating: 0xFF, count: 160)
        let lines = Self.healthy.flatMap { line -> [Line] in
            guard line.isToCarrier, line.type == "clear" else { return [line] }
            let sid = line.record["data"]?["streamSid"]
            return [line] + (1...20).map { line.media(silence, after: Double($0) * 0.02, sid) }
        }
        #expect(lines.count > Self.healthy.count)
        let report = try examine(
            lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element))
        #expect(report.findings.map(\.summary) == [])
        #expect(report.verdict == .pass, "\(report.indicators.filter { $0.result == .fail })")
    }

    @Test func `silence before a reply is not in the middle of its words`() throws {
        let silence = [UInt8](repeating: 0xFF, count: 160)
        var spoken: Set<String> = []
        let lines = Self.healthy.flatMap { line -> [Line] in
            guard line.record["dir"] == "down", line.type == "response.created",
                let id = line.record["data"]?["response"]?["id"]?.string, spoken.insert(id).inserted,
                let sid = Self.healthy.first(where: { $0.isToCarrier })?.record["data"]?["streamSid"],
                let phone = Self.healthy.first(where: { $0.isToCarrier && $0.type == "media" })
            else { return [line] }
            var before = phone
            before.record["t"] = JSON(line.time)
            return [line] + (1...5).map { before.media(silence, after: Double($0) * 0.001, sid) }
        }
        #expect(spoken.count >= 3)
        let report = try examine(
            lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element))
        #expect(report.findings.map(\.summary) == [])
    }

    @Test func `a cut that is refused is none`() throws {
        let truncate = try #require(Self.healthy.first { $0.type == "conversation.item.truncate" })
        let refusal: JSON = [
            "type": "error", "event_id": "event_refused",
            "error": [
                "type": "invalid_request_error", "code": "unsupported_content_type",
                "message": "Only model output audio messages can be truncated", "param": nil,
                "event_id": truncate.record["data"]?["event_id"] ?? nil,
            ],
        ]
        let lines = Self.healthy.map { line -> Line in
            guard line.type == "conversation.item.truncated" else { return line }
            var line = line
            line.record["data"] = refusal
            return line
        }
        let report = try examine(lines)
        #expect(report.primary == "truncate-wrong-item", "\(report.findings.map(\.summary))")
        #expect(report.verdict == .fail)
    }
}
