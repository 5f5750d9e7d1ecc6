/// When an absence is proven. A log that just ends proves nothing; time that passed on an open connection does.
import CallCapture
import Durations
import JSONText
package import RealtimeProtocol

package struct Patience: Sendable {
    /// Seconds within which a service answers.
    package let seconds: Double
    private let end: Moment
    /// The end of the examiner's own waits for something that did not come.
    private let waits: [(at: Moment, event: String, seconds: Double)]
    private let inputIsMeasured: Bool
    private let close: Moment?

    init(connection: ModelConnection, end: Moment, observations: [Observation], seconds: Double) {
        self.seconds = seconds
        self.end = end
        inputIsMeasured = connection.appended.isMeasured
        close = connection.ending?.moment
        waits = observations.filter { $0.kind == ObservationKind.waited }.map { observation in
            (
                Moment(frame: observation.number, time: observation.time?.seconds),
                observation.data["for"]?.string ?? "", observation.data["seconds"]?.number ?? 0
            )
        }
    }

    /// Seconds that surely passed after a moment while the connection was open: by the clock where there is one, otherwise
    /// by the audio that went through.
    package func elapsed(since moment: Moment) -> Double {
        let limit = close.map { min($0, end) } ?? end
        guard limit >= moment else { return 0 }
        if let seconds = limit.seconds(since: moment) { return max(0, seconds) }
        return sampleSeconds(from: moment, to: limit)
    }

    /// Seconds between two moments, by the best clock there is.
    package func between(_ start: Moment, _ finish: Moment) -> Double {
        if let seconds = finish.seconds(since: start) { return max(0, seconds) }
        return sampleSeconds(from: start, to: finish)
    }

    private func sampleSeconds(from start: Moment, to finish: Moment) -> Double {
        if inputIsMeasured { return max(0, (finish.appendedMs - start.appendedMs) / 1_000) }
        // What the service had named last may be long past.
        return start.heardMs > 0 && finish.heardMs > 0 ? max(0, Double(finish.heardMs - start.heardMs) / 1_000) : 0
    }

    /// The examiner waited in vain for one of these after a moment.
    package func waited(for types: [EventType], after moment: Moment) -> Double? {
        let names = Set(types.flatMap { [$0.wireName(in: .ga), $0.wireName(in: .beta)] })
        return waits.filter { wait in
            wait.at > moment && (close.map { $0 > moment } ?? true)
                // The examiner may leave the family out: `speech_started`.
                && (names.contains(wait.event) || names.contains { $0.hasSuffix(".\(wait.event)") })
        }.map(\.seconds).max()
    }

    /// Long enough to prove that the service will not.
    package func isProven(_ types: [EventType], after moment: Moment, seconds needed: Double? = nil) -> Bool {
        if let close, close <= moment { return false }
        if let waited = waited(for: types, after: moment), waited >= 1 { return true }
        return elapsed(since: moment) >= (needed ?? seconds)
    }
}
