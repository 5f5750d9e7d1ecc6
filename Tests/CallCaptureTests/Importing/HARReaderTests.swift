import CallCapture
import JSONText
import TestSupport
import Testing

struct HARReaderTests {
    private static func har(_ entries: String) -> String { #"{"log":{"version":"1.2","entries":[\#(entries)]}}"# }

    private static func entry(
        _ messages: String, url: String = "wss://api.openai.com/v1/realtime?model=m", status: Int = 101,
        body: String = ""
    ) -> String {
        #"{"startedDateTime":"2025-11-20T09:00:00.000Z","request":{"method":"GET","url":"\#(url)","headers":[{"name":"Authorization","value":"Bearer sk-proj-0123456789abcdef"},{"name":":path","value":"/x"}]},"response":{"status":\#(status),"headers":[],"content":{"text":"\#(body)"}},"_webSocketMessages":[\#(messages)]}"#
    }

    private static let created =
        #"{"type":"receive","time":1763629200.25,"opcode":1,"data":"{\"type\":\"session.created\",\"session\":{}}"}"#

    @Test func `opcodes are frames of their kind`() throws {
        let read = try ReadCapture(
            Self.har(
                Self.entry(
                    Self.created
                        + #",{"type":"send","time":1763629200.5,"opcode":2,"data":"AQID"}"#
                        + #",{"type":"send","time":1763629200.5,"opcode":2,"data":"not base64!"}"#
                        + #",{"type":"send","time":1763629200.6,"opcode":1,"data":"{no json"}"#
                        + #",{"type":"receive","time":1763629200.7,"opcode":9,"data":""}"#
                        + #",{"type":"error","time":1763629200.8,"opcode":-1,"data":"reset"}"#
                        + #",{"type":"receive","time":1763629200.9,"opcode":8,"data":"bye"}"#)))
        #expect(
            read.frames.dropFirst(2).map(\.content) == [
                .binary([1, 2, 3]), .binary(Array("not base64!".utf8)), .text("{no json"), .ping([]), .error("reset"),
                .close(code: nil, reason: "bye", by: .server),
            ])
        #expect(!read.summary.limits.contains { $0.contains("closed") })
    }

    @Test func `the opening is a frame without its key`() throws {
        let read = try ReadCapture(Self.har(Self.entry(Self.created)))
        let expected: JSONObject = [
            "request": "GET /v1/realtime?model=m HTTP/1.1",
            "headers": ["Authorization": "Bearer <redacted:authorization>"], "status": 101, "responseHeaders": [:],
        ]
        #expect(read.frames.map(\.content).first == .open(expected))
        #expect(read.frames.map(\.time) == [.zero, .milliseconds(250)])
        #expect(read.summary.redacted == ["authorization": 1])
    }

    @Test func `a refused opening is evidence, with what the service said`() throws {
        let read = try ReadCapture(
            Self.har(Self.entry("", status: 401, body: "Incorrect API key provided: sk-0123456789abcdef")))
        guard case .open(let data) = read.frames.first?.content else {
            Issue.record("no opening")
            return
        }
        #expect(data["status"] == 401)
        #expect(data["body"] == "Incorrect API key provided: <redacted:api-key>")
    }

    @Test func `sockets of something else are left out and counted`() throws {
        let chat = #"{"type":"send","time":1763629200.5,"opcode":1,"data":"{\"op\":\"subscribe\"}"}"#
        let read = try ReadCapture(
            Self.har(
                [Self.entry(chat, url: "wss://chat.example/socket"), Self.entry(Self.created)].joined(separator: ",")))
        #expect(read.summary.connections == ["m1"])
        #expect(read.summary.limits.contains("1 WebSocket of the HAR spoke neither protocol: left out"))
    }

    @Test func `who recorded from the server's side is turned round`() throws {
        let messages =
            Self.created.replacing("receive", with: "send")
            + #",{"type":"receive","time":1763629201,"opcode":1,"data":"hm"}"#
        let read = try ReadCapture(Self.har(Self.entry(messages)))
        #expect(read.frames.map(\.direction) == [.up, .down, .up])
    }

    @Test func `pages and scripts beside the call cost nothing and are no events`() throws {
        let script =
            #"{"request":{"url":"https://x/a.js"},"response":{"status":200,"content":{"text":"{\"type\":\"response.create\"} \\\" ]}"}}}"#
        let read = try ReadCapture(Self.har([script, Self.entry(Self.created), script].joined(separator: ",")))
        #expect(read.frames.count == 2)
        #expect(read.summary.limits.first == "2 requests of the HAR opened no WebSocket: left out")
    }

    @Test(arguments: [
        #"{"log":{"version":"1.2","entries":[]}}"#, #"{"log":{"entries":[{"request":{"url":"https://x"}}]}}"#,
        #"{"log":{"version":"1.2","entries":"#, #"{"log":{"version"}}}}]]"#,
    ]) func `a HAR without a call says so`(text: String) {
        let error = #expect(throws: CaptureReadingError.self) { try ReadCapture(text) }
        #expect(error?.explanation.message.contains("no WebSocket of a call") == true)
    }
}
