import JSONText
import RealtimeProtocol
import Testing

@testable import CaptureTools

struct VerdictSummaryTests {
    /// A report of a few turns, any verdict and any findings.
    private func report(_ dice: inout SplitMix64) -> JSON {
        let modes = ["second-turn-stall", "quota-exhausted", "double-response", "no-clear-on-barge-in"]
        let ids = modes.filter { _ in Bool.random(using: &dice) }
        let turns = (0..<Int.random(in: 0...4, using: &dice)).map { _ -> JSON in
            [
                "missing": Bool.random(using: &dice) ? .null : "audio",
                "latencyMs": Bool.random(using: &dice) ? JSON(Double.random(in: 0...9_000, using: &dice)) : .null,
                "sendMs": JSON(Double.random(in: 0...50, using: &dice)),
            ]
        }
        return [
            "report": 1, "verdict": .string(ids.isEmpty ? "pass" : "fail"), "primary": JSON(ids.first),
            "findings": .array(ids.map { ["id": .string($0)] }), "turns": .array(turns), "calls": [[:]],
            "indicators": [["id": "answered", "result": .string(ids.isEmpty ? "pass" : "fail")]],
        ]
    }

    private func summary(of reports: [(name: String, json: JSON)]) -> VerdictSummary {
        var summary = VerdictSummary()
        for report in reports {
            let isTaken = summary.add(report: report.json, name: report.name)
            #expect(isTaken)
        }
        return summary
    }

    private func merged(_ parts: [VerdictSummary]) -> VerdictSummary {
        parts.reduce(into: VerdictSummary()) { $0.merge($1) }
    }

    @Test(arguments: 1...40) func `shards merge to the same in any order and any grouping`(seed: Int) {
        var dice = SplitMix64(seed: UInt64(seed))
        let reports = (0..<30).map { ("call-\($0).jsonl", report(&dice)) }
        let whole = summary(of: reports)
        var shards = stride(from: 0, to: 30, by: 7).map { summary(of: Array(reports[$0..<min($0 + 7, 30)])) }
        shards[0].addUnreadable("torn.jsonl")
        #expect(merged(shards).reports == whole.reports)
        let left = merged([merged(Array(shards[..<2])), merged(Array(shards[2...]))])
        let right = merged([shards[0], merged(Array(shards[1...]))])
        #expect(left == right)
        #expect(merged(shards.shuffled(using: &dice)) == left)
        #expect(merged([left, VerdictSummary()]) == left)
        var apart = left
        apart.unreadable = 0
        apart.unreadableExamples = []
        #expect(apart == whole)
        #expect(left.json.text == right.json.text)
    }

    @Test func `it reads its own JSON`() throws {
        var dice = SplitMix64(seed: 3)
        let whole = summary(of: (0..<20).map { ("c\($0)", report(&dice)) })
        #expect(try VerdictSummary(json: JSON(parsing: whole.json.pretty)) == whole)
    }

    @Test func `the mode that is primary most often comes first, with the first names`() {
        func failing(_ id: String) -> JSON {
            ["report": 1, "verdict": "fail", "primary": .string(id), "findings": [["id": .string(id)]]]
        }
        let reports = [
            ("z", failing("a")), ("y", failing("b")), ("x", failing("b")), ("w", failing("b")), ("v", failing("b")),
        ]
        let whole = summary(of: reports)
        #expect(whole.ranked.map(\.id) == ["b", "a"])
        #expect(whole.modes["b"] == VerdictSummary.Mode(primary: 4, seen: 4, examples: ["v", "w", "x"]))
        #expect(whole.fail == 5)
    }

    @Test func `what is no report adds nothing, and a damaged or newer summary is refused`() throws {
        var whole = VerdictSummary()
        let taken: [JSON] = [["verdict": "pass"], ["report": 1, "verdict": "fine"], [], nil].filter {
            whole.add(report: $0, name: "x")
        }
        #expect(taken == [])
        #expect(whole == VerdictSummary())
        #expect(try VerdictSummary(json: ["report": 1]) == nil)
        #expect(throws: VerdictSummary.ReadingError.newerVersion(2)) { try VerdictSummary(json: ["summary": 2]) }
        #expect(throws: VerdictSummary.ReadingError.damaged("pass")) { try VerdictSummary(json: ["summary": 1]) }
    }
}
