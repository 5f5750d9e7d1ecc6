/// Compares the legs of each call when all frames are known, and tells what is missing for a reason from what is lost.
import SpeechAudio

struct FidelityBuilder {
    private let phones: [PhoneConnection]
    private let connections: [ModelConnection]

    init(phones: [PhoneConnection], connections: [ModelConnection]) {
        self.phones = phones
        self.connections = connections
    }

    func fidelities(of calls: [Call]) -> [CallFidelity] {
        calls.enumerated().map { index, call in
            var result = CallFidelity(call: index)
            guard !call.phones.isEmpty, !call.connections.isEmpty else {
                let reason = "only one leg of the call is known"
                result.up.whyNot = reason
                result.down.whyNot = reason
                return result
            }
            result.up = up(call)
            result.down = down(call)
            result.fedBackMs = fedBack(call, result.up)
            return result
        }
    }

    // MARK: The caller's words

    private func up(_ call: Call) -> CallFidelity.Way {
        var way = CallFidelity.Way()
        if call.connections.contains(where: { connections[$0].appended.isCut })
            || call.phones.contains(where: { phones[$0].caller.isCut })
        {
            way.whyNot = "the audio in the capture is cut"
            return way
        }
        guard let original = CallFidelity.joined(call.phones.map { phones[$0].callerTrack }) else {
            way.whyNot = "the caller's audio is not in the capture"
            return way
        }
        let copy = CallFidelity.joined(call.connections.map { connections[$0].appendedTrack })
        guard let copy else {
            // A log of one side, or without appends, though the service heard somebody.
            if call.connections.allSatisfy({ index in
                let connection = connections[index]
                return !connection.isWhole && (connection.clientEvents == 0 || !connection.segments.isEmpty)
            }) {
                way.whyNot = "the log keeps nothing of what was appended"
                return way
            }
            // Nothing was appended at all: other detectors say so, with the reason.
            way.whyNot = "the model was given no audio"
            way.lost = lostUp(Fidelity.speechPlaces(of: original), call, original, &way)
            return way
        }
        let result = Fidelity(of: copy, original: original)
        if let reason = result.notComparable { way.whyNot = reason }
        way.lost = lostUp(result.missing, call, original, &way)
        way.result = result
        return way
    }

    /// A caller is rightly not heard before the session is ready, after it is over, and while a bridge that has no
    /// interruptions plays.
    private func lostUp(
        _ missing: [Fidelity.Stretch], _ call: Call, _ original: AudioTrack, _ way: inout CallFidelity.Way
    ) -> [CallFidelity.Loss] {
        let ready = call.connections.compactMap { index in
            (connections[index].echoes.first { !$0.isCreated } ?? connections[index].echoes.first)?.moment.time
        }.min()
        let over = call.connections.compactMap { connections[$0].ending?.moment.time }.max()
        let ended = call.phones.compactMap { phones[$0].ended?.time }.max()
        let playing = call.phones.flatMap { phones[$0].media.runs }.compactMap { run in
            run.start.time.map { $0 - 0.1...$0 + run.milliseconds / 1_000 + 0.6 }
        }
        var losses: [CallFidelity.Loss] = []
        for stretch in missing {
            let isExcused =
                stretch.time.map { time in
                    ready.map { time < $0 + 0.3 } ?? true
                        || [over, ended].compactMap { $0 }.min().map { time > $0 - 1 } ?? false
                        || playing.contains { $0.contains(time) }
                } ?? true
            if isExcused { way.excusedMs += stretch.milliseconds } else { losses.append(.init(stretch: stretch)) }
        }
        return losses
    }

    /// The model's voice in what it was given. An echo of the line is in the caller's audio as well, and not counted.
    private func fedBack(_ call: Call, _ up: CallFidelity.Way) -> Double? {
        guard let appended = CallFidelity.joined(call.connections.map { connections[$0].appendedTrack }),
            let media = CallFidelity.joined(call.phones.map { phones[$0].mediaTrack })
        else { return nil }
        let bytes = Fidelity.sharedBytesMs(of: media, in: appended)
        if bytes >= 500 { return bytes }
        guard let result = up.result, result.isReadAsDeclared, result.foreignMs >= 500 else { return nil }
        let own = Fidelity(of: appended, original: media)
        guard own.isSurelySame else { return nil }
        let heard = result.foreign.filter { stretch in
            own.matches.contains { $0.copyMs + $0.lengthMs > stretch.startMs && $0.copyMs < stretch.endMs }
        }
        return heard.reduce(0) { $0 + $1.milliseconds }
    }

