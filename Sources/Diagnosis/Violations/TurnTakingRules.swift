/// I86, I87, I91, I92, I94 to I97, I100, I102, I103: what the service hears, and when it acts unasked.
import JSONText
import RealtimeProtocol

struct TurnTakingRules: Sendable {
    private var speaking: (item: String, startMs: Int?)?
    /// Lengths of segments whose transcript has not come, milliseconds.
    private var lengths: [String: Int] = [:]
    /// Items that are to be transcribed.
    private var awaited: [String: Moment] = [:]
    private var responses = 0
    private var echoes = 0
    private var firstEcho: Moment?
    /// What happened to the output buffer of each response, WebRTC and SIP.
    private var started: Set<String> = []
    private var ended: Set<String> = []

    mutating func server(
        _ type: EventType, _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        let item = json["item_id"]?.string ?? ""
        switch type {
        case .speechStarted: speechStarted(item, json["audio_start_ms"]?.boundedInteger, at: moment, context, &breaches)
        case .speechStopped: speechStopped(item, json["audio_end_ms"]?.boundedInteger, at: moment, context, &breaches)
        case .inputAudioCommitted: committed(item, at: moment, context, &breaches)
        case .inputAudioCleared, .sessionUpdated: speaking = nil
        case .idleTimeoutTriggered: timeout(json, at: moment, context, &breaches)
        case .transcriptionCompleted, .transcriptionFailed: transcribed(item, json, at: moment, &breaches)
        case .responseCreated: responseCreated(at: moment, context, &breaches)
        case .outputAudioBufferStarted, .outputAudioBufferStopped, .outputAudioBufferCleared:
            outputBuffer(type, json["response_id"]?.string ?? "", at: moment, context, &breaches)
        case .dtmfReceived:
            if let key = json["event"]?.string, key.count != 1 || !"0123456789*#ABCD".contains(key) {
                breaches.add("I97", .server, "a key is one of 0-9 * # A-D", key, at: moment)
            }
        default: break
        }
    }

    // MARK: Speech

    private mutating func speechStarted(
        _ item: String, _ startMs: Int?, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        speaking = (item, startMs)
        needsDetection("speech_started", at: moment, context, &breaches)
        let facts = context.facts
        if context.isCapture, let startMs, startMs > 0, let detection = facts.turnDetection(at: moment),
            detection.type == "server_vad",
            startMs % 32 != 0, (startMs + detection.prefixMs) % 32 != 0
        {
            breaches.add(
                "I87", .heuristic, "server_vad counts in windows of 32 ms", "audio_start_ms \(startMs)", at: moment)
        }
        let echo = facts.responses.suffix(2).contains { response in
            response.audio.first.flatMap { moment.seconds(since: $0) }.map { (0..<0.3).contains($0) } ?? false
        }
        if echo { echoes += 1 }
        if echo, firstEcho == nil { firstEcho = moment }
    }

    private mutating func speechStopped(
        _ item: String, _ endMs: Int?, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        needsDetection("speech_stopped", at: moment, context, &breaches)
        guard let endMs else { return }
        let facts = context.facts
        if let start = speaking?.startMs, speaking?.item == item, endMs > start { lengths[item] = endMs - start }
        speaking = nil
        if context.isCapture, facts.turnDetection(at: moment)?.type == "server_vad", endMs % 32 != 0 {
            breaches.add(
                "I87", .heuristic, "server_vad counts in windows of 32 ms", "audio_end_ms \(endMs)", at: moment)
        }
        if context.holdsWholeCall, facts.appended.isMeasured, Double(endMs) > moment.appendedMs + 40 {
            breaches.add(
                "I86", .server, "the service hears no more than was appended",
                "\(endMs) ms, of \(Int(moment.appendedMs)) ms", at: moment)
        }
    }

    private func needsDetection(
        _ name: String, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        guard !context.facts.echoes.isEmpty, let detection = context.facts.turnDetection(at: moment), !detection.isOn
        else { return }
        breaches.add(
            "I91", .server, "without turn detection the service does nothing unasked", name, at: moment)
    }

    private mutating func committed(
        _ item: String, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        speaking = nil
        let facts = context.facts
        if facts.echoes.last?.session.transcribes == true { awaited[item] = moment }
        // Only where turn detection never was on since the session was configured is every commit the client's.
        if context.isDirect, isAlwaysOff(facts), facts.commits.count >= facts.clientCommits.count {
            breaches.add(
                "I91", .server, "without turn detection the service does nothing unasked", "committed", at: moment)
        }
    }

