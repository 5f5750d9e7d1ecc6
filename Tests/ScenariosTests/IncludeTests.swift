import Testing

@testable import Scenarios

/// Scenarios that are made of others.
struct IncludeTests {
    private func parse(_ files: [String: String], _ file: String = "main.yaml") -> Result<Scenario, ScenarioErrors> {
        ScenarioFile.parse(Array((files[file] ?? "").utf8), file: file) { name, _ in
            guard let text = files[name] else { return .failure(.init(message: "there is no \(name)", hint: "look")) }
            return .success((Array(text.utf8), name))
        }
    }

    private func errors(_ files: [String: String]) -> [String] {
        guard case .failure(let failure) = parse(files) else { return [] }
        return failure.errors.map { "\($0)" + ($0.hint.map { " | \($0)" } ?? "") }
    }

    @Test func `rules add up: own outcomes first, included faults of the wire first`() throws {
        let scenario = try parse([
            "main.yaml": """
            title: mine
            include: [deaf.yaml, slow.yaml]
            model:
              rules:
                - outcome: never-create
                - do: drop
            """,
            "deaf.yaml": "title: theirs\nexpect: {verdict: fail}\nmodel: {rules: [{outcome: deaf}], pace: {speed: 3}}",
            "slow.yaml": "model: {era: beta, rules: [{do: {slow: 900}}], door: [{do: silent}]}\ncaller: {limit: 9s}",
        ]).get()
        #expect(scenario.title == "mine" && scenario.id == "main" && scenario.expect == .init())
        #expect(
            scenario.model.rules.map(\.effect) == [
                .outcome(.neverCreate), .outcome(.deaf), .wire(.slow(bytesPerSecond: 900)), .wire(.drop),
            ])
        #expect(scenario.model.pace.speed == 3 && scenario.model.era == "beta")
        #expect(scenario.model.door == [DoorRule(fault: .silent)])
        #expect(scenario.caller != CallerPlan())
    }

    @Test func `what the file says itself wins`() throws {
        let scenario = try parse([
            "main.yaml": "include: [base]\nmodel: {era: ga, pace: {speed: 9}}",
            "base": "model: {era: beta, pace: {speed: 3, chunk: 50ms}}",
        ]).get()
        #expect(scenario.model.era == "ga" && scenario.model.pace == Pace(speed: 9))
    }

    @Test func `circles, depth and missing files are refused where they are written`() {
        #expect(
            errors(["main.yaml": "title: x\ninclude: [a]", "a": "include: [main.yaml]"]) == [
                "a:1:11: the files include each other: main.yaml includes a includes main.yaml | take one `include` out"
            ])
        var tower = ["main.yaml": "include: [f1]"]
        for index in 1...20 { tower["f\(index)"] = "include: [f\(index + 1)]" }
        #expect(
            errors(tower) == [
                "f7:1:11: `f8` is included by a file that is included by a file, 8 deep | include fewer files, from one file"
            ])
        #expect(
            errors(["main.yaml": "title: x\ninclude:\n  - nowhere"]) == ["main.yaml:3:5: there is no nowhere | look"])
        #expect(errors(["main.yaml": "include: [b]", "b": "titel: x"]).first?.hasPrefix("b:1:1: unknown key") == true)
    }

    @Test func `without somebody who looks for files nothing is included`() {
        guard case .failure(let failure) = ScenarioFile.parse(Array("include: [healthy]".utf8), file: "f.yaml") else {
            Issue.record("it was accepted")
            return
        }
        #expect(failure.errors.map(\.message) == ["`healthy` cannot be included here"])
    }
}
