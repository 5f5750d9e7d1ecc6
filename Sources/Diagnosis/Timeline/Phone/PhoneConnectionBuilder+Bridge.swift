// What the bridge says: judged as the carrier judges it, then played.
import CallCapture
import JSONText
import SpeechAudio
import TelephonyProtocol

extension PhoneConnectionBuilder {
    /// What was on its way when the stream ended is nobody's fault, seconds.
    private static let grace = 1.0
    private static let mostMarks = 50_000

    mutating func bridgeSays(_ frame: FrameView, at moment: Moment, _ scratch: inout ConnectionBuilder.Scratch) {
        if frame.isCut {
            facts.cutMessages += 1
            return
        }
        if case .plain(let format) = facts.carrier { return plainReply(frame, format, at: moment, &scratch) }
        if isEndedJustNow(at: moment) { return }
        if frame.operation == .binary {
            // A bridge may speak first on a stream whose kind nothing has told.
            guard facts.carrier == .twilio else { return }
            let verdict = judge.judge(binary: frame.binary ?? [])
            if let complaint = verdict.complaint { complain(complaint, dropped: true, at: moment) }
            return
        }
        let text = frame.text
        adoptStream(of: text)
        let verdict = judge.judge(text)
        if !isCapture, verdict.complaint != nil, hasPlaceholder(text) {
            facts.cutMessages += 1
            return
        }
        switch verdict.accepted {
        case .media: play(verdict.audio, complaint: verdict.complaint, at: moment)
        case .mark(_, let name): mark(name, at: moment)
        case .clear: clear(at: moment)
        case .unknown, .malformed, nil: break
        }
        if let complaint = verdict.complaint, facts.carrier != .unknown || isCapture {
            if case .media = verdict.accepted { return }
            complain(complaint, dropped: verdict.accepted == nil, ms: droppedMs(verdict, text), at: moment)
        }
    }

    /// A logger wrote something else in the place of the audio: `<2136 base64 chars>`, `abc…`, its length. What no bridge would send says so
    /// itself; of the rest, that the caller's audio is not there either.
    private func hasPlaceholder(_ text: String) -> Bool {
        guard let media = (try? JSON(parsing: text))?["media"]?.object else { return false }
        guard let payload = media["payload"] else {
            // A logger that removes the field does so on both sides.
            return facts.caller.unreadable > 0 && facts.caller.unreadable == facts.caller.payloads
                && !media.members.contains { $0.value.string?.isEmpty == false }
        }
        guard let written = payload.string, !written.isEmpty else {
            return facts.caller.unreadable > 0 && payload["data"] == nil
        }
        return ["<", "[", "…", "...", "***"].contains { written.contains($0) }
    }

    /// A capture that lacks the carrier's side still has streams; the first one that the bridge names is taken for right.
    private mutating func adoptStream(of text: String) {
        let isUnheard =
            judge.phase == .beforeStart && facts.starts.isEmpty && facts.carrierMessages == 0 && facts.opening == nil
        // A logger has cut `start` and all of the carrier's media.
        let isCutOff = !isCapture && judge.streamSid.isEmpty && !facts.starts.isEmpty
        guard isUnheard || isCutOff, let json = try? JSON(parsing: text), let sid = json["streamSid"]?.string,
            !sid.isEmpty
        else { return }
        judge.streamSid = sid
        judge.phase = .running
        if let last = facts.starts.indices.last { facts.starts[last].streamSid = sid }
        if facts.carrier == .unknown { become(.twilio) }
    }

    private func isEndedJustNow(at moment: Moment) -> Bool {
        guard judge.phase == .stopped, let stop = facts.stops.last else { return false }
        return moment.seconds(since: stop).map { $0 <= Self.grace } ?? true
    }

    private func droppedMs(_ verdict: CarrierVerdict, _ text: String) -> Double {
        guard verdict.accepted == nil, let json = try? JSON(parsing: text) else { return 0 }
        let payload = json["media"]?["payload"]?.string ?? json["payload"]?.string
        // Base64 of µ-law: three bytes of every four.
        return payload.map { facts.encoding.milliseconds(ofBytes: $0.utf8.count / 4 * 3) } ?? 0
    }

    mutating func play(_ bytes: [UInt8], complaint: CarrierComplaint?, at moment: Moment) {
        let encoding = facts.encoding
        let wasPlaying = facts.playback.state.isPlaying
        let (isQueued, marks) = facts.playback.append(samples: bytes.count / encoding.bytesPerSample, at: moment)
        echo(marks)
        if let complaint { complain(complaint, dropped: false, at: moment) }
        guard isQueued else {
            let full = CarrierComplaint(
                .bufferFull, .mediaDiscarded,
                "\(Int(facts.playback.state.bufferedMs / 1_000)) s of audio wait to be played already")
            return complain(full, dropped: true, ms: encoding.milliseconds(ofBytes: bytes.count), at: moment)
        }
        guard !bytes.isEmpty else { return }
        let samples = encoding.decode(bytes)
        facts.media.receive(bytes, samples, in: encoding, isPlaying: wasPlaying, at: moment)
        facts.mediaTrack.add(bytes, samples, in: encoding, at: moment)
        if repetitions.isKnown(bytes, endMs: facts.media.milliseconds), let last = facts.clears.indices.last {
            facts.clears[last].repeatedMs += encoding.milliseconds(ofBytes: bytes.count)
        }
        for index in facts.clears.indices.reversed() {
            guard facts.clears[index].nextMedia == nil else { break }
            facts.clears[index].nextMedia = moment
        }
    }

    private mutating func mark(_ name: String, at moment: Moment) {
        guard facts.marks.count < Self.mostMarks else { return }
        facts.marks.append(.init(name: name, sent: moment, atMs: facts.media.milliseconds))
        echo(facts.playback.mark(name, at: moment))
    }

    private mutating func clear(at moment: Moment) {
        let (dropped, marks) = facts.playback.clear(at: moment)
        echo(marks)
        facts.media.interrupt()
        repetitions.clear(headMs: facts.media.milliseconds - dropped)
        guard facts.clears.count < Self.mostMarks else { return }
        facts.clears.append(
            .init(moment: moment, droppedMs: dropped, atMs: facts.media.milliseconds, lastMedia: facts.media.last))
    }

    mutating func complain(_ complaint: CarrierComplaint, dropped: Bool, ms: Double = 0, at moment: Moment) {
        let reason = complaint.reason.rawValue
        let index: Int
        if let known = facts.complaints.firstIndex(where: { $0.reason == reason }) {
            index = known
        } else {
            facts.complaints.append(
                .init(
                    reason: reason, number: complaint.code?.number, meaning: complaint.code?.meaning,
                    detail: complaint.detail, last: moment))
            index = facts.complaints.count - 1
        }
        facts.complaints[index].count += 1
        facts.complaints[index].last = moment
        if dropped {
            facts.complaints[index].dropped += 1
            facts.complaints[index].droppedMs += ms
        }
        if facts.complaints[index].moments.count < 5 { facts.complaints[index].moments.append(moment) }
    }
}
