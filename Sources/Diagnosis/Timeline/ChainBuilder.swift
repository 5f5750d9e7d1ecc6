/// Draws a turn as the chain of links that a working one has. The first missing link says where the call broke.
import RealtimeProtocol

struct ChainBuilder {
    private let call: Timeline
    /// By connection: what was understood of each item, and whether the log holds audio at all.
    private let transcripts: [[String: String]]
    private let holdsAudio: [Bool]

    init(_ call: Timeline) {
        self.call = call
        transcripts = call.connections.map { connection in
            Dictionary(
                connection.transcriptions.filter { $0.completed != nil }.map { ($0.item, $0.text) },
                uniquingKeysWith: { _, last in last })
        }
        holdsAudio = call.connections.map { connection in
            call.isCapture || connection.responses.contains { $0.audio.deltas > 0 }
        }
    }

    func chains() -> [TurnChain] { call.turns.map(chain) }

    private func chain(_ turn: Turn) -> TurnChain {
        let connection = call.connections[turn.connection]
        let response = call.response(of: turn)
        let latency = call.bridgeLatency(of: turn)
        let links =
            (turn.kind == .spoken ? spokenLinks(turn, connection) : askedLinks(turn, connection))
            + replyLinks(turn, response)
        return TurnChain(
            number: turn.number, connection: connection.name, kind: turn.kind.rawValue, said: said(turn, connection),
            replied: response.flatMap { $0.text.isEmpty ? nil : $0.text }, links: links,
            missing: links.first { $0.result == .missing }?.name, status: response?.status,
            interrupted: turn.wasInterrupted, latencyMs: call.latency(of: turn),
            replyAudioMs: response.flatMap { $0.audio.deltas > 0 && !$0.audio.isCut ? $0.audio.milliseconds : nil },
            replyLevel: response.flatMap { $0.audio.isMeasured ? $0.audio.level.rms : nil },
            call: call.number(of: turn), voiceToVoiceMs: latency.voiceToVoiceMs, appendMs: latency.appendMs,
            sendMs: latency.sendMs)
    }

    private func said(_ turn: Turn, _ connection: ModelConnection) -> String? {
        if let script = turn.script { return script }
        if let item = turn.item, connection.clientItems.indices.contains(item) {
            return connection.clientItems[item].text
        }
        guard
            let item = turn.commit.map({ connection.commits[$0].item })
                ?? turn.segment.map({ connection.segments[$0].item })
        else { return nil }
        return transcripts[turn.connection][item]
    }

    // MARK: Links

    private func link(
        _ name: String, _ moment: Moment?, absent: TurnChain.LinkResult, _ detail: String = ""
    ) -> TurnChain.Link {
        TurnChain.Link(
            name: name, result: moment == nil ? absent : .present, frame: moment?.frame, time: moment?.time,
            detail: detail)
    }

    private func after(_ moment: Moment?, _ earlier: Moment?, _ name: String) -> String {
        guard let moment, let earlier, let seconds = moment.seconds(since: earlier) else { return "" }
        return "\(Timeline.words(milliseconds: seconds * 1_000)) after \(name)"
    }

    private func spokenLinks(_ turn: Turn, _ connection: ModelConnection) -> [TurnChain.Link] {
        let burst = turn.burst.map { connection.appended.bursts[$0] }
        let segment = turn.segment.map { connection.segments[$0] }
        let commit = turn.commit.map { connection.commits[$0] }
        let vadIsOff = connection.turnDetection(at: turn.start).map { !$0.isOn } ?? false
        let unheard: TurnChain.LinkResult =
            vadIsOff || (segment == nil && commit?.byClient != nil)
            ? .notApplicable : turn.outcome == .unheard ? .missing : .unknown
        let unstopped: TurnChain.LinkResult =
            unheard == .notApplicable ? .notApplicable : turn.outcome == .unstopped ? .missing : .unknown
        let spoken = call.spoken(of: turn)
        let sound =
            (spoken ?? burst).map {
                "\(Timeline.words(seconds: $0.soundMs / 1_000)) at \(Int($0.level.rms.rounded())) dBFS"
            } ?? ""
        let onPhone =
            call.phones.isEmpty
            ? [link("spoken", burst?.started, absent: .unknown, sound)]
            : [
                link("spoken", spoken?.started, absent: .unknown, sound),
                link("reached bridge", spoken?.ended, absent: .unknown),
            ]
        return onPhone + [
            link(
                "appended", burst?.ended ?? (connection.appended.isCut ? connection.appended.first : nil),
                absent: turn.outcome == .unsent ? .missing : .unknown,
                after(burst?.ended, spoken?.ended, "the caller's last sound")),
            link(
                "speech started", segment?.started, absent: unheard,
                segment?.startMs.map { "at \($0) ms of audio" } ?? ""),
            link(
                "speech stopped", segment?.stopped, absent: segment?.end != nil ? .notApplicable : unstopped,
                segment?.endMs.map { "at \($0) ms of audio" } ?? ""),
            link("committed", commit?.moment, absent: .unknown, commit?.byClient != nil ? "by the client" : ""),
        ] + (turn.request.map { [link("requested", connection.requests[$0].moment, absent: .unknown)] } ?? [])
    }

