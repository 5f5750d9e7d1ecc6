package import Scenarios

/// Every scenario of `Fixtures/Scenarios`, read once; the arguments of tests that hold for all of them.
package enum ScenarioLibraryFixture {
    package static let all: [Scenario] = {
        let names = (try? Fixtures.names(in: "Scenarios")) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.compactMap { name in
            guard let bytes = try? Fixtures.bytes("Scenarios/\(name)") else { return nil }
            return try? ScenarioFile.parse(bytes, file: name).get()
        }
    }()
}
