// Questions about the audio of a call that several detectors ask.
import SpeechAudio

extension Timeline {
    /// Numbers of the turns of a call.
    func turns(of call: Int) -> [Int] {
        calls[call].connections.flatMap { turns(on: $0) }.map(\.number).sorted()
    }

    /// Where the audio of a call went to the model first.
    func firstAppends(of call: Int, _ what: String) -> [Evidence] {
        calls[call].connections.compactMap {
            connections[$0].appended.bursts.first?.started ?? connections[$0].appended.first
        }
        .prefix(1).map { $0.evidence("input_audio_buffer.append: \(what)") }
    }

    /// Where the audio of a call went to the carrier first.
    func firstMedia(of call: Int, _ what: String) -> [Evidence] {
        calls[call].phones.compactMap { phones[$0].media.first }.prefix(1).map { $0.evidence("media: \(what)") }
    }

    /// What replies lost on their way to the carrier, when a choice of the losses is enough to be heard.
    func lossSighting(
        _ choose: ([CallFidelity.Loss]) -> [CallFidelity.Loss], words: (_ lost: String, _ count: String) -> String
    ) -> Sighting? {
        for fidelity in fidelities {
            // What the carrier refused was sent.
            guard let result = fidelity.down.result, result.isReadAsDeclared,
                refusedMs(ofCall: fidelity.call) < Fidelity.audibleLossMs
            else { continue }
            let lost = choose(fidelity.down.lost)
            let total = lost.reduce(0) { $0 + $1.stretch.milliseconds }
            guard total >= Fidelity.audibleLossMs else { continue }
            let replies = Set(lost.compactMap { $0.reply?.item }).count
            let evidence = lost.prefix(5).compactMap { loss in
                loss.stretch.frame.map {
                    Evidence(
                        frame: $0, time: loss.stretch.time,
                        text:
                            "\(Timeline.words(milliseconds: loss.stretch.milliseconds)) of speech from this delta on have no media"
                    )
                }
            }
            let count = replies <= 1 ? "a reply" : "\(replies) replies"
            return Sighting(
                words(Timeline.words(milliseconds: total), count), evidence: evidence,
                turns: turns.filter { turn in
                    lost.contains { loss in
                        guard let place = loss.reply, let response = turn.response else { return false }
                        return turn.connection == place.connection
                            && connections[place.connection].replyItems[place.item].response == response
                    }
                }.map(\.number))
        }
        return nil
    }

    /// Audio in messages that the carrier dropped.
    private func refusedMs(ofCall number: Int) -> Double {
        calls[number].phones.flatMap { phones[$0].complaints }.reduce(0) { $0 + $1.droppedMs }
    }

    /// The carrier brought audio all the while: what was not appended was not for want of it. True without a phone leg.
    func carrierWentOn(from: Moment, to: Moment, connection: Int) -> Bool {
        let members = calls.filter { $0.connections.contains(connection) }.flatMap(\.phones)
        guard !members.isEmpty else { return phones.isEmpty }
        guard let start = from.time, let end = to.time else { return false }
        return members.contains { index in
            let trace = phones[index].callerTrace
            return trace.position(at: end) - trace.position(at: start) >= (end - start) * 800
        }
    }
}

extension CallFidelity {
    /// The longest speech lost without a break of more than a second between its parts, ms.
    static func longestRun(_ losses: [Loss]) -> Double {
        var longest = 0.0
        var run = 0.0
        var end = -Double.infinity
        for loss in losses {
            run = loss.stretch.startMs - end <= 1_000 ? run + loss.stretch.milliseconds : loss.stretch.milliseconds
            end = loss.stretch.endMs
            longest = max(longest, run)
        }
        return longest
    }
}

extension AudioTrace {
    /// Audio that comes at an even pace for so many seconds: its ratio to time, when every two seconds of them have the same.
    func steadyPace(seconds: Double) -> (ratio: Double, seconds: Double, first: Moment)? {
        var windows: [(start: Point, ratio: Double)] = []
        var index = 0
        while index < points.count {
            let start = points[index]
            guard let time = start.moment.time else { return nil }
            var next = index + 1
            while next < points.count, (points[next].moment.time ?? time) - time < 2 { next += 1 }
            guard next < points.count, let end = points[next].moment.time, end - time < 2.5 else { break }
            windows.append((start, (points[next].startMs - start.startMs) / 1_000 / (end - time)))
            index = next
        }
        guard Double(windows.count) * 2 >= seconds, let first = windows.first else { return nil }
        let middle = windows.map(\.ratio).sorted()[windows.count / 2]
        // Each of them, but for the first and the last: a connection may begin with a backlog.
        let inner = windows.count > 4 ? windows.dropFirst().dropLast() : windows[...]
        guard inner.allSatisfy({ abs($0.ratio / middle - 1) < 0.05 }) else { return nil }
        return (middle, Double(windows.count) * 2, first.start.moment)
    }

    /// What was held up comes all at once: a stall, not a gate.
    func catchesUp(after pause: (from: Moment, to: Moment)) -> Bool {
        guard let end = pause.to.time, let seconds = pause.to.seconds(since: pause.from) else { return false }
        return position(at: end + 0.3) - position(at: end - 0.05) > seconds * 500
    }

    /// The longest time without audio that begins after one moment and before another; it may end later.
    func pause(after start: Moment, until end: Moment) -> (from: Moment, to: Moment)? {
        var longest: (from: Moment, to: Moment)?
        func isLonger(_ seconds: Double) -> Bool {
            longest.flatMap { $0.to.seconds(since: $0.from) }.map { seconds > $0 } ?? true
        }
        // Also the one that goes on when the time begins.
        let first = points.firstIndexAfter { $0.frame < start.frame }
        for index in max(0, first - 1)..<points.endIndex {
            let from = points[index].moment
            if from > end { break }
            let to = index + 1 < points.count ? points[index + 1].moment : end
            guard from >= start || to > start, to > from, let seconds = to.seconds(since: from) else { continue }
            if isLonger(seconds) { longest = (from, to) }
        }
        return longest
    }
}

extension ModelConnection {
    /// Turn detection of the service is on, as far as is known: it is by default.
    var hasServerTurnDetection: Bool {
        echoes.last?.session.turnDetection?.isOn ?? false
    }
}
