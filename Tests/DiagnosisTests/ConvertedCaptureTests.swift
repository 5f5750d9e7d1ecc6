import CallCapture
import TestSupport
import Testing

@testable import Diagnosis

/// A conversion changes no verdict: not of a healthy call, not of a broken one, whatever the file was.
struct ConvertedCaptureTests {
    private static let healthy = BridgeStory().begins().speaks().answers().speaks().answers().ends().frames
    private static let stalled = CallStory().begins().speaks().answers().speaks().appends(9, sound: false).frames

    private static func converted(_ bytes: [UInt8]) throws -> [UInt8] {
        var converter = CaptureConverter(id: "c", started: "2026-11-20T09:00:00.000Z", tool: "test")
        var output: [UInt8] = []
        bytes.withUnsafeBytes { converter.consume($0, to: &output) }
        _ = try converter.finish(to: &output)
        return output
    }

    @Test(arguments: ForeignFile.allCases) func `the report on a file and on its conversion are the same`(
        file: ForeignFile
    ) throws {
        for frames in [Self.healthy, Self.stalled] {
            let bytes = file.render(frames)
            let original = try Examiner.examine(bytes)
            var converted = try Examiner.examine(Self.converted(bytes))
            #expect(converted.source.command == "convert")
            converted.source = original.source
            #expect(converted == original)
        }
    }

    @Test(arguments: ForeignFile.allCases) func `a healthy call in any clothes is not accused`(file: ForeignFile) throws
    {
        #expect(try Examiner.examine(file.render(Self.healthy)).findings.map(\.id) == [])
    }

    @Test(arguments: LogStyle.allCases) func `logs and captures are judged as before when they are converted`(
        style: LogStyle
    ) throws {
        let bytes = style.render(Self.stalled)
        let original = try Examiner.examine(bytes)
        var converted = try Examiner.examine(Self.converted(bytes))
        if style == .capture { #expect(converted.source == original.source) }
        converted.source = original.source
        #expect(converted == original)
    }

    @Test func `sessions whose formats the logger hid say nothing about codecs`() throws {
        let log = """
            { type: 'session.created', session: { type: 'realtime', id: 's', audio: { input: [Object], output: [Object] } } }
            """
        let call = String(decoding: LogStyle.timed.render(Self.healthy.filter { $0.leg == .model }), as: UTF8.self)
        let lines = call.split(separator: "\n").filter { !$0.contains(#""session."#) }
        let report = try Examiner.examine(Array((log + "\n" + lines.joined(separator: "\n")).utf8))
        #expect(report.findings.map(\.id) == [])
        #expect(report.coverage.audio == "cut")
    }

    @Test func `calls that are mixed in a log are not held against each other`() throws {
        func delta(_ id: String) -> String {
            #"{"type":"response.output_audio_transcript.delta","response_id":"\#(id)","item_id":"i\#(id)","delta":"x"}"#
        }
        let begin = ["1", "2"].flatMap { id in
            [
                #"{"type":"session.created","session":{"id":"s\#(id)","type":"realtime"}}"#,
                #"{"type":"response.create"}"#, #"{"type":"response.created","response":{"id":"r\#(id)"}}"#,
            ]
        }
        let rest = (0..<8).flatMap { _ in [delta("r1"), #"{"type":"response.create"}"#, delta("r2")] }
        let log = Array((begin + rest).joined(separator: "\n").utf8)
        let report = try Examiner.examine(log)
        #expect(report.verdict == .incomplete)
        #expect(report.findings == [] && report.violations == [] && report.primary == nil)
        #expect(report.notes.first?.id == "calls-mixed")
        var converted = try Examiner.examine(Self.converted(log))
        converted.source = report.source
        #expect(converted == report)
    }

    @Test func `a log in words is examined no further than it tells`() throws {
        let log = """
            [REALTIME] Connected to OpenAI
            [REALTIME] Session configured: voice=alloy, format=g711_ulaw, vad_threshold=0.6
            [REALTIME] AI said: hello
            """
        let report = try Examiner.examine(Array(log.utf8))
        #expect(report.verdict == .incomplete)
        #expect(report.findings == [])
        #expect(report.coverage.format == "log in words")
        #expect(report.notes.map(\.id) == ["told-in-words", "delivery-untold"])
        #expect(report.notes.first?.text.contains("voice alloy, format g711_ulaw") == true)
        #expect(report.indicators.allSatisfy { $0.result == .notExamined })
    }
}
