import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// The numbered parts of a probe: each check as it passes, fails, and cannot be examined.
struct SectionTests {
    private func section(_ id: String, _ story: CallStory) throws -> Section {
        let report = try Examiner.examine(story.kept(command: "probe"))
        return try #require(report.sections.first { $0.id == id })
    }

    private func results(_ id: String, _ story: CallStory) throws -> [String: CheckResult] {
        Dictionary(
            try section(id, story).checks.map { (String($0.id.dropFirst(id.count + 1)), $0.result) },
            uniquingKeysWith: { first, _ in first })
    }

    private func observed(_ id: String, _ kind: String, _ data: JSONObject) -> CallStory {
        CallStory().section(id) { $0.observes(kind, data) }.begins()
    }

    @Test func `captures of other commands have no sections, and what was left out says so`() throws {
        #expect(try CallStory().begins().report().sections == [])
        let left = try section("models", CallStory().begins())
        #expect(left.result == .notExamined)
        #expect(left.reason == "it was left out")
    }

    @Test(arguments: [
        ("present", CheckResult.pass), ("not needed", .pass), ("malformed", .fail), ("absent", .notExamined),
    ]) func `environment`(key: String, expected: CheckResult) throws {
        let data: JSONObject = [
            "key": .string(key), "variables": ["OPENAI_API_KEY"], "dotenv": true, "proxy": "proxy.example:3128",
        ]
        let results = try results("environment", observed("environment", ObservationKind.environment, data))
        #expect(results == ["key": expected, "variables": .pass, "dotenv": .pass, "proxy": .pass])
    }