    // MARK: The model's words

    private func down(_ call: Call) -> CallFidelity.Way {
        var way = CallFidelity.Way()
        let replies = call.connections.flatMap { connections[$0].responses }.filter { $0.audio.deltas > 0 }
        if replies.contains(where: \.audio.isCut) || call.phones.contains(where: { phones[$0].cutMessages > 0 }) {
            way.whyNot = "the audio in the capture is cut"
            return way
        }
        let sorted = call.connections.filter { connections[$0].replyTrack != nil }
        guard let original = CallFidelity.joined(sorted.map { connections[$0].replyTrack }) else {
            way.whyNot = "the model said nothing"
            return way
        }
        let copy = CallFidelity.joined(call.phones.map { phones[$0].mediaTrack })
        guard let copy else {
            way.whyNot = "the carrier accepted no audio"
            return way
        }
        var result = Fidelity(of: copy, original: original)
        if let reason = result.notComparable { way.whyNot = reason }
        // A bridge may send silence while nothing is said.
        if sorted.count == 1, let connection = sorted.first {
            result.excuseGaps(at: connections[connection].replyItems.dropFirst().map(\.startMs))
        }
        way.result = result
        guard sorted.count == 1, let connection = sorted.first else {
            way.excusedMs = result.missingMs
            return way
        }
        for stretch in result.missing {
            guard let loss = lossDown(stretch, result, call, connection, original) else {
                way.excusedMs += stretch.milliseconds
                continue
            }
            way.lost.append(loss)
        }
        return way
    }

    /// Nil: a reply is rightly cut when the caller interrupts it, when it is cancelled, and when the call is over.
    private func lossDown(
        _ stretch: Fidelity.Stretch, _ result: Fidelity, _ call: Call, _ index: Int, _ original: AudioTrack
    ) -> CallFidelity.Loss? {
        let connection = connections[index]
        let middle = (stretch.startMs + stretch.endMs) / 2
        guard let number = connection.replyItems.lastIndex(where: { $0.startMs <= middle }) else { return nil }
        let item = connection.replyItems[number]
        let response = connection.responses[item.response]
        if response.isCancelled || response.isOutOfBand || isInterrupted(item, number, call, connection) { return nil }
        let end = item.startMs + item.milliseconds
        let lastSound = original.lastSound(from: item.startMs, to: end) ?? end
        let firstSound = original.firstSound(from: item.startMs, to: end) ?? item.startMs
        // Of a reply of which nothing is found behind it, or before it, it is the end, or the beginning.
        func isFound(_ from: Double, _ to: Double) -> Bool {
            result.matches.contains { $0.originalMs < to && $0.originalMs + $0.lengthMs > from }
        }
        return CallFidelity.Loss(
            stretch: stretch, isTail: stretch.endMs >= lastSound - 250 || !isFound(stretch.endMs, end),
            isHead: stretch.startMs <= firstSound + 100 || !isFound(item.startMs, stretch.startMs),
            reply: .init(connection: index, item: number))
    }

    private func isInterrupted(
        _ item: ModelConnection.ReplyItem, _ number: Int, _ call: Call, _ connection: ModelConnection
    ) -> Bool {
        let next = number + 1 < connection.replyItems.count ? connection.replyItems[number + 1].first : nil
        let phones = call.phones.map { self.phones[$0] }
        func isDuring(_ moment: Moment) -> Bool {
            moment > item.first && next.map { moment < $0 } ?? true
                && phones.contains { $0.mayInterrupt(moment, replyFrom: item.first) }
        }
        // What is still to be heard when the last delta has come.
        let end = item.first.time.map { $0 + item.milliseconds / 1_000 + 2 }
        if phones.contains(where: { phone in phone.clears.contains { isDuring($0.moment) } }) { return true }
        if (connection.cancels + connection.truncates + connection.clears).contains(where: { isDuring($0.moment) }) {
            return true
        }
        if connection.segments.contains(where: { segment in
            isDuring(segment.started) && (end.map { segment.started.time ?? 0 < $0 } ?? true)
        }) {
            return true
        }
        // The caller has hung up; a bridge that hangs up itself cuts its own words.
        return phones.contains { phone in
            let hungUp = phone.stops.last ?? phone.ending.flatMap { $0.byBridge ? nil : $0.moment }
            guard let hungUp, !(phone.ending?.byBridge ?? false) else { return false }
            guard let over = hungUp.time, let end else {
                // By order alone: it was the last reply, and how much of it there was time for nobody knows.
                return next == nil && hungUp > item.first
            }
            return over < end
        }
    }
}
