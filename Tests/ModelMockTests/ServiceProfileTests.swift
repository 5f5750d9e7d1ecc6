import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import TestSupport
import Testing
import WebSocketWire

/// In what the mock is unlike OpenAI when it plays Azure. Realtime reference, 1.5 and 1.6.
struct ServiceProfileTests {
    private func open(
        _ target: String, _ profile: ServiceProfile, headers: HTTPHeaders = [:], keys: Set<String>? = nil
    ) -> VirtualModelCall {
        VirtualModelCall(
            settings: MockSettings(apiKeys: keys, profile: profile),
            request: SessionRequest(target: target, headers: headers))
    }

    private static let ga = "/openai/v1/realtime?model=our-deployment"
    private static let voiceLive = "/voice-live/realtime?api-version=2025-10-01&model=gpt-realtime"

    @Test func `Azure repeats a content part, and says nothing of rate limits`() throws {
        var call = open(Self.ga, .azure)
        call.ask("Hello.")
        call.wait(for: "response.done")
        call.wait(.seconds(1))
        for type in ["response.content_part.added", "response.content_part.done"] {
            let event = try #require(call.received(type).first)
            #expect(event["content"] == event["part"])
        }
        #expect(call.received("rate_limits.updated").isEmpty)
        let usage = call.received("response.done").first?["response"]?["usage"]
        #expect(usage?["output_token_details"]?["reasoning_tokens"] == 0)
        #expect(Invariants(call).broken == [])
    }

    @Test func `OpenAI does neither`() throws {
        var call = VirtualModelCall()
        call.ask("Hello.")
        call.wait(for: "rate_limits.updated")
        #expect(call.received("response.content_part.added").first?["content"] == nil)
        #expect(call.received("rate_limits.updated").count == 1)
        let usage = call.received("response.done").first?["response"]?["usage"]
        #expect(usage?["output_token_details"]?["reasoning_tokens"] == nil)
    }

