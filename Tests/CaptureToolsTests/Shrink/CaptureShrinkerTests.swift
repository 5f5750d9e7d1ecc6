import CallCapture
import Diagnosis
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import CaptureTools

struct CaptureShrinkerTests {
    /// Two good turns, then a reply that fails for want of quota.
    private let call = BridgeStory().begins().speaks().answers().speaks().answers().speaks().responseCreated()
        .responseDone(
            "failed",
            error: ["type": "insufficient_quota", "code": "insufficient_quota", "message": "You exceeded it."]
        )
        .ends()

    private func shrink(_ bytes: [UInt8], finding: String? = nil, budget: Int = 600) throws -> CaptureShrinker.Result {
        var shrinker = try CaptureShrinker(bytes, finding: finding, budget: budget, tool: "test")
        return try shrinker.shrink { _ in }
    }

    @Test func `what is left is small, a capture, and shows the same`() throws {
        let result = try shrink(call.kept())
        let report = try Examiner.examine(result.capture)
        #expect(result.finding == "quota-exhausted")
        #expect(report.primary == "quota-exhausted")
        #expect(result.before > 500)
        #expect(result.after <= 3)
        #expect(!result.isExhausted)
        #expect(report.source.id == "story")
    }

    @Test func `nothing more can be left out`() throws {
        let result = try shrink(call.kept())
        let again = try shrink(result.capture)
        #expect(again.after == result.after)
    }

    @Test func `the same capture gives the same result`() throws {
        #expect(try shrink(call.kept()) == shrink(call.kept()))
    }

    @Test func `no more is diagnosed than was allowed, and what came of it still shows the finding`() throws {
        let result = try shrink(call.kept(), budget: 12)
        #expect(result.diagnoses <= 12)
        #expect(result.isExhausted)
        #expect(try Examiner.examine(result.capture).primary == "quota-exhausted")
    }

    @Test func `the innocent call of two is left out as a whole`() throws {
        let other = BridgeStory(call: 2).begins().speaks().answers().ends()
        let result = try shrink(BridgeStory.kept([call, other]))
        #expect(try Examiner.examine(result.capture).phones.allSatisfy { $0.connection != "p2" })
    }

    @Test func `a good call has nothing to keep, and a finding that is not there is named`() throws {
        let good = BridgeStory().begins().speaks().answers().ends().kept()
        #expect(throws: ShrinkError.self) { try shrink(good) }
        let error = #expect(throws: ShrinkError.self) { try shrink(call.kept(), finding: "double-response") }
        #expect(error?.message == "the capture does not show double-response")
        #expect(error?.hint.contains("quota-exhausted") == true)
    }
}