    private func isAlwaysOff(_ facts: ModelConnection) -> Bool {
        facts.segments.isEmpty && !facts.echoes.isEmpty
            && facts.echoes.allSatisfy { $0.session.turnDetection?.isOn == false }
    }

    /// The session was told from the start to answer only when it is asked to.
    private func answersOnlyRequests(_ facts: ModelConnection) -> Bool {
        let echoes = facts.echoes.filter { !$0.isCreated }
        guard let first = echoes.first, echoes.allSatisfy({ $0.session.turnDetection?.createsResponse == false }) else {
            return false
        }
        return facts.commits.first.map { $0.moment > first.moment } ?? true
    }

    private mutating func responseCreated(at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches) {
        responses += 1
        guard context.isDirect, answersOnlyRequests(context.facts), responses > context.facts.requests.count else {
            return
        }
        let isOff = context.facts.turnDetection(at: moment)?.isOn == false
        breaches.add(
            isOff ? "I91" : "I92", .server,
            isOff
                ? "without turn detection the service does nothing unasked"
                : "with create_response off a response is only made when asked for", "response.created", at: moment)
    }

    private func timeout(
        _ json: JSON, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        let session = context.facts.session(at: moment)?.json
        guard let detection = session?["audio"]?["input"]?["turn_detection"] ?? session?["turn_detection"] else {
            return
        }
        let words = "timeout_triggered needs an idle_timeout_ms, and lasts as long"
        guard let idle = detection["idle_timeout_ms"]?.number else {
            return breaches.add("I94", .server, words, "no idle_timeout_ms", at: moment)
        }
        if speaking != nil { breaches.add("I94", .server, words, "somebody is speaking", at: moment) }
        if let start = json["audio_start_ms"]?.number, let end = json["audio_end_ms"]?.number,
            abs(end - start - idle) > idle * 0.2
        {
            breaches.add("I94", .server, words, "\(Timeline.words(milliseconds: end - start))", at: moment)
        }
    }

    // MARK: Transcripts

    private mutating func transcribed(
        _ item: String, _ json: JSON, at moment: Moment, _ breaches: inout Breaches
    ) {
        if speaking?.item == item {
            breaches.add("I100", .suspicious, "a transcript is completed after the commit", item, at: moment)
        }
        if let asked = awaited.removeValue(forKey: item), moment.seconds(since: asked).map({ $0 > 10 }) ?? false {
            breaches.add("I103", .suspicious, "a transcript comes within 10 s", item, at: moment)
        }
        let length = lengths.removeValue(forKey: item)
        guard let usage = json["usage"] else { return }
        let words = "usage of a transcript is its length, or adds up"
        if let seconds = usage["seconds"]?.number, let length {
            let exact = Double(length) / 1_000
            if seconds < exact - 0.05 || seconds >= exact + 1.05 {
                breaches.add("I102", .heuristic, words, "\(seconds) s of \(exact) s", at: moment)
            }
        } else if let total = usage["total_tokens"]?.number, let input = usage["input_tokens"]?.number,
            let output = usage["output_tokens"]?.number, total != input + output
        {
            breaches.add("I102", .heuristic, words, "\(input) + \(output) is not \(total)", at: moment)
        }
    }

    // MARK: WebRTC and SIP

    private mutating func outputBuffer(
        _ type: EventType, _ response: String, at moment: Moment, _ context: RuleContext, _ breaches: inout Breaches
    ) {
        let words = "the output buffer belongs to WebRTC and SIP, and starts and ends once a response"
        if context.isDirect { breaches.add("I96", .server, words, type.rawValue, at: moment) }
        let isFirst = type == .outputAudioBufferStarted ? started.insert(response) : ended.insert(response)
        if !isFirst.inserted { breaches.add("I96", .server, words, "\(type.rawValue) again", at: moment) }
    }

    func finish(_ context: RuleContext, _ breaches: inout Breaches) {
        if echoes >= 3, let firstEcho {
            breaches.add(
                "I95", .heuristic, "the caller does not begin within 300 ms of every reply",
                "\(echoes) times: the assistant may hear itself", at: firstEcho)
        }
        guard context.seen.contains(.transcriptionCompleted) || context.isCapture else { return }
        for (item, asked) in awaited.sorted(by: { $0.value < $1.value })
        where context.facts.last.seconds(since: asked).map({ $0 > 10 }) ?? false {
            breaches.add("I103", .suspicious, "a transcript comes within 10 s", item, at: asked)
        }
    }
}