    private func askedLinks(_ turn: Turn, _ connection: ModelConnection) -> [TurnChain.Link] {
        let name = turn.kind == .tool ? "tool output" : turn.kind == .text ? "text" : nil
        let item = turn.item.map { connection.clientItems[$0] }
        let first = name.map { [link($0, item?.moment ?? turn.start, absent: .unknown)] } ?? []
        return first + [link("requested", turn.request.map { connection.requests[$0].moment }, absent: .unknown)]
    }

    private func replyLinks(_ turn: Turn, _ response: ResponseTrace?) -> [TurnChain.Link] {
        let isLate = turn.outcome == .unheard || turn.outcome == .unstopped || turn.outcome == .unsent
        let absent: TurnChain.LinkResult
        switch turn.outcome {
        case .unanswered, .refused: absent = .missing
        case .notExpected: absent = .notApplicable
        default: absent = .unknown
        }
        let created = response?.created ?? response?.first
        var links = [
            link(
                "response created", created, absent: isLate ? .unknown : absent,
                after(created, turn.due, turn.request == nil ? "the commit" : "the request"))
        ]
        guard let response else {
            let onPhone = call.phones.isEmpty ? [] : ["sent to carrier", "played"]
            return links
                + (["output item", "audio"] + onPhone + ["response done"]).map {
                    link($0, nil, absent: absent == .notApplicable ? .notApplicable : .unknown)
                }
        }
        let isOver = response.done != nil
        let noItem: TurnChain.LinkResult = isOver && !response.hasOutput && !response.isCancelled ? .missing : .unknown
        links.append(
            link(
                "output item", response.firstItem ?? (response.hasOutput ? response.firstOutput ?? response.done : nil),
                absent: noItem))
        let expectsAudio = response.modalities?.contains("audio") ?? response.contentKinds.contains("audio")
        let isCall = response.itemTypes == ["function_call"]
        let audioIsLogged = holdsAudio[turn.connection]
        let noAudio: TurnChain.LinkResult =
            !expectsAudio || isCall
            ? .notApplicable
            : isOver && audioIsLogged && !response.isCancelled && response.contentKinds == ["text"]
                ? .missing : .unknown
        links.append(link("audio", response.audio.first, absent: noAudio, audioDetail(turn, response)))
        if !call.phones.isEmpty { links += phoneLinks(turn, response) }
        let done = response.done
        links.append(
            link("response done", done, absent: turn.outcome == .unfinished ? .missing : .unknown, doneDetail(response))
        )
        if done != nil, response.isFailed || response.isIncomplete { links[links.count - 1].result = .missing }
        return links
    }

    /// What became of the reply's audio on its way to the caller.
    private func phoneLinks(_ turn: Turn, _ response: ResponseTrace) -> [TurnChain.Link] {
        let delivery = turn.response.flatMap { call.delivery(of: $0, on: turn.connection) }
        let fate = turn.response.flatMap { call.fate(of: $0, on: turn.connection) }
        let noMedia: TurnChain.LinkResult =
            response.audio.deltas == 0 ? .notApplicable : fate == .undelivered ? .missing : .unknown
        guard let delivery, let number = turn.response else {
            return [
                link("sent to carrier", nil, absent: noMedia),
                link("played", nil, absent: noMedia == .missing ? .unknown : noMedia),
            ]
        }
        let (sent, heard) = call.delivered(number, on: turn.connection)
        let sounds = call.sounds(delivery)
        let played = TurnChain.Link(
            name: "played", result: sounds == nil ? .unknown : .present,
            frame: sounds == nil ? nil : delivery.first.frame,
            time: sounds, detail: call.hasTimes ? "\(Timeline.words(milliseconds: heard)) heard" : "")
        return [
            link(
                "sent to carrier", delivery.first, absent: .unknown,
                "\(Timeline.words(milliseconds: sent)) of \(Timeline.words(milliseconds: response.audio.milliseconds))"),
            played,
        ]
    }

    private func audioDetail(_ turn: Turn, _ response: ResponseTrace) -> String {
        guard response.audio.isMeasured else {
            return response.audio.deltas > 0 ? "\(response.audio.deltas) deltas, cut in the capture" : ""
        }
        let latency =
            call.latency(of: turn).map { ", \(Timeline.words(milliseconds: $0)) after the caller stopped" } ?? ""
        return
            "\(Timeline.words(milliseconds: response.audio.milliseconds)) at \(Int(response.audio.level.rms.rounded())) dBFS\(latency)"
    }

    private func doneDetail(_ response: ResponseTrace) -> String {
        [response.status, response.reason, response.errorCode ?? response.errorType].compactMap { $0 }.joined(
            separator: ", ")
    }
}
