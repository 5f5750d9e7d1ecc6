// Every key and every word of a scenario file, with the value it becomes.
import JSONText
import Testing
import WebSocketWire

@testable import Scenarios

struct ScenarioFileTests {
    private func parse(_ text: String, file: String = "night/my-fault.yaml") throws -> Scenario {
        try ScenarioFile.parse(Array(text.utf8), file: file).get()
    }

    private func rule(_ text: String) throws -> Rule? {
        try parse("model: {rules: [\(text)]}").model.rules.first
    }

    @Test func `every key of a scenario arrives`() throws {
        let scenario = try parse(
            """
            scenario: my-scenario
            title: A title
            about: |
              Two
              lines
            expect: {verdict: incomplete, primary: second-turn-stall}
            model:
              era: beta
              pace: {first-audio: 1.5s, speed: 2.5, chunk: 40}
              replies:
                - {turn: 1, say: "Hello"}
                - text: weather
                  heard: What is the weather?
                  call: {name: get_weather, arguments: {city: London, days: 2, exact: true}}
                - {say: One moment, call: {name: raw, arguments: "{not json"}}
                - {turn: 3..4, call: {name: bare}}
              rules:
                - when: {leg: model, direction: up, event: response.create, turn: 2, spoken-turn: 2.., nth: 1..3, after: 2m}
                  do: drop
                  probability: 0.25
            """)
        let replies = [
            Reply(turn: TurnRange(first: 1, last: 1), say: "Hello"),
            Reply(
                text: "weather",
                call: .init(name: "get_weather", arguments: #"{"city":"London","days":2,"exact":true}"#),
                heard: "What is the weather?"),
            Reply(say: "One moment", call: .init(name: "raw", arguments: "{not json")),
            Reply(turn: TurnRange(first: 3, last: 4), call: .init(name: "bare", arguments: "{}")),
        ]
        let rule = Rule(
            when: Condition(
                leg: "model", direction: "up", event: "response.create", turn: TurnRange(first: 2, last: 2),
                spokenTurn: TurnRange(first: 2, last: nil), nth: TurnRange(first: 1, last: 3), afterMs: 120_000),
            effect: .wire(.drop), probability: 0.25)
        #expect(scenario.id == "my-scenario")
        #expect(scenario.title == "A title")
        #expect(scenario.about == "Two\nlines\n")
        #expect(scenario.expect == .init(verdict: "incomplete", primary: "second-turn-stall"))
        #expect(scenario.model.era == "beta")
        #expect(scenario.model.pace == Pace(firstAudioMs: 1500, speed: 2.5, chunkMs: 40))
        #expect(scenario.model.replies == replies)
        #expect(scenario.model.rules == [rule])
    }

    @Test func `without an id the file's name is the id`() throws {
        #expect(try parse("title: x").id == "my-fault")
        #expect(try parse("title: x", file: "plain").id == "plain")
    }

    @Test func `what is not said keeps its default`() throws {
        #expect(try parse("model: {pace: {speed: 1}}").model.pace == Pace(firstAudioMs: 180, speed: 1, chunkMs: 200))
        #expect(try parse("title: x").model == ModelPlan())
    }

    @Test func `a scenario may be written in JSON`() throws {
        let text =
            #"{"model": {"rules": [{"when": {"turn": "2.."}, "outcome": {"fail-response": "server_error"}}]}}"#
        #expect(try parse(text).model.rules.first?.when == Condition(turn: TurnRange(first: 2, last: nil)))
    }

    @Test func `a file from Windows reads the same`() throws {
        #expect(try parse("\u{FEFF}title: x\r\nmodel:\r\n  era: ga\r\n").model.era == "ga")
    }

    @Test func `an alias stands for what its anchor holds`() throws {
        let scenario = try parse(
            """
            model:
              rules:
                - when: &second {spoken-turn: 2}
                  outcome: deaf
                - {when: *second, do: stall}
            """)
        let second = Condition(spokenTurn: TurnRange(first: 2, last: 2))
        #expect(scenario.model.rules.map(\.when) == [second, second])
    }

    @Test(arguments: [
        ("event: session.update", "up"), ("event: response.done", "down"), ("leg: phone, event: clear", "down"),
        ("leg: phone, event: start", "up"), ("leg: phone, event: media", nil), ("turn: 1", nil),
    ]) func `an event that goes one way says the direction itself`(condition: String, direction: String?) throws {
        #expect(try rule("{when: {\(condition)}, do: drop}")?.when.direction == direction)
    }

    @Test(arguments: [
        ("{refuse-upgrade: 503}", Outcome.refuseUpgrade(status: 503, headers: [:], body: "")),
        (
            "{refuse-upgrade: {status: 429, headers: {retry-after: \"7\"}, body: slow down}}",
            .refuseUpgrade(status: 429, headers: ["retry-after": "7"], body: "slow down")
        ),
        ("{refuse-session: session_expired}", .refuseSession(recorded("session_expired"), closeCode: 1001)),
        (
            "{refuse-session: {message: no, close: 4001}}",
            .refuseSession(ServiceError(type: "invalid_request_error", code: nil, message: "no"), closeCode: 4001)
        ),
        (
            "{refuse-session: {message: no}}",
            .refuseSession(ServiceError(type: "invalid_request_error", code: nil, message: "no"), closeCode: 4000)
        ),
        (
            "{refuse-update: {code: missing_required_parameter, param: session.type}}",
            .refuseUpdate(
                ServiceError(
                    type: "invalid_request_error", code: "missing_required_parameter",
                    message: "Missing required parameter: 'session.type'.", param: "session.type"))
        ),
        ("ignore-update", .ignoreUpdate),
        ("deaf", .deaf),
        ("speech-never-stops", .speechNeverStops),
        ("never-create", .neverCreate),
        ("never-finish", .neverFinish(afterAudioMs: 0)),
        ("{never-finish: 2s}", .neverFinish(afterAudioMs: 2000)),
        ("{fail-response: insufficient_quota}", .failResponse(recorded("insufficient_quota"))),
        ("{fail-response: {code: insufficient_quota}}", .failResponse(recorded("insufficient_quota"))),
        (
            "{fail-response: {code: server_error, type: own, message: mine, param: p}}",
            .failResponse(ServiceError(type: "own", code: "server_error", message: "mine", param: "p"))
        ),
        ("{cut-response: content_filter}", .cutResponse(reason: "content_filter", afterAudioMs: 0)),
        (
            "{cut-response: {reason: max_output_tokens, after-audio: 1s}}",
            .cutResponse(reason: "max_output_tokens", afterAudioMs: 1000)
        ),
        ("empty-response", .emptyResponse(outputTokens: 0)),
        ("{empty-response: 25}", .emptyResponse(outputTokens: 25)),
        ("answer-in-text", .answerInText),
        ("silent-audio", .silentAudio),
        ("expire", .expire),
        ("close", .close(code: nil, reason: "")),
        ("{close: 1011}", .close(code: 1011, reason: "")),
        ("{close: {code: 4000, reason: bye}}", .close(code: 4000, reason: "bye")),
        (
            "{fail-transcription: DeploymentNotFound}",
            .failTranscription(
                ServiceError(
                    type: "server_error", code: "DeploymentNotFound",
                    message: "Input transcription failed for item '{item}'."))
        ),
    ]) func `an outcome is a word or a mapping of one key`(written: String, outcome: Outcome) throws {
        #expect(try rule("{outcome: \(written)}")?.effect == .outcome(outcome))
    }

    private static func shape(_ form: (inout FrameShape) -> Void) -> WireFault {
        var shape = FrameShape()
        form(&shape)
        return .frame(shape)
    }

    private static func recorded(_ name: String) -> ServiceError {
        let known = KnownError.named(name)
        return ServiceError(type: known?.type ?? "", code: known?.code, message: known?.message ?? "")
    }

    @Test(arguments: [
        ("drop", WireFault.drop),
        ("{delay: 1.5s}", .delay(milliseconds: 1500)),
        ("{delay: {by: 20}}", .delay(milliseconds: 20)),
        ("duplicate", .duplicate(times: 2)),
        ("{duplicate: 3}", .duplicate(times: 3)),
        ("reorder", .reorder(by: 1)),
        ("{reorder: {by: 4}}", .reorder(by: 4)),
        (
            "{replace: {response.status: completed, response.output.0: null, n: 1.5, o: {a: [1, \"1\"]}}}",
            .replace([
                ("response.status", "completed"), ("response.output.0", nil), ("n", 1.5),
                ("o", .object(["a": [1, "1"]])),
            ])
        ),
        ("{inject: {type: error, error: {code: null}}}", .inject(["type": "error", "error": ["code": nil]])),
        ("close", .close(code: nil, reason: "")),
        ("{close: 3000}", .close(code: 3000, reason: "")),
        ("reset", .reset),
        ("stall", .stall),
        ("silence-audio", .silenceAudio),
        ("corrupt-audio", .corruptAudio),
        ("{rename: response.audio.delta}", .rename(to: "response.audio.delta")),
        ("truncate", .truncate(bytes: nil)),
        ("{truncate: 40}", .truncate(bytes: 40)),
        ("corrupt-base64", .corruptBase64),
        ("odd-bytes", .oddBytes),
        ("wrong-format", .wrongFormat(nil)),
        ("{wrong-format: pcma}", .wrongFormat(.pcma)),
        ("wrong-rate", .wrongRate(16_000)),
        ("wrong-ids", .wrongIDs),
        ("malformed-frame", shape { $0.flaw = .unknownOpcode }),
        ("{malformed-frame: half-code}", shape { $0.flaw = .halfCode }),
        ("{reserved-bits: 3}", shape { $0.reserved = 3 }),
        (
            "{fragment: {bytes: 7, pings: true}}",
            shape {
                $0.fragmentBytes = 7
                $0.hasPingsBetween = true
            }
        ),
        ("invalid-utf8", shape { $0.breaksUTF8 = true }),
        ("{oversized-frame: 4294967296}", shape { $0.announced = 1 << 32 }),
        ("ping-flood", .pingFlood(count: 1_000)),
        ("no-pong", .noPong),
        ("half-close", .halfClose),
        ("{slow: 2000}", .slow(bytesPerSecond: 2_000)),
    ]) func `a wire fault is a word or a mapping of one key`(written: String, fault: WireFault) throws {
        #expect(try rule("{do: \(written)}")?.effect == .wire(fault))
    }

    @Test(arguments: Choice.outcome.variants)
    func `the manual's example of an outcome is one`(variant: Choice.Variant) throws {
        let effect = try rule("{outcome: \(variant.example)}")?.effect
        guard case .outcome? = effect else { return #expect(Bool(false), "\(String(describing: effect))") }
        #expect(variant.example.contains(variant.name))
    }

    @Test(arguments: Choice.wireFault.variants)
    func `the manual's example of a wire fault is one`(variant: Choice.Variant) throws {
        let effect = try rule("{do: \(variant.example)}")?.effect
        guard case .wire? = effect else { return #expect(Bool(false), "\(String(describing: effect))") }
        #expect(variant.example.contains(variant.name))
    }

    @Test func `the names of the moment are put into an error`() {
        let error = ServiceError(type: "t", code: nil, message: "{model} {item} {session} {other} {")
        #expect(error.naming(model: "gpt-realtime", session: "s", item: "i").message == "gpt-realtime i s {other} {")
    }
}
