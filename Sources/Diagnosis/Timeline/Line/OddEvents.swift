/// One sentence and the evidence for whatever the service says that no client can make sense of.
import RealtimeProtocol

extension Timeline {
    /// Nil where every message of the service can be read as the reference says.
    func oddEvents() -> Sighting? {
        var words: [String] = []
        var places: [(connection: Int, moment: Moment, text: String)] = []
        for (index, connection) in connections.enumerated() {
            let renamed = connection.renamedEvents()
            for event in renamed {
                let name = event.stranger.type.isEmpty ? "without a type" : event.stranger.type
                words.append(
                    "\(event.stranger.count) event\(event.stranger.count == 1 ? "" : "s") \(name), which no reference has, "
                        + "in the place of \(event.expected), which never came")
                places.append((index, event.stranger.moment, "\(name) in the place of \(event.expected)"))
            }
            for kind in GarbledEvents.Kind.allCases {
                // One delta over and over is a response that runs away.
                guard let count = connection.garbled.counts[kind], kind != .repeated || count > 1 else { continue }
                let own = connection.garbled.places.filter { $0.kind == kind }
                words.append(kind.words(count, own.first?.subject ?? ""))
                places += own.prefix(4).map { (index, $0.moment, kind.evidence($0.subject)) }
            }
            // Where the event that begins a response goes by another name, all of them are unknown.
            let isExplained = renamed.contains { $0.expected == EventType.responseCreated.rawValue }
            let misnamed = isExplained ? [] : connection.misnamedResponses
            if let first = misnamed.first {
                words.append(
                    "events of \(misnamed.count) response\(misnamed.count == 1 ? "" : "s") that \(misnamed.count == 1 ? "was" : "were") never created (\(first.id)\(misnamed.count > 1 ? " and so on" : ""))"
                )
                places += misnamed.prefix(4).map { (index, $0.first, "of \($0.id), which was never created") }
            }
        }
        guard let first = places.min(by: { $0.moment < $1.moment }) else { return nil }
        let sorted = places.sorted { $0.moment < $1.moment }
        let touched = Set(sorted.flatMap { place in turns(around: place.moment, on: place.connection) })
        return Sighting(
            "the service sent " + words.joined(separator: "; "),
            evidence: sorted.prefix(8).map { $0.moment.evidence($0.text) }, turns: touched.sorted(),
            brokenAt: begin(of: first.moment, on: first.connection))
    }

    /// The turn that was going on at a moment.
    private func turns(around moment: Moment, on connection: Int) -> [Int] {
        turns(on: connection).last { $0.start <= moment && !$0.outcome.isNotExpected }.map { [$0.number] } ?? []
    }

    /// What was begun when the odd event came never came to its end, so it broke where it began.
    private func begin(of moment: Moment, on index: Int) -> Moment {
        let connection = connections[index]
        let waiting = connection.updates.last { $0.moment < moment && $0.accepted == nil && $0.refused == nil }?.moment
        let turn = turns(on: index).last { $0.start <= moment && $0.outcome != .answered }
        let reply = connection.activeResponse(at: moment).map { connection.responses[$0].first }
        return [moment, waiting, turn?.start, turn?.due, reply].compactMap { $0 }.min() ?? moment
    }
}

extension GarbledEvents.Kind {
    fileprivate func words(_ count: Int, _ subject: String) -> String {
        let one = count == 1
        return switch self {
        case .noJSON: "\(count) message\(one ? "" : "s") that \(one ? "is" : "are") no JSON object"
        case .noBase64: "\(count) audio delta\(one ? "" : "s") that \(one ? "is" : "are") no base64"
        case .foreignName: "\(count) event\(one ? "" : "s") \(subject), a name of the other dialect"
        case .repeated: "\(count) deltas more than once, each with the event_id of the one before"
        case .strayCommit:
            "\(count) input_audio_buffer.committed of an item (\(subject)) that is not the one whose speech had ended"
        }
    }

    fileprivate func evidence(_ subject: String) -> String {
        switch self {
        case .noJSON: "a text message of \(subject) that is no JSON object"
        case .noBase64: "audio of \(subject) that is no base64"
        case .foreignName: subject
        case .repeated: "the same delta again, event_id \(subject)"
        case .strayCommit: "input_audio_buffer.committed \(subject)"
        }
    }
}

extension TurnOutcome {
    fileprivate var isNotExpected: Bool { if case .notExpected = self { true } else { false } }
}
