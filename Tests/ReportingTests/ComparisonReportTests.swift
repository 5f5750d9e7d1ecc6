import Diagnosis
import JSONText
import TestSupport
import Testing

@testable import Reporting

struct ComparisonReportTests {
    @Test func `models stand side by side`() throws {
        let comparison = ComparisonReport([
            ("gpt-realtime", ExampleReports.passing()), ("gpt-realtime-mini", try ExampleReports.failing()),
        ])
        #expect(Goldens.difference(comparison.text(style: TextStyle()), from: "Fixtures/Reports/comparison.txt") == nil)
        #expect(comparison.verdict == .fail)
        #expect(comparison.json["models"]?[1]?["model"] == "gpt-realtime-mini")
        #expect(comparison.json["models"]?[1]?["report"]?["verdict"] == "fail")
        #expect(comparison.json["verdict"] == "fail")
    }

    @Test func `the worst verdict counts, and nothing compared is nothing proved`() {
        let (pass, open) = (ExampleReports.passing(), ExampleReports.incomplete())
        #expect(ComparisonReport([("a", pass), ("b", pass)]).verdict == .pass)
        #expect(ComparisonReport([("a", pass), ("b", open)]).verdict == .incomplete)
        #expect(ComparisonReport([]).verdict == .incomplete)
        #expect(ComparisonReport([]).text(style: TextStyle()) == "")
    }

    @Test func `the median of an even number of turns lies between the middle ones`() throws {
        var report = ExampleReports.passing()
        report.turns = [100, 900, 300, 200].map { latency in
            var turn = report.turns[0]
            turn.latencyMs = latency
            return turn
        }
        #expect(ComparisonReport([("a", report)]).text(style: TextStyle()).contains(#/latency, median +250 ms\n/#))
    }

    @Test(arguments: Hostile.texts) func `hostile names stay in their cells`(text: String) {
        let output = ComparisonReport([(text, ExampleReports.hostile(text))]).text(style: TextStyle())
        #expect(!output.unicodeScalars.contains { $0 != "\n" && $0.value < 0x20 })
    }
}