    @Test(arguments: [(ServiceProfile.azure, true), (.openAI, false)])
    func `an item of the same id is refused by Azure alone`(profile: ServiceProfile, isRefused: Bool) {
        var call = open(Self.ga, profile)
        let item: JSON = [
            "type": "message", "id": "mine", "role": "user", "content": [["type": "input_text", "text": "Hi."]],
        ]
        for _ in 0..<2 { call.send(["type": "conversation.item.create", "item": item]) }
        #expect(call.received("conversation.item.added").count == (isRefused ? 1 : 2))
        #expect(
            call.received("error").map { $0["error"]?["code"] } == (isRefused ? ["item_create_duplicate_item_id"] : []))
    }

    @Test(arguments: [
        ("/openai/v1/realtime?model=d", ServiceProfile.azure, Era.ga, "ga"),
        ("/openai/realtime?api-version=2025-04-01-preview&deployment=d", .azure, .ga, "beta"),
        (voiceLive, .azureVoiceLive, .ga, "beta"),
        ("/v1/realtime?model=d", .openAI, .ga, "ga"),
    ])
    func `the address decides the dialect at Azure`(target: String, profile: ServiceProfile, era: Era, dialect: String)
    {
        let created = open(target, profile).received.first?["session"]
        #expect((created?["modalities"] != nil) == (dialect == "beta"))
        #expect((created?["type"] != nil) == (dialect == "ga"))
    }

    @Test(arguments: [
        (ServiceProfile.openAI, Era.ga, 60, 60), (.openAI, .overlap, 60, 60), (.openAI, .beta, 15, 15),
        (.azure, .ga, 30, 60), (.azureVoiceLive, .ga, 30, 60),
    ])
    func `a session lasts as long as the profile and the era have it`(
        profile: ServiceProfile, era: Era, minutes: Int, announced: Int
    ) {
        var call = VirtualModelCall(
            settings: MockSettings(era: era, profile: profile),
            request: SessionRequest(target: "\(profile.path)?model=our-deployment"))
        let expires = call.received.first?["session"]?["expires_at"]?.integer
        #expect(expires == MockSettings().unixTime + announced * 60)
        call.wait(.seconds(minutes * 60 - 1))
        #expect(call.ending == nil)
        call.wait(.seconds(1))
        #expect(call.received.last?["error"]?["code"] == "session_expired")
        #expect(
            call.ending
                == .close(code: .goingAway, reason: "Your session hit the maximum duration of \(minutes) minutes."))
    }

    @Test(arguments: [
        (ServiceProfile.azure, "/v1/realtime?model=d"), (.azureVoiceLive, "/v1/realtime?model=d"),
        (.azureVoiceLive, ga), (.azure, "/v1/realtime/translations?model=d"),
    ])
    func `Azure has nothing at the addresses of OpenAI`(profile: ServiceProfile, target: String) throws {
        guard case .refuse(404, _, let body)? = open(target, profile).ending else {
            Issue.record("not refused with 404")
            return
        }
        #expect(try JSON(parsing: body)["error"]?["message"] == "Resource not found")
    }

    @Test func `Azure answers a wrong key and a wrong deployment over HTTP`() throws {
        for headers: HTTPHeaders in [[:], ["api-key": "wrong"], ["Authorization": "Bearer wrong"]] {
            guard case .refuse(401, _, _)? = open(Self.ga, .azure, headers: headers, keys: ["right"]).ending else {
                Issue.record("not refused with 401")
                continue
            }
        }
        #expect(open(Self.ga, .azure, headers: ["api-key": "right"], keys: ["right"]).types == ["session.created"])
        guard case .refuse(400, _, let body)? = open("/openai/v1/realtime?model=gpt-4o", .azure).ending else {
            Issue.record("not refused with 400")
            return
        }
        #expect(try JSON(parsing: body)["error"]?["code"] == "OpperationNotSupported")
    }

    @Test func `Voice Live has settings of its own, and a partial turn detection begins anew`() throws {
        var call = open(Self.voiceLive, .azureVoiceLive)
        let created = try #require(call.received.first)
        #expect(created["event_id"]?.string?.count == "event_".count + 22)
        #expect(created["session"]?["voice"] == ["name": "alloy", "type": "openai"])
        #expect(created["session"]?["turn_detection"]?["silence_duration_ms"] == 200)
        call.send([
            "type": "session.update",
            "session": [
                "turn_detection": ["type": "server_vad", "create_response": true],
                "input_audio_transcription": ["model": "whisper-1"], "input_audio_sampling_rate": 24000,
                "voice": "en-US-AvaNeural",
            ],
        ])
        let updated = try #require(call.received("session.updated").first?["session"])
        #expect(updated["turn_detection"]?["prefix_padding_ms"] == 400)
        #expect(updated["turn_detection"]?["silence_duration_ms"] == 500)
        #expect(updated["voice"] == ["name": "en-US-AvaNeural", "type": "azure-standard"])
        #expect(updated["input_audio_transcription"]?["phrase_list"] == .null)
        call.say("caller-hello")
        call.wait(.seconds(4))
        let user = call.received("input_audio_buffer.committed").first?["item_id"]
        #expect(call.received("conversation.item.created").contains { $0["item"]?["id"] == user })
        #expect(call.received("conversation.item.done").map { $0["item"]?["id"] } == [user])
        let completed = try #require(call.received("conversation.item.input_audio_transcription.completed").first)
        #expect(completed["transcript"] == "Hello, can you hear me?")
        #expect(completed["usage"] == nil)
        #expect(call.received("rate_limits.updated").isEmpty)
        #expect(call.received("response.done").first?["response"]?["status"] == "completed")
    }

    @Test func `a scenario says whose service it is`() {
        var call = VirtualModelCall(
            plan: ModelPlan(profile: "azure"), request: SessionRequest(target: Self.ga))
        call.ask("Hello.")
        call.wait(for: "response.done")
        #expect(call.received("response.content_part.added").first?["content"] != nil)
    }

    @Test func `the operator hears once of a model that goes`() {
        var advice = ModelAdvice(day: "2026-11-20")
        let request = SessionRequest(target: "/v1/realtime?model=gpt-realtime-mini-2025-10-06")
        #expect(
            advice.line(request)
                == "gpt-realtime-mini-2025-10-06 was shut down on 2026-07-23; gpt-realtime-mini takes its place")
        #expect(advice.line(request) == nil)
        #expect(
            advice.line(SessionRequest(target: "/v1/realtime?model=gpt-realtime"))
                == "gpt-realtime will be shut down on 2027-01-20; gpt-realtime-2.1 takes its place")
        #expect(advice.line(SessionRequest(target: "/v1/realtime?model=gpt-realtime-2.1")) == nil)
        #expect(advice.line(SessionRequest(target: "/v1/realtime?model=somebodys-own")) == nil)
        #expect(advice.line(SessionRequest(target: "/openai/v1/realtime?model=gpt-realtime-mini")) == nil)
    }
}