    @Test func `models`() throws {
        func of(_ data: JSONObject) throws -> [String: CheckResult] {
            try results("models", observed("models", ObservationKind.models, data))
        }
        #expect(
            try of(["status": 200, "model": "gpt-realtime", "listed": true]) == ["listed": .pass, "realtime": .pass])
        #expect(
            try of(["status": 200, "model": "gpt-other", "listed": false])
                == ["listed": .fail, "realtime": .notExamined])
        #expect(try of(["status": 401]) == ["listed": .fail])
        #expect(try of(["status": 503]) == ["listed": .notExamined])
        #expect(try of(["error": "timeout"]) == ["listed": .notExamined])
    }

    @Test func `network`() throws {
        func of(_ kind: String, _ data: JSONObject) throws -> [String: CheckResult] {
            try results("network", observed("network", kind, data))
        }
        #expect(
            try of(ObservationKind.dns, ["host": "a.example", "addresses": ["192.0.2.1"], "ms": 3]) == ["dns": .pass])
        #expect(try of(ObservationKind.tcp, ["error": "refused"]) == ["tcp": .fail])
        #expect(try of(ObservationKind.tls, ["version": "TLSv1.3", "ms": 20]) == ["tls": .pass])
        #expect(try of(ObservationKind.clockSkew, ["seconds": 2]) == ["clock-skew": .pass])
        #expect(try of(ObservationKind.clockSkew, ["seconds": -75]) == ["clock-skew": .fail])
        #expect(try section("network", CallStory().section("network").begins()).result == .notExamined)
    }

    @Test func `handshake`() throws {
        func of(_ steps: @escaping (CallStory) -> CallStory) throws -> [String: CheckResult] {
            try results("handshake", CallStory().section("handshake", steps))
        }
        #expect(
            try of { $0.opens().created() } == [
                "status": .pass, "first-event": .pass, "dialect": .pass, "model": .pass,
            ])
        #expect(try of { $0.opens(status: 401, body: "no key") } == ["status": .fail])
        #expect(try of { $0.opens().closes(1011, by: .server) } == ["status": .pass, "first-event": .fail])
        let other = try of { $0.opens().service(.sessionCreated, ["session": ["type": "realtime", "model": "gpt-x"]]) }
        #expect(other["model"] == .fail)
        let nameless = try of { $0.opens().service(.sessionCreated, ["session": ["type": "realtime"]]) }
        #expect(nameless["model"] == .notExamined)
    }

    @Test func `session`() throws {
        func of(_ steps: @escaping (CallStory) -> CallStory) throws -> [String: CheckResult] {
            try results("session", CallStory().opens().created().section("session", steps))
        }
        #expect(
            try of { $0.asksForUpdate().updated() } == ["acknowledged": .pass, "echo": .pass, "ignored": .pass])
        let voice: JSONObject = ["audio": ["output": ["voice": "cedar"]]]
        #expect(try of { $0.asksForUpdate(voice).updated() }["echo"] == .fail)
        #expect(try of { $0.asksForUpdate(["unheard_of": 1]).updated() }["ignored"] == .notExamined)
        #expect(try of { $0.asksForUpdate() } == ["acknowledged": .fail])
        #expect(
            try of { $0.asksForUpdate().fails("invalid_request_error", code: "invalid_value", param: "session.voice") }
                == ["acknowledged": .fail])
    }

    @Test func `text turn`() throws {
        func of(_ steps: @escaping (CallStory) -> CallStory) throws -> [String: CheckResult] {
            try results("text-turn", CallStory().begins().section("text-turn", steps))
        }
        #expect(try of { $0.types().answers() } == ["created": .pass, "output": .pass, "done": .pass])
        #expect(try of { $0.types() } == ["created": .fail])
        #expect(
            try of { $0.types().responseCreated().responseDone("failed", details: ["type": "failed"]) }
                == ["created": .pass, "output": .fail, "done": .fail])
        #expect(
            try of { $0.types().responseCreated() } == ["created": .pass, "output": .notExamined, "done": .fail])
    }

    @Test func `spoken turns`() throws {
        func of(_ steps: @escaping (CallStory) -> CallStory) throws -> [String: CheckResult] {
            try results("spoken-turns", CallStory().begins().section("spoken-turns", steps))
        }
        let good = try of { $0.speaks().answers() }
        #expect(Set(good.values) == [.pass])
        #expect(good["1.heard"] == .pass && good["1.ended"] == .pass && good["1.latency"] == .pass)
        #expect(try of { $0.speaks().pause(.seconds(3)).answers() }["1.latency"] == .fail)
        #expect(try of { $0.appends(1, sound: true).appends(6, sound: false) } == ["1.heard": .fail])
        #expect(
            try of { $0.appends(0.4, sound: true).speechStarts().appends(6, sound: false) }["1.ended"] == .fail)
        #expect(try section("spoken-turns", CallStory().begins().section("spoken-turns")).result == .notExamined)
    }

    @Test func `audible answers`() throws {
        #expect(try results("audible", CallStory().begins().speaks().answers()) == ["1": .pass])
        #expect(try results("audible", CallStory().begins().speaks().answers(amplitude: 0)) == ["1": .fail])
        #expect(
            try results("audible", CallStory().begins().speaks().answers(audio: false)) == ["sound": .fail])
        #expect(try section("audible", CallStory().begins().types().answers()).checks == [])
    }

    @Test func `interruption`() throws {
        let begun = CallStory().begins().speaks().responseCreated().says()
        func of(_ steps: @escaping (CallStory) -> CallStory) throws -> [String: CheckResult] {
            try results("interruption", begun.section("interruption", steps))
        }
        let cancelled: JSON = ["type": "cancelled", "reason": "client_cancelled"]
        let good = try of { $0.client(.responseCancel).finishes(status: "cancelled", details: cancelled) }
        #expect(good["cancel"] == .pass)
        let late = try of { $0.client(.responseCancel).finishes() }
        #expect(late["cancel"] == .notExamined)
        let refused = try of { $0.client(.responseCancel).responseDone("failed", details: ["type": "failed"]) }
        #expect(refused["cancel"] == .fail)
        let place: JSONObject = ["item_id": "item_1", "content_index": 0, "audio_end_ms": 100]
        #expect(
            try of { $0.client(.conversationItemTruncate, place).service(.itemTruncated, place) }["truncate"] == .pass)
        #expect(try of { $0.client(.conversationItemTruncate, place) }["truncate"] == .fail)
        #expect(try of { $0 }["honoured"] == .notExamined)
    }

    @Test func `function call`() throws {
        func call(_ arguments: String) -> JSON {
            [
                "id": "item_f", "type": "function_call", "status": "completed", "name": "weather", "call_id": "call_1",
                "arguments": .string(arguments),
            ]
        }
        func of(_ steps: @escaping (CallStory) -> CallStory) throws -> [String: CheckResult] {
            try results("function-call", CallStory().begins().section("function-call", steps))
        }
        func calling(_ story: CallStory, _ item: JSON) -> CallStory {
            story.types().responseCreated().outputItem(item).responseDone(output: [item])
        }
        #expect(try of { calling($0, call("{}")) } == ["called": .pass, "arguments": .pass])
        #expect(try of { calling($0, call("{\"city\":")) } == ["called": .pass, "arguments": .fail])
        #expect(try of { $0.types().answers() } == ["called": .fail])
        let output: JSONObject = ["item": ["type": "function_call_output", "call_id": "call_1", "output": "{}"]]
        let whole = try of {
            calling($0, call("{}")).client(.conversationItemCreate, output).client(.responseCreate).answers()
        }
        #expect(whole["answer.done"] == .pass)
    }

    @Test func `transcription and orderly end`() throws {
        let end = CallStory().begins().types().answers()
        #expect(
            try results("orderly-end", end.section("orderly-end") { $0.closes(1000, by: .client) })
                == ["closed": .pass])
        #expect(try results("orderly-end", end.section("orderly-end")) == ["closed": .notExamined])
        #expect(
            try results("orderly-end", end.section("orderly-end") { $0.types().closes(1011, by: .server) })
                == ["closed": .fail])
        let asked = try section("transcription", CallStory().begins().section("transcription"))
        #expect(asked.checks.map(\.result) == [.notExamined])
    }
}
