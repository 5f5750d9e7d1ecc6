import JSONText
import RealtimeProtocol
import Testing

struct ClientRequestTests {
    @Test(arguments: [
        (
            "{not json",
            "invalid_json | - | Invalid event: failed to parse JSON value. "
                + "Please check the value to ensure it is valid JSON."
        ),
        ("[]", "invalid_event | - | The 'type' field is missing."),
        ("{}", "invalid_event | - | The 'type' field is missing."),
        (
            #"{"type":3}"#,
            "invalid_type | type | Invalid type for 'type': expected a string, but got an integer instead."
        ),
        (
            #"{"type":"input_audio_buffer.append"}"#,
            "missing_required_parameter | audio | Missing required parameter: 'audio'."
        ),
        (
            #"{"type":"input_audio_buffer.append","audio":"AAAA","session":{}}"#,
            "unknown_parameter | session | Unknown parameter: 'session'."
        ),
        (
            #"{"type":"input_audio_buffer.append","audio":null}"#,
            "invalid_type | audio | Invalid type for 'audio': expected a string, but got null instead."
        ),
        (
            #"{"type":"input_audio_buffer.commit","item_id":"x"}"#,
            "unknown_parameter | item_id | Unknown parameter: 'item_id'."
        ),
        (
            #"{"type":"session.update"}"#,
            "missing_required_parameter | session | Missing required parameter: 'session'."
        ),
        (
            #"{"type":"conversation.item.create"}"#,
            "missing_required_parameter | item | Missing required parameter: 'item'."
        ),
        (
            #"{"type":"conversation.item.create","item":{"role":"user","content":[]}}"#,
            "missing_required_parameter | item.type | Missing required parameter: 'item.type'."
        ),
        (
            #"{"type":"conversation.item.create","item":{"type":"message","content":[]}}"#,
            "missing_required_parameter | item.role | Missing required parameter: 'item.role'."
        ),
        (
            #"{"type":"conversation.item.create","item":{"type":"message","role":"user","content":"Hi."}}"#,
            "invalid_type | item.content | "
                + "Invalid type for 'item.content': expected an array, but got a string instead."
        ),
        (
            #"{"type":"conversation.item.create","item":{"id":"123456789012345678901234567890123456789","#
                + #""type":"message","role":"user","content":[]}}"#,
            "string_above_max_length | item.id | Invalid 'item.id': string too long. "
                + "Expected a string with maximum length 32, but got a string with length 39 instead."
        ),
        (
            #"{"type":"conversation.item.create","item":{"type":"function_call_output","output":"{}"}}"#,
            "missing_required_parameter | item.call_id | Missing required parameter: 'item.call_id'."
        ),
        (
            #"{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"c","output":{}}}"#,
            "invalid_type | item.output | Invalid type for 'item.output': expected a string, but got an object instead."
        ),
        (
            #"{"type":"conversation.item.truncate","item_id":"i","content_index":0,"audio_end_ms":1.5}"#,
            "invalid_type | audio_end_ms | "
                + "Invalid type for 'audio_end_ms': expected an integer, but got a decimal instead."
        ),
        (
            #"{"type":"conversation.item.truncate","item_id":"i"}"#,
            "missing_required_parameter | content_index | Missing required parameter: 'content_index'."
        ),
        (
            #"{"type":"response.create","response":{"modalities":["text"]}}"#,
            "unknown_parameter | response.modalities | Unknown parameter: 'response.modalities'."
        ),
        (
            #"{"type":"response.create","response":{"conversation":"all"}}"#,
            "invalid_value | response.conversation | Invalid value: 'all'. Supported values are: 'auto' and 'none'."
        ),
        (
            #"{"type":"response.create","response":{"metadata":{"a":1}}}"#,
            "invalid_type | response.metadata.a | "
                + "Invalid type for 'response.metadata.a': expected a string, but got an integer instead."
        ),
        (
            #"{"type":"output_audio_buffer.clear"}"#,
            "invalid_value | type | Invalid value: 'output_audio_buffer.clear'. Supported values are: 'session.update', "
                + "'session.close', 'input_audio_buffer.append', 'session.input_audio_buffer.append', "
                + "'input_audio_buffer.commit', 'input_audio_buffer.clear', 'conversation.item.create', "
                + "'conversation.item.truncate', 'conversation.item.delete', 'conversation.item.retrieve', "
                + "'response.create', and 'response.cancel'."
        ),
    ]) func `GA refuses with the service's words`(text: String, expected: String) {
        #expect(refusal(ClientRequest.validate(text, in: .ga)) == expected)
    }

