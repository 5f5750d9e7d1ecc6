import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// Replies that fail, are cut, are empty, or cannot be heard.
struct ReplyTests {
    @Test(
        arguments: [
            ("invalid_request_error", "model_not_found", "model-not-found-at-response"),
            ("invalid_request_error", "insufficient_quota", "quota-exhausted"),
            ("insufficient_quota", "insufficient_quota", "quota-exhausted"),
            ("server_error", "billing_hard_limit_reached", "quota-exhausted"),
            ("tokens", "rate_limit_exceeded", "rate-limited-response"),
            ("server_error", "inference_rate_limit_exceeded", "rate-limited-response"),
            ("server_error", nil, "server-error-response"),
        ] as [(String, String?, String)])
    func `a failed response is named by its code`(type: String, code: String?, id: String) throws {
        for dialect in dialects {
            let call = CallStory(dialect).begins().types().responseFails(type: type, code: code)
            for style in LogStyle.allCases { #expect(try call.findings(style) == [id], "\(style.rawValue)") }
        }
    }

    @Test func `a failure that no mode names still fails, with its details`() throws {
        let report = try CallStory().begins().types().responseFails(type: "invalid_request_error", code: "brand_new")
            .report()
        #expect(report.primary == nil)
        #expect(report.verdict == .fail)
        #expect(report.indicator("answered")?.reason.contains("brand_new") == true)
    }

    @Test(arguments: [("content_filter", "content-filter-cut"), ("max_output_tokens", "max-tokens-cut")])
    func `an incomplete response is named by its reason`(reason: String, id: String) throws {
        for dialect in dialects {
            let call = CallStory(dialect).begins().speaks().responseCreated().says()
                .finishes(status: "incomplete", details: ["type": "incomplete", "reason": .string(reason)])
            #expect(try call.findings() == [id])
            #expect(try call.findings(.serverOrder) == [id])
        }
    }

    @Test(arguments: dialects) func `completed with nothing in it is reported with its usage`(dialect: Dialect) throws {
        let call = CallStory(dialect).begins().types().responseCreated()
        let report = try call.responseDone(tokens: 0).report()
        #expect(report.primary == "empty-output-completed")
        #expect(report.findings[0].summary.contains("0 output tokens were used, so the model probably never ran"))
        #expect(try call.responseDone(tokens: 31).report().findings[0].summary.contains("31 output tokens"))
    }

    @Test(arguments: ["turn_detected", "client_cancelled"])
    func `a cancelled response with an empty output is no fault`(reason: String) throws {
        let call = CallStory().begins().types().answers().types("More").responseCreated()
            .responseDone("cancelled", details: ["type": "cancelled", "reason": .string(reason)])
        #expect(try call.findings() == [])
        #expect(try call.report().verdict == .pass)
    }

    @Test(arguments: dialects) func `text where audio was asked for`(dialect: Dialect) throws {
        let call = CallStory(dialect).begins().speaks().answers("I wrote this.", audio: false)
        #expect(try call.findings() == ["text-instead-of-audio"])
        #expect(try call.findings(.serverOrder) == ["text-instead-of-audio"])
        #expect(try CallStory(dialect).begins(modalities: ["text"]).types().answers(audio: false).findings() == [])
    }

    @Test func `text that the request asked for is right in an audio session`() throws {
        let call = CallStory().begins().client(.responseCreate, ["response": ["output_modalities": ["text"]]])
            .answers(audio: false)
        #expect(try call.findings() == [])
    }

    @Test(arguments: dialects) func `silence under a transcript`(dialect: Dialect) throws {
        let call = CallStory(dialect).begins().speaks().answers(amplitude: 0)
        #expect(try call.findings() == ["audio-is-digital-silence"])
        #expect(try call.findings(.serverOrder) == ["audio-is-digital-silence"])
        #expect(try call.report().indicator("audible")?.result == .fail)
        // Whispering is not silence; cut payloads are not evidence.
        #expect(try CallStory(dialect).begins().speaks().answers(amplitude: 200).findings() == [])
        #expect(try call.findings(.cutAudio) == [])
    }

    @Test func `a function call is no text instead of audio`() throws {
        let item: JSON = [
            "id": "item_f", "type": "function_call", "status": "completed", "name": "f", "call_id": "c",
            "arguments": "{}",
        ]
        let call = CallStory().begins().speaks().responseCreated().responseDone(output: [item], tokens: 9)
        #expect(try call.report().verdict == .pass)
    }
}
