import JSONText
import RealtimeProtocol
import Testing

/// The events of the reference that no recording has: MCP, telephone keys, WebRTC playback, segments, the beta's transcription.
struct EventSampleTests {
    private static let samples = [
        #"{"type":"transcription_session.created","event_id":"e","session":{"object":"realtime.transcription_session"}}"#,
        #"{"type":"transcription_session.updated","event_id":"e","session":{"input_audio_format":"pcm16"}}"#,
        #"{"type":"conversation.created","event_id":"e","conversation":{"id":"conv_1","object":"realtime.conversation"}}"#,
        #"{"type":"conversation.item.retrieved","event_id":"e","item":{"id":"i","object":"realtime.item","type":"message","role":"assistant","status":"completed","content":[{"type":"audio","transcript":"Hi.","audio":"AAAA","format":"pcm16"}]}}"#,
        #"{"type":"conversation.item.truncated","event_id":"e","item_id":"i","content_index":0,"audio_end_ms":1500}"#,
        #"{"type":"conversation.item.deleted","event_id":"e","item_id":"i"}"#,
        #"{"type":"conversation.item.input_audio_transcription.segment","event_id":"e","item_id":"i","content_index":0,"id":"seg_1","text":"Hi.","speaker":"A","start":0.5,"end":1}"#,
        #"{"type":"conversation.item.input_audio_transcription.failed","event_id":"e","item_id":"i","content_index":0,"error":{"type":"server_error","code":"DeploymentNotFound","message":"Input transcription failed for item 'i'.","param":null}}"#,
        #"{"type":"input_audio_buffer.cleared","event_id":"e"}"#,
        #"{"type":"input_audio_buffer.timeout_triggered","event_id":"e","audio_start_ms":1,"audio_end_ms":6001,"item_id":"i"}"#,
        #"{"type":"input_audio_buffer.dtmf_event_received","event":"5","received_at":1763629200}"#,
        #"{"type":"output_audio_buffer.started","event_id":"e","response_id":"r"}"#,
        #"{"type":"output_audio_buffer.stopped","event_id":"e","response_id":"r"}"#,
        #"{"type":"output_audio_buffer.cleared","event_id":"e","response_id":"r"}"#,
        #"{"type":"conversation.item.added","event_id":"e","previous_item_id":null,"item":{"id":"i","type":"mcp_list_tools","server_label":"s","tools":[{"name":"t","input_schema":{},"annotations":null}]}}"#,
        #"{"type":"conversation.item.done","event_id":"e","item":{"id":"i","type":"mcp_call","server_label":"s","name":"t","arguments":"{}","output":null,"error":{"type":"http_error","code":500,"message":"no"},"approval_request_id":"a"}}"#,
        #"{"type":"conversation.item.done","event_id":"e","item":{"id":"i","type":"mcp_approval_request","server_label":"s","name":"t","arguments":"{}"}}"#,
        #"{"type":"mcp_list_tools.in_progress","event_id":"e","item_id":"i"}"#,
        #"{"type":"mcp_list_tools.completed","event_id":"e","item_id":"i"}"#,
        #"{"type":"mcp_list_tools.failed","event_id":"e","item_id":"i"}"#,
        #"{"type":"response.mcp_call_arguments.delta","event_id":"e","response_id":"r","item_id":"i","output_index":0,"delta":"{","obfuscation":"x"}"#,
        #"{"type":"response.mcp_call_arguments.done","event_id":"e","response_id":"r","item_id":"i","output_index":0,"arguments":"{}"}"#,
        #"{"type":"response.mcp_call.in_progress","event_id":"e","item_id":"i","output_index":0}"#,
        #"{"type":"response.mcp_call.completed","event_id":"e","item_id":"i","output_index":0}"#,
        #"{"type":"response.mcp_call.failed","event_id":"e","item_id":"i","output_index":0}"#,
        #"{"type":"response.done","event_id":"e","response":{"id":"r","status":"failed","status_details":{"type":"failed","error":{"type":"invalid_request_error","code":"model_not_found","message":null}},"output":[],"usage":null}}"#,
        #"{"type":"input_audio_buffer.clear"}"#,
        #"{"type":"output_audio_buffer.clear","event_id":"mine"}"#,
        #"{"type":"conversation.item.retrieve","item_id":"i"}"#,
        #"{"type":"conversation.item.delete","item_id":"i"}"#,
        #"{"type":"conversation.item.truncate","item_id":"i","content_index":0,"audio_end_ms":0}"#,
        #"{"type":"conversation.item.create","previous_item_id":"root","item":{"type":"mcp_approval_response","approval_request_id":"a","approve":false,"reason":null}}"#,
        #"{"type":"response.cancel","response_id":"r"}"#,
        #"{"type":"response.create","response":{"conversation":"none","input":[{"type":"item_reference","id":"i"}]}}"#,
        #"{"type":"transcription_session.update","session":{"input_audio_format":"pcm16"}}"#,
        #"{"type":"input_audio_buffer.commit"}"#,
    ]

    @Test(arguments: samples) func `it is read, and written as it was`(text: String) throws {
        let object = try parse(text)
        let name = try #require(object["type"]?.string)
        let type = try #require(EventType(wireName: name))
        if type.sender == .server {
            let event = ServerEvent(text: text)
            #expect(event.type == type)
            #expect(event.eventID == object["event_id"]?.string)
            #expect(event.json(in: .ga) == object)
        } else {
            let event = ClientEvent(text: text)
            #expect(event.type == type)
            #expect(event.json(in: .ga) == object)
            #expect(event.json(in: .beta) == object)
        }
    }

    @Test func `samples and recordings together hold every event there is`() throws {
        var seen: Set<EventType> = []
        for text in Self.samples { seen.insert(try #require(EventType(wireName: parse(text)["type"]?.string ?? ""))) }
        for recording in Recording.all {
            for line in try recording.lines {
                seen.insert(try #require(EventType(wireName: line.event["type"]?.string ?? "")))
            }
        }
        // `error` is in no recording, for they are healthy; RoundTripTests has it.
        #expect(Set(EventType.allCases).subtracting(seen) == [.error])
    }

    @Test func `a failed response tells why`() {
        guard case .responseDone(let done) = ServerEvent(text: Self.samples[25]) else {
            Issue.record("not a response.done")
            return
        }
        #expect(done.response.status == .failed)
        #expect(done.response.statusDetails?.error?.code == "model_not_found")
        #expect(done.response.output == [])
    }

    @Test func `a request out of band is told from one of the conversation`() {
        let request = ResponseRequest(["conversation": "none", "input": [["type": "item_reference", "id": "i"]]])
        #expect(request.isOutOfBand)
        #expect(request.input?.first?.type == .itemReference)
        #expect(!ResponseRequest([:]).isOutOfBand)
    }
}
