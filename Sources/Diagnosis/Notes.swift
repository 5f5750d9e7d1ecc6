/// What is worth telling and proves no fault.
import CallCapture
import JSONText

enum Notes {
    static func notes(of call: Timeline) -> [Note] {
        var notes: [Note] = []
        let benign = ErrorNotes.split(call).benign
        for code in Set(benign.map { $0.code ?? $0.type }).sorted() {
            let events = benign.filter { ($0.code ?? $0.type) == code }
            notes.append(
                Note(
                    id: "benign-error",
                    text: "\(code) \(Timeline.words(count: events.count)): a race or a slip that did no harm",
                    evidence: Array(events.map(\.evidence).prefix(5))))
        }
        for (index, connection) in call.connections.enumerated() {
            for (number, update) in connection.updates.enumerated() where call.isCorrected(number, of: index) {
                let error = update.refused.map { connection.errors[$0] }
                notes.append(
                    Note(
                        id: "update-corrected",
                        text:
                            "a session.update was \(error == nil ? "not answered" : "refused"), and a later one was accepted before the first turn",
                        evidence: [update.moment.evidence("session.update")] + (error.map { [$0.evidence] } ?? [])))
            }
        }
        notes += call.renewals.map { renewal(of: call, $0) }
        let hidden = call.allResponses.filter { $0.done != nil && $0.status == nil }
        if !hidden.isEmpty {
            notes.append(
                Note(
                    id: "status-hidden",
                    text:
                        "\(hidden.count) response.done without a status: log the event whole, as JSON, with status and status_details",
                    evidence: hidden.prefix(5).flatMap(\.doneEvidence)))
        }
        let unexplained = call.allResponses.filter {
            $0.isFailed && $0.errorCode == nil && $0.errorType == nil
        }
        if !unexplained.isEmpty {
            notes.append(
                Note(
                    id: "cause-hidden",
                    text:
                        "\(unexplained.count) failed response\(unexplained.count == 1 ? "" : "s") without an error: log status_details whole (JSON.stringify, not the console's [Object])",
                    evidence: unexplained.prefix(5).flatMap(\.doneEvidence)))
        }
        return notes + told(call)
    }

    /// What a log without events says in sentences. They prove nothing, so no finding is made of them.
    private static func told(_ call: Timeline) -> [Note] {
        let told = call.observations(ObservationKind.told)
        guard !told.isEmpty else { return [] }
        var says: [String] = []
        var counts: [String: Int] = [:]
        for observation in told {
            guard let word = observation.data["says"]?.string else { continue }
            counts[word, default: 0] += 1
            guard counts[word] == 1, let phrase = Phrase(rawValue: word) else { continue }
            let known: Set = ["says", "line", "text"]
            let details = observation.data.members.filter { !known.contains($0.key) }.prefix(8).map { member in
                "\(member.key) \(member.value.string ?? member.value.text)"
            }
            let place = observation.data["line"]?.integer.map { " (line \($0))" } ?? ""
            says.append(phrase.meaning + (details.isEmpty ? "" : ", " + details.joined(separator: ", ")) + place)
        }
        var notes = [
            Note(
                id: "told-in-words", text: "the log says, first of each: " + says.joined(separator: "; "), evidence: [])
        ]
        let spoke = counts[Phrase.assistantSaid.rawValue] != nil
        if spoke, counts[Phrase.sentToCarrier.rawValue] == nil {
            notes.append(
                Note(
                    id: "delivery-untold",
                    text:
                        "the log says what the assistant said, and nowhere that audio went to the carrier: either it did not, or nobody logs it",
                    evidence: []))
        }
        return notes
    }

    /// What a session that took over was told, in one sentence.
    private static func renewal(of call: Timeline, _ renewal: Renewal) -> Note {
        let (old, new) = (call.connections[renewal.old], call.connections[renewal.new])
        var words = "\(new.name) took over from \(old.name)"
        if let gap = renewal.gap { words += ", \(Timeline.words(seconds: gap)) without a model" }
        words +=
            renewal.restored == 0
            ? ": nothing of the conversation was told again as items"
            : ": \(renewal.restored) message\(renewal.restored == 1 ? "" : "s") of the conversation told again"
        if renewal.refused > 0 { words += ", \(renewal.refused) refused" }
        if let repeats = renewal.repeatsUpdate {
            words += repeats ? ", session.update sent again" : ", no session.update sent"
        }
        if let lost = renewal.lostMs, lost >= 500 {
            words += "; \(Timeline.words(seconds: lost / 1_000)) of the caller's audio reached neither"
        }
        let end = old.ending.map { [$0.evidence] } ?? []
        return Note(
            id: "session-renewed", text: words, evidence: end + [renewal.opened.evidence("\(new.name) is opened")])
    }
}
