import CallCapture
import JSONText
import TestSupport
import Testing

struct CaptureConverterTests {
    @Test func `a capture of ours stays byte for byte`() throws {
        let capture = LogStyle.capture.render(BridgeStory().begins().speaks().answers().ends().frames)
        #expect(try Converted(capture).bytes == capture)
        let old = try Fixtures.bytes("Captures/version-1.jsonl")
        #expect(try Converted(old).bytes == old)
    }

    @Test func `a capture that was killed stays unfinished`() throws {
        let capture = LogStyle.capture.render(BridgeStory().begins().frames)
        let killed = Array(capture.dropLast(150))
        let converted = try Converted(killed)
        #expect(converted.bytes == Array(killed[...(killed.lastIndex(of: 0x0A) ?? 0)]))
        #expect(converted.summary.lines.contains("note: the recording ends abruptly"))
    }

    @Test func `a message that the log cut is marked as cut`() throws {
        let converted = try Converted(
            Array(#"12:00:00 {"type": "response.done", "response": {"id": "r", "output": [{"id": "it"#.utf8))
        let text = String(decoding: converted.bytes, as: UTF8.self)
        #expect(text.contains(#""op":"text","cut":true,"data":{"type":"response.done""#))
    }

    @Test func `keys, numbers and, when asked, words are replaced and counted`() throws {
        let log = #"""
            {"dir":"received","event":{"type":"error","error":{"message":"Incorrect API key provided: sk-proj-0123456789abcdef."}}}
            {"event":"start","sequenceNumber":"1","start":{"streamSid":"MZ1","customParameters":{"from":"+15551234567"}},"streamSid":"MZ1"}
            {"dir":"received","event":{"type":"response.output_audio_transcript.done","transcript":"my address is"}}
            """#
        let plain = try Converted(Array(log.utf8))
        #expect(!String(decoding: plain.bytes, as: UTF8.self).contains("sk-proj"))
        #expect(plain.summary.lines.last == "redacted: 1 × api-key, 1 × phone-number")
        var options = Redaction.Options()
        options.transcripts = true
        let masked = try Converted(Array(log.utf8), redacting: options)
        #expect(!String(decoding: masked.bytes, as: UTF8.self).contains("my address"))
    }

    @Test func `what was understood is told connection by connection`() throws {
        let log = """
            {"time":1763629200.0,"type":"session.created","session":{}}
            {"time":1763629202.5,"type":"response.create"}
            {"time":1763629203.0,"type":"response.do
            """
        #expect(
            try Converted(Array(log.utf8)).summary.lines == [
                "read: event log, 2 frames over 2.5 s", "  m1, model leg: 1 to the model, 1 from the model",
                "not understood: 1 line, first 3",
                "note: the log does not show how connections were opened and closed", "redacted: nothing",
            ])
    }

    @Test func `nothing is written of what cannot be converted`() {
        var converter = CaptureConverter(id: "c", started: "", tool: "test")
        var output: [UInt8] = []
        Array("The call was quiet.".utf8).withUnsafeBytes { converter.consume($0, to: &output) }
        #expect(throws: CaptureReadingError.noEvents(lines: 1)) { try converter.finish(to: &output) }
        #expect(output == [])
    }
}
