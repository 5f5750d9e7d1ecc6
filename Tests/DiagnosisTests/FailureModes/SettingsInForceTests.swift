import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// Settings that are accepted, and not in force when or where they should be.
struct SettingsInForceTests {
    private func session(voice: String = "alloy", format: JSON = ["type": "audio/pcm", "rate": 24000]) -> JSON {
        [
            "type": "realtime", "id": "sess_a", "model": "gpt-realtime", "output_modalities": ["audio"],
            "instructions": "You sell flowers.",
            "audio": [
                "input": ["format": format, "turn_detection": CallStory.serverVAD],
                "output": ["format": format, "voice": .string(voice)],
            ],
        ]
    }

    @Test(arguments: [
        ("model=gpt-realtime&voice=verse", ["params-in-query-string-ignored"]),
        ("model=gpt-realtime&instructions=You%20sell+bread.", ["params-in-query-string-ignored"]),
        // No effect, and no harm.
        ("model=gpt-realtime&temperature=0.8&voice=alloy", []),
        ("model=gpt-realtime&instructions=You%20sell+flowers.", []),
    ])
    func `settings in the URL`(query: String, ids: [String]) throws {
        let call = CallStory().opens(query: query).service(.sessionCreated, ["session": session()])
        #expect(try call.types().answers().findings() == ids)
        let named = call.asksForUpdate(["audio": ["output": ["voice": "alloy"]], "instructions": "You sell flowers."])
            .service(.sessionUpdated, ["session": session()]).types().answers()
        #expect(try named.closes(1000, by: .client).findings() == [])
    }

    @Test func `a first response before its configuration`() throws {
        let wish: JSONObject = ["audio": ["output": ["voice": "verse"]]]
        let early = CallStory().opens().service(.sessionCreated, ["session": session()]).client(.responseCreate)
            .responseCreated().asksForUpdate(wish).says()
            .service(.sessionUpdated, ["session": session(voice: "verse")]).finishes()
        #expect(try early.findings() == ["config-ack-not-awaited"])
        #expect(try early.findings(.serverOrder) == ["config-ack-not-awaited"])
        // Nothing that is heard changes; or the update belongs to a later part of the call.
        let same = CallStory().opens().service(.sessionCreated, ["session": session()]).client(.responseCreate)
            .responseCreated().asksForUpdate(["tools": []]).says()
            .service(.sessionUpdated, ["session": session()]).finishes()
        #expect(try same.findings() == [])
        let later = CallStory().opens().service(.sessionCreated, ["session": session()]).types().answers()
            .asksForUpdate(wish).service(.sessionUpdated, ["session": session(voice: "verse")]).types().answers()
        #expect(try later.closes(1000, by: .client).findings() == [])
    }

    @Test func `a request right behind its update is served with it`() throws {
        let call = CallStory().opens().service(.sessionCreated, ["session": session()])
            .asksForUpdate(["audio": ["output": ["voice": "verse"]]]).client(.responseCreate)
            .service(.sessionUpdated, ["session": session(voice: "verse")]).answers()
        #expect(try call.closes(1000, by: .client).findings() == [])
    }

    @Test func `an update without formats that changes them`() throws {
        let telephone = session(format: ["type": "audio/pcmu"])
        let call = CallStory().opens().service(.sessionCreated, ["session": session()])
            .asksForUpdate(["audio": ["input": ["format": ["type": "audio/pcmu"]]]])
            .service(.sessionUpdated, ["session": telephone]).speaks().answers()
        let broken = call.asksForUpdate(["tools": []]).service(.sessionUpdated, ["session": session()])
        #expect(try broken.findings() == ["later-update-breaks-codec"])
        #expect(try broken.findings(.serverOrder) == ["later-update-breaks-codec"])
        #expect(
            try call.asksForUpdate(["tools": []]).service(.sessionUpdated, ["session": telephone]).findings() == [])
    }

    @Test(arguments: [
        ("gpt-realtime-2.1", "gpt-realtime", ["model-pinned-by-library"]),
        ("gpt-realtime", "gpt-realtime-2025-08-28", []), ("gpt-realtime", "gpt-realtime", []),
        ("gpt-realtime", "gpt-realtime-mini", ["model-pinned-by-library"]),
    ])
    func `the model in force is the model of the URL`(asked: String, inForce: String, ids: [String]) throws {
        var echoed = session().object ?? JSONObject()
        echoed["model"] = .string(inForce)
        let call = CallStory().opens().service(.sessionCreated, ["session": .object(echoed)])
            .asksForUpdate(["model": .string(asked)]).service(.sessionUpdated, ["session": .object(echoed)])
            .types().answers()
        #expect(try call.closes(1000, by: .client).findings() == ids)
    }

    @Test func `HTTP 403 is a key without the right`() throws {
        let call = CallStory().opens(status: 403, body: #"{"error":{"message":"no","type":"invalid_request_error"}}"#)
        #expect(try call.findings() == ["handshake-403-no-access"])
    }
}
