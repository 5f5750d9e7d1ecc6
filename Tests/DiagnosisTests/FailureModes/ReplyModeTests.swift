import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// Replies that the client asks for wrongly, and clients that do not bear what they hear.
struct ReplyModeTests {
    private func message(_ role: String, _ text: String) -> JSONObject {
        [
            "item": [
                "type": "message", "role": .string(role),
                "content": [["type": role == "assistant" ? "output_text" : "input_text", "text": .string(text)]],
            ]
        ]
    }

    private func asked(_ response: JSONObject) -> JSONObject { ["response": .object(response)] }

    private func session(_ instructions: String, answers: Bool = true) -> JSONObject {
        var vad = CallStory.serverVAD.object ?? JSONObject()
        vad["create_response"] = .bool(answers)
        return [
            "session": [
                "type": "realtime", "output_modalities": ["audio"], "instructions": .string(instructions),
                "audio": ["input": ["turn_detection": .object(vad)]],
            ]
        ]
    }

    private let prompt =
        "You are Anna, the receptionist of the Harbour Inn. You speak English and never promise a room without a date."

    @Test func `a greeting in the assistant's words`() throws {
        let item = message("assistant", "Welcome to the Harbour Inn, my name is Anna.")
        let call = CallStory().begins().client(.conversationItemCreate, item).client(.responseCreate)
        #expect(try call.answers("What can I do?").findings() == ["greeting-as-assistant-item"])
        let same = "Welcome to the Harbour Inn. My name is Anna."
        #expect(try call.answers(same).closes(1000, by: .client).findings() == [])
        // History has the caller's words too.
        let history = CallStory().begins().client(.conversationItemCreate, message("user", "Hello"))
            .client(.conversationItemCreate, item).client(.responseCreate).answers("What can I do?")
        #expect(try history.closes(1000, by: .client).findings() == [])
    }

    @Test(arguments: [
        ("Hello! I am your assistant. How can I help you?", ["greeting-as-user-statement"]),
        ("Greet the user with \"Hello there! How can I help you?\"", []), ("Say hello. I am your assistant.", []),
        ("How can I help you move the sofa, said nobody", []), ("What are your opening hours?", []),
    ])
    func `a greeting in the caller's words`(text: String, ids: [String]) throws {
        let call = CallStory().begins().client(.conversationItemCreate, message("user", text)).client(.responseCreate)
            .answers(ids.isEmpty ? "Hello, how can I help you?" : "I would like a room.")
        #expect(try call.closes(1000, by: .client).findings() == ids)
    }

    @Test func `a script that waited for a greeting that nobody asked for`() throws {
        let call = CallStory().begins().appends(5, sound: false).waitsInVain(for: "greeting", seconds: 5).speaks()
            .answers().closes(1000, by: .client)
        #expect(try call.findings() == ["greeting-not-triggered"])
        let asked = CallStory().begins().client(.responseCreate).answers().waitsInVain(for: "greeting", seconds: 5)
            .speaks().answers().closes(1000, by: .client)
        #expect(try asked.findings() == [])
    }

