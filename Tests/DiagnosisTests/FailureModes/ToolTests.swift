import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// Function calls that lead nowhere, and what healthy clients do that looks like it.
struct ToolTests {
    private func function(_ id: String, name: String = "look_up") -> JSON {
        [
            "id": .string("item_\(id)"), "type": "function_call", "status": "completed", "name": .string(name),
            "call_id": .string("call_\(id)"), "arguments": "{}",
        ]
    }

    private func calling(_ call: CallStory, _ id: String = "1") -> CallStory {
        call.responseCreated().outputItem(function(id)).responseDone(output: [function(id)], tokens: 9)
    }

    private func output(_ id: String = "1") -> JSONObject {
        ["item": ["type": "function_call_output", "call_id": .string("call_\(id)"), "output": "42"]]
    }

    private var asked: CallStory { calling(CallStory().begins().speaks()) }

    @Test func `a result without a request is silence`() throws {
        let call = asked.client(.conversationItemCreate, output()).appends(6, sound: false)
        #expect(try call.findings() == ["tool-result-without-response"])
        #expect(try call.findings(.timed) == ["tool-result-without-response"])
        // The next reply is the caller's doing.
        #expect(try call.speaks().answers().findings() == ["tool-result-without-response"])
    }

    @Test func `a call that nobody handles is silence too`() throws {
        let call = asked.appends(6, sound: false)
        #expect(try call.findings() == ["tool-result-without-response"])
        #expect(try call.report().findings[0].summary.contains("the client sent no result"))
        #expect(try asked.appends(2, sound: false).findings() == [])
        #expect(try asked.closes(1000, by: .client).findings() == [])
    }

    @Test func `a tool that is answered, however late, is none`() throws {
        let call = asked.appends(7, sound: false).client(.conversationItemCreate, output()).client(.responseCreate)
            .answers()
        #expect(try call.closes(1000, by: .client).findings() == [])
    }

    @Test func `a note that the model made beside its words needs no answer`() throws {
        let call = CallStory().begins().speaks().responseCreated().says().outputItem(function("1"))
            .responseDone(
                output: [["type": "message", "role": "assistant", "content": []], function("1")], tokens: 20
            )
            .client(.conversationItemCreate, output()).appends(9, sound: false)
        #expect(try call.findings() == [])
    }

    @Test func `a log of the service alone accuses no client`() throws {
        #expect(try asked.appends(6, sound: false).findings(.serverTimed) == [])
    }

    // MARK: Collisions

    private func refused(_ call: CallStory) -> CallStory {
        call.client(.responseCreate)
            .fails("invalid_request_error", code: "conversation_already_has_active_response")
    }

    @Test func `a result whose request met another reply is lost`() throws {
        let talking = asked.appends(0.4, sound: true).speechStarts().appends(1, sound: false).speechStops().commits()
            .responseCreated().says()
        let call = refused(talking.client(.conversationItemCreate, output())).finishes().appends(6, sound: false)
        #expect(try call.findings() == ["tool-result-collides"])
        #expect(
            try call.report().findings.filter { $0.refinedBy != nil }.map(\.id) == ["active-response-conflict"])
        // Asked again in time: a race, and no more.
        let repeated = refused(talking.client(.conversationItemCreate, output())).finishes().client(.responseCreate)
            .answers().closes(1000, by: .client)
        let report = try repeated.report()
        #expect(report.findings == [])
        #expect(report.notes.map(\.id) == ["benign-error"])
    }

    @Test func `a message whose request met another reply is lost`() throws {
        let message: JSONObject = [
            "item": ["type": "message", "role": "user", "content": [["type": "input_text", "text": "And tomorrow?"]]]
        ]
        let call = refused(
            CallStory().begins().speaks().responseCreated().says().client(.conversationItemCreate, message)
        ).finishes().appends(6, sound: false)
        #expect(try call.findings() == ["active-response-conflict"])
    }

    // MARK: The loop

    @Test func `a bridge that waits for its tool sends no audio`() throws {
        let call = calling(CallStory().begins().speaks().appends(2, sound: false)).pause(.seconds(3))
            .client(.conversationItemCreate, output()).client(.responseCreate).appends(0.5, sound: false).answers()
            .closes(1000, by: .client)
        #expect(try call.findings() == ["tool-blocks-audio-loop"])
        #expect(try call.findings(.timed) == ["tool-blocks-audio-loop"])
        #expect(try call.findings(.order) == [])
    }

    @Test func `a slow tool beside flowing audio, and a client that mutes itself, are in order`() throws {
        let flowing = calling(CallStory().begins().speaks().appends(2, sound: false)).appends(3, sound: false)
            .client(.conversationItemCreate, output()).client(.responseCreate).answers()
        #expect(try flowing.closes(1000, by: .client).findings() == [])
        let muted = calling(CallStory().begins().speaks().pause(.seconds(1.5))).pause(.seconds(3))
            .client(.conversationItemCreate, output()).client(.responseCreate).answers().appends(1, sound: false)
        #expect(try muted.closes(1000, by: .client).findings() == [])
    }

    // MARK: Order and place

    @Test func `a request before the result is answered without it`() throws {
        let call = asked.client(.responseCreate).answers("I cannot look that up.")
            .client(.conversationItemCreate, output()).client(.responseCreate).answers().closes(1000, by: .client)
        #expect(try call.findings() == ["answer-before-result"])
        // A filler line on purpose, and one result of several calls.
        let filler = asked.client(.responseCreate, ["response": ["instructions": "Say: one moment."]]).answers()
            .client(.conversationItemCreate, output()).client(.responseCreate).answers().closes(1000, by: .client)
        #expect(try filler.findings() == [])
        let several = CallStory().begins().speaks().responseCreated().outputItem(function("1"))
            .outputItem(function("2")).responseDone(output: [function("1"), function("2")], tokens: 9)
            .client(.conversationItemCreate, output("1")).client(.responseCreate).answers()
            .client(.conversationItemCreate, output("2")).client(.responseCreate).answers().closes(1000, by: .client)
        #expect(try several.findings() == [])
    }

    @Test func `a call behind words is overlooked by who reads the first item alone`() throws {
        let message: JSON = [
            "id": "item_m", "type": "message", "status": "completed", "role": "assistant",
            "content": [["type": "output_audio", "transcript": "Let me check."]],
        ]
        let first = asked.client(.conversationItemCreate, output()).client(.responseCreate).answers()
        let behind = first.speaks().responseCreated().says("Let me check.")
            .outputItem(function("2"), at: 1).responseDone(output: [message, function("2")], tokens: 30).appends(
                6, sound: false)
        #expect(try behind.findings() == ["only-first-output-item-read"])
        // Where no call was ever answered, it may be a note of the model's own.
        let other = CallStory().begins().speaks().responseCreated().says("Noted.")
            .responseDone(output: [message, function("2")], tokens: 30).appends(6, sound: false)
        #expect(try other.findings() == [])
    }
}
