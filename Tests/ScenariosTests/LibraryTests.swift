// Every file of the scenario library, held against the values that an engine is given.
import Foundation
import TestSupport
import Testing
import WebSocketWire

@testable import Scenarios

struct LibraryTests {
    /// What each file must mean; the texts are checked for being there.
    static let rules: [String: [Rule]] = [
        "healthy": [],
        "empty-output-completed": [always(.emptyResponse(outputTokens: 0))],
        "second-turn-stall": [Rule(when: .init(spokenTurn: from(2)), effect: .outcome(.neverCreate))],
        "model-not-found-at-response": [
            always(
                .failResponse(
                    ServiceError(
                        type: "invalid_request_error", code: "model_not_found",
                        message: "The model `{model}` does not exist or you do not have access to it.")))
        ],
        "quota-exhausted": [
            always(
                .failResponse(
                    ServiceError(
                        type: "insufficient_quota", code: "insufficient_quota",
                        message: "You exceeded your current quota, please check your plan and billing details. "
                            + "For more information on this error, read the docs: "
                            + "https://platform.openai.com/docs/guides/error-codes/api-errors.")))
        ],
        "server-error-response": [
            Rule(
                when: .init(spokenTurn: only(1), nth: only(1)),
                effect: .outcome(
                    .failResponse(
                        ServiceError(
                            type: "server_error", code: nil,
                            message: "The server had an error while processing your request. Sorry about that! You can "
                                + "retry your request, or contact us through our help center at help.openai.com if the "
                                + "error persists. (Please include the session ID {session} in your message.)"))))
        ],
        "rate-limited-response": [
            Rule(
                when: .init(spokenTurn: from(2)),
                effect: .outcome(
                    .failResponse(
                        ServiceError(
                            type: "tokens", code: "rate_limit_exceeded",
                            message: "Rate limit reached for {model} in organization org-xx on tokens per min (TPM): "
                                + "Limit 40000, Used 38211, Requested 2704. Please try again in 1.372s. "
                                + "Visit https://platform.openai.com/account/rate-limits to learn more."))))
        ],
        "session-update-rejected-defaults": [
            always(
                .refuseUpdate(
                    ServiceError(
                        type: "invalid_request_error", code: "invalid_value",
                        message: "Invalid value: 'sometimes'. Supported values are: 'none', 'auto', and 'required'.",
                        param: "session.tool_choice")))
        ],
        "session-updated-never-arrives": [always(.ignoreUpdate)],
        "beta-header-shutoff": [
            always(
                .refuseSession(
                    ServiceError(
                        type: "invalid_request_error", code: "beta_api_shape_disabled",
                        message: "The Realtime Beta API is no longer supported. "
                            + "Please use /v1/realtime for the GA API."),
                    closeCode: 4000))
        ],
        "handshake-401-missing-auth": [
            always(
                .refuseUpgrade(
                    status: 401, headers: ["content-type": "application/json"],
                    body: #"{"error":{"message":"Missing bearer or basic authentication in header","#
                        + #""type":"invalid_request_error","param":null,"code":null}}"#))
        ],
        "handshake-403-no-access": [
            always(
                .refuseUpgrade(
                    status: 403, headers: ["content-type": "application/json"],
                    body: #"{"error":{"message":"You are not allowed to use this API","#
                        + #""type":"invalid_request_error","param":null,"code":null}}"#))
        ],
        "response-never-created": [always(.neverCreate)],
        "response-never-done": [
            Rule(when: .init(spokenTurn: from(1)), effect: .outcome(.neverFinish(afterAudioMs: 600)))
        ],
        "vad-dies-mid-session": [Rule(when: .init(spokenTurn: from(2)), effect: .outcome(.deaf))],
        "speech-never-stops": [Rule(when: .init(spokenTurn: from(1)), effect: .outcome(.speechNeverStops))],
        "text-instead-of-audio": [always(.answerInText)],
        "audio-is-digital-silence": [always(.silentAudio)],
        "content-filter-cut": [
            Rule(
                when: .init(spokenTurn: only(2)),
                effect: .outcome(.cutResponse(reason: "content_filter", afterAudioMs: 900)))
        ],
        "max-tokens-cut": [
            Rule(
                when: .init(spokenTurn: from(1)),
                effect: .outcome(.cutResponse(reason: "max_output_tokens", afterAudioMs: 1000)))
        ],
        "session-expired": [
            Rule(
                when: .init(direction: "down", event: "input_audio_buffer.committed", spokenTurn: only(2)),
                effect: .outcome(.expire))
        ],
        "openai-socket-closed-mid-call": [
            Rule(
                when: .init(
                    direction: "down", event: "response.output_audio.delta", spokenTurn: only(2), nth: only(2)),
                effect: .outcome(.close(code: 1011, reason: "internal error")))
        ],
        "keepalive-ping-timeout-1011": [
            Rule(
                when: .init(
                    direction: "down", event: "response.output_audio.delta", spokenTurn: only(2), nth: only(2)),
                effect: .outcome(.close(code: 1011, reason: "keepalive ping timeout")))
        ],
        "network-instability": [
            Rule(
                when: .init(
                    direction: "down", event: "response.output_audio.delta", spokenTurn: only(2), nth: only(3)),
                effect: .wire(reserving(bits: 3)))
        ],
        "transcript-late-or-out-of-order": [
            Rule(
                when: .init(
                    direction: "down", event: "conversation.item.input_audio_transcription.completed",
                    spokenTurn: only(1)),
                effect: .wire(.delay(milliseconds: 7_000)))
        ],
        "transcription-failed-event": [
            Rule(
                when: .init(spokenTurn: only(2)),
                effect: .outcome(
                    .failTranscription(
                        ServiceError(
                            type: "server_error", code: "DeploymentNotFound",
                            message: "Input transcription failed for item '{item}'."))))
        ],
        // It is in the pace.
        "slow-first-audio": [], "context-growth": [],
    ]
    /// What is not the default pace.
    private static let paces = [
        "slow-first-audio": Pace(firstAudioMs: 3_000), "context-growth": Pace(inputTokenMs: 5),
    ]

    private static func reserving(bits: UInt8) -> WireFault {
        var shape = FrameShape()
        shape.reserved = bits
        return .frame(shape)
    }

    private static func always(_ outcome: Outcome) -> Rule { Rule(when: .init(), effect: .outcome(outcome)) }
    private static func from(_ turn: Int) -> TurnRange { TurnRange(first: turn, last: nil) }
    private static func only(_ turn: Int) -> TurnRange { TurnRange(first: turn, last: turn) }

    private func parse(_ id: String) throws -> Scenario {
        try ScenarioFile.parse(Fixtures.bytes("Scenarios/\(id).yaml"), file: "\(id).yaml").get()
    }

    @Test func `the library holds exactly the scenarios that are known here`() throws {
        #expect(LibraryTests.ids.subtracting(LibraryTests.ofBridges) == Set(LibraryTests.rules.keys))
    }

    static let ids = Set(
        ((try? FileManager.default.contentsOfDirectory(atPath: Fixtures.url("Scenarios").path)) ?? [])
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) })

    /// Those with a `bridge:` section.
    static let ofBridges = ids.filter { id in
        let file = "\(id).yaml"
        return (try? ScenarioFile.parse(Fixtures.bytes("Scenarios/\(file)"), file: file).get())?.bridge != nil
    }

    @Test(arguments: ofBridges.sorted()) func `a file about a bridge says what it must lead to`(id: String) throws {
        let scenario = try parse(id)
        #expect(scenario.id == id)
        #expect(scenario.expect == .init(verdict: "fail", primary: id))
        #expect((10...80).contains(scenario.title.count), "a title fits into a list: \(scenario.title)")
        #expect(scenario.about.count > 100, "what a caller notices, what the wire shows, what tells it apart")
        let hasCause = scenario.bridge?.defects.isEmpty == false || scenario.caller != CallerPlan()
        #expect(hasCause, "something must be wrong with the bridge, or with how it is called")
    }

    @Test(arguments: rules.keys.sorted()) func `a library file means what its name says`(id: String) throws {
        let scenario = try parse(id)
        let isHealthy = id == "healthy"
        #expect(scenario.id == id)
        #expect(scenario.expect == .init(verdict: isHealthy ? "pass" : "fail", primary: isHealthy ? nil : id))
        let model = ModelPlan(pace: LibraryTests.paces[id] ?? Pace(), rules: LibraryTests.rules[id] ?? [])
        #expect(scenario.model == model)
        #expect((10...80).contains(scenario.title.count), "a title fits into a list: \(scenario.title)")
        #expect(scenario.about.count > 100, "what a caller notices, what the wire shows, what tells it apart")
    }

    @Test(arguments: ids.sorted())
    func `a neighbour that a library file names is in the library`(id: String) throws {
        let quoted = try parse(id).about.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }
        let neighbours = quoted.map(\.element).filter { $0.contains("-") }
        #expect(neighbours.filter { !LibraryTests.ids.contains($0) } == [])
        #expect(
            id == "healthy" || id == "beta-header-shutoff" || id == "handshake-401-missing-auth" || !neighbours.isEmpty)
    }
}
