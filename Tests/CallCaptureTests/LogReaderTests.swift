import CallCapture
import JSONText
import TestSupport
import Testing

struct LogReaderTests {
    @Test(arguments: [
        ("azure-ga-text-in-audio-out", 41), ("azure-voicelive-tool-call-round", 47),
        ("openai-beta-interrupted-session", 94),
        ("openai-ga-server-vad-audio-turn", 124), ("openai-ga-tool-call-round", 50),
    ])
    func `a real recording is read event by event, unchanged`(name: String, events: Int) throws {
        let bytes = try Fixtures.bytes("Captures/\(name).jsonl")
        let read = try ReadCapture(bytes)
        #expect(read.frames.count == events)
        #expect(read.summary.format == .eventLog)
        #expect(read.summary.unreadableLines == 0)
        #expect(read.summary.connections == ["m1"])
        #expect(!read.summary.hasTimes)
        #expect(read.summary.limits.first == "the log keeps no times: only the order of events is known")
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { try? JSON(parsing: String($0)) }
        for (frame, line) in zip(read.frames, lines) {
            #expect(frame.direction == (line?["dir"] == "sent" ? .up : .down))
            guard case .text(let text) = frame.content else { continue }
            #expect(try JSON(parsing: text) == line?["event"])
        }
        #expect(try ReadCapture(bytes, chunk: 1000) == read)
    }

    @Test func `values of what is printed survive as JSON`() throws {
        let read = try ReadCapture(
            #"got {'type': 'session.created', 'session': {'n': None, 'y': True, 'z': False, 's': 'it\'s "x" \u00e9 \\ \n', 'i': -3, 'f': 1.5, 't': (1, 2), 'm': M(a=1, b=[])}}"#
        )
        let expected: JSON = [
            "type": "session.created",
            "session": [
                "n": nil, "y": true, "z": false, "s": "it's \"x\" é \\ \n", "i": -3, "f": 1.5, "t": [1, 2],
                "m": ["a": 1, "b": []],
            ],
        ]
        #expect(read.frames.map(\.content) == [.text(expected.text)])
        #expect(read.summary.limits.contains { $0.contains("cut") } == false)
    }

    @Test func `a cause hidden by the logger is reported as hidden`() throws {
        let read = try ReadCapture(
            "{ type: 'response.done', response: { status: 'failed', status_details: [Object] } }")
        #expect(read.frames.count == 1)
        #expect(
            read.summary.limits.contains(
                "1 event has its cause hidden by the logger ([Object]): log JSON.stringify(event)"))
        #expect(
            read.frames.first?.content
                == .text(#"{"type":"response.done","response":{"status":"failed","status_details":"[Object]"}}"#))
    }

