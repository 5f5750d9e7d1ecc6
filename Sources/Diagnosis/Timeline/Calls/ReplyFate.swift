// What became of a reply on its way to the caller: the one place that says when something is missing.
import JSONText

/// How a reply came through.
enum ReplyFate: Equatable {
    case whole
    /// Sent and dropped again, because the caller spoke, or the reply was cancelled.
    case interrupted
    /// The call ended before it could be sent.
    case overtaken
    /// None of it was sent, though there was time.
    case undelivered
    /// Less was sent than there was.
    case partial(missingMs: Double)
    /// More was sent than there was: it is stretched, or sent twice.
    case stretched(factor: Double)
}

extension Timeline {
    /// Nil when nothing can be said: no audio to deliver, or no leg to see it on.
    func fate(of response: Int, on connection: Int) -> ReplyFate? {
        let trace = connections[connection].responses[response]
        guard hasTimes, !isSampled, trace.audio.isMeasured, !trace.isOutOfBand,
            coverage.directions.contains("phone down") || isCapture,
            let phone = phone(at: trace.first, of: connection),
            // A log without the bridge's media leaves them out.
            isCapture || phone.media.first != nil || !phone.complaints.isEmpty
        else { return nil }
        let (sent, _) = delivered(response, on: connection)
        let given = trace.audio.milliseconds
        if sent > given * 1.3 + 500 { return .stretched(factor: sent / given) }
        if given - sent <= max(300, given * 0.1) { return .whole }
        if isInterrupted(response, on: connection, phone) { return .interrupted }
        if isOvertaken(trace, phone) { return .overtaken }
        return sent < 20 ? .undelivered : .partial(missingMs: given - sent)
    }

    /// The phone connection that the call had then.
    private func phone(at moment: Moment, of connection: Int) -> PhoneConnection? {
        guard let call = calls.first(where: { $0.connections.contains(connection) }) else { return nil }
        return call.phones.map { phones[$0] }.last { $0.first <= moment } ?? call.phones.first.map { phones[$0] }
    }

    private func isInterrupted(_ response: Int, on connection: Int, _ phone: PhoneConnection) -> Bool {
        let trace = connections[connection].responses[response]
        if trace.isCancelled { return true }
        // What is spoken over may be dropped by the bridge, as long as it could still be heard.
        guard let begin = trace.audio.first else { return false }
        let heard =
            (trace.audio.last ?? trace.last).time.map { $0 + trace.audio.milliseconds / 1_000 } ?? .infinity
        func isDuring(_ moment: Moment) -> Bool {
            moment > begin && (moment.time ?? 0) <= heard && phone.mayInterrupt(moment, replyFrom: begin)
        }
        return phone.clears.contains { isDuring($0.moment) }
            || connections[connection].segments.contains { isDuring($0.started) }
            || connections[connection].cancels.contains { isDuring($0.moment) }
    }

    /// A bridge may send as slowly as it is played, and a call may end meanwhile.
    private func isOvertaken(_ trace: ResponseTrace, _ phone: PhoneConnection) -> Bool {
        guard let begin = trace.audio.first?.time, let end = (phone.ended ?? last)?.time else { return true }
        // What was buffered when this one began has to be played first.
        let waiting =
            phone.playback.stretch(at: begin).map { stretch in
                max(0, phone.media.trace.position(at: begin) - stretch.position(at: begin)) / 1_000
            } ?? 0
        return begin + trace.audio.milliseconds / 1_000 + waiting + 1 > end
    }

    /// Number of the call that a turn belongs to.
    func number(of turn: Turn) -> Int { calls.first { $0.connections.contains(turn.connection) }?.number ?? 1 }
}
