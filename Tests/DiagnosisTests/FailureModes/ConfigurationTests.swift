import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// Updates, items and requests that are refused: each slip under its own name, whichever side of the leg was recorded.
struct ConfigurationTests {
    /// A session as the client sends it, and the mode that it is.
    private struct Slip: CustomTestStringConvertible, Sendable {
        var id: String
        var dialect = Dialect.ga
        var session: JSONObject
        var testDescription: String { "\(id) \(dialect.rawValue)" }
    }

    private static let slips: [Slip] = [
        Slip(id: "session-type-missing", session: ["instructions": "Be brief."]),
        Slip(
            id: "session-type-missing",
            session: ["audio": ["input": ["turn_detection": ["type": "server_vad"]]]]),
        Slip(id: "flat-config-on-ga", session: ["modalities": ["audio", "text"], "voice": "alloy"]),
        Slip(id: "flat-config-on-ga", session: ["type": "realtime", "input_audio_format": "g711_ulaw"]),
        Slip(id: "flat-config-on-ga", session: ["type": "realtime", "temperature": 0.8]),
        Slip(
            id: "flat-config-on-ga",
            session: ["type": "realtime", "max_response_output_tokens": 300, "voice": "alloy"]),
        Slip(id: "ga-config-on-beta", dialect: .beta, session: ["type": "realtime", "instructions": "Be brief."]),
        Slip(
            id: "ga-config-on-beta", dialect: .beta,
            session: ["audio": ["output": ["format": ["type": "audio/pcmu"]]]]),
        Slip(
            id: "format-token-wrong",
            session: ["type": "realtime", "audio": ["input": ["format": "g711_ulaw"]]]),
        Slip(
            id: "format-token-wrong",
            session: ["type": "realtime", "audio": ["output": ["format": ["type": "pcm16"]]]]),
        Slip(
            id: "format-token-wrong",
            session: ["type": "realtime", "audio": ["input": ["format": ["type": "audio/pcm", "rate": 16000]]]]),
        Slip(id: "format-token-wrong", dialect: .beta, session: ["output_audio_format": "ulaw"]),
        Slip(
            id: "pcm-rate-missing",
            session: ["type": "realtime", "audio": ["output": ["format": ["type": "audio/pcm"]]]]),
        Slip(id: "both-modalities-on-ga", session: ["type": "realtime", "output_modalities": ["audio", "text"]]),
        Slip(id: "unsupported-voice", session: ["type": "realtime", "audio": ["output": ["voice": "nova"]]]),
        Slip(id: "unsupported-voice", dialect: .beta, session: ["voice": "fable"]),
        Slip(id: "temperature-out-of-range", dialect: .beta, session: ["temperature": 0.2]),
        Slip(id: "noise-reduction-wrong-type", dialect: .beta, session: ["input_audio_noise_reduction": "speech"]),
        Slip(
            id: "noise-reduction-wrong-type",
            session: ["type": "realtime", "audio": ["input": ["noise_reduction": ["type": "strong"]]]]),
        Slip(id: "token-field-renamed", dialect: .beta, session: ["max_output_tokens": 300]),
        Slip(id: "token-field-renamed", session: ["type": "realtime", "max_response_output_tokens": 300]),
        Slip(id: "unknown-session-field", session: ["type": "realtime", "response_stabilization": true]),
        Slip(
            id: "unknown-session-field",
            session: [
                "type": "realtime",
                "audio": ["input": ["turn_detection": ["type": "server_vad", "silence_duration": 500]]],
            ]),
        Slip(id: "unknown-session-field", dialect: .beta, session: ["truncation": "auto"]),
        Slip(
            id: "tool-definition-rejected",
            session: ["type": "realtime", "tools": [["type": "function", "function": ["name": "f"]]]]),
        Slip(id: "tool-definition-rejected", session: ["type": "realtime", "tools": [["name": "f"]]]),
        Slip(id: "transcription-model-missing", dialect: .beta, session: ["input_audio_transcription": [:]]),
        Slip(
            id: "transcription-model-missing",
            session: ["type": "realtime", "audio": ["input": ["transcription": ["language": "de"]]]]),
    ]

    /// All that a call needs.
    private static func whole(_ dialect: Dialect) -> JSONObject {
        let vad: JSON = ["type": "server_vad"]
        guard dialect == .ga else {
            return [
                "instructions": "Be brief.", "modalities": ["audio", "text"], "voice": "alloy",
                "input_audio_format": "pcm16", "output_audio_format": "pcm16", "turn_detection": vad, "tools": [],
            ]
        }
        let format: JSON = ["type": "audio/pcm", "rate": 24_000]
        return [
            "instructions": "Be brief.", "output_modalities": ["audio"], "tools": [],
            "audio": [
                "input": ["format": format, "turn_detection": vad], "output": ["format": format, "voice": "alloy"],
            ],
        ]
    }

