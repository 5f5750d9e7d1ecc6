import CallCapture
import JSONText
import Testing

/// Answers that stand before what they answer.
struct LogAnswersTests {
    private static func session(_ detection: String) -> String {
        #"09:00:00.000 received {"type":"session.created","session":{"audio":{"input":{"turn_detection":\#(detection)}}}}"#
    }
    private static let created = #"09:00:01.000 received {"type":"response.created","response":{"id":"resp_1"}}"#
    private static let item = #"09:00:01.001 received {"type":"response.output_item.added","response_id":"resp_1"}"#

    private func read(_ lines: [String]) throws -> [String] {
        try ReadCapture(lines.joined(separator: "\n")).frames.map(LogStyleTests.summary)
    }

    @Test func `a request that an asynchronous logger wrote a moment late stands before its answer again`() throws {
        let late = #"09:00:01.002 sent {"type":"response.create"}"#
        #expect(
            try read([Self.session("null"), Self.created, Self.item, late]) == [
                "0.0 model down session.created", "1.0 model up response.create", "1.0 model down response.created",
                "1.001 model down response.output_item.added",
            ])
    }

    @Test func `one that comes later, or behind a reply of the service's own, stays where it is`() throws {
        let order = ["response.created", "response.output_item.added", "response.create"]
        let later = try read([
            Self.session("null"), Self.created, Self.item, #"09:00:01.500 sent {"type":"response.create"}"#,
        ])
        #expect(later.dropFirst().map { $0.split(separator: " ").last.map(String.init) } == order)
        let own = try read([
            Self.session(#"{"type":"server_vad"}"#),
            #"09:00:00.900 received {"type":"input_audio_buffer.committed","item_id":"item_1"}"#, Self.created,
            Self.item, #"09:00:01.002 sent {"type":"response.create"}"#,
        ])
        #expect(own.dropFirst(2).map { $0.split(separator: " ").last.map(String.init) } == order)
    }

    @Test func `without times every message stays where it is`() throws {
        let read = try read([
            #"received {"type":"response.created","response":{"id":"resp_1"}}"#, #"sent {"type":"response.create"}"#,
        ])
        #expect(read == ["- model down response.created", "- model up response.create"])
    }

    @Test func `time that passes behind an answer is not lost for it`() throws {
        let appends = [String](repeating: #"09:00:00.500 sent {"type":"input_audio_buffer.append"}"#, count: 40)
        let lines = [Self.session("null")] + appends + [Self.created, "09:00:11.000 still waiting"]
        let read = try ReadCapture(lines.joined(separator: "\n"))
        #expect(read.frames.count == 42)
        #expect(read.summary.quietUntil == 11)
    }
}
