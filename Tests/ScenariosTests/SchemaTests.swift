// The committed JSON Schema and the manual's tables are what the decoder's table makes of itself.
import Foundation
import JSONText
import TestSupport
import Testing

@testable import Scenarios

struct SchemaTests {
    private static let manual = "Documentation/scenarios.md"

    private func manualText() throws -> String {
        try String(contentsOf: Fixtures.repository.appending(path: SchemaTests.manual), encoding: .utf8)
    }

    @Test func `the committed schema is made from the decoder's table`() {
        let schema = ScenarioSchema.json.pretty + "\n"
        #expect(Goldens.difference(schema, from: "Fixtures/Scenarios/scenario.schema.json") == nil)
    }

    @Test func `the manual's tables are made from the decoder's table`() throws {
        let text = try manualText()
        var rest = text[...]
        var rebuilt = ""
        for table in ScenarioManual.tables {
            let opening = try #require(rest.range(of: "<!-- table: \(table.name) -->\n"), "no table \(table.name)")
            rebuilt += rest[..<opening.upperBound] + table.markdown + "\n"
            rest = rest[opening.upperBound...]
            let closing = try #require(rest.range(of: "<!-- end -->"))
            rest = rest[closing.lowerBound...]
        }
        #expect(Goldens.difference(rebuilt + rest, from: SchemaTests.manual) == nil)
    }

    @Test func `every example in the manual is a scenario`() throws {
        let blocks = try manualText().components(separatedBy: "```").enumerated()
            .filter { $0.offset % 2 == 1 && $0.element.hasPrefix("yaml\n") }.map { $0.element.dropFirst(5) }
        #expect(blocks.count >= 2)
        for block in blocks {
            let parsed = ScenarioFile.parse(Array(block.utf8), file: "manual.yaml")
            #expect(throws: Never.self) { try parsed.get() }
        }
    }
}
