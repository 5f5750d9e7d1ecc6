/// What is odd about the service's messages themselves, noted as they pass.
import CallCapture
import JSONText
import RealtimeProtocol

extension ConnectionBuilder {
    /// A text message that is no JSON object.
    mutating func noteUnreadable(_ frame: FrameView, at moment: Moment) {
        guard facts.isWhole, !frame.isCut else { return }
        facts.garbled.note(.noJSON, "\(frame.payload.count) bytes", at: moment)
    }

    /// Who has borne the first of a kind bears the others.
    mutating func note(stranger type: String, _ fields: borrowing TopLevelFields, at moment: Moment) {
        let type = String(type.prefix(80))
        if let index = facts.strangers.firstIndex(where: { $0.type == type }) {
            facts.strangers[index].count += 1
            return
        }
        guard facts.strangers.count < 64 else { return }
        var keys: Set<String> = []
        for index in 0..<min(fields.count, 32) { keys.insert(String(decoding: fields.key(index), as: UTF8.self)) }
        facts.strangers.append(
            StrangeEvent(type: type, moment: moment, fields: keys.subtracting(["type", "event_id"])))
    }

    /// Deltas are not parsed, so the length tells which dialect's name it is: the beta's are shorter.
    mutating func noteForeign(_ name: UnsafeRawBufferPointer, _ type: EventType, at moment: Moment) {
        guard facts.isWhole, type.isAnswerDelta, let dialect = decision.dialect, decision.basis == .session,
            (name.count == type.rawValue.utf8.count) != (dialect == .ga)
        else { return }
        let name = String(decoding: name, as: UTF8.self)
        checker.foreign(name, dialect, at: moment)
        facts.garbled.note(.foreignName, name, at: moment)
    }

    /// One that comes for ever is counted once: it is its response that runs away.
    mutating func noteRepeated(_ fields: borrowing TopLevelFields, at moment: Moment) {
        guard facts.isWhole, let id = fields["event_id"]?.stringBytes, !id.isEmpty, id.count <= 64 else { return }
        if lastDeltaID.count == id.count, lastDeltaID.elementsEqual(id) {
            guard !lastDeltaIsRepeated else { return }
            lastDeltaIsRepeated = true
            return facts.garbled.note(.repeated, String(decoding: id, as: UTF8.self), at: moment)
        }
        lastDeltaIsRepeated = false
        lastDeltaID.removeAll(keepingCapacity: true)
        lastDeltaID.append(contentsOf: id)
    }

    /// The speech that ended last waits for its commit, and what is committed is something else.
    mutating func noteStrayCommit(of item: String, segment: Int?, client: Int?, at moment: Moment) {
        guard facts.isWhole, segment == nil, client == nil, facts.idleTimeouts.isEmpty,
            let last = facts.segments.last, last.stopped != nil,
            !facts.commits.suffix(8).contains(where: { $0.item == last.item })
        else { return }
        facts.garbled.note(.strayCommit, item, at: moment)
    }
}

extension EventType {
    /// Deltas that have a name in each dialect.
    fileprivate var isAnswerDelta: Bool {
        self == .outputAudioDelta || self == .outputTextDelta || self == .outputAudioTranscriptDelta
    }
}
