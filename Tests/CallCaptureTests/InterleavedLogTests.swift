import CallCapture
import JSONText
import Testing

/// Two calls at once in a log that has no mark of the call.
struct InterleavedLogTests {
    private func connections(_ lines: [String]) throws -> [String] {
        try ReadCapture(lines.joined(separator: "\n")).frames.map(\.connection)
    }

    private static func start(_ stream: String) -> [String] {
        [
            #"{"event":"connected","protocol":"Call","version":"1.0.0"}"#,
            #"{"event":"start","sequenceNumber":"1","start":{"streamSid":"\#(stream)"},"streamSid":"\#(stream)"}"#,
        ]
    }

    private static func heard(_ stream: String, _ number: Int) -> String {
        #"{"event":"media","sequenceNumber":"\#(number)","media":{"track":"inbound","payload":"//8="},"streamSid":"\#(stream)"}"#
    }

    private static func told(_ stream: String) -> String {
        #"{"event":"media","streamSid":"\#(stream)","media":{"payload":"//8="}}"#
    }

    private static let both = (0..<10).flatMap { [heard("MZ1", $0 + 2), heard("MZ2", $0 + 2)] }

    @Test func `a stream is that of a connection that has begun without one`() throws {
        let (one, two) = (Self.start("MZ1"), Self.start("MZ2"))
        #expect(try Set(connections([one[0], two[0], one[1], two[1]])) == ["p1", "p2"])
        // One that never gets a stream takes none of the next.
        #expect(try connections([one[0], two[0], two[1]]) == ["p1", "p2", "p2"])
        // Another stream goes on between the two.
        let between = [Self.heard("MZ1", 2), two[0], Self.heard("MZ1", 3), two[1], Self.heard("MZ2", 2)]
        #expect(try connections(one + between) == ["p1", "p1", "p1", "p2", "p1", "p2", "p2"])
    }

    @Test func `what the bridge says goes to the stream that it names, as long as that goes on`() throws {
        let lines = Self.start("MZ1") + Self.start("MZ2") + Self.both
        let more = [
            Self.told("MZ1"), Self.told("MZ2"), Self.told("MZ1"),
            #"{"event":"stop","sequenceNumber":"99","stop":{},"streamSid":"MZ1"}"#, Self.heard("MZ2", 12),
            // The mistake of a bridge that keeps the stream of another call.
            Self.told("MZ1"),
        ]
        #expect(try connections(lines + more).suffix(6) == ["p1", "p2", "p1", "p1", "p2", "p2"])
    }

    @Test func `a wrong name on the only stream is the bridge's mistake`() throws {
        let lines =
            Self.start("MZ1") + [
                Self.heard("MZ1", 2), #"{"event":"stop","sequenceNumber":"3","stop":{},"streamSid":"MZ1"}"#,
            ]
            + Self.start("MZ2") + [Self.heard("MZ2", 2), Self.told("MZ1")]
        #expect(try connections(lines).last == "p2")
    }

    @Test func `a log of streams that take turns is mixed where nothing says whose the client's messages are`() throws {
        let sessions = ["s1", "s2"].map { #"{"type":"session.created","session":{"id":"\#($0)"}}"# }
        let lines = Self.start("MZ1") + Self.start("MZ2") + sessions + Self.both
        #expect(try !ReadCapture(lines.joined(separator: "\n")).summary.isMixed)
        let append = #"{"type":"input_audio_buffer.append","audio":"//8="}"#
        let read = try ReadCapture((lines + [append, append]).joined(separator: "\n"))
        #expect(read.summary.isMixed)
        #expect(read.summary.limits.last?.contains("2 messages without one went to the call that spoke last") == true)
    }

    @Test func `a new conversation is not that of a session that has one`() throws {
        func response(_ id: Int, _ conversation: Int) -> String {
            #"{"type":"response.created","response":{"id":"resp_\#(id)","conversation_id":"conv_\#(conversation)"}}"#
        }
        let lines =
            ["s1", "s2"].map { #"{"type":"session.created","session":{"id":"\#($0)"}}"# }
            + [#"{"type":"session.updated","session":{"id":"s1"}}"#, response(1, 1), response(2, 2), response(3, 1)]
            + [#"{"type":"response.done","response":{"id":"resp_2","conversation_id":"conv_2"}}"#]
        #expect(try connections(lines) == ["m1", "m2", "m1", "m1", "m2", "m1", "m2"])
    }
}
