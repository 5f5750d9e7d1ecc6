import Testing

@testable import Diagnosis
@testable import Examination

struct LiveCostTests {
    @Test func `a whole probe is estimated from above, in tokens and cents`() {
        #expect(
            LiveCost.estimate(ProbePlan())
                == "about 7860 tokens, at most $0.18 at gpt-realtime list prices of August 2025")
    }

    @Test func `a quick probe costs a few cents at the most`() {
        var plan = ProbePlan()
        plan.makeQuick()
        #expect(
            LiveCost.estimate(plan) == "about 1073 tokens, at most $0.02 at gpt-realtime list prices of August 2025")
    }

    @Test func `what was used is priced by what kind of token it was`() {
        let usage = UsageSummary(
            responses: 2, inputTokens: 1_000, outputTokens: 500, inputAudioTokens: 600, outputAudioTokens: 400,
            cachedTokens: 0)
        #expect(LiveCost.used(usage) == "1500 tokens in 2 responses, at most $0.05 at those prices")
    }

    @Test func `a service that counts more audio than tokens is not paid for it`() {
        let usage = UsageSummary(
            responses: 1, inputTokens: 0, outputTokens: 0, inputAudioTokens: 10, outputAudioTokens: 0, cachedTokens: 0)
        #expect(LiveCost.used(usage) == "0 tokens in 1 responses, at most $0.01 at those prices")
    }
}
