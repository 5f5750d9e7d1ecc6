import Testing

@testable import Diagnosis

/// A server's own recording: what ends on the client's side is not held against the service.
struct ClientEndingTests {
    private static func capture(_ last: String) -> [UInt8] {
        let lines = [
            #"{"capture":1,"id":"mock-1","started":"2026-11-20T09:00:00.000Z","tool":"realtime-doctor","command":"mock","settings":{}}"#,
            #"{"n":1,"t":0.0,"leg":"model","dir":"up","conn":"m1","op":"open","data":{"request":"GET /v1/realtime","headers":{},"status":101}}"#,
            #"{"n":2,"t":0.1,"leg":"model","dir":"down","conn":"m1","op":"text","data":{"type":"session.created","event_id":"event_1","session":{"type":"realtime","id":"sess_1","model":"gpt-realtime"}}}"#,
            last,
            #"{"end":{"frames":3,"t":0.2,"lost":0,"redacted":{}}}"#,
        ]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private func end(_ direction: String, _ rest: String) -> String {
        #"{"n":3,"t":0.2,"leg":"model","dir":"\#(direction)","conn":"m1",\#(rest)}"#
    }

    @Test func `a client that vanishes is nobody's fault`() throws {
        let report = try Examiner.examine(Self.capture(end("up", #""op":"error","reason":"connection reset by peer""#)))
        #expect(report.verdict == .incomplete)
        #expect(report.findings == [])
        let orderly = try #require(report.indicators.first { $0.id == "orderly-end" })
        #expect(orderly.result == .notExamined)
        #expect(orderly.reason == "the client's connection failed: connection reset by peer")
    }

    @Test func `a service that vanishes is at fault`() throws {
        let report = try Examiner.examine(
            Self.capture(end("down", #""op":"error","reason":"connection reset by peer""#)))
        #expect(report.verdict == .fail)
        #expect(report.primary == "openai-socket-closed-mid-call")
    }

    @Test func `a client that breaks the protocol is told by the close that it earned`() throws {
        let close =
            #""op":"close","code":1007,"reason":"a text message that is not UTF-8 (RFC 6455 8.1)","by":"server""#
        let report = try Examiner.examine(Self.capture(end("down", close)))
        #expect(report.verdict == .fail)
        #expect(
            report.findings.first?.summary.hasPrefix("closed 1007 by the service (a text message that is not") == true)
    }
}
