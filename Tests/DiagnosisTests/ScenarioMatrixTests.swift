import Foundation
import JSONText
import ModelMock
import Scenarios
import TestSupport
import Testing

@testable import Diagnosis

/// Every scenario of the library, met by a plain client and kept in several ways, is recognised by its evidence.
struct ScenarioMatrixTests {
    static let scenarios: [Scenario] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Fixtures.url("Scenarios").path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
            (try? Fixtures.bytes("Scenarios/\(name)")).flatMap { try? ScenarioFile.parse($0, file: name).get() }
        }
    }()

    @Test(arguments: scenarios.map(\.id), ["ga", "beta"])
    func `a scenario is recognised in our capture`(id: String, dialect: String) throws {
        let scenario = try #require(Self.scenarios.first { $0.id == id })
        for variant in UInt64(0)..<4 {
            let frames = ScenarioCall(scenario, variant: variant, dialect: dialect).frames
            let report = try Examiner.examine(LogStyle.capture.render(frames))
            #expect(report.primary == scenario.expect.primary, "variant \(variant): \(report.findings.map(\.summary))")
        }
    }
}
