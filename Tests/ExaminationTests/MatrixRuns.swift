import Diagnosis
import Scenarios
import Synchronization
import TestSupport

@testable import Examination

/// Each scenario of the library is called once for all tests that want to know what came of it.
enum MatrixRuns {
    typealias Run = (report: Report, capture: [UInt8])

    private static let bridges = Mutex<[String: Task<Run, any Error>]>([:])
    private static let probes = Mutex<[String: Task<Run, any Error>]>([:])

    /// Through the reference bridge.
    static func bridge(_ scenario: Scenario) async throws -> Run {
        try await remember(bridges, scenario.id) { try MatrixCall(scenario: scenario).play() }
    }

    /// By a probe, which has no bridge.
    static func probe(_ scenario: Scenario) async throws -> Run {
        try await remember(probes, scenario.id) { try ProbeStory(scenario: scenario).play() }
    }

    private static func remember(
        _ runs: borrowing Mutex<[String: Task<Run, any Error>]>, _ id: String,
        _ play: @escaping @Sendable () throws -> Run
    ) async throws -> Run {
        let task = runs.withLock { known in
            if let task = known[id] { return task }
            let task = Task { try play() }
            known[id] = task
            return task
        }
        return try await task.value
    }
}