    /// What the service says to it: its own rules, which the mock keeps.
    private func refusal(of slip: Slip) throws -> ErrorDetail {
        let base = DefaultSession.realtime(model: "gpt-realtime", in: slip.dialect, id: "sess_x", expiresAt: 0)
        guard case .failure(let error) = base.applying(slip.session, in: slip.dialect) else {
            throw Absent("the rules accept it")
        }
        return error
    }
    private struct Absent: Error {
        init(_: String) {}
    }

    private func story(_ slip: Slip) throws -> CallStory {
        let error = try refusal(of: slip)
        return CallStory(slip.dialect, named: "x").opens().created()
            .client(.sessionUpdate, ["session": .object(slip.session)])
            .fails(
                "invalid_request_error", code: error.code, param: error.param, message: error.message ?? "")
    }

    @Test(arguments: slips) private func `each slip in an update has its own name`(slip: Slip) throws {
        let call = try story(slip).types().answers()
        for style in [LogStyle.capture, .timed, .order] {
            #expect(try call.findings(style) == [slip.id], "\(style.rawValue)")
        }
        let folded = try call.report().findings.filter { $0.refinedBy != nil }
        #expect(folded.map(\.id) == ["session-update-rejected-defaults"])
        #expect(folded.map(\.refinedBy) == [slip.id])
    }

    @Test(arguments: slips) private func `the service's side alone is enough`(slip: Slip) throws {
        let call = try story(slip).types().answers()
        // Without the update, the missing type says nothing about the fields beside it.
        let id = try refusal(of: slip).param == "session.type" && slip.dialect == .ga ? "session-type-missing" : slip.id
        let other = slip.id == "flat-config-on-ga" && slip.session["max_response_output_tokens"] != nil
        for style in [LogStyle.serverTimed, .serverOrder] {
            #expect(try call.findings(style) == [other ? "token-field-renamed" : id], "\(style.rawValue)")
        }
    }

    @Test(arguments: slips) private func `a slip that was corrected before the first turn is none`(slip: Slip) throws {
        let call = try story(slip).asksForUpdate(Self.whole(slip.dialect)).updated().types().answers()
            .closes(1000, by: .client)
        #expect(try call.findings() == [])
        #expect(try call.report().verdict == .pass)
        #expect(try call.findings(.serverOrder) == [])
    }

