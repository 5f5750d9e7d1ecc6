import JSONText
import RealtimeProtocol
import Scenarios
import TestSupport
import Testing
import WebSocketWire

@testable import ModelMock

struct HandshakeTests {
    private func open(
        _ target: String = "/v1/realtime?model=gpt-realtime", headers: HTTPHeaders = [:],
        settings: MockSettings = MockSettings()
    ) -> VirtualModelCall {
        VirtualModelCall(settings: settings, request: SessionRequest(target: target, headers: headers))
    }

    private static let betaHeader: HTTPHeaders = ["OpenAI-Beta": "realtime=v1"]

    @Test func `a good request is greeted, and nothing else is said`() {
        var call = open()
        call.wait(.seconds(10))
        #expect(call.types == ["session.created"])
        #expect(call.received.first?["session"]?["model"] == "gpt-realtime")
        #expect(call.received.first?["session"]?["expires_at"]?.integer == MockSettings().unixTime + 3_600)
    }

    @Test(arguments: [
        ("/v1/realtime", "missing_model", 4000),
        ("/v1/realtime?model=gpt-4o", "invalid_model", 4000),
        ("/v1/realtime?model=whisper-1", "invalid_model", 4000),
        ("/v1/realtime?intent=dictation", "invalid_intent", 4000),
    ])
    func `a bad request gets 101, an error and its close`(target: String, code: String, close: UInt16) {
        let call = open(target)
        #expect(call.types == ["error"])
        #expect(call.received.first?["error"]?["code"] == .string(code))
        #expect(call.received.first?["error"]?["type"] == "invalid_request_error")
        #expect(
            call.ending == .close(code: CloseCode(rawValue: close), reason: "invalid_request_error.\(code)"))
    }

    @Test(arguments: [
        (Era.ga, false, Optional(Dialect.ga)), (.ga, true, nil), (.overlap, false, .ga), (.overlap, true, .beta),
        (.beta, false, .beta), (.beta, true, .beta),
    ])
    func `the era and the header choose the dialect`(era: Era, header: Bool, dialect: Dialect?) {
        let call = open(headers: header ? Self.betaHeader : [:], settings: MockSettings(era: era))
        switch dialect {
        case .ga: #expect(call.received.first?["session"]?["type"] == "realtime")
        case .beta: #expect(call.received.first?["session"]?["modalities"] == ["audio", "text"])
        case nil:
            #expect(call.received.first?["error"]?["code"] == "beta_api_shape_disabled")
            #expect(
                call.ending == .close(code: 4000, reason: "invalid_request_error.beta_api_shape_disabled"))
        }
    }

    @Test func `the beta subprotocol asks for the beta like the header`() {
        let call = open(headers: [
            "Sec-WebSocket-Protocol": "realtime, openai-insecure-api-key.k, openai-beta.realtime-v1"
        ])
        #expect(call.received.first?["error"]?["code"] == "beta_api_shape_disabled")
    }

    @Test func `of the subprotocols only realtime is selected`() {
        var mock = ModelMock(
            request: SessionRequest(
                target: "/v1/realtime?model=gpt-realtime",
                headers: ["Sec-WebSocket-Protocol": "openai-insecure-api-key.k, realtime"]),
            plan: .init(), settings: .init(), speech: Fixtures.speech)
        #expect(mock.open(at: .zero).first == .accept(subprotocol: "realtime"))
    }

    @Test func `keys are asked for only when there are some`() throws {
        let settings = MockSettings(apiKeys: ["sk-good-key-0123456789"])
        guard case .refuse(let status, _, let body)? = open(settings: settings).ending else {
            Issue.record("not refused")
            return
        }
        #expect(status == 401)
        #expect(try JSON(parsing: body)["error"]?["type"] == "invalid_request_error")
        let wrong = open(headers: ["authorization": "Bearer sk-wrong-key-0123456789"], settings: settings)
        #expect(wrong.received.first?["error"]?["code"] == "invalid_api_key")
        #expect(wrong.ending == .close(code: 3000, reason: "invalid_request_error.invalid_api_key"))
        #expect(wrong.received.first?.text.contains("sk-wrong-key-0123456789") == false, "the key is not repeated")
        for headers: HTTPHeaders in [
            ["authorization": "Bearer sk-good-key-0123456789"], ["api-key": "sk-good-key-0123456789"],
            ["Sec-WebSocket-Protocol": "realtime, openai-insecure-api-key.sk-good-key-0123456789"],
        ] {
            #expect(open(headers: headers, settings: settings).types == ["session.created"])
        }
    }

    @Test func `a retired model opens a session in which every response fails`() throws {
        var call = open("/v1/realtime?model=gpt-4o-realtime-preview-2024-10-01")
        #expect(call.types == ["session.created"])
        call.ask("Hello.")
        let done = try #require(call.wait(for: "response.done")?["response"])
        #expect(done["status"] == "failed")
        #expect(done["status_details"]?["error"]?["code"] == "model_not_found")
        #expect(done["output"] == [])
        #expect(done["usage"]?["total_tokens"] == 0)
        #expect(call.clock < .milliseconds(150))
        #expect(call.received("error").isEmpty)
        var early = open(
            "/v1/realtime?model=gpt-4o-realtime-preview-2024-10-01", settings: MockSettings(era: .beta))
        early.ask("Hello.")
        #expect(early.wait(for: "response.done")?["response"]?["status"] == "completed")
    }

    @Test func `a name that nobody knows is somebody's deployment`() {
        #expect(open("/v1/realtime?model=our-voice-bot").received.first?["session"]?["model"] == "our-voice-bot")
        #expect(
            open("/openai/v1/realtime?deployment=bot-7").received.first?["session"]?["model"] == "bot-7")
        #expect(
            open("/v1/realtime", settings: MockSettings(defaultModel: "gpt-realtime-2.1")).received.first?["session"]?[
                "audio"]?["output"]?["voice"] == "marin")
    }

    @Test func `another path is no realtime session`() {
        guard case .refuse(404, _, _)? = open("/v1/chat").ending else {
            Issue.record("not refused with 404")
            return
        }
    }

    @Test func `a transcription session writes down and answers nothing`() {
        var call = open("/v1/realtime?intent=transcription")
        #expect(call.received.first?["session"]?["type"] == "transcription")
        #expect(call.received.first?["session"]?["model"] == nil)
        call.configure([
            "type": "transcription", "audio": ["input": ["transcription": ["model": "gpt-4o-transcribe"]]],
        ])
        call.say("caller-hello")
        call.wait(.seconds(3))
        #expect(
            call.received("conversation.item.input_audio_transcription.completed").map { $0["transcript"] }
                == ["Hello, can you hear me?"])
        call.send(["type": "response.create"])
        #expect(call.types.last == "error")
        #expect(call.received("response.created").isEmpty)
    }

    @Test(arguments: [
        (0, "1970-01-01"), (951_782_400, "2000-02-29"), (1_795_165_200, "2026-11-20"), (4_107_542_399, "2100-02-28"),
    ])
    func `days follow from seconds`(seconds: Int, day: String) {
        #expect(Handshake.day(ofUnix: seconds) == day)
    }
}
