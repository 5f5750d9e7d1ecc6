import CallCapture
import JSONText
import ModelMock
import RealtimeProtocol
import SpeechAudio
import TestSupport
import Testing
import WebSocketWire

/// The endpoints beside the socket, as a backend and a browser use them. Realtime reference, 1.7.
struct RESTDeskTests {
    private static let start = 1_795_165_200

    private func desk(keys: Set<String>? = ["sk-test"]) -> RESTDesk {
        RESTDesk(settings: MockSettings(apiKeys: keys, unixTime: Self.start))
    }

    private func ask(
        _ desk: inout RESTDesk, _ method: String, _ target: String, _ body: JSON? = nil, key: String? = "sk-test",
        headers: HTTPHeaders = [:]
    ) throws -> (status: Int, json: JSON, headers: HTTPHeaders) {
        var headers = headers
        if let key { headers.append("Authorization", "Bearer \(key)") }
        let head = HTTPRequestHead(method: method, target: target, headers: headers)
        let answer = desk.answer(HTTPRequest(head, body: body.map { Array($0.text.utf8) } ?? []), at: .seconds(5))
        let json = answer.body.isEmpty ? JSON.null : try JSON(parsing: answer.body)
        return (answer.head.status, json, answer.head.headers)
    }

    private static let secrets = "/v1/realtime/client_secrets"

    @Test func `a client secret has the GA shape and the session that it stands for`() throws {
        var desk = desk()
        let answer = try ask(
            &desk, "POST", Self.secrets,
            [
                "expires_after": ["anchor": "created_at", "seconds": 120],
                "session": [
                    "type": "realtime", "model": "gpt-realtime-mini", "instructions": "Be brief.",
                    "audio": ["output": ["voice": "cedar"]],
                ],
            ])
        #expect(answer.status == 200)
        #expect(answer.json.object?.keys == ["value", "expires_at", "session"])
        #expect(answer.json["value"]?.string?.wholeMatch(of: /ek_[0-9a-f]{32}/) != nil)
        #expect(answer.json["expires_at"] == JSON(Self.start + 5 + 120))
        let session = try #require(answer.json["session"])
        #expect(session["model"] == "gpt-realtime-mini" && session["instructions"] == "Be brief.")
        #expect(session["expires_at"] == 0 && session["object"] == "realtime.session")
        #expect(session["audio"]?["output"]?["voice"] == "cedar")
        #expect(session["audio"]?["input"]?["turn_detection"]?["type"] == "server_vad")
    }

    @Test func `without a body it is a default session for ten minutes`() throws {
        var desk = desk()
        let answer = try ask(&desk, "POST", Self.secrets)
        #expect(answer.json["expires_at"] == JSON(Self.start + 5 + 600))
        #expect(answer.json["session"]?["type"] == "realtime")
    }

    @Test(
        arguments: [
            (["expires_after": ["seconds": 9]], "integer_below_min_value", "expires_after.seconds"),
            (["expires_after": ["seconds": 7_201]], "integer_above_max_value", "expires_after.seconds"),
            (["expires_after": ["seconds": "60"]], "invalid_type", "expires_after.seconds"),
            (["expires_after": ["anchor": "now"]], "invalid_value", "expires_after.anchor"),
            (["expires_after": 5], "invalid_type", "expires_after"),
            (["session": ["type": "realtime", "voice": "cedar"]], "unknown_parameter", "session.voice"),
            (["session": ["instructions": "x"]], "missing_required_parameter", "session.type"),
            (["session": "realtime"], "invalid_type", "session"),
            (["sesion": [:]], "unknown_parameter", "sesion"),
        ] as [(JSON, String, String)]) func `what is wrong in it is said as the service says it`(
            body: JSON, code: String, param: String
        ) throws
    {
        var desk = desk()
        let answer = try ask(&desk, "POST", Self.secrets, body)
        #expect(answer.status == 400)
        #expect(answer.json["error"]?["code"] == .string(code) && answer.json["error"]?["param"] == .string(param))
    }

    @Test func `a body that is no JSON is refused`() throws {
        var desk = desk()
        let head = HTTPRequestHead(
            method: "POST", target: Self.secrets, headers: ["Authorization": "Bearer sk-test"])
        for body in ["{", "[1]", "\"x\""] {
            #expect(desk.answer(HTTPRequest(head, body: Array(body.utf8)), at: .zero).head.status == 400)
        }
    }

    @Test func `a key is wanted where keys are known, and a wrong one is named with its secret hidden`() throws {
        var desk = desk()
        let none = try ask(&desk, "POST", Self.secrets, key: nil)
        #expect(none.status == 401)
        #expect(none.json["error"]?["message"] == "Missing bearer or basic authentication in header")
        let wrong = try ask(&desk, "GET", "/v1/models", key: "sk-another-one")
        #expect(wrong.status == 401 && wrong.json["error"]?["code"] == "invalid_api_key")
        #expect(wrong.json.text.contains("another-one") == false)
        var open = self.desk(keys: nil)
        #expect(try ask(&open, "POST", Self.secrets, key: nil).status == 200)
    }

    @Test func `the legacy endpoints answer in the beta's shape`() throws {
        var desk = desk()
        let session = try ask(
            &desk, "POST", "/v1/realtime/sessions", ["model": "gpt-4o-realtime-preview", "voice": "coral"])
        #expect(session.status == 200)
        #expect(session.json["voice"] == "coral" && session.json["object"] == "realtime.session")
        #expect(session.json["client_secret"]?["expires_at"] == JSON(Self.start + 5 + 60))
        #expect(session.json["client_secret"]?["value"]?.string?.hasPrefix("ek_") == true)
        let transcription = try ask(&desk, "POST", "/v1/realtime/transcription_sessions", [:])
        #expect(transcription.json["object"] == "realtime.transcription_session")
        #expect(transcription.json["client_secret"]?["value"]?.string?.hasPrefix("ek_") == true)
    }