    @Test func `turns under instructions of their own`() throws {
        let opened = CallStory().opens().service(.sessionCreated, session(prompt, answers: false))
            .client(.responseCreate, asked(["instructions": "Greet the caller."])).answers()
        func turn(_ call: CallStory, _ instructions: String) -> CallStory {
            call.speaks().client(.responseCreate, asked(["instructions": .string(instructions)])).answers()
                .appends(1, sound: false)
        }
        let once = turn(opened, "Be brief.")
        #expect(try once.closes(1000, by: .client).findings() == [])
        #expect(
            try turn(once, "Be brief.").closes(1000, by: .client).findings() == ["per-response-instructions-replace"])
        let whole = turn(turn(opened, prompt + " Be brief."), prompt + " Be brief.")
        #expect(try whole.closes(1000, by: .client).findings() == [])
    }

    @Test func `a prompt that is overwritten`() throws {
        let begun = CallStory().opens().service(.sessionCreated, session(DefaultSession.instructions))
            .asksForUpdate(["instructions": .string(prompt)]).service(.sessionUpdated, session(prompt)).types()
            .answers()
        let lost = begun.asksForUpdate(["instructions": ""])
            .service(.sessionUpdated, session(DefaultSession.instructions)).types().answers()
        #expect(try lost.findings() == ["instructions-lost"])
        #expect(try lost.findings(.serverOrder) == ["instructions-lost"])
        let kept = begun.asksForUpdate(["tools": []]).service(.sessionUpdated, session(prompt)).types().answers()
        #expect(try kept.closes(1000, by: .client).findings() == [])
        // A demonstration that never had a prompt of its own.
        let none = CallStory().opens().service(.sessionCreated, session(DefaultSession.instructions)).types().answers()
        #expect(try none.closes(1000, by: .client).findings() == [])
    }

    @Test func `a turn that is answered from an empty input`() throws {
        let turn = CallStory().begins().client(.conversationItemCreate, message("user", "And tomorrow?"))
        let empty = turn.client(.responseCreate, asked(["input": []])).answers()
        #expect(try empty.findings() == ["context-cleared-by-input"])
        let greeting = CallStory().begins().client(.responseCreate, asked(["input": [], "instructions": "Greet."]))
            .answers().closes(1000, by: .client)
        #expect(try greeting.findings() == [])
        let classifier = turn.client(.responseCreate, asked(["input": [], "conversation": "none"])).answers()
        #expect(try classifier.closes(1000, by: .client).findings() == [])
    }

    @Test func `a second answer to what was answered`() throws {
        let call = CallStory().begins().speaks().answers().client(.responseCreate).answers().closes(1000, by: .client)
        #expect(try call.findings() == ["double-response"])
        let later = CallStory().begins().speaks().answers().appends(4, sound: false).client(.responseCreate).answers()
            .closes(1000, by: .client)
        #expect(try later.findings() == [])
        let meant = CallStory().begins().speaks().answers()
            .client(.responseCreate, asked(["instructions": "Ask for the date."])).answers().closes(1000, by: .client)
        #expect(try meant.findings() == [])
    }

    @Test func `responses that never get a word out`() throws {
        func mute(_ call: CallStory) -> CallStory {
            call.speaks().responseCreated()
                .responseDone("cancelled", details: ["type": "cancelled", "reason": "client_cancelled"])
                .appends(2, sound: false)
        }
        let once = mute(CallStory().begins().types().answers())
        #expect(try once.findings() == [])
        #expect(try mute(once).findings() == ["cancelled-before-output"])
        #expect(try mute(once.speaks().answers()).findings() == [])
    }

    @Test func `a failure that the client passes over`() throws {
        let failed = CallStory().begins().speaks().responseFails(type: "invalid_request_error", code: "brand_new")
        #expect(try failed.appends(6, sound: false).findings() == ["failed-response-unreported"])
        #expect(try failed.client(.responseCreate).answers().appends(6, sound: false).findings() == [])
        #expect(try failed.closes(1000, by: .client).findings() == [])
        let known = CallStory().begins().speaks().responseFails(type: "server_error", code: nil).appends(
            6, sound: false)
        #expect(try known.findings() == ["server-error-response"])
    }

    @Test func `audio in a text session`() throws {
        let call = CallStory().begins(modalities: ["text"]).asksForUpdate(["output_modalities": ["text"]]).updated()
            .types().answers()
        #expect(try call.findings() == ["audio-despite-text-mode"])
        let wanted = CallStory().begins(modalities: ["text"])
            .client(.responseCreate, asked(["output_modalities": ["audio"]])).answers().closes(1000, by: .client)
        #expect(try wanted.findings() == [])
    }

    // MARK: Clients that do not bear what they hear

    @Test(arguments: ["response_cancel_not_active", "conversation_already_has_active_response"])
    func `a client that hangs up over a harmless error`(code: String) throws {
        let call = CallStory().begins().speaks().responseCreated().says().fails("invalid_request_error", code: code)
        #expect(try call.closes(1011, by: .client).findings() == ["benign-error-fatal"])
        #expect(try call.closes(1000, by: .client).findings() == [])
        #expect(try call.finishes().pause(.seconds(3)).closes(1000, by: .client).findings() == [])
        #expect(try call.finishes().closes(1000, by: .client).findings() == [])
    }

    @Test func `a client that stops at an event it does not know`() throws {
        let stranger: JSONObject = ["type": "session.heartbeat", "event_id": "event_x"]
        let call = CallStory().begins().speaks().responseCreated().says().raw(stranger)
        #expect(try call.closes(1000, by: .client).findings() == ["unknown-event-crash"])
        #expect(try call.finishes().closes(1000, by: .client).findings() == [])
        let silent = CallStory().begins().speaks().answers().appends(1, sound: false).raw(stranger).pause(.seconds(7))
            .service(.rateLimitsUpdated, ["rate_limits": []])
        #expect(try silent.findings() == ["unknown-event-crash"])
        let goesOn = CallStory().begins().speaks().answers().appends(1, sound: false).raw(stranger)
            .appends(7, sound: false)
        #expect(try goesOn.findings() == [])
    }

    // MARK: Transcription

    @Test func `transcription sessions that cannot transcribe`() throws {
        func opened(_ input: JSON) -> CallStory {
            CallStory().opens().service(
                .sessionCreated,
                [
                    "session": [
                        "type": "transcription", "object": "realtime.transcription_session", "audio": ["input": input],
                    ]
                ])
        }
        let none = opened(["transcription": .null, "turn_detection": CallStory.serverVAD]).speaks()
        #expect(try none.findings() == ["transcription-not-enabled"])
        let whisper = opened([
            "transcription": ["model": "gpt-realtime-whisper"], "turn_detection": CallStory.serverVAD,
        ])
        .appends(1, sound: true).appends(11, sound: false)
        #expect(try whisper.findings() == ["transcription-vad-unsupported"])
        let legacy = opened(["transcription": .null, "turn_detection": .null])
            .client(.transcriptionSessionUpdate, ["session": [:]])
            .fails("invalid_request_error", code: "invalid_value", param: "type")
        #expect(try legacy.findings() == ["transcription-legacy-events"])
    }
}
