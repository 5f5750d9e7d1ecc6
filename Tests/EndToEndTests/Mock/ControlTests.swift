import CallCapture
import Diagnosis
import Foundation
import JSONText
import ModelMock
import Scenarios
import TestSupport
import Testing
import WebSocketWire

@testable import Examination
@testable import Transport

/// The control API of a mock, asked over real sockets while sessions run.
struct ControlTests {
    @Test func `a session is listed, its capture can be fetched, and it is judged`() throws {
        let bench = try MockBench()
        try bench.session { client in
            client.wait(for: "session.created")
            client.send(["type": "response.create"])
            client.wait(for: "response.done")
            let list = try bench.ask("GET", "/__mock/sessions").json["sessions"]?.array ?? []
            #expect(list.map { $0["id"] } == ["m1"] && list.first?["state"] == "open")
            let about = try bench.ask("GET", "/__mock/sessions/last").json
            #expect(about["scenario"] == "healthy" && about["model"] == "gpt-realtime")
            #expect(about["verdict"]?.string != nil && about["capture"]?["lost"] == 0)
            let capture = try bench.ask("GET", "/__mock/sessions/m1/capture")
            #expect(capture.headers["Content-Type"] == "application/jsonl")
            let timeline = try Examiner.timeline(Array(capture.text.utf8))
            #expect(timeline.connections.count == 1)
            #expect(capture.text.contains("\"lost\":0") && capture.text.contains("response.output_audio.delta"))
        }
        #expect(try bench.ask("GET", "/__mock/sessions/m7").status == 404)
    }

