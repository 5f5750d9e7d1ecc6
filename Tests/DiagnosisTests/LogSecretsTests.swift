import Testing

@testable import Diagnosis

/// What other programs log holds keys; what is said of it does not.
struct LogSecretsTests {
    private static let key = "sk-proj-AbCdEf1234567890AbCdEf1234567890"

    private func texts(of lines: String) throws -> [String] {
        let report = try Examiner.examine(Array(lines.utf8))
        return report.findings.flatMap { [$0.summary] + $0.evidence.map(\.text) } + report.indicators.map(\.reason)
            + report.notes.map(\.text)
    }

    @Test func `a key in an error of the service is in no sentence about it`() throws {
        let said = try texts(
            of: """
                10:00:01.000 received {"type":"session.created","event_id":"event_1","session":{"id":"sess_1","type":"realtime"}}
                10:00:02.000 received {"type":"error","event_id":"event_2","error":{"type":"invalid_request_error","code":"invalid_api_key","message":"Incorrect API key provided: \(Self.key). See your account.","param":null,"event_id":null}}

                """)
        #expect(said.filter { $0.contains(Self.key) } == [])
        #expect(said.contains { $0.contains("Incorrect API key provided: <redacted:api-key>. See your account.") })
    }

    @Test func `a key that a tool was given is in no sentence about the call`() throws {
        let said = try texts(
            of: """
                10:00:01.000 sent {"type":"session.update","session":{"type":"realtime","tools":[{"type":"mcp","server_label":"crm","authorization":"\(Self.key)","server_url":"https://crm.example"}],"nonsense":"\(Self.key)"}}
                10:00:02.000 received {"type":"error","event_id":"event_2","error":{"type":"invalid_request_error","code":"unknown_parameter","message":"Unknown parameter: 'session.nonsense'.","param":"session.nonsense","event_id":null}}

                """)
        #expect(said.filter { $0.contains(Self.key) } == [])
        #expect(said.contains { $0.contains("session.nonsense") })
    }

    @Test func `a key in a log's own sentences is in no note`() throws {
        let said = try texts(
            of: """
                [bridge] OpenAI connected
                [bridge] Session configured: model=gpt-realtime, api_key=\(Self.key)
                [bridge] User started speaking
                [bridge] OpenAI error: Incorrect API key provided: \(Self.key)

                """)
        #expect(said.filter { $0.contains(Self.key) } == [])
        #expect(said.contains { $0.contains("the log says, first of each") && $0.contains("<redacted:") })
    }
}
