import CallCapture
import JSONText
import TelephonyProtocol
import WebSocketWire

// What the bridge sends: judged as Twilio does, queued, played, heard.
extension SimulatedCall {
    mutating func hear(_ message: WireMessage, frame: Int?) {
        switch phase {
        // What was on its way when the caller hung up is nobody's fault.
        case .waiting, .away, .hungUp, .finished: return
        case .connected, .talking: break
        }
        messages += 1
        let verdict = front.receive(message)
        if let complaint = verdict.complaint { complain(complaint, frame: frame, dropped: verdict.heard == nil) }
        guard phase == .talking else { return }
        switch verdict.heard {
        case .audio(let samples):
            let (acceptance, events) = clock.append(samples.count, at: now)
            play(events)
            switch acceptance {
            case .queued: ear.queue(samples)
            case .discarded:
                complain(
                    CarrierComplaint(
                        .bufferFull, .mediaDiscarded,
                        "\(Int(clock.buffered.milliseconds / 1_000)) s of audio wait to be played already"),
                    frame: frame, dropped: true)
            }
        case .mark(let name):
            if situation.marks.count >= 100 { situation.marks.removeFirst() }
            situation.marks.append((name, now))
            play(clock.mark(name, at: now))
        case .clear:
            play(clock.clear(at: now))
            situation.lastClear = now
            resolveInterruption(cleared: true)
        case nil: break
        }
        situation.isPlaying = clock.isPlaying
        playScript()
    }

    /// What the playback clock says has happened.
    mutating func play(_ events: [PlaybackClock.Event]) {
        for event in events {
            switch event {
            case .played(_, _, let samples, let time):
                follow(ear.play(samples, from: sample(at: time)))
            case .mark(let name, _, _):
                if let echo = front.echo(mark: name) { send(echo) }
            case .cleared: ear.clear()
            case .underrun: break
            }
        }
        situation.isPlaying = clock.isPlaying
    }

    mutating func follow(_ events: [Ear.Event]) {
        for event in events {
            switch event {
            case .began(let ms):
                situation.isHearing = true
                situation.heardFrom = streamBegan + .milliseconds(ms)
            case .ended(let segment):
                situation.isHearing = false
                situation.heardUntil = streamBegan + .milliseconds(segment.endMs)
                note(segment)
            }
        }
    }

    private func sample(at time: Duration) -> Int {
        let elapsed = time - streamBegan
        let nanoseconds = Int(elapsed.components.attoseconds / 1_000_000_000)
        return Int(clamping: elapsed.components.seconds) * ear.rate + nanoseconds * ear.rate / 1_000_000_000
    }

    // MARK: Writing down

    private mutating func note(_ segment: Ear.Segment) {
        observe(
            ObservationKind.played,
            [
                "fromMs": JSON(segment.startMs), "toMs": JSON(segment.endMs),
                "level": JSON((segment.level * 10).rounded() / 10),
            ])
    }

    private mutating func complain(_ complaint: CarrierComplaint, frame: Int?, dropped: Bool) {
        guard complaints.isWorthTelling(complaint) else { return }
        var data = complaint.data
        data["detail"] = .string(complaint.detail)
        data["message"] = JSON(messages)
        if let frame { data["frame"] = JSON(frame) }
        data["dropped"] = .bool(dropped)
        observe(ObservationKind.carrier, data)
    }

    /// The connection is over, or the stream on it.
    mutating func endStream() {
        resolveInterruption(cleared: false)
        if let segment = ear.finish() { note(segment) }
        for (complaint, count) in complaints.takeUntold() {
            var data = complaint.data
            data["count"] = JSON(count)
            observe(ObservationKind.carrier, data)
        }
        let totals = clock.totals
        func ms(_ samples: Int) -> JSON { JSON(Int(clock.milliseconds(samples).rounded())) }
        observe(
            ObservationKind.playback,
            [
                "receivedMs": ms(totals.received), "playedMs": ms(totals.played), "clearedMs": ms(totals.cleared),
                "discardedMs": ms(totals.discarded), "unplayedMs": ms(clock.bufferedSamples),
                "longestBufferMs": ms(totals.longestBuffer), "underruns": JSON(totals.underruns),
                "underrunMs": JSON(Int(totals.underrunTime.milliseconds.rounded())), "marks": JSON(totals.marks),
                "clears": JSON(totals.clears), "frames": JSON(punctuality.frames), "lateP99Ms": JSON(punctuality.p99),
                "lateMaxMs": JSON(punctuality.latest.milliseconds),
            ])
    }

    mutating func observe(_ kind: String, _ data: JSONObject) {
        var data = data
        data["connection"] = .string(settings.connection)
        actions.append(.observe(kind: kind, data: data))
    }
}

extension CarrierComplaint {
    fileprivate var data: JSONObject {
        [
            "reason": .string(reason.rawValue), "number": JSON(code?.number), "level": JSON(code?.level.rawValue),
            "meaning": .string(code?.meaning ?? "the carrier says nothing"),
        ]
    }
}

/// A bridge that is wrong is wrong fifty times a second; the first few times are told, the rest are counted.
struct ComplaintBook: Sendable {
    private static let told = 5
    private var counts: [(complaint: CarrierComplaint, count: Int)] = []

    mutating func isWorthTelling(_ complaint: CarrierComplaint) -> Bool {
        guard let index = counts.firstIndex(where: { $0.complaint.reason == complaint.reason }) else {
            counts.append((complaint, 1))
            return true
        }
        counts[index].count += 1
        return counts[index].count <= Self.told
    }

    /// Reasons with more than were told, with how many there were in all.
    mutating func takeUntold() -> [(complaint: CarrierComplaint, count: Int)] {
        defer { counts = [] }
        return counts.filter { $0.count > Self.told }
    }
}
