/// Questions about one connection that several judgements share.
import RealtimeProtocol

extension ModelConnection {
    /// The session in force: the last echo, else what the client asked for.
    package func session(at moment: Moment) -> SessionFacts? {
        if let echo = echoes.last(where: { $0.moment <= moment }) { return echo.session }
        return updates.last { $0.moment <= moment && $0.refused == nil }?.session
    }

    package func turnDetection(at moment: Moment) -> TurnDetection? {
        if echoes.isEmpty {
            return updates.last { $0.moment <= moment && $0.session.turnDetection != nil }?.session.turnDetection
        }
        return session(at: moment)?.turnDetection
    }

    /// The response of the default conversation that is going on.
    package func activeResponse(at moment: Moment) -> Int? {
        // One is active at a time, so it is among the last that had begun.
        let begun = responses.firstIndexAfter { $0.first <= moment }
        return responses[..<begun].suffix(8).lastIndex { !$0.isOutOfBand && $0.isActive(at: moment) }
    }

    /// Nobody had closed it yet.
    package func isOpen(at moment: Moment) -> Bool { ending.map { moment < $0.moment } ?? true }

    /// The VAD noticed this burst: one of its segments lies over it on the sample clock, or came while it was sent.
    package func hears(_ number: Int) -> Bool {
        let burst = appended.bursts[number]
        // Segments that began long after it cannot be its own; earlier ones may still be open.
        let later = segments.firstIndexAfter { segment in
            segment.started <= burst.ended || Double(segment.startMs ?? 0) <= burst.endMs + 2_500
        }
        return segments.indices[..<later].suffix(64).contains { covers(segment: $0, burst: number) }
    }

    package func burst(of segment: Int) -> Int? {
        let end = Double(segments[segment].endMs ?? Int(Int32.max))
        let later = appended.bursts.firstIndexAfter { $0.startMs <= end || $0.started <= segments[segment].started }
        return appended.bursts.indices[..<later].suffix(64).last { covers(segment: segment, burst: $0) }
    }

    private func covers(segment index: Int, burst number: Int) -> Bool {
        let segment = segments[index]
        let burst = appended.bursts[number]
        let prefix = Double(turnDetection(at: segment.started)?.prefixMs ?? 300)
        if let start = segment.startMs {
            let end = Double(segment.endMs ?? (segment.end == nil ? Int(Int32.max) : heardEnd(of: segment)))
            if Double(start) - 250 <= burst.endMs, end > burst.startMs { return true }
            // The sample clocks agree where the capture holds the session from its first append.
            if Double(start) + prefix > burst.endMs + 2_000 { return false }
        }
        let next = appended.bursts.indices.contains(number + 1) ? appended.bursts[number + 1].started : nil
        return burst.started <= segment.started && (next.map { segment.started < $0 } ?? true)
    }

    private func heardEnd(of segment: SpeechSegment) -> Int { segment.end.map { Int($0.appendedMs) } ?? Int(Int32.max) }
}

extension RandomAccessCollection {
    /// The first index at which a condition that holds from the start no longer holds, by bisection.
    func firstIndexAfter(_ holds: (Element) -> Bool) -> Index {
        var low = startIndex
        var length = count
        while length > 0 {
            let half = length / 2
            let middle = index(low, offsetBy: half)
            if holds(self[middle]) {
                low = index(after: middle)
                length -= half + 1
            } else {
                length = half
            }
        }
        return low
    }
}

extension SpeechBurst {
    /// Long and loud enough that a VAD which does not notice it does not work.
    package var isClearSpeech: Bool { soundMs >= 500 && level.rms >= -40 }
}

extension ModelConnection {
    /// What the caller says goes to the model in items, and not in appends.
    var sendsAudioItems: Bool { clientItems.contains { $0.isUserMessage && $0.contentTypes.contains("input_audio") } }
}