    @Test func `a message cut by the logger keeps what was whole and says that it was cut`() throws {
        var cut: [Bool] = []
        var texts: [String] = []
        let log = #"""
            < TEXT '{"type":"response.audio.delta","event_id":"event_1","delta":"AAAA...BBBB","x":"y...z_ms":200}}}' [9000 bytes]
            12:00:00 {"type": "response.done", "response": {"id": "r", "output": [{"id": "it
            12:00:01 {"event_id": "event_3", "resp
            12:00:02 {"type": "response.created", "response": {
            12:00:03 {"type": "response.cancel"}
            """#
        let summary = try CaptureReader.read(Array(log.utf8)) { record in
            guard case .frame(let frame) = record else { return }
            cut.append(frame.isCut)
            texts.append(frame.text)
        }
        #expect(
            texts == [
                #"{"type":"response.audio.delta","event_id":"event_1","delta":"AAAA...BBBB"}"#,
                #"{"type":"response.done","response":{"id":"r","output":[{}]}}"#,
                #"{"type":"response.created","response":{}}"#,
                #"{"type": "response.cancel"}"#,
            ])
        #expect(cut == [true, true, true, false])
        #expect(summary.limits.contains("3 events were cut short by the logger: log messages whole"))
        #expect(summary.firstUnreadable == [3])
    }

    @Test func `midnight does not run time backwards, nor do threads`() throws {
        let read = try ReadCapture(
            """
            23:59:59.500 {"type":"response.create"}
            00:00:00.500 {"type":"response.created"}
            00:00:00.400 {"type":"response.cancel"}
            00:00:02.000 {"type":"response.done"}
            """)
        #expect(read.frames.map(\.time) == [.zero, .seconds(1), .seconds(1), .milliseconds(2500)])
    }

    @Test(arguments: [
        (#"{"t":0,"event":{"type":"response.create"}}"#, #"{"t":1500,"event":{"type":"response.created"}}"#),
        (#"{"t":0.0,"event":{"type":"response.create"}}"#, #"{"t":1.5,"event":{"type":"response.created"}}"#),
        (
            #"{"time_ms":0,"event":{"type":"response.create"}}"#,
            #"{"time_ms":1500.0,"event":{"type":"response.created"}}"#
        ),
        (#"{"time":1763629200.25,"type":"response.create"}"#, #"{"time":1763629201.75,"type":"response.created"}"#),
        ("[12.500] {'type':'response.create'}", "[14.000] {'type':'response.created'}"),
        ("1763629200.25 {'type':'response.create'}", "1763629201.75 {'type':'response.created'}"),
        (
            "Nov 20 09:00:00.5 host app[12]: {'type':'response.create'}",
            "Nov 20 09:00:02 host app[12]: {'type':'response.created'}"
        ),
        (
            #"{"instant":{"epochSecond":1763629200,"nanoOfSecond":500000000},"message":"sent {\"type\":\"response.create\"}"}"#,
            #"{"instant":{"epochSecond":1763629202,"nanoOfSecond":0},"message":"got {\"type\":\"response.created\"}"}"#
        ),
        ("+0.500s {'type':'response.create'}", "+2.000s {'type':'response.created'}"),
        ("12:59:59.500 AM {'type':'response.create'}", "1:00:01.000 AM {'type':'response.created'}"),
        ("21:05:03.500 PM {'type':'response.create'}", "21:05:05 pm {'type':'response.created'}"),
    ])
    func `times of many kinds are seconds`(first: String, second: String) throws {
        let times = try ReadCapture(first + "\n" + second).frames.compactMap(\.time)
        try #require(times.count == 2)
        #expect(times[1] - times[0] == .milliseconds(1500))
    }

    @Test(arguments: [
        "127.0.0.1:8000 - {'type':'response.create'}", "x:42: {'type':'response.create'}",
        "a.js:7:13:22 {'type':'response.create'}", "v1.2:30:40 {'type':'response.create'}",
    ])
    func `addresses and line numbers are no times`(line: String) throws {
        #expect(try ReadCapture(line).frames.map(\.time) == [nil])
    }

    @Test func `a time above a message is that of no other, nor of one that has its own`() throws {
        let read = try ReadCapture(
            #"""
            09:00:00.000 the program begins
            {"type":"session.created","session":{}}
            {"type":"session.updated","session":{}}
            09:00:01.000 it goes on
            09:00:02.000 received {"type":"response.created","response":{}}
            {"type":"response.done","response":{}}
            09:00:03.000 and on
            and on
            and on
            and on
            and on
            {"type":"response.done","response":{}}
            """#)
        #expect(read.frames.map(\.time) == [.zero, nil, .seconds(2), nil, nil])
    }

    @Test func `a word on a line above teaches nothing of what words mean`() throws {
        let other = "09:00:00.000 cache: in\n" + #"{"type":"session.update","session":{}}"# + "\n"
        let read = try ReadCapture(
            String(repeating: other, count: 4) + #"09:00:01.000 in {"type":"session.avatar.connecting"}"#)
        #expect(read.frames.last?.direction == .down)
    }

    @Test func `several sessions one after another are several connections`() throws {
        let read = try ReadCapture(
            """
            {"type":"session.created","session":{"id":"a"}}
            {"type":"session.created","session":{"id":"a"}}
            {"type":"session.update","session":{}}
            {"type":"session.created","session":{"id":"b"}}
            {"type":"response.create"}
            """)
        #expect(read.frames.map(\.connection) == ["m1", "m1", "m1", "m2", "m2"])
    }

    @Test func `messages of a carrier are the phone leg`() throws {
        let read = try ReadCapture(
            #"""
            {"event":"connected","protocol":"Call","version":"1.0.0"}
            {"event":"start","sequenceNumber":"1","start":{"streamSid":"MZ1"},"streamSid":"MZ1"}
            {"event":"media","sequenceNumber":"2","media":{"track":"inbound","payload":"//8="},"streamSid":"MZ1"}
            {"type":"session.created","session":{}}
            {"event":"media","streamSid":"MZ1","media":{"payload":"//8="}}
            {"event":"mark","streamSid":"MZ1","mark":{"name":"m"}}
            {"event":"mark","sequenceNumber":"3","streamSid":"MZ1","mark":{"name":"m"}}
            {"event":"clear","streamSid":"MZ1"}
            {"event":"connected","protocol":"Call","version":"1.0.0"}
            {"event":"start","sequenceNumber":"1","start":{"streamSid":"MZ2"},"streamSid":"MZ2"}
            {"event":"stop","sequenceNumber":"9","stop":{},"streamSid":"MZ1"}
            """#)
        #expect(
            read.frames.map { "\($0.connection) \($0.direction)" } == [
                "p1 up", "p1 up", "p1 up", "m1 down", "p1 down", "p1 down", "p1 up", "p1 down", "p2 up", "p2 up",
                "p1 up",
            ])
    }

    @Test func `an event of unknown name goes where the log's own word says`() throws {
        let read = try ReadCapture(
            #"""
            {"dir":"out","event":{"type":"session.created","session":{}}}
            {"dir":"in","event":{"type":"session.update","session":{}}}
            {"dir":"out","event":{"type":"session.avatar.connecting"}}
            {"dir":"in","event":{"type":"session.avatar.connect"}}
            """#)
        #expect(read.frames.map(\.direction) == [.down, .up, .down, .up])
    }

    @Test func `messages of a browser's HAR file are found, however deep`() throws {
        let read = try ReadCapture(
            #"""
            {"log":{"version":"1.2","entries":[{"request":{"url":"wss://x"},"_webSocketMessages":[
            {"type":"send","time":1763629200.5,"opcode":1,"data":"{\"type\":\"response.create\"}"},
            {"type":"receive","time":1763629200.75,"opcode":1,"data":"{\"type\":\"response.created\",\"response\":{}}"}]}]}}
            """#)
        #expect(read.frames.map(\.direction) == [.up, .down])
        #expect(read.frames.map(\.time) == [.zero, .milliseconds(250)])
    }

    /// Python's websockets at level DEBUG.
    @Test func `a message in quotes that were put around it unescaped keeps its own escapes`() throws {
        let read = try ReadCapture(
            #"""
            09:00:00 DEBUG < TEXT '{"type":"response.function_call_arguments.done","arguments":"{\"a\": \"it's\"}"}' [80 bytes]
            09:00:01 DEBUG > TEXT '{"type":"response.create"}' [26 bytes]
            """#)
        #expect(read.frames.map(\.direction) == [.down, .up])
        #expect(
            read.frames.first?.content
                == .text(
                    #"{"type":"response.function_call_arguments.done","arguments":"{\"a\": \"it's\"}"}"#))
    }

    @Test(arguments: [
        #"{"type":"error","message":"cannot open file"}"#, #"{"event":"start","at":"09:00:00"}"#,
        "function f() { return {a: 1} }", "{{{{((((", "}}}}", "{'type': 'x'}", #"{"type":"a.b.c"}"#,
    ])
    func `what is no event is not taken for one`(line: String) {
        #expect(throws: CaptureReadingError.noEvents(lines: 1)) { try ReadCapture(line) }
    }

    @Test(arguments: 0..<300 as Range<Int>) func `a log damaged anywhere is survived`(round: Int) throws {
        let log = LogStyleTests.styles[round % LogStyleTests.styles.count].log
        var bytes = Array(log.utf8)
        let place = (round * 7919) % bytes.count
        switch round % 3 {
        case 0: bytes.removeSubrange(place...)
        case 1: bytes[place] = UInt8(truncatingIfNeeded: round &* 31)
        default: bytes.insert(contentsOf: Array("{[('\"\\".utf8), at: place)
        }
        let read = try? ReadCapture(bytes)
        #expect((read?.frames.count ?? 0) <= 4)
    }

    @Test func `comments that people add when they show a log to others are not part of it`() throws {
        let log = """
            {
              "type": "response.done",
              "response": {
                "status": "completed",
                "output": []  // \u{2190} STILL EMPTY
              }
            }
            """
        let frames = try ReadCapture(log).frames
        #expect(
            frames.map(\.content) == [.text(#"{"type":"response.done","response":{"status":"completed","output":[]}}"#)]
        )
    }
}
