import Diagnosis
import Foundation
import JSONText
import TestSupport
import Testing

@testable import Reporting

struct JSONReportTests {
    @Test func `the keys that the architecture promises are there`() throws {
        let json = JSONReport.json(try ExampleReports.failing())
        #expect(json["report"] == 1)
        #expect(json["verdict"] == "fail")
        #expect(json["exitCode"] == 1)
        #expect(json["primary"] == "second-turn-stall")
        let finding = try #require(json["findings"]?[1])
        #expect(
            Set(["id", "summary", "evidence", "causes", "remedy", "refinedBy"]).isSubset(
                of: finding.object?.keys ?? []))
        #expect(finding["refinedBy"] == "second-turn-stall")
        #expect(json["violations"]?[0]?["rule"] == "I21")
        #expect(json["notes"]?[0]?["id"] == "rate-limits")
        #expect(json["indicators"]?[6]?["result"] == "not examined")
        #expect(json["indicators"]?[3]?["reason"] == "1 of 2 turns was answered")
        #expect(json["turns"]?[1]?["missing"] == "response created")
        #expect(json["turns"]?[1]?["links"]?[4]?["result"] == "missing")
        #expect(json["coverage"]?["timing"] == "times")
    }

    @Test(arguments: ["passing", "failing", "incomplete"]) func `reports keep the schema`(name: String) throws {
        let text = JSONReport.text(try TerminalReportTests.report(name))
        #expect(SchemaCheck.faults(try JSON(parsing: text), JSONReport.schema) == [])
    }

    @Test(arguments: Hostile.texts) func `hostile reports keep the schema and come back whole`(text: String) throws {
        let json = try JSON(parsing: JSONReport.text(ExampleReports.hostile(text)))
        #expect(SchemaCheck.faults(json, JSONReport.schema) == [])
        #expect(json["primary"]?.string == text)
        #expect(json["turns"]?[0]?["links"]?[0]?["name"]?.string == text)
    }

    @Test func `the schema notices what does not belong`() throws {
        var report = try #require(JSONReport.json(ExampleReports.passing()).object)
        report["verdict"] = "splendid"
        report["coverage"] = nil
        report["turns"] = [["number": "one"]]
        let faults = SchemaCheck.faults(.object(report), JSONReport.schema)
        #expect(faults.contains("$.verdict: splendid is not one of the words"))
        #expect(faults.contains("$: coverage is missing"))
        #expect(faults.contains("$.turns[0].number: is no integer"))
    }

    @Test func `the schema in the documentation is the one that is kept`() {
        #expect(Goldens.difference(JSONReport.schema.pretty + "\n", from: "Documentation/report.schema.json") == nil)
    }

    @Test func `the documentation has every key`() throws {
        let path = "Documentation/report.md"
        let page = try String(contentsOf: Fixtures.repository.appending(path: path), encoding: .utf8)
        let mark = "<!-- The tables below are written by a test from the table that writes the file. -->\n\n"
        let parts = page.components(separatedBy: mark)
        try #require(parts.count == 2)
        #expect(Goldens.difference(parts[0] + mark + JSONReport.manual, from: path) == nil)
    }

    @Test func `times have microseconds and no more digits than that`() throws {
        var report = ExampleReports.passing()
        report.source.seconds = 0.1 + 0.2
        report.turns[0].latencyMs = 812.3999999999
        let json = JSONReport.json(report)
        #expect(json["source"]?["seconds"]?.number == 0.3)
        #expect(json["turns"]?[0]?["latencyMs"]?.number == 812.4)
    }
}
