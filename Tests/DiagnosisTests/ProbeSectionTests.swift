import Testing

@testable import Diagnosis

/// Captures of probes that got nowhere: what their sections say.
struct ProbeSectionTests {
    /// A capture of a probe that asked for `sections`, line by line after the header.
    private func report(_ lines: [String], sections: String = #""handshake","spoken-turns","audible""#) throws
        -> Report
    {
        let header =
            #"{"capture":1,"id":"p","started":"2026-11-20T09:00:00.000Z","tool":"t","command":"probe","settings":{"sections":[\#(sections)]}}"#
        return try Examiner.examine(Array(([header] + lines + [""]).joined(separator: "\n").utf8))
    }

    private func section(_ n: Int, _ id: String, _ phase: String, _ reason: String? = nil) -> String {
        let why = reason.map { #","reason":"\#($0)""# } ?? ""
        return
            #"{"n":\#(n),"t":\#(n),"op":"observation","kind":"section","data":{"section":"\#(id)","phase":"\#(phase)"\#(why)}}"#
    }

    private func open(_ n: Int, _ status: Int, body: String = "") -> String {
        #"{"n":\#(n),"t":\#(n),"leg":"model","dir":"up","conn":"m1","op":"open","data":{"request":"GET / HTTP/1.1","headers":{},"status":\#(status),"responseHeaders":{},"body":"\#(body)"}}"#
    }

    @Test func `an accepted upgrade and then nothing is a fault of the other side`() throws {
        let reason = "no session.created within 8 s"
        let report = try report([
            open(1, 101), section(2, "handshake", "begin"),
            #"{"n":3,"t":10,"op":"observation","kind":"waited","data":{"for":"session.created","seconds":8}}"#,
            section(11, "handshake", "end", reason), section(12, "spoken-turns", "skip", reason),
            #"{"n":13,"t":13,"leg":"model","dir":"up","conn":"m1","op":"close","code":1000,"reason":"","by":"client"}"#,
        ])
        #expect(report.verdict == .fail)
        #expect(report.indicator("connected")?.reason == "no session began: \(reason)")
        let first = report.section("handshake")?.checks.first { $0.id == "handshake.first-event" }
        #expect(first?.result == .fail)
        #expect(first?.detail == reason)
        #expect(report.section("audible")?.reason == reason)
        #expect(report.coverage.limits == ["recording ends abruptly"])
    }

    @Test func `a probe that was interrupted proves nothing`() throws {
        let report = try report([
            open(1, 101), section(2, "handshake", "begin"), section(3, "handshake", "end", "the probe was interrupted"),
            section(4, "spoken-turns", "skip", "the probe was interrupted"),
        ])
        #expect(report.verdict == .incomplete)
        #expect(report.section("handshake")?.checks.map(\.result) == [.pass, .notExamined])
        #expect(report.section("spoken-turns")?.reason == "the probe was interrupted")
    }

    @Test func `a capture of a probe that breaks off does not pass`() throws {
        let report = try report([section(1, "handshake", "begin"), open(2, 101)], sections: #""handshake""#)
        #expect(report.indicator("orderly-end")?.required == true)
        #expect(report.verdict == .incomplete)
    }

    @Test func `a page in place of an upgrade is told in one short line`() throws {
        let page = "<html>\\n  <body>" + String(repeating: "x", count: 500)
        let report = try report([section(1, "handshake", "begin"), open(2, 404, body: page)])
        let detail = report.section("handshake")?.checks.first?.detail ?? ""
        #expect(detail.hasPrefix("HTTP 404: <html> <body>xxx"))
        #expect(detail.hasSuffix("x…"))
        #expect(detail.count == "HTTP 404: ".count + 201)
    }

    @Test func `a list of models that could not be had says why`() throws {
        let report = try report([
            section(1, "models", "begin"),
            #"{"n":2,"t":2,"op":"observation","kind":"models","data":{"error":"no route"}}"#,
            section(3, "models", "end"),
        ])
        #expect(report.section("models")?.result == .notExamined)
        #expect(report.section("models")?.reason == "no route")
    }

    @Test func `the name of a literal address is told once`() throws {
        let report = try report([
            section(1, "network", "begin"),
            #"{"n":2,"t":2,"op":"observation","kind":"dns","data":{"host":"::1","addresses":["::1"],"ms":0}}"#,
            section(3, "network", "end"),
        ])
        #expect(report.section("network")?.checks.map(\.detail) == ["::1"])
    }
}

extension Report {
    fileprivate func section(_ id: String) -> Section? { sections.first { $0.id == id } }
}
