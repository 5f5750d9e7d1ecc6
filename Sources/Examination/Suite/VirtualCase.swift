import CallCapture
package import Diagnosis
package import ModelMock
import RealtimeProtocol
import ReferenceBridge
import Scenarios

/// A case through the reference bridge without sockets, as fast as it computes.
package enum VirtualCase {
    package struct Outcome: Sendable {
        package var report: Report
        package var capture: [UInt8]
    }

    /// - Parameter started: ISO 8601, for the capture's header.
    /// - Throws: Why there was no call: a defect or a voice that there is not.
    package static func run(
        _ each: PlannedCase, seed: UInt64, speech: SharedSpeech, started: String
    ) throws -> Outcome {
        let scenario = each.scenario
        let factory = try BridgeFactory(plan: scenario.bridge ?? BridgePlan())
        var settings = VirtualBridgeCall.Settings(
            mock: MockSettings(era: scenario.model.era.flatMap(Era.init) ?? .ga, seed: seed), seed: seed,
            calls: each.settings.calls ?? scenario.caller.calls)
        settings.mock.seed = seed
        let header = CaptureHeader.bridge(
            id: "\(each.name)-\(seed)", started: started,
            .init(scenario: scenario.id, seed: seed, caller: scenario.caller, calls: settings.calls))
        var capture: [UInt8] = []
        let report = try VirtualBridgeCall.run(
            scenario: scenario, settings: settings, speech: speech, header: header,
            bridges: factory, write: { capture.append(contentsOf: $0) })
        return Outcome(report: report, capture: capture)
    }
}
