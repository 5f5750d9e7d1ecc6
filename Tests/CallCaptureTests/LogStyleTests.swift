import CallCapture
import JSONText
import Testing

/// The same small call as people's programs log it.
struct LogStyleTests {
    struct Style: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var log: String
        /// `seconds leg direction type`, a line each.
        var events: [String]
        var format = ReadingSummary.Format.textLog
    }

    static let call = [
        "0.0 model down session.created", "0.25 model up session.update", "1.5 model down error",
    ]
    static let untimed = call.map { "- " + $0.drop { $0 != " " }.dropFirst() }

    static let styles = [
        Style(
            testDescription: "wrapper lines with direction and ISO time",
            log: #"""
                {"dir": "received", "timestamp": "2026-11-20T09:00:00.000Z", "event": {"type": "session.created", "session": {}}}
                {"dir": "sent", "timestamp": "2026-11-20T09:00:00.250Z", "event": {"type": "session.update", "session": {}}}
                {"dir": "received", "timestamp": "2026-11-20T09:00:01.500Z", "event": {"type": "error", "error": {"message": "no"}}}
                """#, events: call, format: .eventLog),
        Style(
            testDescription: "one event a line",
            log: #"""
                {"type": "session.created", "session": {}}
                {"type": "session.update", "session": {}}
                {"type": "error", "error": {"message": "no"}}
                """#, events: untimed, format: .eventLog),
        Style(
            testDescription: "a telephone number in front",
            log: #"""
                [+15551230001] received {"type": "session.created", "session": {}}
                [+15551230001] sent {"type": "session.update", "session": {}}
                [+15551230001] received {"type": "error", "error": {"message": "no"}}
                """#, events: untimed),
        Style(
            testDescription: "events as escaped strings in wrapper lines, epoch milliseconds",
            log: #"""
                {"ts":1763629200000,"direction":"in","data":"{\"type\":\"session.created\",\"session\":{}}"}
                {"ts":1763629200250,"direction":"out","data":"{\"type\":\"session.update\",\"session\":{}}"}
                {"ts":1763629201500,"direction":"in","data":"{\"type\":\"error\",\"error\":{\"message\":\"no\"}}"}
                """#, events: call, format: .eventLog),
        Style(
            testDescription: "Python logging with JSON",
            log: #"""
                2026-11-20 09:00:00,000 INFO bridge.openai Received event: {"type": "session.created", "session": {}}
                2026-11-20 09:00:00,250 INFO bridge.openai Sending event: {"type": "session.update", "session": {}}
                2026-11-20 09:00:01,500 ERROR bridge.openai Received event: {"type": "error", "error": {"message": "no"}}
                Traceback (most recent call last):
                  File "bridge.py", line 12, in <module>
                """#, events: call),
        Style(
            testDescription: "Python dict reprs",
            log: #"""
                [09:00:00.000] got {'type': 'session.created', 'session': {'tools': [], 'a': None, 'b': True, "it's": "it's \"x\""}}
                [09:00:00.250] put {'type': 'session.update', 'session': {'c': b'\x00a', 'd': ('x', 1.5)}}
                [09:00:01.500] got {'type': 'error', 'error': {'message': 'it\'s "no"'}}
                """#, events: call),
        Style(
            testDescription: "Python models",
            log: #"""
                09:00:00 SessionCreatedEvent(event_id='event_1', session=Session(id='s', tools=[], x=<Role.A: 'a'>), type='session.created')
                09:00:00.25 SessionUpdateEvent(session=Session(voice=None), type='session.update', event_id=None)
                09:00:01.5 RealtimeErrorEvent(error=RealtimeError(message='no', type='x'), event_id='e', type='error')
                """#, events: call),
        Style(
            testDescription: "Python websockets debug",
            log: #"""
                DEBUG:websockets.client:= connection is OPEN
                DEBUG:websockets.client:< TEXT '{"type":"session.created","session":{"id":"s"}}' [47 bytes]
                DEBUG:websockets.client:> TEXT '{"type":"session.update","session":{"instructions":"don\'t \\"x\\""}}' [70 bytes]
                DEBUG:websockets.client:< TEXT '{"type":"error","error":{"message":"no"},"x":"abc...dp_ms":200}}}' [1234 bytes]
                DEBUG:websockets.client:< PING '' [0 bytes]
                """#, events: untimed),
        Style(
            testDescription: "Node console dumps",
            log: """
                2026-11-20T09:00:00.000Z received {
                  type: 'session.created',
                  session: { id: 's', tools: [], 'x-y': undefined, audio: { input: [Object], output: [Object] } }
                }
                2026-11-20T09:00:00.250Z sending { type: 'session.update', session: { list: [ 1, 2, ... 3 more items ] } }
                2026-11-20T09:00:01.500Z received {
                  type: 'error',
                  error: {
                    message: "it's " +
                      'long',
                    inner: [Object]
                  }
                }
                """, events: call),
        Style(
            testDescription: "Node pretty-printed JSON with colours",
            log: """
                \u{1B}[32m09:00:00.000\u{1B}[0m <- {
                  "type": "session.created",
                  "session": {
                    "id": "s"
                  }
                }
                \u{1B}[33m09:00:00.250\u{1B}[0m -> {
                  "type": "session.update",
                  "session": {}
                }
                \u{1B}[32m09:00:01.500\u{1B}[0m <- { "type": "error",
                  "error": { "message": "no" } }
                """, events: call),
        Style(
            testDescription: "Go log",
            log: #"""
                2026/11/20 09:00:00.000000 client.go:42: recv: {"type":"session.created","session":{}}
                2026/11/20 09:00:00.250000 client.go:57: send: {"type":"session.update","session":{}}
                2026/11/20 09:00:01.500000 client.go:42: recv: {"type":"error","error":{"message":"no"}}
                """#, events: call),
        Style(
            testDescription: "Go slog with quoted JSON",
            log: #"""
                time=2026-11-20T10:00:00.000+01:00 level=INFO msg=recv event="{\"type\":\"session.created\",\"session\":{\"x\":\"a\\\"b\"}}"
                time=2026-11-20T10:00:00.250+01:00 level=INFO msg=send event="{\"type\":\"session.update\",\"session\":{}}" n=1
                time=2026-11-20T10:00:01.500+01:00 level=INFO msg=recv event="{\"type\":\"error\",\"error\":{\"message\":\"no\"}}"
                """#, events: call),
        Style(
            testDescription: "uvicorn prints",
            log: #"""
                INFO:     127.0.0.1:52144 - "WebSocket /media-stream" [accepted]
                INFO:     connection open
                Received event: session.created {'type': 'session.created', 'session': {}}
                Sending session update: {"type": "session.update", "session": {"turn_detection": {"type": "server_vad"}}}
                Received event: error {'type': 'error', 'error': {'message': 'no'}}
                INFO:     connection closed
                """#, events: untimed),
        Style(
            testDescription: "pino lines with the message in a string",
            log: #"""
                {"level":30,"time":1763629200000,"pid":1,"msg":"<- {\"type\":\"session.created\",\"session\":{}}"}
                {"level":30,"time":1763629200100,"pid":1,"msg":"listening"}
                {"level":30,"time":1763629200250,"pid":1,"msg":"-> {\"type\":\"session.update\",\"session\":{}}"}
                {"level":30,"time":1763629201500,"pid":1,"msg":"<- {\"type\":\"error\",\"error\":{\"message\":\"no\"}}"}
                """#, events: call, format: .eventLog),
        Style(
            testDescription: "docker compose over several lines, a time on each",
            log: #"""
                bridge-1  | 2026-11-20T09:00:00.000Z {
                bridge-1  |   "type": "session.created",
                bridge-1  |   "session": {}
                bridge-1  | }
                bridge-1  | 2026-11-20T09:00:00.250Z {"type": "session.update", "session": {}}
                bridge-1  | 2026-11-20T09:00:01.500Z {"type": "error", "error": {"message": "no"}}
                """#, events: call),
        Style(
            testDescription: "hours of one digit",
            log: #"""
                9:59:59.500 received {"type": "session.created", "session": {}}
                9:59:59.750 sent {"type": "session.update", "session": {}}
                10:00:01.000 received {"type": "error", "error": {"message": "no"}}
                """#, events: call),
        Style(
            testDescription: "an American clock over noon, with the space that does not break",
            log: """
                [11/20/2026, 11:59:59.000\u{202F}AM] received {"type": "session.created", "session": {}}
                [11/20/2026, 11:59:59.250 a.m.] sent {"type": "session.update", "session": {}}
                [11/20/2026, 12:00:00.500\u{202F}PM] received {"type": "error", "error": {"message": "no"}}
                """, events: call),
        Style(
            testDescription: "an American clock from twelve to one",
            log: #"""
                11/20/2026, 12:59:59.000 PM received {"type": "session.created", "session": {}}
                11/20/2026, 12:59:59.250 PM sent {"type": "session.update", "session": {}}
                11/20/2026, 1:00:00.500 PM received {"type": "error", "error": {"message": "no"}}
                """#, events: call),
        Style(
            testDescription: "clocks of Taiwan and Korea, half of the day first",
            log: #"""
                2026/11/20 上午11:59:59.000 received {"type": "session.created", "session": {}}
                2026. 11. 20. 오전 11:59:59.250 sent {"type": "session.update", "session": {}}
                2026/11/20 下午12:00:00.500 received {"type": "error", "error": {"message": "no"}}
                """#, events: call),
        Style(
            testDescription: "compact JSON of Serilog",
            log: #"""
                {"@t":"2026-11-20T09:00:00.0000000Z","@mt":"{Way} {Event}","Way":"Received","Event":"{\"type\":\"session.created\",\"session\":{}}"}
                {"@t":"2026-11-20T09:00:00.2500000Z","@mt":"{Way} {Event}","Way":"Sent","Event":"{\"type\":\"session.update\",\"session\":{}}"}
                {"@t":"2026-11-20T09:00:01.5000000Z","@mt":"{Way} {@Event}","Way":"Received","Event":{"type":"error","error":{"message":"no"}}}
                """#, events: call, format: .eventLog),
        Style(
            testDescription: "an export of tshark",
            log: #"""
                [
                  {"_index": "packets", "_source": {"layers": {
                    "frame": {"frame.time": "Nov 20, 2026 09:00:00.000000000 UTC", "frame.time_epoch": "1795165200.000000000"},
                    "websocket": {"websocket.payload": {"websocket.payload.text": "{\"type\":\"session.created\",\"session\":{}}"}}}}},
                  {"_index": "packets", "_source": {"layers": {
                    "frame": {"frame.time": "Nov 20, 2026 09:00:00.250000000 UTC", "frame.time_epoch": "1795165200.250000000"},
                    "websocket": {"websocket.payload": {"websocket.payload.text": "{\"type\":\"session.update\",\"session\":{}}"}}}}},
                  {"_index": "packets", "_source": {"layers": {
                    "frame": {"frame.time": "Nov 20, 2026 09:00:01.500000000 UTC", "frame.time_epoch": "1795165201.500000000"},
                    "websocket": {"websocket.payload": {"websocket.payload.text": "{\"type\":\"error\",\"error\":{\"message\":\"no\"}}"}}}}}
                ]
                """#, events: call, format: .eventLog),
        Style(
            testDescription: "logs of OpenTelemetry, the event as text and as a structure",
            log: #"""
                {"resourceLogs": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "bridge"}}]}, "scopeLogs": [{"scope": {}, "logRecords": [
                  {"timeUnixNano": "1795165200000000000", "body": {"stringValue": "{\"type\":\"session.created\",\"session\":{}}"}},
                  {"timeUnixNano": "1795165200250000000", "body": {"stringValue": "sent {\"type\":\"session.update\",\"session\":{}}"}}]}]}]}
                {"resourceLogs": [{"scopeLogs": [{"logRecords": [
                  {"timeUnixNano": "1795165201500000000", "body": {"kvlistValue": {"values": [
                    {"key": "type", "value": {"stringValue": "error"}},
                    {"key": "error", "value": {"kvlistValue": {"values": [{"key": "message", "value": {"stringValue": "no"}}]}}}]}}}]}]}]}
                """#, events: call, format: .eventLog),
        Style(
            testDescription: "an answer of Loki",
            log: #"""
                {"status":"success","data":{"resultType":"streams","result":[{"stream":{"app":"bridge"},"values":[["1795165200000000000","got {\"type\":\"session.created\",\"session\":{}}"],["1795165200250000000","sent {\"type\":\"session.update\",\"session\":{}}"],["1795165201500000000","got {\"type\":\"error\",\"error\":{\"message\":\"no\"}}"]]}]}}
                """#, events: call, format: .eventLog),
        Style(
            testDescription: "Ruby hashes",
            log: #"""
                [2026-11-20 09:00:00.000] <<< {"type"=>"session.created", "session"=>{"x"=>nil}}
                [2026-11-20 09:00:00.250] >>> {:type=>"session.update", :session=>{:voice=>:alloy}}
                [2026-11-20 09:00:01.500] <<< {"type"=>"error", "error"=>{"message"=>"no"}}
                """#, events: call),
        Style(
            testDescription: "the console logger of .NET",
            log: #"""
                2026-11-20T09:00:00.000Z dbug: Bridge.OpenAiClient[0]
                      Received message: {"type":"session.created","session":{}}
                2026-11-20T09:00:00.250Z dbug: Bridge.OpenAiClient[0]
                      => ConnectionId:0HN1
                      Sending message: {"type":"session.update","session":{}}
                2026-11-20T09:00:01.500Z dbug: Bridge.OpenAiClient[0]
                      Received message:
                      {"type":"error","error":{"message":"no"}}
                """#, events: call),
        Style(
            testDescription: "java.util.logging",
            log: #"""
                Nov 20, 2026 9:00:00.000 AM com.example.bridge.ModelSocket onMessage
                FINE: received {"type":"session.created","session":{}}
                Nov 20, 2026 9:00:00.250 AM com.example.bridge.ModelSocket send
                FINE: sending {"type":"session.update","session":{}}
                Nov 20, 2026 9:00:01.500 AM com.example.bridge.ModelSocket onMessage
                FINE: received {"type":"error","error":{"message":"no"}}
                """#, events: call),
        Style(
            testDescription: "pino-pretty",
            log: """
                [09:00:00.000] DEBUG (7): received
                    event: {
                      "type": "session.created",
                      "session": {}
                    }
                [09:00:00.250] DEBUG (7): sent
                    event: {
                      "type": "session.update"
                    }
                [09:00:01.500] DEBUG (7): received
                    event: {"type": "error", "error": {"message": "no"}}
                """, events: call),
        Style(
            testDescription: "a time and an arrow, and the event below them",
            log: """
                2026-11-20T09:00:00.000 <<<
                {'session': {},
                 'type': 'session.created'}
                2026-11-20T09:00:00.250 >>>
                {"type": "session.update", "session": {}}
                2026-11-20T09:00:01.500 <<<
                {
                  "type": "error",
                  "error": {"message": "no"}
                }
                """, events: call),
        Style(
            testDescription: "Log4j's XML",
            log: #"""
                <log4j:event logger="bridge" timestamp="1795165200000" level="DEBUG" thread="main">
                <log4j:message><![CDATA[received {"type":"session.created","session":{}}]]></log4j:message>
                </log4j:event>
                <log4j:event logger="bridge" timestamp="1795165200250" level="DEBUG" thread="main">
                <log4j:message><![CDATA[sent {"type":"session.update","session":{}}]]></log4j:message>
                </log4j:event>
                <log4j:event logger="bridge" timestamp="1795165201500" level="DEBUG" thread="main">
                <log4j:message><![CDATA[received {"type":"error","error":{"message":"no"}}]]></log4j:message>
                </log4j:event>
                """#, events: call),
        Style(
            testDescription: "seconds since the start, with blanks in their brackets",
            log: #"""
                [    0.000] received {"type":"session.created","session":{}}
                [    0.250] sent {"type":"session.update","session":{}}
                [    1.500] received {"type":"error","error":{"message":"no"}}
                """#, events: call),
        Style(
            testDescription: "a drain of Vercel",
            log: #"""
                {"timestampInMs":1795165200000,"message":"received {\"type\":\"session.created\",\"session\":{}}","source":"lambda"}
                {"timestampInMs":1795165200250,"message":"sent {\"type\":\"session.update\",\"session\":{}}","source":"lambda"}
                {"timestampInMs":1795165201500,"message":"received {\"type\":\"error\",\"error\":{\"message\":\"no\"}}","source":"lambda"}
                """#, events: call, format: .eventLog),
        Style(
            testDescription: "a table of Splunk, the time behind the message",
            log: #"""
                _raw,_time,host,source
                "received {""type"":""session.created"",""session"":{}}",2026-11-20T09:00:00.000+0000,h,bridge
                "sent {""type"":""session.update"",""session"":{}}","2026-11-20T09:00:00.250+0000",h,bridge
                "received {""type"":""error"",""error"":{""message"":""no""}}",2026-11-20T09:00:01.500+0000,h,bridge
                """#, events: call),
        Style(
            testDescription: "one JSON document of all events",
            log: #"""
                [
                  {
                    "type": "session.created",
                    "session": {}
                  },
                  { "type": "session.update", "session": {} },
                  {"type": "error", "error": {"message": "no"}}
                ]
                """#, events: untimed, format: .eventLog),
    ]

    @Test(arguments: styles) func `the events of a log are found in their order, with direction and time`(style: Style)
        throws
    {
        let read = try ReadCapture(style.log)
        #expect(read.frames.map(Self.summary) == style.events)
        #expect(read.summary.format == style.format)
        #expect(try ReadCapture(style.log.replacing("\n", with: "\r\n")).frames == read.frames)
        #expect(try ReadCapture(Array(style.log.utf8), chunk: 7).frames == read.frames)
    }

    @Test(arguments: styles) func `a log in UTF-16, as PowerShell writes it, says the same`(style: Style) throws {
        let little: [UInt8] = [0xFF, 0xFE] + style.log.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big: [UInt8] = [0xFE, 0xFF] + style.log.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let read = try ReadCapture(style.log)
        #expect(try ReadCapture(little, chunk: 1) == read)
        #expect(try ReadCapture(big, chunk: 3) == read)
    }

    static func summary(_ frame: Frame) -> String {
        var type = "?"
        if case .text(let text) = frame.content, let json = try? JSON(parsing: text) {
            type = json["type"]?.string ?? json["event"]?.string ?? "?"
        }
        let time = frame.time.map { "\($0 / .seconds(1))" } ?? "-"
        return "\(time) \(frame.leg) \(frame.direction) \(type)"
    }
}
