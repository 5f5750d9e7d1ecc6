// The `bridge:` section of a scenario file.
import Testing

@testable import Scenarios

struct BridgeFileTests {
    private func parse(_ text: String) throws -> Scenario {
        try ScenarioFile.parse(Array(text.utf8), file: "test.yaml").get()
    }

    @Test func `every key means what it says`() throws {
        let scenario = try parse(
            """
            bridge:
              defects: [no-clear-on-barge-in, leg-leak]
              first-word: caller
              format: pcm
              interrupter: bridge
              instructions: Be brief.
            """)
        #expect(
            scenario.bridge
                == BridgePlan(
                    defects: ["no-clear-on-barge-in", "leg-leak"], firstWord: .caller, format: "pcm",
                    interrupter: .bridge, instructions: "Be brief."))
    }

    @Test func `an empty section is the correct bridge, no section is no bridge at all`() throws {
        #expect(try parse("bridge: {}").bridge == BridgePlan())
        #expect(try parse("title: nothing").bridge == nil)
    }

    @Test func `a wrong word is refused where it stands`() {
        let parsed = ScenarioFile.parse(Array("bridge: {first-word: nobody}".utf8), file: "test.yaml")
        guard case .failure(let failure) = parsed else { return #expect(Bool(false), "it was taken") }
        #expect(failure.errors.map(\.line) == [1])
    }
}
