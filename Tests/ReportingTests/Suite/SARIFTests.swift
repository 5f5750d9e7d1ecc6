import JSONText
import TestSupport
import Testing

@testable import Diagnosis
@testable import Reporting

/// SARIF 2.1.0: what its schema requires, and what code scanning needs beside it.
struct SARIFTests {
    private func run(_ text: String) throws -> JSON {
        let log = try JSON(parsing: text)
        #expect(log["version"]?.string == "2.1.0")
        #expect(log["$schema"]?.string?.hasSuffix("sarif-schema-2.1.0.json") == true)
        #expect(log["runs"]?.array?.count == 1)
        let run = try #require(log["runs"]?[0])
        #expect(run["tool"]?["driver"]?["name"]?.string == "realtime-doctor")
        #expect(run["tool"]?["driver"]?["version"]?.string == "0.1.0")
        let rules = run["tool"]?["driver"]?["rules"]?.array ?? []
        #expect(Set(rules.compactMap { $0["id"]?.string }).count == rules.count)
        for rule in rules {
            for key in ["shortDescription", "fullDescription", "help"] {
                #expect(rule[key]?["text"]?.string?.isEmpty == false, "\(rule["id"]?.string ?? ""): \(key)")
            }
        }
        for result in run["results"]?.array ?? [] {
            #expect(result["message"]?["text"]?.string?.isEmpty == false)
            #expect(["error", "warning", "note"].contains(result["level"]?.string ?? ""))
            let index = try #require(result["ruleIndex"]?.integer)
            #expect(rules[index]["id"] == result["ruleId"])
            let place = result["locations"]?[0]?["physicalLocation"]
            #expect(place?["artifactLocation"]?["uri"]?.string?.isEmpty == false)
            #expect((place?["region"]?["startLine"]?.integer ?? 0) >= 1)
            #expect(result["partialFingerprints"]?.object?.isEmpty == false)
        }
        return run
    }

    @Test func `a finding that nobody expected is a result at the plan's line, one that was expected is none`() throws {
        let results = try run(SARIF.text(ExampleSuite.report()))["results"]?.array ?? []
        #expect(results.compactMap { $0["ruleId"]?.string } == ["second-turn-stall", "not-examined"])
        #expect(results.compactMap { $0["level"]?.string } == ["error", "warning"])
        #expect(results[0]["locations"]?[0]?["physicalLocation"]?["region"]?["startLine"]?.integer == 6)
        #expect(results[0]["properties"]?["seed"]?.string == "2")
        #expect(results[0]["baselineState"] == nil)
    }

    @Test func `a baseline says what is new`() throws {
        let results = try run(SARIF.text(ExampleSuite.report(against: true)))["results"]?.array ?? []
        #expect(results.compactMap { $0["baselineState"]?.string } == ["unchanged", "new"])
        #expect(results.compactMap { $0["level"]?.string } == ["note", "warning"])
    }

    @Test func `every failure mode is a rule`() throws {
        let rules = try run(SARIF.text(ExampleSuite.report()))["tool"]?["driver"]?["rules"]?.array ?? []
        let ids = Set(rules.compactMap { $0["id"]?.string })
        #expect(ids.isSuperset(of: FailureModes.all.map { type(of: $0).about.id }))
    }

    @Test func `a single report has its findings, at the file that was examined`() throws {
        let failing = try run(SARIF.text(ExampleReports.failing(), file: "logs/a b.log"))
        let results = failing["results"]?.array ?? []
        #expect(results.compactMap { $0["ruleId"]?.string } == ["second-turn-stall"])
        #expect(
            results.first?["locations"]?[0]?["physicalLocation"]?["artifactLocation"]?["uri"]?.string
                == "logs/a%20b.log")
        #expect(try run(SARIF.text(ExampleReports.passing(), file: "x"))["results"]?.array == [])
    }

    @Test(arguments: [("a b#c.yaml", "a%20b%23c.yaml"), ("/tmp/ü", "file:///tmp/%C3%BC"), ("x/y.z", "x/y.z")])
    func `a path becomes a reference`(path: String, uri: String) { #expect(SARIF.uri(path) == uri) }
}
