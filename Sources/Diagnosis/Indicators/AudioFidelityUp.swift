/// Was the model given what the caller said: the same words, at the right speed, in the format that it expects?
import SpeechAudio

struct AudioFidelityUp: Indicator {
    static let id = "audio-fidelity-up"
    static let title = "The model was given what the caller said"

    func examine(_ call: Timeline) -> Answer { call.answer(.up, \.up) }
}

extension Timeline {
    /// Over all calls: the worst one speaks for them.
    func answer(_ side: Fidelity.Side, _ way: KeyPath<CallFidelity, CallFidelity.Way>) -> Answer {
        guard !phones.isEmpty else { return .notExamined("the capture has no phone leg") }
        var passed: [String] = []
        var reasons: [String] = []
        for fidelity in fidelities {
            let way = fidelity[keyPath: way]
            let number = calls.count > 1 ? "call \(calls[fidelity.call].number): " : ""
            guard let result = way.result else {
                reasons.append(way.whyNot)
                continue
            }
            let faults = CallFidelity.faults(of: way)
            if !faults.isEmpty {
                return .fail(number + result.sentence(side, faults: faults), evidence(of: way))
            }
            if let reason = result.notComparable {
                reasons.append(reason)
            } else {
                passed.append(number + result.sentence(side, faults: []))
            }
        }
        guard let first = passed.first else { return .notExamined(reasons.first ?? "there is nothing to compare") }
        return .pass(passed.count > 1 ? "\(first); and \(passed.count - 1) more calls" : first)
    }

    /// The first places of what is lost, doubled or torn.
    func evidence(of way: CallFidelity.Way) -> [Evidence] {
        guard let result = way.result else { return [] }
        let lost = way.lost.prefix(5).map { ($0.stretch, "speech that is missing in the copy") }
        let more =
            result.repeated.prefix(3).map { ($0, "speech that was sent before") }
            + result.gaps.prefix(3).map { ($0, "silence in the middle of words") }
            + result.foreign.prefix(3).map { ($0, "sound that is not in the original") }
        let places = (lost + more).compactMap { stretch, text in
            stretch.frame.map { frame in
                Evidence(
                    frame: frame, time: stretch.time,
                    text: "\(text): \(Timeline.words(milliseconds: stretch.milliseconds))")
            }
        }
        return places.sorted { $0.frame < $1.frame }
    }
}
