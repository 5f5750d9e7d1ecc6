import CallCapture
import Foundation
import Scenarios
import TestSupport
import Testing

@testable import Diagnosis

/// A capture comes from anywhere, and a server may say anything: no number in either makes an examination fall over.
struct HostileNumbersTests {
    static let scenarios = ["healthy", "rate-limited-response", "speech-never-stops", "vad-dies-mid-session"]
    static let numbers = [
        "9223372036854775807", "-9223372036854775808", "18446744073709551615", "1e308", "-1e308", "0", "-1", "null",
        "\"many\"",
    ]

    /// Without most of its audio, which is only long.
    private func capture(_ scenario: String) throws -> String {
        let file = "Scenarios/\(scenario).yaml"
        let call = ScenarioCall(try ScenarioFile.parse(try Fixtures.bytes(file), file: file).get(), variant: 1)
        let frames = call.frames.enumerated().filter { index, frame in
            guard case .text(let text) = frame.content else { return true }
            return text.utf8.count < 3_000 && (index % 10 == 0 || !text.contains("\"input_audio_buffer.append\""))
        }
        return String(decoding: LogStyle.capture.render(frames.map(\.element)), as: UTF8.self)
    }

    @Test(arguments: scenarios) func `a capture with one absurd number everywhere is still examined`(scenario: String)
        throws
    {
        let capture = try capture(scenario)
        let field = /"(\w+)":-?[0-9][0-9.eE+-]*/
        let keys = Set(capture.matches(of: field).map { String($0.1) }).subtracting(["capture"])
        #expect(keys.isSuperset(of: ["n", "t", "audio_start_ms", "silence_duration_ms"]))
        for key in keys.sorted() {
            for number in Self.numbers {
                // All of them, and every other one, so that differences are as large as they can be.
                for every in [1, 2] {
                    var count = 0
                    let hostile = capture.replacing(field) { match in
                        guard match.1 == key else { return String(match.0) }
                        count += 1
                        return count % every == 0 ? "\"\(key)\":\(number)" : String(match.0)
                    }
                    let report = try Examiner.examine(Array(hostile.utf8))
                    #expect(report.coverage.format == "ours", "\(key) is \(number)")
                }
            }
        }
    }

    @Test(arguments: ["1e300", "1e25", "99999999999999999999999999", "-5"])
    func `a log with a time beyond all clocks is examined without it`(time: String) throws {
        let log = """
            {"ts":\(time),"dir":"in","event":{"type":"session.created","session":{"id":"sess_1"}}}
            {"ts":1700000000.5,"dir":"out","event":{"type":"response.create"}}
            {"ts":\(time),"dir":"in","event":{"type":"response.created","response":{"id":"resp_1"}}}

            """
        let timeline = try Examiner.timeline(Array(log.utf8))
        #expect(timeline.frames == 3)
        #expect((timeline.last?.time ?? 0) < 1e12)
    }

    @Test func `a frame number that cannot be is counted instead`() throws {
        let capture = """
            {"capture":1,"id":"c","started":"","tool":"t","command":"record","settings":{}}
            {"n":9223372036854775807,"t":1e300,"leg":"model","dir":"down","conn":"m1","op":"ping","base64":""}
            {"t":0.5,"leg":"model","dir":"down","conn":"m1","op":"ping","base64":""}

            """
        let timeline = try Examiner.timeline(Array(capture.utf8))
        #expect(timeline.first?.frame == 1)
        #expect(timeline.first?.time == nil)
        #expect(timeline.last?.frame == 2)
        #expect(timeline.last?.time == 0.5)
    }

    @Test(arguments: ["200000000000000000", "999999999999999999", "999999999999"])
    func `counters of a carrier that nobody can have counted to are examined`(chunk: String) throws {
        var lines = [#"{"capture":1,"id":"c","started":"","tool":"t","command":"record","settings":{}}"#]
        func carrier(_ message: String) {
            let number = lines.count
            lines.append(
                #"{"n":\#(number),"t":\#(Double(number) * 0.02),"leg":"phone","dir":"up","conn":"p1","op":"text","data":\#(message)}"#
            )
        }
        for _ in 0..<12 {
            carrier(#"{"event":"start","sequenceNumber":"1","streamSid":"MZ1","start":{"streamSid":"MZ1"}}"#)
            carrier(
                #"{"event":"media","sequenceNumber":"\#(chunk)","streamSid":"MZ1","media":{"track":"inbound","chunk":"1","timestamp":"20","payload":"/w=="}}"#
            )
        }
        for index in 2...300 {
            let number = index == 300 ? chunk : "\(index)"
            carrier(
                #"{"event":"media","sequenceNumber":"\#(index)","streamSid":"MZ1","media":{"track":"inbound","chunk":"\#(number)","timestamp":"20","payload":"/w=="}}"#
            )
        }
        let report = try Examiner.examine(Array((lines.joined(separator: "\n") + "\n").utf8))
        #expect(report.coverage.format == "ours")
    }

    @Test func `a wait beyond all time is told as a long one`() throws {
        let capture = """
            {"capture":1,"id":"c","started":"","tool":"t","command":"probe","settings":{}}
            {"n":1,"t":0,"leg":"model","dir":"up","conn":"m1","op":"open","data":{"status":101}}
            {"n":2,"t":1,"op":"observation","kind":"waited","data":{"for":"session.created","seconds":1e300}}

            """
        let report = try Examiner.examine(Array(capture.utf8))
        #expect(report.indicators.first?.reason.contains("no session.created within 9007199254740992 s") == true)
    }

    @Test(arguments: [
        (Double.nan, 0), (.infinity, 1 << 53), (-.infinity, -1 << 53), (1e300, 1 << 53), (2.5, 3), (-0.4, 0),
    ])
    func `a number becomes the nearest whole one within bounds`(value: Double, whole: Int) {
        #expect(Int(bounded: value) == whole)
    }
}
