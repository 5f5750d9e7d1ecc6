import CallCapture
import JSONText
import Scenarios
import TestSupport
import Testing

@testable import Diagnosis

/// Each rule on a healthy call in which just that rule was broken.
struct RuleTests {
    @Test(arguments: UInt64(0)...11, ["ga", "beta"])
    func `a healthy call breaks no rule, however it was kept`(variant: UInt64, dialect: String) throws {
        let call = TamperedCall(variant: variant, dialect: dialect)
        for style in LogStyle.allCases {
            #expect(try call.broken(style).filter { $0.hasSuffix("E") || $0.hasSuffix("C") } == [], "\(style.rawValue)")
        }
    }

    static let itemDone = "conversation.item.done"

    @Test func `what the envelope has to hold`() throws {
        let call = TamperedCall()
        #expect(
            try call.changing("response.output_audio_transcript.delta") { $0["obfuscation"] = nil }.broken()
                .contains("I7 H"))
        #expect(
            try call.changing("response.output_item.added") { $0["output_index"] = "0" }.broken().contains("I8 E"))
        #expect(
            try !call.changing("input_audio_buffer.speech_started") { $0["audio_start_ms"] = nil }.broken(.timed)
                .contains("I8 E"))
    }

    @Test func `the session keeps what was asked for`() throws {
        let call = TamperedCall()
        let other = call.changing("session.updated") { $0["session"] = $0["session"].map { changed($0) } }
        #expect(try other.broken().contains("I15 E"))
        let expiry = call.changing("session.updated") { event in
            var session = event["session"]?.object ?? [:]
            session["expires_at"] = 1
            event["session"] = .object(session)
        }
        #expect(try expiry.broken().contains("I12 E"))
        #expect(
            try call.adding(["type": "conversation.created", "event_id": "x"], before: "session.updated").broken()
                .contains("I11 W"))
    }

    private func changed(_ session: JSON) -> JSON {
        (try? JSON(parsing: session.text.replacing("\"silence_duration_ms\":400", with: "\"silence_duration_ms\":700")))
            ?? session
    }

    @Test func `nothing is answered that was not asked`() throws {
        let answer: JSON = ["type": "conversation.item.deleted", "event_id": "x", "item_id": "item_none"]
        #expect(try TamperedCall().adding(answer, before: "response.created").broken() == ["I22 E", "I32 E"])
        #expect(try !TamperedCall().adding(answer, before: "response.created").broken(.timed).contains("I22 E"))
    }

    @Test func `the order of an item's events`() throws {
        let call = TamperedCall(variant: 3)
        #expect(try call.dropping("input_audio_buffer.committed").broken().contains("I88 E"))
        #expect(try TamperedCall().changing(Self.itemDone) { $0["previous_item_id"] = "item_x" }.broken() == ["I26 E"])
        // Variant 3 begins with speech: the first item is committed, the second is the reply's.
        #expect(try call.dropping(Self.itemDone, number: 1).broken().contains("I62 E"))
        #expect(try call.dropping("conversation.item.added", number: 1).broken().contains("I61 E"))
        // A log without any such event left them out.
        var filtered = call
        while filtered.frames.count > call.frames.dropLast().count { filtered = filtered.dropping(Self.itemDone) }
        #expect(try !filtered.broken(.timed).contains("I88 E"))
    }

    @Test func `content fits the role`() throws {
        let call = TamperedCall()
        let text = call.replacing(#""type":"input_text""#, by: #""type":"output_text""#)
        #expect(try Set(text.broken()).isSuperset(of: ["I30 E", "I31 C"]))
    }

    @Test func `parts and streams`() throws {
        let call = TamperedCall(variant: 3)
        #expect(try call.doubling("response.output_audio.done").broken().contains("I69 E"))
        #expect(try call.dropping("response.output_audio.done").broken().contains("I71 E"))
        #expect(try call.dropping("response.content_part.done").broken().contains("I72 E"))
        let late: JSON = [
            "type": "response.output_audio_transcript.delta", "event_id": "x", "delta": "late", "obfuscation": "x",
        ]
        #expect(try call.adding(late, before: "response.content_part.done").broken().contains("I67 E"))
        #expect(
            try call.changing("response.content_part.added") { $0["content_index"] = 1 }.broken().contains("I64 E"))
        let words = call.changing("response.output_item.done") { event in
            var item = event["item"]?.object ?? [:]
            item["content"] = [["type": "output_audio", "transcript": "Something else."]]
            event["item"] = .object(item)
        }
        #expect(try Set(words.broken()).isSuperset(of: ["I62 E", "I73 E"]))
    }

    @Test func `what a response promises and costs`() throws {
        let call = TamperedCall(variant: 3)
        func response(_ change: @escaping (inout JSONObject) -> Void) throws -> [String] {
            try call.changing("response.done") { event in
                var response = event["response"]?.object ?? [:]
                change(&response)
                event["response"] = .object(response)
            }.broken()
        }
        #expect(try response { $0["metadata"] = ["a": "b"] } == ["I54 E"])
        #expect(
            try response {
                $0["status"] = "cancelled"
                $0["status_details"] = ["type": "cancelled", "reason": "client_cancelled"]
            } == ["I48 E"])
        #expect(
            try response {
                $0["status"] = "cancelled"
                $0["status_details"] = ["type": "cancelled", "reason": "turn_detected"]
            } == ["I49 E"])
        #expect(
            try response { $0["usage"] = ["total_tokens": 5, "input_tokens": 1, "output_tokens": 1] } == ["I55 E"])
        let modalities = call.changing("response.created") { event in
            var response = event["response"]?.object ?? [:]
            response["output_modalities"] = ["text", "audio"]
            event["response"] = .object(response)
        }
        #expect(try modalities.broken() == ["I52 E"])
    }

    @Test func `what the client owes`() throws {
        let call = TamperedCall()
        let long = String(repeating: "x", count: 33)
        #expect(
            try call.changing("conversation.item.create") { event in
                var item = event["item"]?.object ?? [:]
                item["id"] = .string(long)
                event["item"] = .object(item)
            }.broken() == ["I37 C"])
        let early: JSON = ["type": "response.cancel"]
        #expect(try call.adding(early, before: "session.created", .up).broken() == ["I115 C"])
        let output: JSON = [
            "type": "conversation.item.create",
            "item": ["type": "function_call_output", "call_id": "call_none", "output": "{}"],
        ]
        #expect(try call.adding(output, before: "response.create", .up).broken() == ["I117 C"])
        let commit: JSON = ["type": "input_audio_buffer.commit"]
        #expect(try call.adding(commit, before: "response.create", .up).broken() == ["I125 C"])
    }

    @Test func `what the service hears`() throws {
        let call = TamperedCall()
        let far = call.changing("input_audio_buffer.speech_stopped") { $0["audio_end_ms"] = 3_200_000 }
        #expect(try far.broken().contains("I86 E"))
        let buffer: JSON = ["type": "output_audio_buffer.started", "event_id": "x", "response_id": "resp_x"]
        #expect(try call.adding(buffer, before: "response.done").broken() == ["I96 E"])
        #expect(
            try call.adding(["type": "input_audio_buffer.dtmf_event_received", "event": "E"], before: "response.done")
                .broken() == ["I97 E"])
    }
}
