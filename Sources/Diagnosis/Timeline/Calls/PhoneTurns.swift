/// Which words on the telephone a turn of the model leg began with, and what was said there that never reached the model.
import CallCapture
import JSONText

struct PhoneTurns {
    private let phones: [PhoneConnection]
    private let connections: [ModelConnection]
    private let isCapture: Bool
    private let end: Moment?

    init(_ phones: [PhoneConnection], _ connections: [ModelConnection], isCapture: Bool, end: Moment?) {
        self.phones = phones
        self.connections = connections
        self.isCapture = isCapture
        self.end = end
    }

    /// One that the caller spoke: a connection and its burst.
    private struct Words {
        var place: Turn.PhonePlace
        var burst: SpeechBurst
    }

    /// - Parameter turns: of one call, in order.
    func attach(to turns: inout [Turn], of call: Call) {
        let words = call.phones.flatMap { phone in
            phones[phone].caller.bursts.indices.map {
                Words(place: .init(phone: phone, burst: $0), burst: phones[phone].caller.bursts[$0])
            }
        }
        var used: Set<Turn.PhonePlace> = []
        for index in turns.indices where turns[index].kind == .spoken {
            guard let place = place(of: turns[index], among: words.filter { !used.contains($0.place) }) else {
                continue
            }
            used.insert(place)
            turns[index].spoken = place
            let said = phones[place.phone].words(for: phones[place.phone].caller.bursts[place.burst])
            if let text = said?.text { turns[index].script = text }
        }
        guard isCapture else { return }
        for each in words where !used.contains(each.place) {
            if let turn = unsent(each, call) { turns.append(turn) }
        }
        turns.sort { $0.start < $1.start }
    }

    private func place(of turn: Turn, among words: [Words]) -> Turn.PhonePlace? {
        let connection = connections[turn.connection]
        if let number = turn.burst {
            let sent = connection.appended.bursts[number]
            let earlier = words.filter { isBefore($0.burst.started, sent.started) }
            let alike = earlier.filter { abs($0.burst.soundMs - sent.soundMs) <= max(100, sent.soundMs * 0.25) }
            return (alike.last ?? earlier.last)?.place
        }
        guard let started = turn.segment.map({ connection.segments[$0].started }) else { return nil }
        let going = words.last { $0.burst.started < started }
        guard let going, (started.seconds(since: going.burst.ended) ?? 0) <= 2 else { return nil }
        return going.place
    }

    /// The two legs are written down by one clock; hops of a network may turn the order around.
    private func isBefore(_ spoken: Moment, _ sent: Moment) -> Bool {
        sent.seconds(since: spoken).map { $0 >= -0.05 && $0 <= 30 } ?? (spoken < sent)
    }

    /// Clear speech that was heard by the bridge and by no one behind it, while the model's leg was open.
    private func unsent(_ words: Words, _ call: Call) -> Turn? {
        let burst = words.burst
        guard burst.isClearSpeech, let over = phones[words.place.phone].ended ?? end,
            over.seconds(since: burst.ended).map({ $0 >= 1 }) ?? false
        else { return nil }
        let index = call.connections.last { connections[$0].first < burst.started }
        guard let index, connections[index].clientEvents > 0, connections[index].isOpen(at: burst.ended),
            !connections[index].sendsAudioItems,
            connections[index].appended.payloads == 0 || connections[index].appended.isMeasured
        else { return nil }
        // What was sent in that time may be these words in another shape.
        let isSent = connections[index].appended.bursts.contains { sent in
            isBefore(burst.started, sent.ended) && (sent.started.seconds(since: burst.ended) ?? 0) <= 3
        }
        guard !isSent else { return nil }
        var turn = Turn(connection: index, kind: .spoken, start: burst.started)
        turn.spoken = words.place
        turn.expectation = .yes
        turn.outcome = .unsent
        turn.script = phones[words.place.phone].words(for: burst)?.text
        return turn
    }
}
