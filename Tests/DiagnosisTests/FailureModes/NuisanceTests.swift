import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// What a call survives, and what keeps it waiting: told from calls that only look like it.
struct NuisanceTests {
    private static func promised(_ words: String) -> CallStory {
        CallStory().begins().speaks().answers(words)
    }

    @Test(arguments: [
        "Let me check that for you.", "Sure. One moment, please.", "I\u{2019}ll look that up. Please wait.",
    ]) func `a promise that nothing follows is dead air`(words: String) throws {
        let report = try Self.promised(words).appends(9, sound: false).report()
        #expect(report.findings.map(\.id) == ["model-pauses-after-ack"])
        #expect(report.findings[0].turns == [1])
    }

    @Test func `a promise that is kept, or cut short by the caller, is none`() throws {
        let kept = Self.promised("Let me check that for you. We open at nine in the morning, every day but Monday.")
        #expect(try kept.appends(9, sound: false).findings() == [])
        let soon = Self.promised("Let me check that for you.").appends(1, sound: false).speaks().answers()
        #expect(try soon.findings() == [])
        let ends = Self.promised("Let me check that for you.").appends(1, sound: false)
        #expect(try ends.findings() == [])
    }

    @Test func `a close for a missing pong says so, whoever sends it`() throws {
        for side in [Frame.Side.server, .client] {
            let call = CallStory().begins().speaks().closes(1011, reason: "keepalive ping timeout", by: side)
            let report = try call.report()
            #expect(report.primary == "keepalive-ping-timeout-1011")
            let victim = side == .server ? "the service" : "the client"
            #expect(report.findings[0].summary.hasPrefix("\(victim) got no answer to its ping"))
        }
        let other = CallStory().begins().speaks().closes(1011, reason: "internal error", by: .server)
        #expect(try other.findings() == ["openai-socket-closed-mid-call"])
    }

    @Test(arguments: [
        ("api-version=2024-10-01-preview&deployment=gpt-realtime", 404, "azure-endpoint-or-dialect"),
        ("api-version=2024-10-01-preview&deployment=gpt-realtime", 400, "azure-endpoint-or-dialect"),
        ("api-version=2024-10-01-preview&deployment=gpt-realtime", 401, "handshake-401-missing-auth"),
    ]) func `an address of Azure's that is not there`(query: String, status: Int, finding: String) throws {
        #expect(try CallStory().opens(status: status, query: query).report().primary == finding)
    }

    @Test func `another service's missing page is a wrong address too, and not called Azure's`() throws {
        let other = try CallStory().opens(status: 404, body: "Not Found").report()
        #expect(other.primary == "azure-endpoint-or-dialect")
        #expect(
            other.findings[0].summary
                == "the upgrade to /v1/realtime?model=gpt-realtime was answered with HTTP 404: Not Found")
        let azure = CallStory().opens(status: 404, headers: ["Host": "night.openai.azure.com"])
        #expect(try azure.report().primary == "azure-endpoint-or-dialect")
    }

    @Test func `a failed transcription comes after what ends the call`() throws {
        let failed: JSONObject = [
            "item_id": "item_1", "content_index": 0,
            "error": ["type": "server_error", "code": "DeploymentNotFound", "message": "No such deployment."],
        ]
        let call = CallStory().begins().speaks().service(.transcriptionFailed, failed).answers()
        let report = try call.report()
        #expect(report.findings.map(\.id) == ["transcription-failed-event"])
        #expect(report.findings[0].summary == "1 of 1 transcription failed: No such deployment.")
        let dead = call.speaks().responseFails(type: "insufficient_quota", code: "insufficient_quota")
        #expect(try dead.findings() == ["quota-exhausted", "transcription-failed-event"])
    }

    @Test func `holes in the carrier's audio are the network's`() throws {
        let holes = (0..<12).reduce(BridgeStory().begins()) { story, _ in
            story.hears(480).turning { $0.skipsFrames = true }.hears(20).turning { $0.skipsFrames = false }
        }.ends()
        let report = try Examiner.examine(holes.kept(command: "record"))
        #expect(report.findings.map(\.id) == ["network-instability"])
        #expect(report.findings[0].summary == "11 of 299 media messages of the carrier never came")
        // A run that does this to its own line accuses nobody.
        #expect(try holes.findings() == [])
    }
}
