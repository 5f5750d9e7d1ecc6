import CallCapture
import JSONText
import Testing

@testable import Reporting

struct FrameListTests {
    private func capture(_ events: [JSON]) -> [UInt8] {
        var writer = CaptureWriter()
        var output: [UInt8] = []
        writer.write(CaptureHeader(id: "a", started: "", tool: "", command: "", settings: [:]), to: &output)
        for (index, event) in events.enumerated() {
            writer.write(
                Frame(
                    number: index + 1, time: .milliseconds(index * 10), leg: .model, direction: .down, connection: "m1",
                    content: .text(event.text)), to: &output)
        }
        return output
    }

    @Test func `deltas of interleaved streams are folded until an event comes between`() {
        let audio: JSON = ["type": "response.output_audio.delta", "delta": "AAAA"]
        let words: JSON = ["type": "response.output_text.delta", "delta": "ab "]
        let list = FrameListBuilder.list(of: capture([audio, words, audio, words, ["type": "x"], audio]))
        #expect(
            list.rows.map(\.type) == [
                "response.output_audio.delta", "response.output_text.delta", "x", "response.output_audio.delta",
            ])
        #expect(list.rows[0].members.map(\.number) == [1, 3])
        #expect(list.rows[1].text == "ab ab ")
        #expect(list.rows[3].members.map(\.number) == [6])
        #expect(list.total == 6)
    }

    @Test func `speech and responses are spans, open when their end is missing`() throws {
        let list = FrameListBuilder.list(
            of: capture([
                ["type": "input_audio_buffer.speech_started"], ["type": "input_audio_buffer.speech_stopped"],
                ["type": "response.created"], ["type": "response.done", "response": ["status": "failed"]],
                ["type": "response.created"],
            ]))
        #expect(list.speech.map(\.from) == [0])
        #expect(list.speech.map(\.to) == [0.01])
        #expect(list.responses.map(\.label) == ["failed", ""])
        #expect(list.responses.map(\.to) == [0.03, nil])
        #expect(list.failures == [4])
    }

    @Test func `audio is named by its length, words are kept`() {
        let long = String(repeating: "A", count: 1_000)
        let words = String(repeating: "so many words ", count: 20)
        #expect(Abbreviation.cut(long) == String(repeating: "A", count: 24) + "… (1000 characters of base64)")
        #expect(Abbreviation.cut(words) == words)
        #expect(
            Abbreviation.of(["a": [.string(long)], "n": 1.0]).text.hasPrefix("{\"a\":[\"AAAAAAAAAAAAAAAAAAAAAAAA… ("))
    }

    @Test func `what a page cannot bear is left out and counted, but not what a finding cites`() {
        let events: [JSON] = (0..<10).map { ["type": "e", "words": .string("some words of event \($0)")] }
        let limits = FrameListLimits(rows: 8, members: 10, text: 100, rowText: 1_000)
        let list = FrameListBuilder.list(of: capture(events), citing: [9], limits: limits)
        #expect(list.rows.map(\.number) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(list.rows.map { $0.text != nil } == [true, true, false, false, false, false, false, false, true])
        #expect(
            list.omissions == [
                "The last 1 events are not shown here; capture.jsonl has all 10 frames.",
                "The text of 6 events is not shown here, to keep this page small; capture.jsonl has it.",
            ])
    }

    @Test func `observations, closes and what is no JSON have rows`() throws {
        let list = FrameListBuilder.list(of: try HTMLReportTests.capture(saying: "oh no"))
        #expect(list.rows.map(\.type) == ["oh no", "error", "not JSON", "close", "error"])
        #expect(list.rows[3].text == #"{"code":1000,"reason":"oh no","by":"server"}"#)
        let call = FrameListBuilder.list(of: try ExampleCall.make().capture)
        #expect(call.rows.first?.type == "observation tcp")
        #expect(call.rows.first?.side == FrameList.Side.none)
    }
}
