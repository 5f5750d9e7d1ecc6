package import Diagnosis
package import Scenarios

/// One case that a plan comes to: a scenario that was read, and how it is to be run.
package struct PlannedCase: Sendable, Equatable {
    /// Unique in the suite.
    package var name: String
    package var scenario: Scenario
    /// What `realtime-doctor bridge --scenario` takes: the id of the library, or a path.
    package var source: String
    /// In the plan, from 1; nil without a file.
    package var line: Int?
    package var settings: CaseSettings
    package var expected: CaseReport.Expected
    package var skip: String?
    package var fingerprint: String

    package var repeats: Int { settings.repeats ?? 1 }
    package var seed: UInt64 { UInt64(clamping: settings.seed ?? 1) }

    /// Words for `--only` and `--skip` beside its name, its scenario and the plan's tags: which side it puts to the test.
    package var sides: [String] {
        var sides: [String] = []
        if scenario.bridge != nil { sides.append("bridge-side") }
        if !scenario.model.rules.isEmpty { sides.append("model-side") }
        if scenario.caller != CallerPlan() { sides.append("caller-side") }
        return sides
    }

    package var tags: [String] { settings.tags + sides.filter { !settings.tags.contains($0) } }

    /// Its report before it is run.
    package var report: CaseReport {
        CaseReport(
            name: name, scenario: scenario.id, title: scenario.title, tags: tags, line: line, fingerprint: fingerprint,
            expected: expected, skipped: skip)
    }

    /// - Parameter text: The scenario's, for the fingerprint.
    package init(
        name: String, scenario: Scenario, source: String, line: Int?, settings: CaseSettings,
        expect: Scenario.Expectation, skip: String?, text: [UInt8]
    ) {
        self.name = name
        self.scenario = scenario
        self.source = source
        self.line = line
        self.settings = settings
        self.skip = skip
        // A plan that says anything has said all: its `pass` is not to be held against the scenario's `primary`.
        let said = expect.verdict ?? (expect.primary == nil ? nil : Verdict.fail.rawValue)
        let expect = said == nil ? scenario.expect : expect
        expected = .init(
            verdict: (said ?? scenario.expect.verdict).flatMap(Verdict.init)
                ?? (expect.primary == nil ? .pass : .fail), primary: expect.primary)
        var print = Fingerprint()
        print.add(text)
        print.add("\(settings.seed ?? 1) \(settings.calls ?? 1) \(settings.rate ?? 1)")
        fingerprint = print.text
    }
}
