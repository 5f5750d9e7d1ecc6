import JSONText
import Replay
import Testing

/// The recorded client as a machine, against a service whose words are written here.
struct ClientReplayTests {
    /// A tool call: the output names the call's id, and the question the item before it.
    private static let recording = """
        {"t":0.0,"dir":"down","event":{"type":"session.created","session":{"model":"gpt-realtime"}}}
        {"t":0.1,"dir":"up","event":{"type":"session.update","session":{"type":"realtime"}}}
        {"t":0.2,"dir":"down","event":{"type":"session.updated","session":{}}}
        {"t":0.5,"dir":"up","event":{"type":"response.create"}}
        {"t":0.6,"dir":"down","event":{"type":"response.created","response":{"id":"resp_old"}}}
        {"t":0.9,"dir":"down","event":{"type":"response.output_item.done","response_id":"resp_old","item":{"id":"item_old","type":"function_call","call_id":"call_old"}}}
        {"t":1.0,"dir":"down","event":{"type":"response.done","response":{"id":"resp_old","status":"completed"}}}
        {"t":1.2,"dir":"up","event":{"type":"conversation.item.create","previous_item_id":"item_old","item":{"type":"function_call_output","call_id":"call_old","output":"{}"}}}
        """

    private static func lines() throws -> [UInt8] {
        var output = ""
        for (index, line) in recording.split(separator: "\n").enumerated() {
            let json = try JSON(parsing: String(line))
            var object: JSONObject = ["n": JSON(index + 1), "t": json["t"] ?? 0, "leg": "model", "conn": "m1"]
            object["dir"] = json["dir"]
            object["op"] = "text"
            object["data"] = json["event"]
            output += JSON.object(object).text + "\n"
        }
        return Array(output.utf8)
    }

    private func sent(_ actions: [ClientReplay.Action]) -> [JSON] {
        actions.compactMap { if case .send(let text) = $0 { try? JSON(parsing: text) } else { nil } }
    }

    @Test func `each event waits for what it answered, and names the ids of now`() throws {
        var client = try ClientReplay(of: Self.lines())
        #expect(client.steps.count == 3)
        #expect(client.model == "gpt-realtime")
        #expect(client.receive(#"{"type":"session.created","session":{}}"#, at: .seconds(5)) == [])
        #expect(client.nextDeadline == .milliseconds(5_100))
        #expect(sent(client.advance(to: .milliseconds(5_100))).map { $0["type"]?.string } == ["session.update"])
        // Three times as slow as then: the request keeps its distance from the answer.
        #expect(client.receive(#"{"type":"session.updated","session":{}}"#, at: .milliseconds(5_400)) == [])
        #expect(client.nextDeadline == .milliseconds(5_700))
        #expect(sent(client.advance(to: .milliseconds(5_700))).map { $0["type"]?.string } == ["response.create"])
        for text in [
            #"{"type":"response.created","response":{"id":"resp_new"}}"#,
            #"{"type":"response.output_item.done","response_id":"resp_new","item":{"id":"item_new","call_id":"call_new"}}"#,
            #"{"type":"response.done","response":{"id":"resp_new","status":"completed"}}"#,
        ] { #expect(client.receive(text, at: .seconds(6)) == []) }
        let output = try #require(sent(client.advance(to: .milliseconds(6_200))).first)
        #expect(output["previous_item_id"] == "item_new")
        #expect(output["item"]?["call_id"] == "call_new")
        #expect(client.impatience == [])
        #expect(client.advance(to: .milliseconds(10_200)) == [.close])
        #expect(client.isFinished)
    }

    @Test func `what never comes is not waited for longer than twelve seconds, and is said`() throws {
        var client = try ClientReplay(of: Self.lines())
        _ = client.receive(#"{"type":"session.created","session":{}}"#, at: .zero)
        _ = client.advance(to: .milliseconds(100))
        #expect(client.advance(to: .milliseconds(200)) == [])
        let deadline = try #require(client.nextDeadline)
        #expect(deadline <= .milliseconds(12_200))
        #expect(sent(client.advance(to: deadline)).map { $0["type"]?.string } == ["response.create"])
        #expect(client.impatience == ["response.create went without session.updated number 1"])
    }

    @Test func `a service that begins no session is left after twelve seconds`() throws {
        var client = try ClientReplay(of: Self.lines())
        client.opened(at: .seconds(1))
        #expect(client.nextDeadline == .seconds(13))
        #expect(client.advance(to: .seconds(12)) == [])
        #expect(client.advance(to: .seconds(13)) == [.close])
        #expect(client.impatience == ["the service began no session within 12 s"])
        #expect(client.isFinished)
    }
}