    @Test(arguments: slips)
    private func `the client's side alone shows what the rules refuse in every dialect it may be in`(
        slip: Slip
    ) throws {
        let call = CallStory(slip.dialect).client(.sessionUpdate, ["session": .object(slip.session)])
            .client(.responseCreate)
        // A shape of the other dialect is right in that one, names that nobody knows may be new, and what each dialect refuses for
        // another reason tells nothing.
        let isHidden =
            ["flat-config-on-ga", "ga-config-on-beta", "unknown-session-field"].contains(slip.id)
            || slip.id == "session-type-missing" && slip.session["audio"] == nil
            || slip.id == "token-field-renamed" && slip.dialect == .beta
        let nested = slip.id == "ga-config-on-beta" && slip.session["type"] == nil
        #expect(
            try call.findings(.timed) == (nested ? ["session-type-missing"] : isHidden && !named(slip) ? [] : [slip.id])
        )
    }

    /// Of a GA shape with a beta field in it: both dialects refuse it, GA for the field.
    private func named(_ slip: Slip) -> Bool {
        slip.id == "flat-config-on-ga" && slip.session["type"] != nil
    }

    @Test func `an update that the client's own log corrects is no slip`() throws {
        let call = CallStory().client(
            .sessionUpdate, ["session": ["type": "realtime", "audio": ["output": ["voice": "nova"]]]]
        )
        #expect(try call.asksForUpdate(Self.whole(.ga)).client(.responseCreate).findings(.timed) == [])
        // What sets something else corrects nothing.
        let other = call.asksForUpdate(["tracing": "auto"]).client(.responseCreate)
        #expect(try other.findings(.timed) == ["unsupported-voice"])
    }

    @Test func `what was lost with a refused update is lost, whatever is accepted later`() throws {
        let refused = CallStory().opens().created().asksForUpdate([
            "instructions": "Be brief.", "audio": ["output": ["voice": "nova"]],
        ]).fails("invalid_request_error", code: "invalid_value", param: "session.audio.output.voice")
        let lost = refused.asksForUpdate(["tracing": "auto"]).updated().types().answers().closes(1000, by: .client)
        #expect(try lost.findings() == ["unsupported-voice"])
        #expect(try lost.report().indicator("configured")?.result == .fail)
        // The voice alone may be given up.
        let again = refused.asksForUpdate(["instructions": "Be brief."]).updated().types().answers()
            .closes(1000, by: .client)
        #expect(try again.findings() == [])
        #expect(try again.report().notes.map(\.id).contains("update-corrected"))
        // Two updates that were both accepted are no correction.
        let both = CallStory().opens().created().asksForUpdate(["instructions": "Be brief."]).updated()
            .asksForUpdate(["tracing": "auto"]).updated().types().answers().closes(1000, by: .client)
        #expect(try both.report().notes.map(\.id) == [])
    }

    @Test func `an invented field is told from a renamed one, with the nearest name`() throws {
        let slip = try #require(
            Self.slips.first { $0.session["audio"]?["input"]?["turn_detection"]?["silence_duration"] != nil })
        let summary = try story(slip).types().answers().report().findings.first?.summary
        #expect(summary?.hasSuffix("; did you mean silence_duration_ms?") == true)
    }

    @Test func `a flat session is named with the fields that would be refused next`() throws {
        let summary = try story(Self.slips[2]).types().answers().report().findings.first?.summary
        #expect(summary?.hasSuffix("its fields modalities, voice are the beta's") == true)
    }

    @Test func `a voice that comes after the assistant spoke loses the whole update`() throws {
        let call = CallStory().begins().types().answers()
            .asksForUpdate(["instructions": "Now sell.", "audio": ["output": ["voice": "verse"]]])
            .fails("invalid_request_error", code: "cannot_update_voice").types("More").answers()
        for style in LogStyle.allCases { #expect(try call.findings(style) == ["voice-change-after-audio"]) }
    }

    // MARK: Requests and items

    @Test(arguments: [
        ("unknown_parameter", "response.modalities", "modalities-in-response-create", Dialect.ga),
        ("unknown_parameter", "response.output_modalities", "modalities-in-response-create", .beta),
        ("unknown_parameter", "response.voice", "flat-config-on-ga", .ga),
        ("unknown_parameter", "response.audio", "ga-config-on-beta", .beta),
        ("invalid_value", "response.output_modalities", "both-modalities-on-ga", .ga),
        ("invalid_value", "response.audio.output.voice", "unsupported-voice", .ga),
        ("decimal_below_min_value", "response.temperature", "temperature-out-of-range", .beta),
        ("missing_required_parameter", "response.tools[0].type", "tool-definition-rejected", .ga),
    ])
    func `a refused request is named by its field`(code: String, param: String, id: String, dialect: Dialect) throws {
        let call = CallStory(dialect).begins().client(.responseCreate, ["response": [:]])
            .fails("invalid_request_error", code: code, param: param)
        for style in [LogStyle.capture, .timed, .order, .serverTimed, .serverOrder] {
            #expect(try call.findings(style) == [id], "\(style.rawValue)")
        }
        let repeated = call.client(.responseCreate).answers().closes(1000, by: .client)
        #expect(try repeated.findings() == [])
    }

    @Test(arguments: [
        ("invalid_value", "item.content[0].type", "item-content-type-role-mismatch"),
        ("missing_required_parameter", "item.type", "item-type-missing"),
        ("string_above_max_length", "item.id", "id-too-long"),
        ("string_above_max_length", "item.call_id", "id-too-long"),
        ("invalid_tool_call_id", "item.call_id", "call-id-unknown"),
    ])
    func `a refused item is named by its field`(code: String, param: String, id: String) throws {
        let item: JSON = ["type": "message", "role": "assistant", "content": [["type": "input_text", "text": "Hi"]]]
        let call = CallStory().begins().client(.conversationItemCreate, ["item": item])
            .fails("invalid_request_error", code: code, param: param)
        for style in LogStyle.allCases { #expect(try call.findings(style) == [id], "\(style.rawValue)") }
    }

    @Test(
        arguments: [
            (
                ["type": "message", "role": "assistant", "content": [["type": "input_text", "text": "Hi"]]],
                ["item-content-type-role-mismatch"]
            ),
            (["role": "user", "content": [["type": "input_text", "text": "Hi"]]], ["item-type-missing"]),
            (
                [
                    "type": "message", "id": "0123456789012345678901234567890123", "role": "user",
                    "content": [["type": "input_text", "text": "Hi"]],
                ], ["id-too-long"]
            ),
            // Right in one of the two dialects.
            (["type": "message", "role": "assistant", "content": [["type": "text", "text": "Hi"]]], []),
            (["type": "message", "role": "user", "content": [["type": "input_text", "text": "Hi"]]], []),
        ] as [(JSON, [String])])
    func `an item in the client's own log`(item: JSON, ids: [String]) throws {
        let call = CallStory().client(.conversationItemCreate, ["item": item]).client(.responseCreate)
        #expect(try call.findings(.timed) == ids)
    }

    @Test func `an item that was sent again, right, is no slip`() throws {
        let wrong: JSON = ["type": "message", "role": "system", "content": [["type": "text", "text": "Hi"]]]
        let right: JSON = ["type": "message", "role": "system", "content": [["type": "input_text", "text": "Hi"]]]
        let call = CallStory().begins().client(.conversationItemCreate, ["item": wrong])
            .fails("invalid_request_error", code: "invalid_value", param: "item.content[0].type")
            .client(.conversationItemCreate, ["item": right]).client(.responseCreate).answers()
        #expect(try call.findings() == [])
    }
}
