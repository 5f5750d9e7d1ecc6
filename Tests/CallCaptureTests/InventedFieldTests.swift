import JSONText
import Testing

@testable import CallCapture

/// Custom parameters and tool arguments have names that users invent.
struct InventedFieldTests {
    private func written(_ message: JSON) -> String {
        var writer = CaptureWriter()
        var line: [UInt8] = []
        writer.write(
            Frame(number: 1, time: .zero, leg: .phone, direction: .up, connection: "p1", content: .text(message.text)),
            to: &line)
        return String(decoding: line, as: UTF8.self)
    }

    @Test(arguments: [
        ("token", "eyJhbGciOi"), ("session_token", "abc123"), ("password", "hunter2"), ("jwt", "a.b.c"),
        ("openai_key", "sk-proj-AbCdEf1234567890"), ("caller_number", "14155550124"),
        ("customer_phone", "(415) 555-0126"), ("fromNumber", "+1 415 555 0128"),
    ])
    func `a secret or a number in a custom parameter is hidden`(name: String, value: String) {
        let start: JSON = ["event": "start", "start": ["customParameters": [name: .string(value), "language": "en"]]]
        let line = written(start)
        #expect(!line.contains(value))
        #expect(line.contains("\"language\":\"en\""))
    }

    @Test func `a key in a tool's arguments is hidden, and the rest is not`() {
        let line = written([
            "type": "response.function_call_arguments.done",
            "arguments": #"{"api_key":"sk-proj-AbCdEf1234567890","city":"London"}"#,
        ])
        #expect(!line.contains("AbCdEf"))
        #expect(line.contains("London"))
    }
}
