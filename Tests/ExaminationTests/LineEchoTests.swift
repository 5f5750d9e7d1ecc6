import Diagnosis
import Scenarios
import Testing

@testable import Examination

/// What comes back from the caller's end of the line, and a caller who speaks over it.
struct LineEchoTests {
    private static func report(echo level: Double, seed: UInt64) throws -> Report {
        var call = MatrixCall(scenario: .healthy)
        call.scenario.caller.line.echoLevel = level
        call.scenario.caller.limitMs = 30_000
        call.settings.seed = seed
        return try call.play().report
    }

    @Test(arguments: [-20.0, -14, -6]) func `an echo that wakes the service is named, and nothing that follows from it`(
        level: Double
    ) throws {
        let report = try Self.report(echo: level, seed: 1)
        #expect(report.findings.filter { $0.refinedBy == nil }.map(\.id) == ["echo-self-interruption"])
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `a caller who interrupts over a faint echo is a caller`(
        seed: UInt64
    ) throws {
        let report = try Self.report(echo: -30, seed: seed)
        #expect(report.findings == [])
        #expect(report.indicators.first { $0.id == "interruption-honoured" }?.reason == "1 of 1")
    }
}
