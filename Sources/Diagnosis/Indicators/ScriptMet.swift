import CallCapture
import Durations
import JSONText

/// Did the call go as the caller's script expects?
struct ScriptMet: Indicator {
    static let id = "script-met"
    static let title = "The call went as the script expects"

    func examine(_ call: Timeline) -> Answer {
        let expectations = call.observations(ObservationKind.expectation)
        guard !expectations.isEmpty else { return .notExamined("the script expects nothing in particular") }
        let unmet = expectations.filter { $0.data["met"]?.bool == false }
        guard let first = unmet.first else { return .pass("\(expectations.count) of \(expectations.count)") }
        let reason = first.data["reason"]?.string.map { ": \($0)" } ?? ""
        return .fail(
            "\(unmet.count) of \(expectations.count) expectations not met; step \(first.data["step"]?.integer ?? 0), \(first.data["expected"]?.string ?? "")\(reason)",
            unmet.map {
                Evidence(
                    frame: $0.number, time: $0.time?.seconds,
                    text: "expected \($0.data["expected"]?.string ?? ""), not met")
            })
    }
}
