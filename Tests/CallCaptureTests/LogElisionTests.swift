import CallCapture
import JSONText
import Testing

/// Messages of which Python's websockets shows only the ends.
struct LogElisionTests {
    /// As `Frame.__str__` writes it, of a message without quotes and backslashes that Python would escape.
    static func shown(_ message: String, limit: Int = 75) -> String {
        let quoted = "'\(message)'"
        guard quoted.count > limit else { return "\(quoted) [\(message.utf8.count) bytes]" }
        let third = limit / 3 - 1
        return "\(quoted.prefix(2 * third))...\(quoted.suffix(third)) [\(message.utf8.count) bytes]"
    }

    private func read(_ line: String, limit: Int = 75) throws -> (texts: [String], isCut: Bool) {
        let (mark, message) = (line.prefix(1), String(line.dropFirst(2)))
        let log = "09:00:00.5 DEBUG:websockets.client:\(mark) TEXT \(Self.shown(message, limit: limit))"
        let converted = try Converted(Array(log.utf8)).bytes
        let texts = try ReadCapture(converted).frames.compactMap { frame -> String? in
            if case .text(let text) = frame.content { text } else { nil }
        }
        return (texts, String(decoding: converted, as: UTF8.self).contains(#""cut":true"#))
    }

    private static let filling = String(repeating: "x", count: 200)

    @Test(arguments: [
        // What is left of it has its brackets.
        (
            #"< {"type":"conversation.item.added","event_id":"event_1","item":{"id":"item_1","content":[{"type":"input_audio","transcript":null}]}}"#,
            #"{"type":"conversation.item.added"}"#
        ),
        // A client writes the type last.
        (
            #"> {"session":{"type":"realtime","audio":{"input":{"x":"FILLING"}}},"type":"session.update"}"#,
            #"{"session":{"type":"realtime","audio":{}},"type":"session.update"}"#
        ),
        (#"> {"audio":"FILLING","type":"input_audio_buffer.append"}"#, #"{"type":"input_audio_buffer.append"}"#),
        (
            #"> {"item_id":"item_FILLING","type":"conversation.item.retrieve"}"#,
            #"{"type":"conversation.item.retrieve"}"#
        ),
        (
            #"< {"type":"response.output_audio_transcript.delta","delta":"FILLING"}"#,
            #"{"type":"response.output_audio_transcript.delta"}"#
        ),
        (
            #"< {"event":"media","sequenceNumber":"1234","media":{"track":"inbound","payload":"FILLING"},"streamSid":"MZ1"}"#,
            #"{"event":"media","sequenceNumber":"1234","media":{}}"#
        ),
    ]) func `the event is known by what is left, and said to be cut`(line: String, event: String) throws {
        let read = try read(line.replacing("FILLING", with: Self.filling))
        #expect(read.texts == [event])
        #expect(read.isCut)
    }

    @Test(arguments: [
        #"> {"type":"response.create"}"#,
        #"> {"type":"response.create","metadata":"he said ... and no more, and then said it again ..."}"#,
        #"< {"type":"response.done","event_id":"event_1","response":{"id":"resp_1","status":"ü"}}"#,
    ]) func `a message that is shown whole is whole`(line: String) throws {
        let read = try read(line, limit: 10_000)
        #expect(read.texts == [String(line.dropFirst(2))])
        #expect(!read.isCut)
    }

    @Test func `what could be several events is none`() throws {
        let line = #"{"type":"conversation.item.input_audio_transcription.delta","delta":"\#(Self.filling)"}"#
        let read = try ReadCapture("< TEXT '{\"type\":\"response.create\"}'\n< TEXT \(Self.shown(line))")
        #expect(read.frames.count == 1)
        #expect(read.summary.unreadableLines == 1)
    }

    @Test func `the opening of a connection is shown, without its key`() throws {
        let read = try ReadCapture(
            """
            09:00:00.100 websockets.server DEBUG < GET /media-stream HTTP/1.1
            09:00:00.100 websockets.server DEBUG > HTTP/1.1 101 Switching Protocols
            09:00:00.100 websockets.server DEBUG = connection is OPEN
            09:00:00.200 websockets.client DEBUG = connection is CONNECTING
            09:00:00.300 websockets.client DEBUG > GET /v1/realtime?model=gpt-realtime HTTP/1.1
            09:00:00.300 websockets.client DEBUG > Authorization: Bearer sk-proj-abcdefghijklmnop
            09:00:00.300 websockets.server DEBUG > Server: bridge
            09:00:00.300 websockets.server DEBUG = connection is OPEN
            09:00:00.400 websockets.client DEBUG < HTTP/1.1 101 Switching Protocols
            09:00:00.400 websockets.client DEBUG < Upgrade: websocket
            09:00:00.400 websockets.client DEBUG = connection is OPEN
            09:00:00.500 websockets.client DEBUG < TEXT '{"type":"session.created","session":{"id":"s"}}' [47 bytes]
            """)
        guard case .open(let opening)? = read.frames.first?.content else {
            Issue.record("no opening")
            return
        }
        #expect(opening["request"] == "GET /v1/realtime?model=gpt-realtime HTTP/1.1")
        #expect(opening["status"] == 101)
        #expect(opening["responseHeaders"] == ["Upgrade": "websocket"])
        #expect(opening["headers"]?.object?.keys.contains("Server") == false)
        #expect(opening["headers"]?["Authorization"]?.string?.contains("abcdef") == false)
        #expect(read.frames.map(\.time) == [.zero, .milliseconds(100)])
        #expect(read.frames.map(\.connection) == ["m1", "m1"])
        #expect(read.summary.frames == 2)
        #expect(
            read.summary.limits == [
                "the log has no event from the client", "the log does not show how connections were closed",
            ])
    }
}
