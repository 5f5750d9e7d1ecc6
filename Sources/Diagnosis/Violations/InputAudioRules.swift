/// I83 to I85, I89, I98 to I101: the caller's audio, its segments, commits and transcripts.
import JSONText
import RealtimeProtocol

struct InputAudioRules: Sendable {
    private var speaking: (item: String, startMs: Int?)?
    private var lastEndMs: Int?
    private var committed: Set<String> = []
    private var heard: Set<String> = []
    /// Transcripts whose beginning may lie before the capture.
    private var lateTranscripts: Set<String> = []
    private var transcripts: [String: String] = [:]
    private var transcribed: Set<String> = []

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ facts: ModelConnection, _ seen: Set<EventType>,
        _ breaches: inout Breaches
    ) {
        guard let item = json["item_id"]?.string else {
            if type == .inputAudioCleared || type == .sessionUpdated { speaking = nil }
            return
        }
        switch type {
        case .speechStarted:
            heard.insert(item)
            started(item, json["audio_start_ms"]?.boundedInteger, at: moment, facts, &breaches)
        case .speechStopped: stopped(item, json["audio_end_ms"]?.boundedInteger, at: moment, &breaches)
        case .inputAudioCommitted:
            heard.insert(item)
            if speaking?.item == item { speaking = nil }
            if !committed.insert(item).inserted {
                breaches.add("I89", .server, "a commit makes a new item", "\(item) again", at: moment)
            }
        case .transcriptionDelta:
            if transcribed.contains(item) {
                breaches.add("I99", .server, "a transcript ends once", "a delta of \(item) after its end", at: moment)
            }
            // Streaming may begin before the commit, but not before the speech.
            if transcripts[item] == nil, !heard.contains(item) { lateTranscripts.insert(item) }
            guard !lateTranscripts.contains(item) else { return }
            transcripts[item, default: ""] += json["delta"]?.string ?? ""
        case .transcriptionCompleted, .transcriptionFailed:
            transcription(type, item, json, at: moment, facts, &breaches)
        default: break
        }
    }

    private mutating func started(
        _ item: String, _ startMs: Int?, at moment: Moment, _ facts: ModelConnection, _ breaches: inout Breaches
    ) {
        if let speaking {
            breaches.add(
                "I83", .server, "speech_started and speech_stopped alternate", "\(speaking.item) has not stopped",
                at: moment
            )
        }
        if let startMs, let lastEndMs {
            let prefix = facts.turnDetection(at: moment)?.prefixMs ?? 300
            if startMs < lastEndMs - prefix {
                breaches.add(
                    "I85", .server, "speech segments follow one another",
                    "\(startMs) ms after an end at \(lastEndMs) ms",
                    at: moment)
            }
        }
        speaking = (item, startMs)
    }

    private mutating func stopped(_ item: String, _ endMs: Int?, at moment: Moment, _ breaches: inout Breaches) {
        if let speaking {
            if speaking.item != item {
                breaches.add(
                    "I84", .server, "speech_stopped names the item of its speech_started",
                    "\(speaking.item), then \(item)",
                    at: moment)
            }
            if let endMs, let startMs = speaking.startMs, endMs <= startMs {
                breaches.add(
                    "I85", .server, "speech segments follow one another", "end \(endMs) ms, start \(startMs) ms",
                    at: moment)
            }
        }
        lastEndMs = endMs ?? lastEndMs
        speaking = nil
    }

    private mutating func transcription(
        _ type: EventType, _ item: String, _ json: JSON, at moment: Moment, _ facts: ModelConnection,
        _ breaches: inout Breaches
    ) {
        if !transcribed.insert(item).inserted {
            breaches.add("I99", .server, "a transcript ends once", "\(item) again", at: moment)
        }
        let streamed = transcripts.removeValue(forKey: item)
        lateTranscripts.remove(item)
        if facts.echoes.last?.session.transcribes == false {
            breaches.add("I98", .server, "transcripts only come when they were asked for", item, at: moment)
        }
        guard type == .transcriptionCompleted, let streamed, let text = json["transcript"]?.string else { return }
        if trimmed(streamed) != trimmed(text) {
            breaches.add("I101", .server, "the transcript is what was streamed", item, at: moment)
        }
    }

    private func trimmed(_ text: String) -> Substring {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
