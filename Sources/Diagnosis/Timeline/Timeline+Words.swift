/// Sentences and evidence that several failure modes share.
import JSONText

extension Timeline {
    /// `turn 2`, `turns 2, 3 and 5`; of many the first four.
    static func words(turns numbers: [Int]) -> String {
        let shown = numbers.prefix(4).map(String.init)
        guard let last = shown.last else { return "no turn" }
        if numbers.count > 4 { return "turns \(shown.joined(separator: ", ")) and \(numbers.count - 4) more" }
        return shown.count == 1 ? "turn \(last)" : "turns \(shown.dropLast().joined(separator: ", ")) and \(last)"
    }

    /// `once`, `3 times`
    static func words(count: Int) -> String { count == 1 ? "once" : count == 2 ? "twice" : "\(count) times" }

    static func words(seconds: Double) -> String {
        let tenths = (seconds * 10).rounded() / 10
        return tenths >= 100 ? "\(Int(bounded: tenths)) s" : "\(tenths) s"
    }

    /// Numbers of the turns that these responses answer.
    func turnNumbers(_ hits: [(connection: Int, response: Int)]) -> [Int] {
        let places = Set(hits.map { Place(connection: $0.connection, response: $0.response) })
        return turns.filter { turn in
            turn.response.map { places.contains(Place(connection: turn.connection, response: $0)) } ?? false
        }.map(\.number)
    }

    private struct Place: Hashable {
        let connection: Int
        let response: Int
    }

    /// Indices of the responses of all connections that satisfy a condition.
    func responses(where condition: (ResponseTrace, ModelConnection) -> Bool) -> [(connection: Int, response: Int)] {
        connections.indices.flatMap { index in
            connections[index].responses.indices
                .filter { condition(connections[index].responses[$0], connections[index]) }
                .map { (index, $0) }
        }
    }

    func trace(_ hit: (connection: Int, response: Int)) -> ResponseTrace {
        connections[hit.connection].responses[hit.response]
    }

    /// What the turn lacks, where it began and where a reply was due.
    func evidence(of turn: Turn) -> [Evidence] {
        let connection = connections[turn.connection]
        var evidence: [Evidence] = []
        if let segment = turn.segment.map({ connection.segments[$0] }) {
            evidence.append(segment.started.evidence("input_audio_buffer.speech_started \(segment.item)"))
        }
        if let commit = turn.commit.map({ connection.commits[$0] }) {
            evidence.append(commit.moment.evidence("input_audio_buffer.committed \(commit.item)"))
        }
        if let request = turn.request.map({ connection.requests[$0] }) {
            evidence.append(request.moment.evidence("response.create"))
        }
        if evidence.isEmpty { evidence.append(turn.start.evidence("the turn begins")) }
        return evidence
    }

    /// How long the connection was watched after a moment, for a sentence: ` (7.2 s of waiting)`.
    func waiting(after moment: Moment, on connection: Int) -> String {
        let seconds = patience[connection].elapsed(since: moment)
        return seconds >= 0.5 ? " in \(Timeline.words(seconds: seconds))" : ""
    }
}

extension ResponseTrace {
    var createdEvidence: [Evidence] { created.map { [$0.evidence("response.created \(id)")] } ?? [] }

    /// `response.done resp_1: failed, server_error, output []`
    var doneEvidence: [Evidence] {
        guard let done else { return [] }
        var words = [status ?? "status not logged"]
        if let reason { words.append("reason \(reason)") }
        if let errorType { words.append("error type \(errorType)") }
        if let errorCode { words.append("code \(errorCode)") }
        if let outputCount {
            words.append(outputCount == 0 ? "output []" : "\(outputCount) output item\(outputCount == 1 ? "" : "s")")
        }
        return [done.evidence("response.done \(id): \(words.joined(separator: ", "))")]
    }

    var evidence: [Evidence] { createdEvidence + doneEvidence }
}

extension ModelConnection.Ending {
    var evidence: Evidence { moment.evidence(text) }
}

extension ModelConnection.ErrorEvent {
    var evidence: Evidence { moment.evidence("error: \(text)") }
}
