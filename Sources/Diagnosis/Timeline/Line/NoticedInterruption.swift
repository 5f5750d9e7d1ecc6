/// The caller began to speak while a reply was sounding, by the service's own ear and the carrier's playback clock.
import CallCapture
import SpeechAudio

struct NoticedInterruption: Sendable {
    /// What was sounding.
    var reply: ReplyOnLine
    /// Whose service heard the caller: after a reconnection another one than that of the reply.
    var connection: Int
    /// Index into ``ModelConnection/segments``.
    var segment: Int
    var started: Moment
    /// Of the old audio, accepted and not yet played when the caller began, milliseconds.
    var unplayedMs: Double
    /// Of the old audio, played on afterwards.
    var talkedOverMs: Double
    /// Of that, while the caller was still speaking.
    var overSpeechMs: Double
    /// The line fell silent while the caller spoke, without a `clear`, and the old audio went on afterwards.
    var wasResumed: Bool
    /// Index into ``PhoneConnection/clears``: in time for this interruption.
    var clear: Int?
    /// Indices into ``ModelConnection/truncates``: those that answer it, of whatever item.
    var truncates: [Int]
    /// The reply was still being generated, or was stopped for this.
    var isGenerating: Bool
    /// Old audio that was accepted after the `clear` and before any of a newer response, milliseconds.
    var afterClearMs: Double

    /// The session that heard the caller has the reply, so that it can be told how much of it was heard.
    var isOfOneSession: Bool { connection == reply.connection }
}

extension Timeline {
    /// A `clear` later than this is none, seconds. Twilio and the network need a tenth of it.
    static let clearLimit = 1.0
    /// Playing on for less is forgiven, milliseconds of audio at normal speed.
    var talkOverLimit: Double { 500 + lagMs }

    /// Of all calls with both legs that a carrier transports. What the service heard for less than a word is a cough, and a session
    /// that says that replies are not to be interrupted is obeyed.
    var noticedInterruptions: [NoticedInterruption] {
        let replies = Dictionary(grouping: repliesOnLine, by: \.call)
        return calls.indices.flatMap { call -> [NoticedInterruption] in
            guard let own = replies[call] else { return [] }
            return calls[call].connections.flatMap { connection in
                connections[connection].segments.indices.compactMap { segment in
                    interruption(call: call, connection: connection, segment: segment, own)
                }
            }
        }
    }

    private func interruption(call: Int, connection index: Int, segment number: Int, _ replies: [ReplyOnLine])
        -> NoticedInterruption?
    {
        let connection = connections[index]
        let segment = connection.segments[number]
        // A session beside it that only writes down has no reply to interrupt.
        guard connection.session(at: segment.started)?.isTranscription != true,
            let began = segment.started.time, let phone = phone(ofCall: call, at: segment.started),
            phones[phone].carrier == .twilio, phones[phone].playback.isTimed, phones[phone].isWhole,
            // Something sounded just now: a reply that was sent in part only is over when its last sample is.
            phones[phone].playback.playedMs(from: began - 0.1, to: began) > 0, !connection.isCough(segment)
        else { return nil }
        let line = phones[phone]
        let head = line.head(at: began)
        let known = replies.filter { $0.phone == phone && !$0.isLost }
        guard let reply = known.last(where: { $0.fromMs <= head + 1 && head < $0.toMs - 1 }) else { return nil }
        let newer = known.first { item($0).first > segment.started && isNewer($0, than: segment.started) }
        let oldEnd = newer?.fromMs ?? line.media.milliseconds
        let clear = line.clears.firstIndex {
            guard let late = $0.moment.seconds(since: segment.started) else { return false }
            return late >= -0.3 && late <= Self.clearLimit && $0.atMs >= head - 1
        }
        // Where the service is told not to interrupt, the bridge may do so itself.
        let isWanted =
            connection.turnDetection(at: segment.started)?.interruptsResponse ?? true || clear != nil
            || (connection.cancels + connection.truncates).contains { segment.answers($0.moment) }
        guard isWanted else { return nil }
        let until = min(oldEnd, clear.map { line.clears[$0].atMs } ?? .infinity)
        let received = min(oldEnd, line.media.trace.position(at: began))
        let talkedOver = line.playback.heardMs(from: head, to: until)
        let speechEnd = segment.end?.time
        let overSpeech = line.playback.heardMs(from: head, to: until, by: speechEnd)
        let wasSilent =
            speechEnd.map { $0 - began > 0.4 && line.playback.playedMs(from: $0 - 0.3, to: $0) < 1 } ?? false
        return NoticedInterruption(
            reply: reply, connection: index, segment: number, started: segment.started,
            unplayedMs: max(0, received - head),
            talkedOverMs: talkedOver, overSpeechMs: overSpeech,
            wasResumed: clear == nil && wasSilent && talkedOver - overSpeech > talkOverLimit, clear: clear,
            truncates: connection.truncates.indices.filter { segment.answers(connection.truncates[$0].moment) },
            isGenerating: response(reply).isActive(at: segment.started) || response(reply).isCancelled,
            afterClearMs: clear.map { afterClear(line.clears[$0], on: line, newer) } ?? 0)
    }

    /// It belongs to a response that began after the caller did.
    private func isNewer(_ reply: ReplyOnLine, than moment: Moment) -> Bool { response(reply).first > moment }

    private func afterClear(_ clear: PhoneConnection.Clear, on line: PhoneConnection, _ newer: ReplyOnLine?) -> Double {
        // What came in the same twentieth of a second as the new reply counts as new.
        let end = newer.flatMap { item($0).first.time }.map { line.media.trace.position(at: $0 - 0.06) }
        let whole = end ?? line.media.milliseconds
        guard whole > clear.atMs, let track = line.mediaTrack else { return max(0, whole - clear.atMs) }
        // A bridge may send silence while nothing is said.
        return track.lastSound(from: clear.atMs, to: whole).map { min($0, whole) - clear.atMs } ?? 0
    }
}

extension ModelConnection {
    /// The service took it for speech, and less than a word was left of it without padding and silence.
    fileprivate func isCough(_ segment: SpeechSegment) -> Bool {
        guard let start = segment.startMs, let end = segment.endMs, let detection = turnDetection(at: segment.started)
        else { return false }
        return end - start - detection.prefixMs - detection.silenceMs < 250
    }
}

extension ModelConnection.SpeechSegment {
    /// A client's reaction to the beginning of speech, and not to something else.
    fileprivate func answers(_ moment: Moment) -> Bool {
        moment.seconds(since: started).map { $0 >= -0.5 && $0 <= 3 } ?? false
    }

    var evidence: Evidence { started.evidence("input_audio_buffer.speech_started \(item)") }
}

extension NoticedInterruption {
    /// `2.1 s of speech was played on …`
    static func words(_ milliseconds: Double) -> String { Timeline.words(seconds: milliseconds / 1_000) }
}
