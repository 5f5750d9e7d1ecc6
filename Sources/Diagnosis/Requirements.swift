/// Which indicators a verdict cannot do without. A required one that was not examined makes the verdict incomplete.
///
/// - Any capture: `connected`, and `answered`; of a transcription session `transcripts` instead, for it answers nothing.
/// - A call on the telephone besides: that the carrier takes what the bridge sends, that the caller reaches the model and, unless
///   the stream only listens, the replies the caller; what the script expects; and the sound each way, where it came out as nothing that
///   could be recognised.
/// - A probe besides: that it came to its end, and what belongs to the sections that it ran. A section that the user left out requires nothing; one
///   that was skipped because an earlier one failed still does.
import CallCapture
import JSONText

enum Requirements {
    private static let ofSections: [String: [String]] = [
        "session": ["configured"],
        "text-turn": ["answered"],
        "spoken-turns": ["heard", "answered", "multiple-turns", "latency"],
        "audible": ["audible", "no-dropped-audio"],
        "interruption": ["interruption-honoured"],
        "transcription": ["transcripts"],
        "orderly-end": ["orderly-end"],
    ]

    static func required(_ call: Timeline) -> Set<String> {
        guard call.command == "probe" else {
            let isTranscription = !call.connections.isEmpty && call.connections.allSatisfy { $0.isTranscription }
            let model: Set<String> = ["connected", isTranscription ? "transcripts" : "answered"]
            return call.command == "bridge" && !call.phones.isEmpty ? model.union(onPhone(call)) : model
        }
        var required: Set<String> = ["connected", "no-error-events", "orderly-end"]
        for observation in call.observations(ObservationKind.section) {
            guard let section = observation.data["section"]?.string, let ids = ofSections[section] else { continue }
            if observation.data["phase"]?.string == "skip", observation.data["asked"]?.bool == true { continue }
            required.formUnion(ids)
        }
        // One spoken turn alone, or a text probe, is what the user asked for.
        if let turns = call.header?.settings["turns"]?.integer, turns < 2 { required.remove("multiple-turns") }
        return required
    }
}

extension Requirements {
    private static func onPhone(_ call: Timeline) -> Set<String> {
        var required: Set<String> = []
        let spoke = call.phones.contains { phone in
            phone.caller.bursts.contains { burst in
                burst.isClearSpeech
                    && call.connections.contains { $0.first < burst.started && $0.isOpen(at: burst.ended) }
            }
        }
        if spoke { required.insert("caller-reaches-model") }
        let listensOnly = call.observations(ObservationKind.call).contains {
            $0.data["stream"]?.string == "listen-only"
        }
        let isDue = call.connections.indices.contains { index in
            call.connections[index].responses.indices.contains { number in
                switch call.fate(of: number, on: index) {
                case .whole, .undelivered, .partial, .stretched: true
                case .interrupted, .overtaken, nil: false
                }
            }
        }
        if !listensOnly, isDue { required.formUnion(["carrier-accepts", "replies-reach-caller"]) }
        if !call.observations(ObservationKind.expectation).isEmpty { required.insert("script-met") }
        // Words that came out as something that nobody recognises have not passed.
        for fidelity in call.fidelities {
            if fidelity.up.isUnrecognised { required.insert(AudioFidelityUp.id) }
            if fidelity.down.isUnrecognised { required.insert(AudioFidelityDown.id) }
        }
        return required
    }
}

extension ModelConnection {
    var isTranscription: Bool { echoes.last?.session.isTranscription ?? false }
}
