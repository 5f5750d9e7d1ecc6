import Foundation
import Scenarios
import TestSupport
import Testing

@testable import Diagnosis

struct FailureModePagesTests {
    @Test(arguments: FailureModes.all.map { type(of: $0).about.id })
    func `the page of a failure mode is what it says of itself`(id: String) throws {
        let about = try #require(FailureModes.about(id))
        let page = FailureModePage.markdown(about)
        #expect(Goldens.difference(page, from: "Documentation/FailureModes/\(id).md") == nil)
    }

    @Test func `every file in FailureModes is registered under the id of its name`() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Fixtures.repository.appending(path: "Sources/Diagnosis/FailureModes").path)
        let types = FailureModes.all.map { "\(type(of: $0)).swift" }
        #expect(Set(files) == Set(types))
        for mode in FailureModes.all {
            let letters = "\(type(of: mode))".lowercased()
            #expect(type(of: mode).about.id.replacing("-", with: "") == letters)
        }
    }

    @Test(arguments: FailureModes.all.map { type(of: $0).about }) func `every mode has its scenario`(about: About) {
        #expect(FileManager.default.fileExists(atPath: Fixtures.url("Scenarios/\(about.id).yaml").path))
    }

    @Test(arguments: ScenarioLibraryFixture.all) func `a scenario is staged where its mode says`(scenario: Scenario) {
        guard let about = FailureModes.about(scenario.id) else { return }
        #expect((about.stage == .bridge) == (scenario.bridge != nil))
    }

    @Test func `no page is left of a mode that is gone`() throws {
        let pages = try FileManager.default.contentsOfDirectory(
            atPath: Fixtures.repository.appending(path: "Documentation/FailureModes").path)
        #expect(Set(pages) == Set(FailureModes.all.map { "\(type(of: $0).about.id).md" }))
    }

    @Test func `every failure mode and indicator that the indicators page names exists`() throws {
        let page = try String(
            contentsOf: Fixtures.repository.appending(path: "Documentation/indicators.md"), encoding: .utf8)
        let links = page.matches(of: /FailureModes\/([a-z0-9-]+)\.md/).map { String($0.1) }
        #expect(links.count > 30)
        for id in links { #expect(FailureModes.about(id) != nil, "\(id)") }
        for indicator in Indicators.all + Indicators.phone { #expect(page.contains("| `\(type(of: indicator).id)` |")) }
    }
}
