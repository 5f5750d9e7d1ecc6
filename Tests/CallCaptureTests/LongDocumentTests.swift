import CallCapture
import JSONText
import Testing

/// Exports of which one JSON value has more lines than are held.
struct LongDocumentTests {
    private static let event = """
                {
                  "time": 1795165200.25,
                  "tags": [
                    "a"
                  ],
                  "event": {
                    "type": "response.create"
                  }
                }
        """
    private static let count = 2_500
    private static var events: String { [String](repeating: event, count: count).joined(separator: ",\n") }

    private func expectAll(_ log: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let read = try ReadCapture(log)
        #expect(read.frames.count == Self.count, sourceLocation: sourceLocation)
        #expect(read.summary.timedFrames == Self.count, sourceLocation: sourceLocation)
        #expect(read.frames.last?.content == .text(#"{"type":"response.create"}"#), sourceLocation: sourceLocation)
        #expect(read.summary.limits.contains { $0.contains("cut short") } == false, sourceLocation: sourceLocation)
        #expect(read.summary.unreadableLines == 0, sourceLocation: sourceLocation)
    }

    @Test func `every event of a list is read, however deep the list lies`() throws {
        try expectAll(
            "{\n  \"export\": {},\n  \"calls\": [\n    {\n      \"id\": [\n        1\n      ],\n      \"lines\": [\n\(Self.events)\n      ]\n    }\n  ]\n}\n"
        )
    }

    @Test func `behind a line of the program's own`() throws {
        try expectAll("2026-11-20T09:00:00Z the call was:\n{\n  \"lines\": [\n\(Self.events)\n  ]\n}\nthat was it\n")
    }

    @Test func `one that breaks off is read as far as it goes, and that is said`() throws {
        let read = try ReadCapture("dump:\n{\n  \"lines\": [\n\(Self.events),\n{\n")
        #expect(read.frames.count == Self.count)
        #expect(read.summary.endsAbruptly)
    }
}
