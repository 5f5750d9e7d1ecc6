import JSONText
import Testing

@testable import Diagnosis
@testable import Reporting

struct ExplanationTests {
    private let stall = About(
        id: "second-turn-stall", title: "first turn works, the second never does", hears: "Silence.",
        evidence: "no response.created", tellsApart: "something was answered before", causes: ["a flag", "a loop"],
        remedy: "Clear the flag.", atFault: .bridge, source: "catalogue")
    private let quota = About(
        id: "quota-exhausted", title: "no credit is left", hears: "Silence.", evidence: "insufficient_quota",
        tellsApart: "", causes: ["no credit"], remedy: "Pay.", atFault: .account, source: "catalogue")

    @Test func `one is told in full`() {
        #expect(
            Explanation.text(stall, style: TextStyle()) == """
                second-turn-stall
                first turn works, the second never does

                heard as    Silence.

                proved by   no response.created

                told apart  something was answered before

                why         1. a flag
                            2. a loop

                fix         Clear the flag.

                at fault    bridge

                source      catalogue

                """)
    }

    @Test func `the list is grouped by fault and aligned`() {
        #expect(
            Explanation.list([stall, quota], style: TextStyle()) == """
                Fault of the bridge
                  second-turn-stall  first turn works, the second never does

                Fault of the account
                  quota-exhausted    no credit is left

                2 failure modes; realtime-doctor explain ID tells one in full.

                """)
    }

    @Test func `programs get every field`() {
        let json = Explanation.json([stall, quota])
        #expect(json[0]?["causes"] == ["a flag", "a loop"])
        #expect(json[1]?["atFault"] == "account")
        #expect(json[1]?.object?.keys.count == 10)
    }

    @Test func `every failure mode of the registry can be explained`() {
        for mode in FailureModes.all {
            let about = type(of: mode).about
            #expect(Explanation.text(about, style: TextStyle()).hasPrefix("\(about.id)\n"))
        }
    }
}