    @Test(arguments: [
        (Dialect.ga, "user", "input_text", "accepted"),
        (.ga, "user", "text", "Invalid value: 'text'. Supported values are: 'input_text' and 'input_audio'."),
        (
            .ga, "user", "output_text",
            "Invalid value: 'output_text'. Supported values are: 'input_text' and 'input_audio'."
        ),
        (.ga, "assistant", "output_text", "accepted"),
        (.ga, "assistant", "input_text", "Invalid value: 'input_text'. Value must be 'output_text'."),
        (.ga, "assistant", "text", "Invalid value: 'text'. Value must be 'output_text'."),
        (.ga, "system", "input_text", "accepted"),
        (.ga, "system", "text", "Invalid value: 'text'. Value must be 'input_text'."),
        (.beta, "assistant", "text", "accepted"),
        (.beta, "assistant", "input_text", "Invalid value: 'input_text'. Value must be 'text'."),
        (.beta, "user", "text", "Invalid value: 'text'. Supported values are: 'input_text' and 'input_audio'."),
    ]) func `each role has its content types in each dialect`(
        dialect: Dialect, role: String, type: String, expected: String
    ) {
        let text = """
            {"type":"conversation.item.create","item":{"type":"message","role":"\(role)",
            "content":[{"type":"\(type)","text":"Hi."}]}}
            """
        let outcome = refusal(ClientRequest.validate(text, in: dialect))
        #expect(outcome == (expected == "accepted" ? expected : "invalid_value | item.content[0].type | \(expected)"))
    }

    @Test func `a user may show a picture in GA`() {
        let text =
            #"{"type":"conversation.item.create","item":{"type":"message","role":"user","content":"#
            + #"[{"type":"input_image","image_url":"data:image/png;base64,AA=="}]}}"#
        #expect(refusal(ClientRequest.validate(text, in: .ga)) == "accepted")
        #expect(refusal(ClientRequest.validate(text, in: .beta)).hasPrefix("invalid_value | item.content[0].type"))
    }

    @Test func `a refusal names the client's event`() {
        let text = #"{"event_id":"mine_1","type":"input_audio_buffer.append"}"#
        guard case .failure(let error) = ClientRequest.validate(text, in: .ga) else {
            Issue.record("accepted")
            return
        }
        #expect(error.eventID == "mine_1")
        #expect(error.type == "invalid_request_error")
    }

    @Test func `an event id of 513 characters is too long`() {
        let text = JSON.object([
            "type": "response.cancel", "event_id": .string(String(repeating: "x", count: 513)),
        ]).text
        #expect(refusal(ClientRequest.validate(text, in: .ga)).hasPrefix("string_above_max_length | event_id"))
    }

    @Test(arguments: Recording.all) func `everything that recorded clients sent is accepted`(recording: Recording)
        throws
    {
        for line in try recording.lines where !line.fromServer {
            guard case .success(let event) = ClientRequest.validate(line.text, in: recording.dialect) else {
                Issue.record("refused: \(line.text)")
                continue
            }
            #expect(event.type?.wireName(in: recording.dialect) == line.event["type"]?.string)
        }
    }

    @Test func `the beta knows its own names and not those of GA`() {
        let beta = #"{"type":"transcription_session.update","session":{}}"#
        #expect(refusal(ClientRequest.validate(beta, in: .beta)) == "accepted")
        #expect(refusal(ClientRequest.validate(beta, in: .ga)).hasPrefix("invalid_value | type"))
        let response = #"{"type":"response.create","response":{"modalities":["audio","text"],"temperature":0.8}}"#
        #expect(refusal(ClientRequest.validate(response, in: .beta)) == "accepted")
    }
}
