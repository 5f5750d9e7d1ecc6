import Base64Coding
import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import SpeechAudio
import TestSupport
import Testing

/// Every event that a WebSocket session can see is said by some session of the mock. Realtime reference, 5.
struct ServerEventCoverageTests {
    /// What the mock never says of itself, and why.
    private static let silent: [EventType: String] = [
        .conversationCreated: "declared, and in no recording of either dialect: session.created alone comes first",
        .outputAudioBufferStarted: "WebRTC and SIP only: on a WebSocket the client plays",
        .outputAudioBufferStopped: "WebRTC and SIP only: on a WebSocket the client plays",
        .outputAudioBufferCleared: "WebRTC and SIP only: on a WebSocket the client plays",
        .dtmfReceived: "SIP only: a scenario injects it",
    ]

    @Test func `every event of the table is said by some session`() {
        var said: Set<EventType> = []
        for call in [
            spoken, textAndItems, functions, tools, failures, idle, diarized, legacyTranscription, beta,
        ] {
            said.formUnion(call().types.compactMap { EventType(wireName: $0) })
        }
        let all = EventType.allCases.filter { $0.sender == .server }
        #expect(all.filter { !said.contains($0) && Self.silent[$0] == nil }.map(\.rawValue) == [])
        #expect(Self.silent.keys.filter { said.contains($0) } == [], "then it is not silent")
    }

    @Test func `a scenario presses keys as SIP reports them`() throws {
        let event: JSONObject = [
            "type": "input_audio_buffer.dtmf_event_received", "event": "5", "received_at": 1_795_165_200,
        ]
        let plan = ModelPlan(rules: [
            Rule(when: Condition(event: "session.updated"), effect: .wire(.inject(event)))
        ])
        var call = VirtualModelCall(plan: plan)
        call.configure([:])
        let pressed = try #require(call.received("input_audio_buffer.dtmf_event_received").first)
        #expect(pressed["event"] == "5" && pressed["received_at"] == 1_795_165_200)
        #expect(pressed["event_id"] == nil, "the one event without an id")
    }

    // MARK: The sessions

    private func spoken() -> VirtualModelCall {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["transcription": ["model": "gpt-4o-transcribe"]]]])
        call.say("caller-hello")
        call.wait(.seconds(4))
        return call
    }

    private func textAndItems() -> VirtualModelCall {
        var call = VirtualModelCall()
        call.ask("Hello.")
        let item = call.wait(for: "response.done")?["response"]?["output"]?[0]?["id"] ?? nil
        call.send(["type": "conversation.item.retrieve", "item_id": item])
        call.send(["type": "conversation.item.truncate", "item_id": item, "content_index": 0, "audio_end_ms": 100])
        call.send(["type": "conversation.item.delete", "item_id": item])
        call.send(["type": "input_audio_buffer.clear"])
        call.ask("Hello.", response: ["output_modalities": ["text"]])
        call.wait(for: "response.done")
        return call
    }

    private func functions() -> VirtualModelCall {
        var call = VirtualModelCall()
        call.configure(["tools": [["type": "function", "name": "look"]], "tool_choice": "required"])
        call.ask("Look.")
        call.wait(for: "response.done")
        return call
    }

    private func tools() -> VirtualModelCall {
        let plan = ModelPlan(mcp: [
            MCPServerPlan(
                label: "docs",
                tools: [
                    .init(name: "search", output: "found"),
                    .init(name: "delete", failure: .init(type: "tool_execution_error", message: "no")),
                ]), MCPServerPlan(label: "gone", isUnreachable: true),
        ])
        var call = VirtualModelCall(plan: plan)
        call.configure([
            "tools": .array(
                ["docs", "gone"].map {
                    [
                        "type": "mcp", "server_label": .string($0), "server_url": "https://example.com",
                        "require_approval": "never",
                    ]
                })
        ])
        call.wait(.seconds(1))
        for word in ["search", "delete"] {
            call.ask("Please \(word) it.")
            call.wait(for: "response.done")
        }
        return call
    }

    private func failures() -> VirtualModelCall {
        let error = ServiceError(type: "server_error", code: nil, message: "no")
        var call = VirtualModelCall(
            plan: ModelPlan(rules: [Rule(when: Condition(), effect: .outcome(.failTranscription(error)))]))
        call.configure(["audio": ["input": ["transcription": ["model": "whisper-1"]]]])
        call.say("caller-hello")
        call.send(["type": "nonsense"])
        call.wait(.seconds(2))
        return call
    }

    private func idle() -> VirtualModelCall {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["turn_detection": ["type": "server_vad", "idle_timeout_ms": 5_000]]]])
        call.say("caller-hello")
        call.stay(.seconds(12))
        return call
    }

    private func diarized() -> VirtualModelCall {
        var call = VirtualModelCall()
        call.configure(["audio": ["input": ["transcription": ["model": "gpt-4o-transcribe-diarize"]]]])
        call.say("caller-hello")
        call.wait(.seconds(2))
        return call
    }

    private func legacyTranscription() -> VirtualModelCall {
        var call = VirtualModelCall(
            settings: MockSettings(era: .beta), request: SessionRequest(target: "/v1/realtime?intent=transcription"))
        call.send([
            "type": "transcription_session.update", "session": ["input_audio_transcription": ["model": "whisper-1"]],
        ])
        return call
    }

    private func beta() -> VirtualModelCall {
        var call = VirtualModelCall(settings: MockSettings(era: .beta))
        call.ask("Hello.")
        call.wait(for: "response.done")
        return call
    }
}
