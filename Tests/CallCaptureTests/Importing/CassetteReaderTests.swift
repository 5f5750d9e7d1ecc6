import CallCapture
import TestSupport
import Testing

struct CassetteReaderTests {
    private static func events(_ text: String) throws -> [String] {
        try ReadCapture(text).frames.map(LogStyleTests.summary)
    }

    @Test func `sessions in lists of lists, as Ruby records them, are one call after another`() throws {
        let read = try ReadCapture(
            """
            ---
            - - :operation: read
                data: '{"type":"session.created","session":{"id":"a"}}'
              - operation: write
                data: '{"type":"session.update","session":{}}'
            - - operation: read
                data: '{"type":"session.created","session":{"id":"b"}}'
            """)
        #expect(read.frames.map { "\($0.connection) \($0.direction)" } == ["m1 down", "m1 up", "m2 down"])
        #expect(read.summary.format == .cassette)
    }

    @Test func `the close at the end of a cassette is the end of its connection`() throws {
        let text = """
            version: 1
            interactions:
            - {direction: received, data: {type: session.created, session: {}}}
            - {kind: close, direction: received, code: 1001, reason: going away}
            """
        #expect(try ReadCapture(text).frames.last?.content == .close(code: 1001, reason: "going away", by: .server))
        let orderly = text.replacing(
            "direction: received, code: 1001, reason: going away", with: "code: 1000, reason: ''")
        #expect(try ReadCapture(orderly).frames.last?.content == .close(code: 1000, reason: "", by: .client))
    }

    @Test func `anchors are followed, and a bomb of them is not`() throws {
        let shared = """
            interactions:
            - direction: sent
              data: &update {type: session.update, session: {}}
            - direction: sent
              data: *update
            """
        #expect(try Self.events(shared) == ["- model up session.update", "- model up session.update"])
        let levels = (1...30).map { level in
            "  l\(level): &l\(level) [" + [String](repeating: "*l\(level - 1)", count: 9).joined(separator: ", ") + "]"
        }
        let bomb = """
            interactions:
            - {direction: received, data: {type: session.created, session: {}}}
            - direction: sent
              l0: &l0 [lol]
            \(levels.joined(separator: "\n"))
            """
        let read = try ReadCapture(bomb)
        #expect(read.frames.count == 1)
        #expect(read.summary.limits.first?.contains("more values than any message has") == true)
    }

    @Test func `where the YAML breaks off is told, and what stands before it is read`() throws {
        let read = try ReadCapture(
            """
            interactions:
            - direction: received
              data: {type: session.created, session: {}}
            - direction: sent
              data: {type: response.create]
            """)
        #expect(read.frames.count == 1)
        #expect(read.summary.limits.first?.hasPrefix("the YAML breaks off in line 5: ") == true)
    }

    @Test(arguments: [
        "INFO: started\n- event: none\nDEBUG: {'type': 'response.create'}\n",
        "note: a list\n- one\ntype: x\nplain text {\"type\":\"response.create\"}\n",
        "messages:\n- first line of a log: {\"type\":\"response.create\"}\n",
    ]) func `a log that looks like YAML is still read as a log`(text: String) throws {
        #expect(try Self.events(text) == ["- model up response.create"])
    }
}
