import CallCapture
import JSONText
import TestSupport
import Testing

struct RedactionTests {
    @Test(arguments: [
        // Handshakes.
        (
            #"{"headers":{"Authorization":"Bearer sk-proj-abcdefghijklmnop"}}"#,
            #"{"headers":{"Authorization":"Bearer <redacted:authorization>"}}"#
        ),
        (
            #"{"headers":{"authorization":"sk-proj-abcdefghijklmnop"}}"#,
            #"{"headers":{"authorization":"<redacted:authorization>"}}"#
        ),
        (#"{"headers":{"api-key":"0123456789abcdef"}}"#, #"{"headers":{"api-key":"<redacted:api-key>"}}"#),
        (
            #"{"headers":{"Proxy-Authorization":"Basic dXNlcjpwYXNz"}}"#,
            #"{"headers":{"Proxy-Authorization":"Basic <redacted:authorization>"}}"#
        ),
        (
            #"{"headers":{"Cookie":"a=b","Set-Cookie":["c=d","e=f"]}}"#,
            #"{"headers":{"Cookie":"<redacted:cookie>","Set-Cookie":["<redacted:cookie>","<redacted:cookie>"]}}"#
        ),
        (
            #"{"headers":{"X-Twilio-Signature":"0/KCTR6DLpKmkAf8muzZqo1nDgQ="}}"#,
            #"{"headers":{"X-Twilio-Signature":"<redacted:signature>"}}"#
        ),
        (#"{"headers":{"X-Acme-Token":"hush"}}"#, #"{"headers":{"X-Acme-Token":"<redacted:api-key>"}}"#),
        (
            #"{"headers":{"Sec-WebSocket-Protocol":"realtime, openai-insecure-api-key.sk-abc, openai-beta.realtime-v1"}}"#,
            #"{"headers":{"Sec-WebSocket-Protocol":"realtime, openai-insecure-api-key.<redacted:api-key>, openai-beta.realtime-v1"}}"#
        ),
        (
            #"{"request":"GET /v1/realtime?model=gpt-realtime&api-key=hush&x=1 HTTP/1.1"}"#,
            #"{"request":"GET /v1/realtime?model=gpt-realtime&api-key=<redacted:api-key>&x=1 HTTP/1.1"}"#
        ),
        (
            #"{"anything":"wss://user:pass@example.com/v1?token=hush"}"#,
            #"{"anything":"wss://<redacted:credentials>@example.com/v1?token=<redacted:api-key>"}"#
        ),
        // Messages.
        (#"{"x": "sk-proj-abcdefghijklmnop" }"#, #"{"x": "<redacted:api-key>" }"#),
        (#"{"value":"ek_68af296e8e408191a1120ab6383263c2"}"#, #"{"value":"<redacted:api-key>"}"#),
        (
            #"{"client_secret":{"value":"hush","expires_at":1}}"#,
            #"{"client_secret":{"value":"<redacted:client-secret>","expires_at":1}}"#
        ),
        (#"{"client_secret":"hush"}"#, #"{"client_secret":"<redacted:client-secret>"}"#),
        (
            #"{"tools":[{"type":"mcp","authorization":"ya29.hush","headers":{"Authorization":"Bearer hush"}}]}"#,
            #"{"tools":[{"type":"mcp","authorization":"<redacted:authorization>","headers":{"Authorization":"Bearer <redacted:authorization>"}}]}"#
        ),
        (
            #"{"error":{"message":"Incorrect API key provided: sk-proj-****************abcd. You can find it"}}"#,
            #"{"error":{"message":"Incorrect API key provided: <redacted:api-key>. You can find it"}}"#
        ),
        (
            #"{"error":{"message":"Incorrect API key provided: mykey."}}"#,
            #"{"error":{"message":"Incorrect API key provided: <redacted:api-key>."}}"#
        ),
        // Telephone numbers.
        (
            #"{"event":"start","start":{"customParameters":{"who":"+15551234567","note":"call 5 at 3"}}}"#,
            #"{"event":"start","start":{"customParameters":{"who":"<redacted:phone-number>","note":"call 5 at 3"}}}"#
        ),
        (
            #"{"From":"+15551234567","To":"(555) 123-4567","Caller":"anonymous"}"#,
            #"{"From":"<redacted:phone-number>","To":"<redacted:phone-number>","Caller":"anonymous"}"#
        ),
        (
            #"{"a":"sip:+15551234567@sip.example.com;x=y","b":"tel:+15551234567","c":"sip:alice@example.com"}"#,
            #"{"a":"sip:<redacted:phone-number>@sip.example.com;x=y","b":"tel:<redacted:phone-number>","c":"sip:alice@example.com"}"#
        ),
        (
            #"{"body":"<Response><Dial><Number>+15551234567</Number><Sip>sip:15551234567@x</Sip></Dial></Response>"}"#,
            #"{"body":"<Response><Dial><Number><redacted:phone-number></Number><Sip>sip:<redacted:phone-number>@x</Sip></Dial></Response>"}"#
        ),
    ])
    func `what must not be read leaves a placeholder`(message: String, expected: String) {
        let (text, counts) = write(message)
        #expect(text == expected)
        #expect(counts.values.reduce(0, +) >= 1)
        #expect(write(expected).text == expected, "a placeholder stays as it is")
    }

    @Test(arguments: [
        #"{"type":"response.done","from":"the start","to":"the end","n":1.50,"e":"\u00e9\/"}"#,
        #"{"type":"response.output_audio_transcript.done","transcript":"Call +15551234567, my key is sk-proj-abcdefghijklmnop"}"#,
        #"{"type":"input_audio_buffer.append","audio":"sk-proj-abcdefghijklmnop+15551234567"}"#,
        #"{"type":"session.update","session":{"instructions":"Say sk-proj-abcdefghijklmnop to +15551234567"}}"#,
        #"{"type":"function","parameters":{"properties":{"api_key":{"type":"string"},"cookie":{"type":"string"}}}}"#,
        #"{"headers":{"Authorization":"Bearer undefined"}}"#,
        #"{"headers":{"Authorization":""}}"#,
        #"{"headers":{"Sec-WebSocket-Key":"dGhlIHNhbXBsZSBub25jZQ==","Host":"api.openai.com"}}"#,
        #"{"accountSid":"AC0123"}"#,
        #"{"message":"The risk-averse desk-bound task-force; sk-short"}"#,
        #"["sk-", "ek_", "", "<", "\\", "\""]"#,
    ])
    func `everything else stays as it is`(message: String) {
        let (text, counts) = write(message)
        #expect(text == message)
        #expect(counts.isEmpty)
    }

    @Test func `transcripts are masked whole when asked for`() {
        var options = Redaction.Options()
        options.transcripts = true
        #expect(
            write(#"{"type":"response.output_audio_transcript.delta","delta":"My name"}"#, options).text
                == #"{"type":"response.output_audio_transcript.delta","delta":"<redacted:transcript>"}"#)
        #expect(
            write(#"{"delta":" is","type":"conversation.item.input_audio_transcription.delta"}"#, options).text
                == #"{"delta":"<redacted:transcript>","type":"conversation.item.input_audio_transcription.delta"}"#)
        #expect(
            write(
                #"{"type":"response.done","content":[{"type":"output_audio","transcript":"My name"},{"text":"is"}]}"#,
                options
            ).text
                == #"{"type":"response.done","content":[{"type":"output_audio","transcript":"<redacted:transcript>"},{"text":"<redacted:transcript>"}]}"#
        )
        for kept in [
            #"{"type":"response.output_audio.delta","delta":"AAAA"}"#,
            #"{"type":"response.function_call_arguments.delta","delta":"{\"a\":"}"#,
            #"{"transcript":"","item":null}"#,
        ] {
            #expect(write(kept, options).text == kept)
        }
    }

    @Test func `the account is masked when asked for`() {
        var options = Redaction.Options()
        options.accountSid = true
        #expect(
            write(#"{"start":{"accountSid":"AC0123"}}"#, options).text
                == #"{"start":{"accountSid":"<redacted:account-sid>"}}"#)
    }

    @Test func `what is not JSON, and the reason of a close, lose their keys too`() throws {
        var writer = CaptureWriter()
        var bytes: [UInt8] = []
        let contents: [Frame.Content] = [
            .text(#"{"authorization":"Bearer abcdef"#),
            .close(code: 3000, reason: "invalid_request_error.invalid_api_key: sk-proj-abcdefghijklmnop", by: .server),
        ]
        for content in contents {
            writer.write(
                Frame(number: 1, time: nil, leg: .model, direction: .down, connection: "m1", content: content),
                to: &bytes)
        }
        #expect(
            try ReadCapture(bytes).frames.map(\.content) == [
                .text(#"{"authorization":"Bearer <redacted:api-key>"#),
                .close(code: 3000, reason: "invalid_request_error.invalid_api_key: <redacted:api-key>", by: .server),
            ])
        #expect(writer.redacted == ["api-key": 2])
    }

    @Test(arguments: [
        "azure-ga-text-in-audio-out", "azure-voicelive-tool-call-round", "openai-beta-interrupted-session",
        "openai-ga-server-vad-audio-turn", "openai-ga-tool-call-round",
    ])
    func `real recordings pass unchanged`(name: String) throws {
        for line in try Fixtures.text("Captures/\(name).jsonl").split(separator: "\n") {
            let (text, counts) = write(String(line))
            #expect(text == line)
            #expect(counts.isEmpty)
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func `JSON that carries nothing of the kind passes unchanged`(
        seed: UInt64
    ) {
        var generator = SplitMix(state: seed)
        let text = randomJSON(depth: 5, using: &generator).text
        #expect(write(text).text == text)
    }

    private func write(_ message: String, _ options: Redaction.Options = Redaction.Options()) -> (
        text: String, counts: [String: Int]
    ) {
        var writer = CaptureWriter(redacting: options)
        var bytes: [UInt8] = []
        writer.write(
            Frame(number: 1, time: nil, leg: .model, direction: .down, connection: "m1", content: .text(message)),
            to: &bytes)
        let before = #"{"n":1,"leg":"model","dir":"down","conn":"m1","op":"text","data":"#
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix(before))
        return (String(text.dropFirst(before.count).dropLast(2)), writer.redacted)
    }

    private func randomJSON(depth: Int, using generator: inout SplitMix) -> JSON {
        let words = [
            "", "a", "\"", "\\", "\\\"", "é\u{1}", "+15551234567", "sk-", "Bearer", "{}", "type", ":", "],", "message",
        ]
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &generator))
        case 3: return .number(Double.random(in: -1e9...1e9, using: &generator))
        case 4, 5: return .string(words.randomElement(using: &generator) ?? "")
        case 6:
            return .array(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
                    randomJSON(depth: depth - 1, using: &generator)
                })
        default:
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0..<5, using: &generator)).map {
                        (
                            (words.randomElement(using: &generator) ?? "") + "\($0)",
                            randomJSON(depth: depth - 1, using: &generator)
                        )
                    }))
        }
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
