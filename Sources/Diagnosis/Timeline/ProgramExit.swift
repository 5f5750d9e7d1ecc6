/// The end of the bridge's own program, where the run that started it has seen it: all of its connections end with it.
import CallCapture
import JSONText

struct ProgramExit: Sendable {
    var moment: Moment
    /// `with 3`, `by signal 11`; empty where nothing is known.
    var how: String

    /// Between the end of a connection and that of its program, or the other way around, seconds.
    static let nearness = 1.0
}

extension Timeline {
    /// The program has ended by itself; nil when it was stopped by us, or is not known.
    var programExit: ProgramExit? {
        observations(ObservationKind.process).first { $0.data["phase"]?.string == "exited" }.map { exit in
            let signal = exit.data["signal"].flatMap { $0.isNull ? nil : "by signal \($0.string ?? $0.text)" }
            let code = exit.data["code"]?.integer.map { "with \($0)" }
            return ProgramExit(
                moment: Moment(frame: exit.number, time: exit.time.map { $0 / .seconds(1) }), how: signal ?? code ?? "")
        }
    }

    /// The same, where a connection ended together with it.
    func programExit(at moment: Moment) -> ProgramExit? {
        programExit.flatMap { exit in
            exit.moment.seconds(since: moment).map { abs($0) <= ProgramExit.nearness } ?? false ? exit : nil
        }
    }
}

extension ProgramExit {
    var evidence: Evidence { moment.evidence("the program ended by itself\(how.isEmpty ? "" : " \(how)")") }
}
