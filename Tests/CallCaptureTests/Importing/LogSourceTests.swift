import CallCapture
import JSONText
import TestSupport
import Testing

/// Logs that came to harm, that hold several calls, or that stand on their head.
struct LogSourceTests {
    @Test func `zeros of a truncated log, and text in Windows-1252, are read and told`() throws {
        let start = [UInt8](repeating: 0, count: 5_000)
        let line =
            Array(#"f"#.utf8) + [0xFC] + Array(#"r {"type":"response.create","x":"gr"#.utf8) + [0xFC, 0x80]
            + Array("\"}\n".utf8)
        let read = try ReadCapture(start + line)
        #expect(read.frames.map(\.content) == [.text(#"{"type":"response.create","x":"grü€"}"#)])
        #expect(read.summary.limits.contains("1 line is not UTF-8 and read as Windows-1252"))
    }

    @Test func `a message of journald comes as bytes, and one that was too long is missed aloud`() throws {
        let bytes = JSON.array(Array(#"< {"type":"error","error":{}}"#.utf8).map { JSON(Int($0)) }).text
        let read = try ReadCapture(
            #"{"__REALTIME_TIMESTAMP":"1763629200250000","MESSAGE":\#(bytes)}"# + "\n"
                + #"{"__REALTIME_TIMESTAMP":"1763629200350000","MESSAGE":null}"#)
        #expect(read.frames.map(LogStyleTests.summary) == ["0.0 model down error"])
        #expect(read.summary.limits.last == "journalctl left 1 long message out: export with journalctl --all -o json")
    }

    @Test(arguments: [0, 40]) func `a log that begins with its newest line is turned round`(extra: Int) throws {
        let lines = (0..<(4 + extra)).map {
            #"{"time":\#(1_763_629_200.5 + Double($0)),"event":{"type":"response.create","n":\#($0)}}"#
        }
        let read = try ReadCapture(lines.reversed().joined(separator: "\n"))
        #expect(read.frames == (try ReadCapture(lines.joined(separator: "\n"))).frames)
        #expect(read.summary.limits.contains("the log begins with its newest line: read from its end"))
    }

    private static func calls(_ line: (_ call: Int, _ event: String) -> String) -> String {
        let events = [
            (1, #"{"type":"session.created","session":{"id":"s1"}}"#),
            (2, #"{"type":"session.created","session":{"id":"s2"}}"#),
            (1, #"{"type":"session.updated","session":{"id":"s1"}}"#), (2, #"{"type":"response.create"}"#),
            (1, #"{"type":"response.create"}"#), (2, #"{"type":"session.updated","session":{"id":"s2"}}"#),
        ]
        return events.map { line($0.0, $0.1) }.joined(separator: "\n")
    }

    @Test(arguments: [
        "call_id=%", "[conn#%]", "CA0000000000000000000000000000000%", "sess_abcdefgh%", "callSid: x call:c%",
    ])
    func `interleaved calls are told apart by what stands beside their messages`(mark: String) throws {
        let log = Self.calls { call, event in mark.replacing("%", with: "\(call)") + " " + event }
        let read = try ReadCapture(log)
        #expect(read.frames.map(\.connection) == ["m1", "m2", "m1", "m2", "m1", "m2"])
        #expect(!read.summary.limits.contains { $0.contains("interleaved") })
    }

    @Test func `a field of the wrapper tells calls apart too`() throws {
        let read = try ReadCapture(Self.calls { #"{"call_sid":"call-\#($0)","event":\#($1)}"# })
        #expect(read.frames.map(\.connection) == ["m1", "m2", "m1", "m2", "m1", "m2"])
    }

    @Test func `without a mark ids tell some of them, and the rest is told`() throws {
        let read = try ReadCapture(Self.calls { $1 })
        #expect(read.frames.map(\.connection) == ["m1", "m2", "m1", "m1", "m1", "m2"])
        let limit = try #require(read.summary.limits.last)
        #expect(limit.hasPrefix("several calls are interleaved"))
        #expect(limit.contains("2 messages without one went to the call that spoke last"))
    }

    @Test func `a mark on one line alone makes no call of it`() throws {
        let read = try ReadCapture(
            """
            session sess_12345678 {"type":"session.created","session":{"id":"s"}}
            {"type":"session.update","session":{}}
            {"type":"session.updated","session":{"id":"s"}}
            """)
        #expect(read.frames.map(\.connection) == ["m1", "m1", "m1"])
    }

    @Test func `the first close of websockets says who ended the connection`() throws {
        let read = try ReadCapture(
            """
            09:00:00.5 DEBUG:websockets.client:< TEXT '{"type":"session.created","session":{}}' [39 bytes]
            09:00:01.5 DEBUG:websockets.client:< CLOSE 1011 (internal error) keepalive ping timeout [24 bytes]
            09:00:01.6 DEBUG:websockets.client:> CLOSE 1011 (internal error) [2 bytes]
            """)
        #expect(read.frames.last?.content == .close(code: 1011, reason: "keepalive ping timeout", by: .server))
        #expect(read.frames.map(\.time) == [.zero, .seconds(1)])
    }

    @Test func `a message elided by websockets names the setting that helps`() throws {
        let read = try ReadCapture(
            #"< TEXT '{"type":"response.done","event_id":"event_ABCDEFGHI...tokens":12}}}' [900 bytes]"#)
        #expect(read.summary.limits.contains { $0.contains("WEBSOCKETS_MAX_LOG_SIZE") })
    }

    @Test(arguments: [
        (
            "Fixtures/Cases/000", "[OAI] User started speaking\n[OAI] Response completed - ready for next input",
            ["caller-started", "response-completed"]
        ),
        (
            "Fixtures/Cases/003", "[REALTIME] Sending 160 bytes to Twilio\n🤖 [REALTIME] AI said: היי!",
            ["sent-to-carrier", "assistant-said"]
        ),
    ]) func `sentences are observations with their lines`(name: String, log: String, says: [String]) throws {
        let read = try ReadCapture(log)
        #expect(read.observations.map { $0.data["says"]?.string } == says)
        #expect(read.observations.map { $0.data["line"]?.integer } == [1, 2])
        #expect(read.frames == [])
        #expect(read.summary.format == .words)
    }

    @Test(arguments: [
        (#"2026-11-29 09:00:00 recv {"serverContent":{"modelTurn":{"parts":[]}}}"#, ForeignService.geminiLive),
        (#"{"type":"Results","channel_index":[0,1],"is_final":true,"channel":{"alternatives":[]}}"#, .deepgram),
        (#"{"type":"SettingsApplied"}"#, .deepgram),
        (#"{"type":"audio","audio_event":{"audio_base_64":"AAAA","event_id":1}}"#, .elevenLabs),
        (#"{"event":{"audioInput":{"promptName":"x","content":"AAAA"}}}"#, .novaSonic),
        (#"{"type":"Turn","turn_order":0,"end_of_turn":true,"transcript":"hi"}"#, .assemblyAI),
    ]) func `messages of another service are named as such`(line: String, service: ForeignService) {
        #expect(throws: CaptureReadingError.foreignService(service)) { try ReadCapture(line) }
    }

    @Test func `another service beside Twilio takes nothing from the calls`() throws {
        let log = #"{"type":"SettingsApplied"}"# + "\n" + #"{"event":"connected","protocol":"Call","version":"1.0.0"}"#
        #expect(try ReadCapture(log).frames.count == 1)
    }

    @Test(arguments: ["print('User said: x')", "logger.info(\"Connected to OpenAI\")", "The weather is fine."])
    func `code and prose are no log`(line: String) {
        #expect(throws: CaptureReadingError.noEvents(lines: 1)) { try ReadCapture(line) }
    }
}
