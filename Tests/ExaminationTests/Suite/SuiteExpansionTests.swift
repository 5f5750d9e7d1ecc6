// From a plan to its cases, and which of them are run.
import Diagnosis
import Scenarios
import Testing

@testable import Examination

struct SuiteExpansionTests {
    private let library: SuiteExpansion.Library = {
        let scenarios: [String: Scenario] = [
            "healthy": Scenario(id: "healthy", expect: .init(verdict: "pass")),
            "outage": Scenario(
                id: "outage", expect: .init(verdict: "fail", primary: "outage"),
                model: ModelPlan(rules: [
                    Rule(when: Condition(), effect: .outcome(.neverCreate))
                ])),
            "leak": Scenario(id: "leak", bridge: BridgePlan(defects: ["leak"])),
            "plans/mine/a.yaml": Scenario(id: "a"), "plans/mine/b.yaml": Scenario(id: "b"),
        ]
        return .init(
            ids: ["healthy", "leak", "outage"], list: { $0 == "plans/mine" ? ["a.yaml", "b.yaml", "c.txt"] : [] },
            read: { source in
                guard let scenario = scenarios[source] else {
                    throw FixtureError.unknownScenario(source, known: ["healthy", "leak", "outage"])
                }
                return (scenario, Array(source.utf8))
            })
    }()

    private func cases(_ entries: SuitePlan.Entry...) throws -> [PlannedCase] {
        try SuiteExpansion.cases(of: SuitePlan(id: "p", entries: entries), file: "plans/p.yaml", in: library)
    }

    private func complaint(_ entries: SuitePlan.Entry...) -> String? {
        do {
            _ = try SuiteExpansion.cases(of: SuitePlan(id: "p", entries: entries), file: "plans/p.yaml", in: library)
            return nil
        } catch let error as FixtureError { return error.message } catch { return "\(error)" }
    }

    @Test func `all is the library, and a case that is named alone goes before it`() throws {
        let cases = try cases(
            .init(line: 2, scenario: "all", except: ["leak"]),
            .init(line: 5, scenario: "healthy", settings: .init(seed: 9)))
        #expect(cases.map(\.name) == ["outage", "healthy"])
        #expect(cases.map(\.line) == [2, 5])
        #expect(cases[1].seed == 9)
        #expect(cases[0].expected == .init(verdict: .fail, primary: "outage"))
    }

    @Test func `files are found from the plan's folder`() throws {
        let cases = try cases(.init(scenario: "mine/*.yaml"), .init(scenario: "mine/a.yaml", name: "again"))
        #expect(cases.map(\.name) == ["a", "b", "again"])
        #expect(cases.map(\.source) == ["plans/mine/a.yaml", "plans/mine/b.yaml", "plans/mine/a.yaml"])
    }

    @Test func `what the plan expects goes before what the scenario does`() throws {
        let cases = try cases(
            .init(scenario: "outage", name: "a", expect: .init(verdict: "pass")),
            .init(scenario: "outage", name: "b", expect: .init(primary: "other")),
            .init(scenario: "leak", name: "c"))
        #expect(
            cases.map(\.expected) == [
                .init(verdict: .pass), .init(verdict: .fail, primary: "other"), .init(verdict: .pass),
            ])
    }

    @Test func `what cannot be is said with the line of the plan`() {
        #expect(
            complaint(.init(line: 3, scenario: "healthy"), .init(line: 4, scenario: "healthy"))
                == "plans/p.yaml:4: two cases are called `healthy`; the first is in line 3")
        #expect(complaint(.init(line: 2, scenario: "helthy")) == "plans/p.yaml:2: there is no scenario 'helthy'")
        #expect(
            complaint(.init(line: 2, scenario: "all", except: ["outge"]))
                == "plans/p.yaml:2: `except` names `outge`, which `all` does not have")
        #expect(complaint(.init(line: 2, scenario: "none/*.yaml")) == "plans/p.yaml:2: no file matches `none/*.yaml`")
        #expect(
            complaint(.init(line: 2, scenario: "*/a.yaml"))
                == "plans/p.yaml:2: `*/a.yaml`: `*` stands only in the last part of a path")
        #expect(
            complaint(.init(line: 2, scenario: "all", name: "x"))
                == "plans/p.yaml:2: `name` is for one case, and `all` is 3")
    }

    @Test(arguments: [
        ("a.yaml", "*", true), ("a.yaml", "*.yaml", true), ("a.yml", "*.yaml", false), ("ab", "a*b", true),
        ("aXbYc", "a*b*c", true), ("acb", "a*b*c", false), ("a", "a*a", false), ("", "*", true), ("x", "x", true),
    ])
    func `a star stands for any characters`(name: String, pattern: String, matches: Bool) {
        #expect(SuiteExpansion.matches(name[...], pattern[...]) == matches)
    }

    @Test func `words name cases, scenarios, tags and sides`() throws {
        let all = try cases(
            .init(scenario: "all", settings: .init(tags: ["quick"])), .init(scenario: "healthy", name: "slow"))
        func names(_ selection: SuiteSelection) -> [String] { selection.select(from: all).map(\.name) }
        #expect(names(.init(only: ["quick"])) == ["healthy", "leak", "outage"])
        #expect(names(.init(only: ["healthy"])) == ["healthy", "slow"])
        #expect(names(.init(only: ["bridge-side", "model-side"])) == ["leak", "outage"])
        #expect(names(.init(only: ["quick"], skip: ["outage"])) == ["healthy", "leak"])
        #expect(SuiteSelection(only: ["quik"]).unknownWord(in: all)?.near == "quick")
        #expect(SuiteSelection(only: ["quick"], skip: ["slow"]).unknownWord(in: all) == nil)
    }

    @Test func `shards are the whole, and none is run twice`() throws {
        let all = try cases(.init(scenario: "all"), .init(scenario: "mine/*.yaml"))
        let parts = (1...3).map { index in
            SuiteSelection(shard: .init("\(index)/3")).select(from: all).map(\.name)
        }
        #expect(parts.map(\.count) == [2, 2, 1])
        #expect(Set(parts.joined()) == Set(all.map(\.name)))
    }

    @Test(arguments: ["0/3", "4/3", "1", "a/b", "1/0", "-1/2", "1/2/3"]) func `no shard`(text: String) {
        #expect(SuiteSelection.Shard(text) == nil)
    }

    @Test func `a fingerprint changes with the scenario and with how it is run, not with its name or tags`() throws {
        let a = try cases(.init(scenario: "healthy"))[0]
        #expect(
            try cases(.init(scenario: "healthy", name: "b", settings: .init(tags: ["t"])))[0].fingerprint
                == a.fingerprint)
        #expect(try cases(.init(scenario: "healthy", settings: .init(seed: 2)))[0].fingerprint != a.fingerprint)
        #expect(try cases(.init(scenario: "outage"))[0].fingerprint != a.fingerprint)
    }
}
