// One call of a capture, as what can be played again: its sound, what the timeline says of it, and the verdict on it.
package import Diagnosis
import RealtimeProtocol

package struct RecordedCall: Sendable {
    package let timeline: Timeline
    package let report: Report
    package let sound: RecordedSound
    /// Of ``Timeline/calls``.
    package let call: Call

    /// Why a capture cannot be replayed.
    package struct Problem: Error, Sendable, Equatable {
        package var message: String
        package var hint: String?

        package init(message: String, hint: String? = nil) {
            self.message = message
            self.hint = hint
        }
    }

    /// Every call of a capture that somebody placed, at least one. Where there is a telephone, connections to the model that
    /// belong to none are no calls.
    package static func all(
        _ timeline: Timeline, _ report: Report, _ sound: RecordedSound
    ) throws(Problem) -> [RecordedCall] {
        if timeline.doubt == .disordered { throw Problem(message: Doubt.disordered.reason) }
        let calls = timeline.calls.filter { call in
            timeline.phones.isEmpty ? !call.connections.isEmpty : !call.phones.isEmpty
        }
        guard !calls.isEmpty else {
            throw Problem(
                message: "the capture holds no call",
                hint: "record with `realtime-doctor record`, or give a log that has the events of the model")
        }
        func isTranscription(_ call: Call) -> Bool {
            let connections = call.connections.map { timeline.connections[$0] }
            return !connections.isEmpty
                && connections.allSatisfy { $0.responses.isEmpty && $0.echoes.last?.session.isTranscription ?? false }
        }
        guard !calls.allSatisfy(isTranscription) else {
            throw Problem(
                message:
                    "the capture holds a transcription session, in which nobody answers: there is no call to play again",
                hint: "`realtime-doctor diagnose` examines it")
        }
        return calls.map { RecordedCall(timeline: timeline, report: report, sound: sound, call: $0) }
    }

    /// The call that is meant.
    ///
    /// - Parameter number: From 1; nil: the first that failed, else the first.
    package static func chosen(_ number: Int?, of calls: [RecordedCall]) throws(Problem) -> RecordedCall {
        let wanted = number ?? calls.first?.report.calls.first { $0.verdict == .fail }?.number
        if let call = calls.first(where: { $0.call.number == wanted }) { return call }
        guard let number else {
            guard let first = calls.first else { throw Problem(message: "the capture holds no call") }
            return first
        }
        throw Problem(
            message: "the capture has no call \(number)",
            hint: "it has \(calls.count == 1 ? "one" : "calls 1 to \(calls.count)")")
    }

    private init(timeline: Timeline, report: Report, sound: RecordedSound, call: Call) {
        self.timeline = timeline
        self.report = report
        self.sound = sound
        self.call = call
    }

    /// When its first connection was opened, seconds of the capture; nil without times.
    package var begin: Double? {
        let moments =
            call.phones.map { timeline.phones[$0].first } + call.connections.map { timeline.connections[$0].first }
        return moments.min()?.time
    }

    /// The connection whose audio is the caller's: the phone's, else what the model was given.
    package var tape: RecordedSound.Tape? {
        let names =
            call.phones.map { timeline.phones[$0].name } + call.connections.map { timeline.connections[$0].name }
        return names.compactMap { sound.tapes[$0] }.first { !$0.isEmpty }
    }

    /// Its service spoke the dialect that was switched off in May 2026.
    package var speaksBeta: Bool { connections.contains { $0.dialect == .beta } }
    package var hasPhone: Bool { !call.phones.isEmpty }
    package var hasModel: Bool { !call.connections.isEmpty }
    var phone: PhoneConnection? { call.phones.first.map { timeline.phones[$0] } }
    var connections: [ModelConnection] { call.connections.map { timeline.connections[$0] } }

    /// What the caller said, as far as the model's leg tells in words: transcripts, and what the client wrote for a user who does not
    /// speak. Of who speaks it is the bridge that writes.
    var words: [String] {
        var said: [(moment: Moment, text: String)] = []
        let speaks = connections.contains { !$0.commits.isEmpty }
        for connection in connections {
            said += connection.commits.compactMap { commit in
                connection.transcriptions.first { $0.item == commit.item }.map { (commit.moment, $0.text) }
            }
            guard !speaks else { continue }
            said += connection.clientItems.filter(\.isUserMessage).compactMap { item in
                item.text.map { (item.moment, $0) }
            }
        }
        let words = said.sorted { $0.moment < $1.moment }.map { String($0.text.prefix(500)) }
        return words.filter { !$0.isEmpty && !$0.hasPrefix("<redacted") }
    }

    /// What the service understood of an utterance that began then, seconds of the capture; at most 200 characters.
    func transcript(at time: Double) -> String? {
        for connection in connections {
            guard let commit = connection.commits.first(where: { $0.moment.time.map { $0 > time } ?? false }),
                !connection.segments.contains(where: { segment in
                    (segment.started.time ?? 0) > time + 1.5 && segment.started < commit.moment
                })
            else { continue }
            let text = connection.transcriptions.first { $0.item == commit.item }?.text ?? ""
            if !text.isEmpty { return String(text.prefix(200)) }
        }
        return nil
    }

    /// Something was heard of the bridge before the caller's first words; without times: the model spoke before it was spoken to.
    var isGreeted: Bool {
        if let tape, let first = tape.speech.bursts.first, let begin = tape.time(ofMs: first.startMs) {
            return spoken.contains { $0.lowerBound < begin }
        }
        return connections.contains { connection in
            let spokenTo =
                (connection.commits.map(\.moment) + connection.clientItems.filter(\.isUserMessage).map(\.moment)).min()
            return connection.responses.contains { response in
                response.audio.milliseconds > 0 && spokenTo.map { response.first < $0 } ?? true
            }
        }
    }

    /// When the bridge was heard, seconds of the capture, in order: each a reply of its own, pauses within it included.
    var spoken: [ClosedRange<Double>] {
        var spans: [ClosedRange<Double>] = []
        func add(_ start: Double, _ end: Double) {
            guard end > start else { return }
            if let last = spans.last, start - last.upperBound < Self.pause {
                spans[spans.count - 1] = last.lowerBound...max(last.upperBound, end)
            } else {
                spans.append(start...end)
            }
        }
        if let phone, phone.playback.isTimed {
            for burst in phone.media.sound.bursts {
                guard let start = phone.playback.time(of: burst.startMs) else { continue }
                let heard = phone.playback.heardMs(from: burst.startMs, to: burst.endMs)
                add(start, start + heard / 1_000)
            }
            return spans
        }
        // Of the model's leg alone: a reply is played from its first delta, and until the caller interrupts it.
        var end = -Double.infinity
        for connection in connections {
            for response in connection.responses {
                guard let first = response.audio.first?.time else { continue }
                let start = max(first, end)
                let stopped = response.isCancelled ? response.done?.time ?? .infinity : .infinity
                end = min(start + response.audio.milliseconds / 1_000, max(stopped, start))
                add(start, end)
            }
        }
        return spans
    }

    /// Shorter silences lie within a reply, seconds.
    private static let pause = 0.8
}
