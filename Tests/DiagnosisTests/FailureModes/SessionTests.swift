import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// Connections that are refused, sessions that are not configured, and how they end.
struct SessionTests {
    @Test func `HTTP 401 is a refused key`() throws {
        let call = CallStory().opens(
            status: 401, headers: [:], body: #"{"error":{"message":"no","type":"invalid_request_error"}}"#)
        let report = try call.report()
        #expect(report.primary == "handshake-401-missing-auth")
        #expect(report.verdict == .fail)
        #expect(report.findings[0].evidence.map(\.frame) == [1])
    }

    @Test(arguments: ["invalid_api_key", nil] as [String?])
    func `a refused key after the upgrade`(code: String?) throws {
        let call = CallStory().opens().fails("invalid_request_error", code: code)
            .closes(3000, reason: "invalid_request_error.\(code ?? "")", by: .server)
        #expect(try call.findings() == ["handshake-401-missing-auth"])
    }

    @Test func `the beta header is told from a bad key`() throws {
        let call = CallStory().opens(headers: ["OpenAI-Beta": "realtime=v1"])
            .fails("invalid_request_error", code: "beta_api_shape_disabled", message: "worded anew")
        #expect(try call.findings() == ["beta-header-shutoff"])
        #expect(
            try call.closes(4000, reason: "invalid_request_error.beta_api_shape_disabled", by: .server).findings() == [
                "beta-header-shutoff"
            ])
        #expect(try call.findings(.serverOrder) == ["beta-header-shutoff"])
    }

    @Test(arguments: ["evt_7", nil] as [String?])
    func `a refused update leaves the defaults in force`(name: String?) throws {
        for dialect in dialects {
            let call = CallStory(dialect).opens().created().asksForUpdate(["tool_choice": "sometimes"], named: name)
                .fails("invalid_request_error", code: "invalid_value", param: "session.tool_choice", answering: name)
                .types().answers()
            for style in LogStyle.allCases {
                #expect(try call.findings(style) == ["session-update-rejected-defaults"], "\(style.rawValue)")
            }
            #expect(try call.report().indicator("configured")?.result == .fail)
        }
    }

    @Test func `an error without param that answers an update is known by its order`() throws {
        let call = CallStory().opens().created().asksForUpdate().fails("invalid_request_error", code: "invalid_value")
        #expect(try call.findings() == ["session-update-rejected-defaults"])
    }

    @Test func `an update that was corrected before the first turn is a note`() throws {
        let call = CallStory().opens().created().asksForUpdate(["tool_choice": "sometimes"])
            .fails("invalid_request_error", code: "invalid_value", param: "session.tool_choice").asksForUpdate()
            .updated()
            .types().answers().closes(1000, by: .client)
        let report = try call.report()
        #expect(report.findings == [])
        #expect(report.verdict == .pass)
        #expect(report.notes.map(\.id).contains("update-corrected"))
    }

    @Test func `a voice that may no longer change is not a session on defaults`() throws {
        let call = CallStory().begins().types().answers().asksForUpdate()
            .fails("invalid_request_error", code: "cannot_update_voice").types("More").answers()
        #expect(try call.findings() == ["voice-change-after-audio"])
    }

    @Test(arguments: dialects) func `an update that nothing answers`(dialect: Dialect) throws {
        let call = CallStory(dialect).opens().created().asksForUpdate()
        #expect(try call.findings() == [])
        #expect(
            try call.waitsInVain(for: "session.updated", seconds: 3).findings() == ["session-updated-never-arrives"])
        let goesOn = call.types().answers()
        for style in [LogStyle.capture, .timed, .order] {
            #expect(try goesOn.findings(style) == ["session-updated-never-arrives"], "\(style.rawValue)")
        }
    }

    @Test(arguments: dialects) func `an expired session is no socket that closed for nothing`(dialect: Dialect) throws {
        let call = CallStory(dialect).begins().speaks().answers().speaks().responseCreated()
            .fails("invalid_request_error", code: "session_expired").closes(1001, reason: "too old", by: .server)
        #expect(try call.findings() == ["session-expired"])
    }

    @Test(arguments: [1000, 1001, 1011, nil] as [Int?])
    func `a service that hangs up during a reply`(code: Int?) throws {
        let call = CallStory().begins().speaks().responseCreated().says().closes(code, by: .server)
        #expect(try call.findings() == ["openai-socket-closed-mid-call"])
        #expect(try call.report().indicator("orderly-end")?.result == .fail)
    }

    @Test func `a connection that is reset while audio streams`() throws {
        let call = CallStory().begins().speaks().answers().appends(2, sound: false).breaks()
        #expect(try call.findings() == ["openai-socket-closed-mid-call"])
    }

    @Test func `who waits for a reply when the service closes was cut off`() throws {
        #expect(
            try CallStory().begins().types().closes(1001, by: .server).findings() == ["openai-socket-closed-mid-call"])
    }

    @Test func `a quiet end is in order, whoever closes`() throws {
        let call = CallStory().begins().types().answers().pause(.seconds(3))
        for story in [call.closes(1000, by: .server), call.closes(1000, by: .client), call.closes(nil, by: .client)] {
            let report = try story.report()
            #expect(report.findings == [])
            #expect(report.verdict == .pass)
            #expect(report.indicator("orderly-end")?.result == .pass)
        }
    }

    @Test func `a client that hangs up during a reply did so on purpose`() throws {
        let call = CallStory().begins().speaks().responseCreated().says().closes(1000, by: .client)
        #expect(try call.findings() == [])
    }

    @Test func `stacked faults are all listed, the first break first`() throws {
        let call = CallStory().opens().created().asksForUpdate(["tool_choice": "sometimes"])
            .fails("invalid_request_error", code: "invalid_value", param: "session.tool_choice").types().answers(
                amplitude: 0
            )
            .types("More").responseFails(type: "server_error", code: nil)
        #expect(
            try call.findings() == [
                "session-update-rejected-defaults", "audio-is-digital-silence", "server-error-response",
            ])
    }

    @Test func `benign races are notes and do not fail`() throws {
        let call = CallStory().begins().types().answers().client(.responseCancel)
            .fails("invalid_request_error", code: "response_cancel_not_active").closes(1000, by: .client)
        let report = try call.report()
        #expect(report.verdict == .pass)
        #expect(report.notes.map(\.id) == ["benign-error"])
    }
}

extension SessionTests {
    @Test func `a logger that leaves events out does not make the service silent`() throws {
        let call = CallStory().begins().types().answers().types("More").answers()
        let kept = ["session.created", "session.update\"", "response.created", "response.done", "response.create\""]
        let lines = String(decoding: call.kept(as: .timed), as: UTF8.self).split(separator: "\n")
            .filter { line in
                kept.contains { line.contains($0) } && !line.contains("conversation.item")
                    && !line.contains("session.updated")
            }
        let report = try Examiner.examine(Array(lines.joined(separator: "\n").utf8))
        #expect(report.findings == [])
    }
}
