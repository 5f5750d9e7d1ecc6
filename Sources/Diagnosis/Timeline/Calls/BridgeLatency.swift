/// What a turn took from the caller's last word to the first sound of the answer, and how much of it the bridge took. Each time
/// is between two frames as the harness or the recorder saw them. Milliseconds; nothing is known where sample time is not time.
package struct BridgeLatency: Sendable, Equatable {
    /// The carrier's frame with the end of the caller's speech, to the append that passed it on.
    package var appendMs: Double?
    /// The first delta of the reply, to the first media made of it.
    package var sendMs: Double?
    /// The end of the caller's speech on the telephone, to the first sound of the reply there.
    package var voiceToVoiceMs: Double?

    /// Both ways; nil unless both are known.
    package var bridgeMs: Double? {
        guard let appendMs, let sendMs else { return nil }
        return appendMs + sendMs
    }
}

extension Timeline {
    package func bridgeLatency(of turn: Turn) -> BridgeLatency {
        var latency = BridgeLatency()
        guard isInRealTime else { return latency }
        let connection = connections[turn.connection]
        let spoken = spoken(of: turn)
        if let spoken, let sent = turn.burst.map({ connection.appended.bursts[$0] }) {
            latency.appendMs = milliseconds(from: spoken.ended, to: sent.ended)
        }
        guard let number = turn.response, let delivery = delivery(of: number, on: turn.connection) else {
            return latency
        }
        let item = connection.replyItems[delivery.item]
        latency.sendMs = milliseconds(from: item.first, to: delivery.first).map { wait in
            // A bridge that keeps pace has to let the reply before it be heard.
            let phone = phones[delivery.phone]
            guard delivery.startMs > 1, let first = item.first.time, let sent = delivery.first.time,
                let before = phone.playback.time(of: delivery.startMs - 1), before > first
            else { return wait }
            return max(0, (sent - before) * 1_000)
        }
        if let end = spoken?.ended.time, let sounds = sounds(delivery), sounds > end {
            latency.voiceToVoiceMs = (sounds - end) * 1_000
        }
        return latency
    }

    /// Both ends are seen by one observer, so a difference below nothing is a matter of which leg it read first.
    private func milliseconds(from start: Moment, to end: Moment) -> Double? {
        end.seconds(since: start).map { max(0, $0 * 1_000) }
    }

    /// The caller's words of a turn, on the phone leg.
    package func spoken(of turn: Turn) -> SpeechBurst? {
        turn.spoken.map { phones[$0.phone].caller.bursts[$0.burst] }
    }

    /// The first piece of a reply that reached the carrier.
    package func delivery(of response: Int, on connection: Int) -> Delivery? {
        deliveries.first { $0.connection == connection && $0.response == response }
    }

    /// When the first sound of a piece was played; nil when it never was.
    func sounds(_ delivery: Delivery) -> Double? {
        let phone = phones[delivery.phone]
        let loud = phone.media.sound.bursts.first { $0.endMs > delivery.startMs && $0.startMs < delivery.endMs }
        return phone.playback.time(of: max(delivery.startMs, loud?.startMs ?? delivery.startMs))
    }

    /// Milliseconds of a reply that the carrier was sent, and that the caller heard.
    package func delivered(_ response: Int, on connection: Int) -> (sentMs: Double, heardMs: Double) {
        deliveries.filter { $0.connection == connection && $0.response == response }.reduce(into: (0, 0)) {
            sum, piece in
            sum.0 += piece.milliseconds
            sum.1 += phones[piece.phone].playback.heardMs(from: piece.startMs, to: piece.endMs)
        }
    }
}