    @Test func `models are listed, and found by name`() throws {
        var desk = desk()
        let listed = try ask(&desk, "GET", "/v1/models").json["data"]?.array ?? []
        #expect(listed.contains { $0["id"] == "gpt-realtime" })
        #expect(!listed.contains { $0["id"] == "gpt-4o-realtime-preview" }, "retired")
        #expect(listed.allSatisfy { $0["object"] == "model" && $0["created"]?.integer != nil })
        #expect(try ask(&desk, "GET", "/v1/models/gpt-realtime").json["id"] == "gpt-realtime")
        let unknown = try ask(&desk, "GET", "/v1/models/gpt-nothing")
        #expect(unknown.status == 404 && unknown.json["error"]?["code"] == "model_not_found")
    }

    @Test func `unknown paths and wrong methods get the service's errors`() throws {
        var desk = desk()
        let unknown = try ask(&desk, "GET", "/v1/realtime/nothing?x=1")
        #expect(unknown.status == 404)
        #expect(unknown.json["error"]?["message"] == "Invalid URL (GET /v1/realtime/nothing)")
        let wrong = try ask(&desk, "GET", Self.secrets)
        #expect(wrong.status == 405 && wrong.headers["Allow"] == "POST, OPTIONS")
        #expect(wrong.json["error"]?["message"] == "Only POST requests are accepted.")
        #expect(try ask(&desk, "DELETE", "/v1/models").status == 405)
    }

    @Test func `pages of anywhere may ask`() throws {
        var desk = desk()
        let asked = try ask(
            &desk, "OPTIONS", Self.secrets, key: nil,
            headers: ["Origin": "http://localhost:3000", "Access-Control-Request-Headers": "authorization"])
        #expect(asked.status == 200)
        #expect(asked.headers["Access-Control-Allow-Origin"] == "*")
        #expect(asked.headers["Access-Control-Allow-Headers"] == "authorization")
        let answered = try ask(&desk, "GET", "/v1/models", key: nil, headers: ["Origin": "http://localhost:3000"])
        #expect(answered.status == 401 && answered.headers["Access-Control-Allow-Origin"] == "*")
    }

    // MARK: The session behind a key

    private func open(_ desk: RESTDesk, _ key: String, query: String = "", at seconds: Int) -> VirtualModelCall {
        let request = SessionRequest(
            target: "/v1/realtime\(query)",
            headers: ["Sec-WebSocket-Protocol": "realtime, openai-insecure-api-key.\(key)"])
        let settings = MockSettings(apiKeys: ["sk-test"], unixTime: Self.start)
        let opening = desk.opening(request, settings, at: .seconds(seconds))
        return VirtualModelCall(settings: opening.settings, request: opening.request)
    }

    @Test func `a session that is opened with it begins with its settings`() throws {
        var desk = desk()
        let secret = try ask(
            &desk, "POST", Self.secrets,
            [
                "session": [
                    "type": "realtime", "model": "gpt-realtime-mini", "instructions": "Be brief.",
                    "audio": ["input": ["format": ["type": "audio/pcmu"], "turn_detection": nil]],
                ]
            ])
        let key = try #require(secret.json["value"]?.string)
        var call = open(desk, key, at: 20)
        let session = try #require(call.received("session.created").first?["session"])
        #expect(session["model"] == "gpt-realtime-mini" && session["instructions"] == "Be brief.")
        #expect(session["audio"]?["input"]?["format"]?["type"] == "audio/pcmu")
        #expect(session["audio"]?["input"]?["turn_detection"] == .null)
        guard case .open(let opening)? = call.frames.first?.content else { throw Surprise() }
        #expect(opening["responseHeaders"]?["Sec-WebSocket-Protocol"] == "realtime")
        call.inputEncoding = .pcmu
        call.say("caller-hello")
        #expect(call.received("input_audio_buffer.speech_started").isEmpty, "without turn detection nobody listens")
    }

    @Test func `it is good until it expires, and a stranger's never is`() throws {
        var desk = desk()
        let secret = try ask(&desk, "POST", Self.secrets, ["expires_after": ["seconds": 10]])
        let key = try #require(secret.json["value"]?.string)
        #expect(open(desk, key, query: "?model=gpt-realtime", at: 14).types.first == "session.created")
        for call in [
            open(desk, key, query: "?model=gpt-realtime", at: 15),
            open(desk, "ek_0123456789abcdef0123456789abcdef", query: "?model=gpt-realtime", at: 6),
        ] {
            #expect(call.received("error").first?["error"]?["code"] == "invalid_api_key")
            #expect(call.ending == .close(code: 3000, reason: "invalid_request_error.invalid_api_key"))
        }
        desk.reset()
        #expect(open(desk, key, query: "?model=gpt-realtime", at: 14).received("error").count == 1)
    }

    @Test func `a key for transcription opens a transcription session`() throws {
        var desk = desk()
        let secret = try ask(
            &desk, "POST", Self.secrets,
            [
                "session": [
                    "type": "transcription", "audio": ["input": ["transcription": ["model": "gpt-4o-transcribe"]]],
                ]
            ])
        let key = try #require(secret.json["value"]?.string)
        let session = open(desk, key, at: 20).received("session.created").first?["session"]
        #expect(session?["type"] == "transcription")
        #expect(session?["audio"]?["input"]?["transcription"]?["model"] == "gpt-4o-transcribe")
    }

    private struct Surprise: Error {}
}
