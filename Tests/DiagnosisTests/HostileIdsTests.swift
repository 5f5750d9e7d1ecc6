import Foundation
import JSONText
import Testing

@testable import Diagnosis

/// A peer that makes up ids, closes nothing or repeats long texts costs neither hours nor gigabytes.
struct HostileIdsTests {
    private func timeline(_ lines: [String]) throws -> Timeline {
        let header = #"{"capture":1,"id":"c","started":"","tool":"t","command":"record","settings":{}}"#
        let frames = lines.enumerated().map { index, line in
            #"{"n":\#(index + 1),"t":\#(Double(index) / 1_000),"leg":"model","dir":"down","conn":"m1","op":"text","data":\#(line)}"#
        }
        return try Examiner.timeline(Array(([header] + frames).joined(separator: "\n").utf8))
    }

    @Test func `ten thousand parts and streams that never end are not searched for every delta`() throws {
        let lines = (0..<10_000).flatMap { number in
            [
                #"{"type":"response.content_part.added","event_id":"a\#(number)","item_id":"i\#(number)","content_index":0,"part":{"type":"audio"}}"#,
                #"{"type":"response.output_audio_transcript.delta","event_id":"b\#(number)","response_id":"r","item_id":"i\#(number)","content_index":0,"delta":"x"}"#,
            ]
        }
        let timeline = try timeline(lines)
        #expect(timeline.connections.first?.responses.first?.textDeltas == 10_000)
        #expect(timeline.violations.filter { $0.rule == "I66" } == [])
    }

    @Test func `of a long prompt the beginning is kept`() throws {
        let prompt = String(repeating: "é", count: 50_000)
        let session = #"{"type":"session.created","event_id":"e","session":{"id":"s","instructions":"\#(prompt)"}}"#
        let echo = try #require(try timeline([session]).connections.first?.echoes.first?.session)
        #expect(echo.id == "s")
        #expect(echo.json["instructions"]?.string == String(repeating: "é", count: 1_000))
    }

    @Test func `long values are cut at any depth, short ones are not`() {
        let long = String(repeating: "x", count: 3_000)
        let value: JSON = ["a": [["b": .string(long)], "c"], "n": 1, "list": .array(Array(repeating: 0, count: 300))]
        let shortened = value.shortened
        #expect(shortened["a"]?[0]?["b"]?.string?.count == 2_000)
        #expect(shortened["a"]?[1] == "c")
        #expect(shortened["list"]?.array?.count == 256)
        #expect(shortened["n"] == 1)
    }
}
