import Diagnosis
import JSONText
import Testing

@testable import Replay

struct ReplayTableTests {
    private func row(
        _ number: Int, _ verdict: Verdict, then: [String], now: [String], isAlike: Bool = true
    ) throws -> ReplayTable.Row {
        let replay = try ReplayVerdictTests.verdict(then: then, now: now, verdict)
        return .init(number: number, replayed: .init(verdict: verdict, replay: replay, isAlike: isAlike))
    }

    @Test func `each call has its line, and the worst of all decides`() throws {
        let table = ReplayTable(rows: [
            try row(1, .pass, then: [], now: []),
            try row(2, .fail, then: ["leg-leak"], now: ["leg-leak"]),
            try row(3, .pass, then: ["leg-leak"], now: [], isAlike: false),
            .init(number: 12, replayed: nil),
        ])
        #expect(
            table.text == """
                  call 1   pass        still healthy
                  call 2   fail        still broken: leg-leak as before
                  call 3   pass        fixed: leg-leak is gone
                  call 12  incomplete  not played to its end
                4 calls: 1 still broken, 1 fixed, 1 still healthy, 1 not played to its end
                in 1 of them the bridge sends something else than it did: call-<n>/replay.html in the report folder

                """)
        #expect(table.verdict == .fail)
        #expect(table.hasChanges)
        #expect(table.json["calls"]?[1]?["outcome"] == "still broken")
        #expect(table.json["calls"]?[3]?["outcome"] == JSON.null)
    }

    @Test func `a call that was not played to its end is not passed over`() throws {
        #expect(
            ReplayTable(rows: [try row(1, .pass, then: [], now: []), .init(number: 2, replayed: nil)]).verdict
                == .incomplete)
        #expect(ReplayTable(rows: []).verdict == .incomplete)
    }
}