    @Test func `an event is injected, a session is closed from outside`() throws {
        let bench = try MockBench()
        try bench.session { client in
            client.wait(for: "session.created")
            let sent = try bench.ask("POST", "/__mock/sessions/m1/events", #"{"type":"surprise","n":1}"#)
            #expect(sent.json == ["sent": ["surprise"]])
            client.wait(for: "surprise")
            #expect(try bench.ask("POST", "/__mock/sessions/m1/events", "[]").status == 400)
            #expect(try bench.ask("POST", "/__mock/sessions/m1/events", #"{"n":1}"#).status == 400)
            #expect(try bench.ask("POST", "/__mock/sessions/m1/close", #"{"code":99}"#).status == 400)
            let closed = try bench.ask("POST", "/__mock/sessions/m1/close", #"{"code":1011,"reason":"restart"}"#)
            #expect(closed.status == 200)
            client.waitForEnd()
            #expect(client.conversation?.closing?.code == 1011 && client.conversation?.closing?.reason == "restart")
        }
        let late = try bench.ask("POST", "/__mock/sessions/m1/events", #"{"type":"x"}"#)
        #expect(late.status == 409 && late.json["error"]?["message"] == "session m1 has ended")
    }

    @Test func `the scenario of the next session is given, and of the running one`() throws {
        let bench = try MockBench()
        let deaf = "title: no answers\nmodel: {rules: [{outcome: {fail-response: server_error}}]}"
        let put = try bench.ask("PUT", "/__mock/scenario", deaf)
        #expect(put.status == 200 && put.json["rules"] == 1)
        #expect(try bench.ask("GET", "/__mock/scenario").json["title"] == "no answers")
        try bench.session { client in
            client.wait(for: "session.created")
            client.send(["type": "response.create"])
            client.wait(for: "response.done")
            #expect(client.events.last { $0["type"] == "response.done" }?["response"]?["status"] == "failed")
            let changed = try bench.ask(
                "PUT", "/__mock/sessions/m1/scenario",
                "model: {rules: [{when: {event: response.done}, do: {rename: odd}}]}")
            #expect(changed.status == 200)
            client.send(["type": "response.create"])
            client.wait(for: "odd")
            #expect(client.events.last { $0["type"] == "odd" }?["response"]?["status"] == "completed")
            let fired = try bench.ask("GET", "/__mock/journal?session=m1").json["entries"]?.array ?? []
            let rules = fired.filter { $0["kind"] == "rule" }.map { $0["scenario"]?.string ?? "" }
            #expect(rules.count == 2 && rules.last == "scenario")
        }
        let wrong = try bench.ask("PUT", "/__mock/scenario", "titel: x")
        #expect(wrong.status == 400)
        #expect(wrong.json["error"]?["errors"]?[0]?["hint"] == "did you mean `title`?")
        #expect(try bench.ask("PUT", "/__mock/scenario", #"{"id": "no-such"}"#).status == 404)
        #expect(try bench.ask("POST", "/__mock/scenario", deaf).status == 405)
    }

    @Test func `the journal tells what was asked, and hides what is secret`() throws {
        let bench = try MockBench()
        try bench.session(headers: ["Authorization": "Bearer sk-very-secret"]) { client in
            client.wait(for: "session.created")
            client.send(["type": "session.update", "session": ["type": "realtime"]])
            for _ in 1...20 { client.send(["type": "input_audio_buffer.append", "audio": "AAAA"]) }
            client.wait(for: "session.updated")
            client.send(["type": "input_audio_buffer.clear"])
            client.wait(for: "input_audio_buffer.cleared")
        }
        let journal = try bench.ask("GET", "/__mock/journal?session=m1")
        let entries = journal.json["entries"]?.array ?? []
        #expect(entries.first?["request"] == "GET /v1/realtime?model=gpt-realtime HTTP/1.1")
        #expect(entries.first?["status"] == 101)
        #expect(!journal.text.contains("very-secret"))
        let events = entries.filter { $0["kind"] == "event" }
        #expect(
            events.map { $0["type"] } == ["session.update", "input_audio_buffer.append", "input_audio_buffer.clear"])
        #expect(events[1]["count"] == 20)
        #expect(journal.json["keeps"] == 10_000 && journal.json["forgotten"] == 0)
    }

    @Test func `reset forgets everything and ends what runs`() throws {
        let bench = try MockBench()
        _ = try bench.ask("PUT", "/__mock/scenario", "title: x")
        try bench.session { client in
            client.wait(for: "session.created")
            let answer = try bench.ask("POST", "/__mock/reset")
            #expect(answer.json == ["reset": true])
            client.waitForEnd()
            #expect(client.conversation?.closing?.code == 1001)
        }
        #expect(try bench.ask("GET", "/__mock/scenario").json["scenario"] == "healthy")
    }

    @Test func `a connection chooses its scenario, and a wrong one is told what it meant`() throws {
        let library = Fixtures.url("").path
        let files = try FixtureFiles(environment: ["REALTIME_DOCTOR_FIXTURES": library])
        let shelf = try ScenarioShelf(standard: "healthy", find: files.scenario(_:files:))
        let bench = try MockBench { $0.shelf = shelf }
        for (query, headers) in [
            ("?model=gpt-realtime&scenario=empty-output-completed", [:]),
            ("?model=gpt-realtime", ["X-Mock-Scenario": "empty-output-completed"]),
        ] as [(String, HTTPHeaders)] {
            try bench.session(query, headers: headers) { client in
                client.wait(for: "session.created")
                client.send(["type": "response.create"])
                client.wait(for: "response.done")
                #expect(client.events.last { $0["type"] == "response.done" }?["response"]?["output"] == [])
            }
        }
        try bench.session { client in
            client.wait(for: "session.created")
            client.send(["type": "response.create"])
            client.wait(for: "response.output_audio.delta")
        }
        try bench.session("?scenario=empty-output-complet") { client in
            client.wait { $0.conversation?.error != nil }
            guard case .upgradeRefused(404, let body)? = client.conversation?.error else {
                Issue.record("it was let in")
                return
            }
            let error = try JSON(parsing: body)["error"]
            #expect(error?["hint"] == "did you mean 'empty-output-completed'?")
        }
    }

    @Test func `who may steer it`() throws {
        let near = HTTPRequestHead(method: "GET", target: "/__mock/sessions")
        var page = near
        page.headers.append("Origin", "http://evil.example")
        #expect(ControlAccess.loopback.refusal(of: near, from: "127.0.0.1:5") == nil)
        #expect(ControlAccess.loopback.refusal(of: near, from: "[::1]:5") == nil)
        #expect(ControlAccess.loopback.refusal(of: near, from: "192.0.2.7:5")?.head.status == 403)
        #expect(ControlAccess.loopback.refusal(of: page, from: "127.0.0.1:5")?.head.status == 403)
        let bench = try MockBench { $0.control = .token("let-me") }
        #expect(try bench.ask("GET", "/__mock/sessions").status == 401)
        #expect(try bench.ask("GET", "/__mock/sessions", headers: ["X-Mock-Token": "let-m"]).status == 401)
        #expect(try bench.ask("GET", "/__mock/sessions", headers: ["X-Mock-Token": "let-me"]).status == 200)
        #expect(try bench.ask("GET", "/__mock/sessions", headers: ["Authorization": "Bearer let-me"]).status == 200)
        let closed = try MockBench { $0.control = nil }
        #expect(
            try closed.ask("GET", "/__mock/sessions").json["error"]?["message"] == "Invalid URL (GET /__mock/sessions)")
    }

    @Test func `an hour of a session passes in a moment of the clock`() throws {
        let bench = try MockBench { $0.rate = 20_000 }
        try bench.session { client in
            client.waitForEnd()
            #expect(client.events.last?["error"]?["code"] == "session_expired")
            #expect(client.conversation?.closing?.code == 1001)
        }
    }

    @Test func `a tape that is full says how many frames it lost`() throws {
        let tape = SessionTape(limit: 300)
        let log = CaptureLog(
            header: CaptureHeader(
                id: "x", started: "2026-11-20T09:00:00.000Z", tool: "t", command: "mock", settings: [:])
        ) { tape.write($0) }
        for index in 1...10 {
            log.frame(
                at: .milliseconds(index), direction: .down, connection: "m1", leg: .model,
                .text(#"{"type":"x","n":\#(index)}"#))
        }
        #expect(tape.frames == 10 && tape.lost > 0 && tape.bytes.count <= 300)
        let lines = String(decoding: tape.capture, as: UTF8.self).split(separator: "\n")
        #expect(lines.last?.contains("\"frames\":\(10 - tape.lost),") == true)
        #expect(lines.last?.contains("\"lost\":\(tape.lost),") == true)
        #expect(lines.count == 2 + 10 - tape.lost)
    }
}
