import Diagnosis
import Scenarios
import TestSupport
import Testing

/// `Documentation/confusion-matrix.md`: what each scenario of the library is taken for, without a bridge and through one.
struct ConfusionMatrixTests {
    @Test func `the page says what the matrix says`() async throws {
        var page = """
            # What each scenario is taken for

            Made by `ConfusionMatrixTests` from runs in virtual time; `UPDATE_GOLDENS=1 swift test --filter ConfusionMatrix` makes it anew.
            Each row is a scenario of `Fixtures/Scenarios`; the columns say which finding came first, and which others stood behind it, when
            it was met by `probe`, which has no bridge, and by the reference bridge between a caller and the model. A scenario that is about
            the bridge has nothing to say to a probe.

            | scenario | probe | bridge |
            |---|---|---|

            """
        var strays = 0
        let library = ScenarioLibraryFixture.all.sorted { $0.id < $1.id }
        for scenario in library {
            let bridge = try await MatrixRuns.bridge(scenario).report
            let probe = scenario.bridge == nil ? try await MatrixRuns.probe(scenario).report : nil
            for report in [bridge, probe].compactMap({ $0 }) where report.primary != scenario.expect.primary {
                strays += 1
            }
            page += "| `\(scenario.id)` | \(probe.map(cell) ?? "") | \(cell(bridge)) |\n"
        }
        page += "\n\(library.count) scenarios; \(strays == 0 ? "none is" : "\(strays) are") taken for another.\n"
        #expect(strays == 0)
        #expect(Goldens.difference(page, from: "Documentation/confusion-matrix.md") == nil)
    }

    private func cell(_ report: Report) -> String {
        guard let primary = report.primary else { return report.verdict.rawValue }
        let others = report.findings.map(\.id).filter { $0 != primary }.map { "`\($0)`" }
        return (["**`\(primary)`**"] + others).joined(separator: ", ")
    }
}
