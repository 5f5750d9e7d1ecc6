import Testing

@testable import Scenarios

/// The door of a scenario file.
struct DoorFileTests {
    private func door(_ text: String) throws -> [DoorRule] {
        try ScenarioFile.parse(Array("model: {door: [\(text)]}".utf8), file: "f.yaml").get().model.door
    }

    @Test(arguments: [
        ("refuse", DoorFault.refuse(milliseconds: 5_000)), ("{refuse: 2s}", .refuse(milliseconds: 2_000)),
        ("silent", .silent), ("{slow: 900}", .slow(bytesPerSecond: 900)), ("{reset-at: 300}", .resetAt(bytes: 300)),
        ("expired-certificate", .expiredCertificate), ("wrong-name-certificate", .wrongNameCertificate),
    ]) func `a fault is a word or a mapping of one key`(written: String, fault: DoorFault) throws {
        #expect(try door("{do: \(written)}") == [DoorRule(fault: fault)])
    }

    @Test func `a rule says for which connections, and how often`() throws {
        #expect(
            try door("{when: {connection: 2..3}, do: silent, probability: 0.5}") == [
                DoorRule(connection: TurnRange(first: 2, last: 3), fault: .silent, probability: 0.5)
            ])
    }

    @Test(arguments: [
        ("{when: {connection: 1}}", "`door rule` needs `do`"), ("{do: slow}", "`slow` needs parameters"),
        ("{do: drop}", "unknown `do` `drop`"), ("{do: {slow: 0}}", "`bytes-per-second` takes"),
        ("{when: {turn: 1}, do: silent}", "unknown key `turn`"),
    ]) func `what is wrong is said`(written: String, begins: String) {
        let result = ScenarioFile.parse(Array("model: {door: [\(written)]}".utf8), file: "f.yaml")
        guard case .failure(let failure) = result else {
            Issue.record("it was accepted")
            return
        }
        #expect(failure.errors.first?.message.hasPrefix(begins) == true, "\(failure)")
    }
}
