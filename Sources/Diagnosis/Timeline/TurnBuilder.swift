/// Finds the turns of one connection: what the caller or the client said, and which response answers it.
/// A request says by order alone what it belongs to, for `response.created` names no cause.
import RealtimeProtocol

struct TurnBuilder {
    private let connection: ModelConnection
    private let index: Int
    private let patience: Patience
    private let isCapture: Bool
    private let said: [Said]
    private var turns: [Turn] = []
    /// Turns for which a reply is due, in order.
    private var waitingRequests: [Int] = []
    private var waitingCommits: [Int] = []
    private var waitingOutOfBand: [Int] = []
    /// Turns for which the client has to ask, if it wants a reply.
    private var askable: Set<Int> = []
    private var usedItems = 0
    private var usedForeignItems = 0

    private enum Mark {
        case segment(Int), stop(Int), commit(Int), request(Int), response(Int)
    }

    static func turns(of connection: ModelConnection, index: Int, patience: Patience, isCapture: Bool, said: [Said])
        -> [Turn]
    {
        var builder = TurnBuilder(
            connection: connection, index: index, patience: patience, isCapture: isCapture, said: said)
        builder.run()
        return builder.turns
    }

    private init(connection: ModelConnection, index: Int, patience: Patience, isCapture: Bool, said: [Said]) {
        self.isCapture = isCapture
        self.said = said
        self.connection = connection
        self.index = index
        self.patience = patience
    }

    private mutating func run() {
        var marks: [(Int, Mark)] = []
        marks += connection.segments.enumerated().map { ($1.started.frame, .segment($0)) }
        // Some logs leave `committed` out; then the end of speech stands for it.
        if connection.commits.isEmpty {
            marks += connection.segments.enumerated().compactMap { entry in
                entry.element.stopped.map { ($0.frame, .stop(entry.offset)) }
            }
        }
        marks += connection.commits.enumerated().map { (asked(for: $1).frame, .commit($0)) }
        marks += connection.requests.enumerated().map { ($1.moment.frame, .request($0)) }
        marks += connection.responses.enumerated().filter { !connection.isPhantom($1) }.map {
            ($1.first.frame, .response($0))
        }
        for (_, mark) in marks.sorted(by: { $0.0 < $1.0 }) { place(mark) }
        oweReplies()
        addUnheardSpeech()
        attachBursts()
        turns.sort { $0.start < $1.start }
        let judge = TurnJudge(connection: connection, patience: patience, isCapture: isCapture)
        for number in turns.indices { turns[number].outcome = judge.outcome(of: turns[number], among: turns) }
        attachWords()
        markInterruptions()
    }

    private mutating func place(_ mark: Mark) {
        switch mark {
        case .segment(let number):
            var turn = Turn(connection: index, kind: .spoken, start: connection.segments[number].started)
            turn.segment = number
            turns.append(turn)
        case .stop(let number):
            guard let turn = turns.lastIndex(where: { $0.segment == number }),
                let stopped = connection.segments[number].stopped
            else { return }
            expect(turn, at: stopped, byClient: false)
        case .commit(let number): place(commit: number)
        case .request(let number): place(request: number)
        case .response(let number): place(response: number)
        }
    }

    /// A client that commits need not wait for the answer before it asks for a reply.
    private func asked(for commit: ModelConnection.Commit) -> Moment {
        commit.byClient.map { connection.clientCommits[$0].moment } ?? commit.moment
    }

    private mutating func place(commit number: Int) {
        let commit = connection.commits[number]
        let known = turns.lastIndex { turn in
            turn.commit == nil && turn.segment.map { connection.segments[$0].item == commit.item } ?? false
        }
        let turn: Int
        if let known {
            turn = known
        } else {
            turns.append(Turn(connection: index, kind: .spoken, start: asked(for: commit)))
            turn = turns.count - 1
        }
        turns[turn].commit = number
        expect(turn, at: commit.moment, byClient: commit.byClient != nil)
    }

    /// Whether the service has to answer what was just committed of its own accord.
    private mutating func expect(_ turn: Int, at moment: Moment, byClient: Bool) {
        guard turns[turn].response == nil else { return }
        turns[turn].due = moment
        if byClient {
            turns[turn].expectation = .no("a commit alone asks for no reply")
            askable.insert(turn)
        } else if connection.session(at: moment)?.isTranscription == true {
            turns[turn].expectation = .no("a transcription session answers nothing")
        } else if let detection = connection.turnDetection(at: moment) {
            if !detection.createsResponse {
                turns[turn].expectation = .no("create_response is off, so a response.create has to follow")
                askable.insert(turn)
            } else if !detection.interruptsResponse, connection.activeResponse(at: moment) != nil {
                turns[turn].expectation = .no("it ended during a reply, and interrupt_response is off")
            } else {
                turns[turn].expectation = .yes
                waitingCommits.append(turn)
            }
        } else if connection.clientEvents > 0,
            turns.contains(where: { $0.commit != nil && $0.response != nil && $0.request == nil })
        {
            // The session is not in the capture, but the service has answered such a turn unasked.
            turns[turn].expectation = .yes
            waitingCommits.append(turn)
        } else {
            turns[turn].expectation = .no("the capture does not show the session's turn detection")
        }
    }

    /// A client that asked for the replies to earlier words owes one to later ones, too: silence behind them shows that it does not
    /// ask any more.
    private mutating func oweReplies() {
        guard !askable.isEmpty else { return }
        var silences = [Double](repeating: 0, count: turns.count)
        /// The next turn in which the client asks, or the caller speaks.
        var next: Int?
        for turn in turns.indices.reversed() {
            let isAsked = turns[turn].request.map { !connection.requests[$0].isOutOfBand } ?? false
            if let due = turns[turn].due {
                silences[turn] = next.map { patience.between(due, turns[$0].start) } ?? patience.elapsed(since: due)
                // What the caller says meanwhile is no silence, and what is asked for then may be for both.
                if let next, askable.contains(next), turns[next].request == nil { silences[turn] += silences[next] }
            }
            if isAsked || turns[turn].kind == .spoken { next = turn }
        }
        var hasAsked = false
        for turn in turns.indices {
            let isAnswered = turns[turn].request != nil && turns[turn].response != nil
            if askable.contains(turn), turns[turn].request == nil, turns[turn].response == nil, turns[turn].due != nil,
                hasAsked, silences[turn] >= Self.longestThought
            {
                turns[turn].expectation = .yes
            }
            if isAnswered, turns[turn].kind == .spoken { hasAsked = true }
        }
    }

    /// Who puts utterances together asks once for all of them, seconds.
    private static let longestThought = 6.0

    private mutating func place(request number: Int) {
        let request = connection.requests[number]
        let first = usedItems
        while usedItems < connection.clientItems.count, connection.clientItems[usedItems].moment < request.moment {
            usedItems += 1
        }
        let items = first..<usedItems
        let asking = items.last { connection.clientItems[$0].isToolOutput || connection.clientItems[$0].isUserMessage }
        if request.isOutOfBand {
            var turn = Turn(connection: index, kind: .request, start: request.moment)
            turn.request = number
            turn.due = request.moment
            turn.expectation = .yes
            turns.append(turn)
            if request.refused == nil { waitingOutOfBand.append(turns.count - 1) }
            return
        }
        let spoken = turns.indices.last.flatMap { last in
            asking == nil && turns[last].kind == .spoken && turns[last].request == nil && turns[last].response == nil
                && turns[last].expectation != .yes && (turns[last].commit != nil || connection.commits.isEmpty)
                ? last : nil
        }
        let turn: Int
        if let spoken {
            turn = spoken
        } else {
            var new = Turn(
                connection: index, kind: .request,
                start: asking.map { connection.clientItems[$0].moment } ?? request.moment)
            if let asking {
                new.kind = connection.clientItems[asking].isToolOutput ? .tool : .text
                new.item = asking
            }
            turns.append(new)
            turn = turns.count - 1
        }
        turns[turn].request = number
        turns[turn].due = request.moment
        turns[turn].expectation = .yes
        if request.refused == nil { waitingRequests.append(turn) }
    }

    private mutating func place(response number: Int) {
        let response = connection.responses[number]
        if response.isOutOfBand, !waitingOutOfBand.isEmpty {
            return answer(waitingOutOfBand.removeFirst(), with: number)
        }
        let commit = waitingCommits.last
        // Two requests can only wait when the first was lost: the service would have refused the second.
        let request = waitingRequests.last
        switch (commit, request) {
        case (let commit?, let request?):
            // The service answers a commit at once; a request that came after it met a response already.
            if let due = turns[commit].due, let asked = turns[request].due, due < asked, request == turns.count - 1 {
                waitingRequests.removeAll { $0 == request }
                return answer(request, with: number)
            }
            waitingCommits.removeAll { $0 == commit }
            answer(commit, with: number)
        case (let commit?, nil):
            waitingCommits.removeAll { $0 == commit }
            answer(commit, with: number)
        case (nil, let request?):
            waitingRequests.removeAll { $0 == request }
            answer(request, with: number)
        case (nil, nil): adopt(number)
        }
    }

    private mutating func answer(_ turn: Int, with response: Int) { turns[turn].response = response }

    /// A response without a visible cause: the latest spoken turn that has none, or a turn of its own.
    private mutating func adopt(_ number: Int) {
        let response = connection.responses[number]
        if !response.isOutOfBand, let last = turns.indices.last, turns[last].kind == .spoken,
            turns[last].response == nil, turns[last].request == nil
        {
            turns[last].response = number
            turns[last].due = turns[last].due ?? response.first
            turns[last].expectation = .yes
            return
        }
        let first = usedForeignItems
        while usedForeignItems < connection.foreignItems.count,
            connection.foreignItems[usedForeignItems].moment < response.first
        {
            usedForeignItems += 1
        }
        let item = connection.foreignItems[first..<usedForeignItems].last
        var turn = Turn(connection: index, kind: .request, start: item?.moment ?? response.first)
        if let item { turn.kind = item.isToolOutput ? .tool : .text }
        turn.due = response.first
        turn.expectation = .yes
        turn.response = number
        turns.append(turn)
    }

    // MARK: Speech that was sent

    /// Clear speech in the appended audio that no segment covers.
    private mutating func addUnheardSpeech() {
        guard connection.appended.isMeasured else { return }
        let bursts = connection.appended.bursts
        let heard = bursts.indices.map { connection.hears($0) }
        // Noise behind the caller is not for the VAD to notice: it has to be about as loud as what was noticed before.
        let quietest = bursts.indices.filter { heard[$0] && bursts[$0].isClearSpeech }.map { bursts[$0].level.rms }
            .min()
        for (number, burst) in bursts.enumerated() where burst.isClearSpeech && !heard[number] {
            if let quietest, burst.level.rms < quietest - 6 { continue }
            guard let detection = connection.turnDetection(at: burst.started), detection.isOn else { continue }
            var turn = Turn(connection: index, kind: .spoken, start: burst.started)
            turn.burst = number
            turn.expectation = .yes
            turns.append(turn)
        }
    }

    private mutating func attachBursts() {
        for turn in turns.indices {
            guard let segment = turns[turn].segment else { continue }
            turns[turn].burst = connection.burst(of: segment)
        }
        let heard = Set(turns.compactMap(\.burst))
        for turn in turns.indices where turns[turn].segment == nil && turns[turn].burst == nil {
            guard let commit = turns[turn].commit, let burst = burst(committed: commit), !heard.contains(burst) else {
                continue
            }
            turns[turn].burst = burst
        }
    }

    /// Where no VAD listens, a turn is what was spoken since the last commit: the longest burst of it.
    private func burst(committed number: Int) -> Int? {
        guard connection.appended.isMeasured, connection.commits[number].byClient != nil else { return nil }
        let commit = connection.commits[number].moment
        let bursts = connection.appended.bursts
        let end = bursts.firstIndexAfter { $0.started <= commit }
        let begin = number > 0 ? bursts.firstIndexAfter { $0.ended <= connection.commits[number - 1].moment } : 0
        guard begin < end else { return nil }
        return (begin..<end).max { bursts[$0].soundMs < bursts[$1].soundMs }
    }

    private mutating func markInterruptions() {
        for turn in turns.indices {
            guard let number = turns[turn].response else { continue }
            let response = connection.responses[number]
            let next = connection.segments.firstIndexAfter { $0.started <= response.first }
            turns[turn].wasInterrupted =
                response.reason == "turn_detected"
                || connection.segments[next...].first.map { segment in
                    response.isActive(at: segment.started) && words(in: segment)?.interrupts ?? true
                } ?? false
        }
        // What the caller said into a reply interrupts it, noticed or not.
        for turn in turns where turn.script != nil {
            guard let burst = turn.burst.map({ connection.appended.bursts[$0] }),
                words(from: burst.startMs, to: burst.endMs)?.interrupts == true,
                let reply = turns.lastIndex(where: { other in
                    other.response.map { connection.responses[$0].isActive(at: burst.started) } ?? false
                })
            else { continue }
            turns[reply].wasInterrupted = true
        }
    }

    // MARK: The script

    /// The script knows what was said, also where nothing was noticed.
    private mutating func attachWords() {
        guard !said.isEmpty else { return }
        for index in turns.indices where turns[index].kind == .spoken {
            let turn = turns[index]
            let segment = turn.segment.flatMap { words(in: connection.segments[$0]) }
            let burst = turn.burst.map { connection.appended.bursts[$0] }
            turns[index].script =
                (burst.flatMap { words(from: $0.startMs, to: $0.endMs) } ?? segment)?.text
        }
    }

    private func words(in segment: ModelConnection.SpeechSegment) -> Said? {
        let start = segment.startMs.map(Double.init) ?? segment.started.appendedMs
        return words(from: start, to: segment.endMs.map(Double.init) ?? max(start, segment.started.appendedMs))
    }

    /// What was said for most of a stretch of appended audio.
    private func words(from start: Double, to end: Double) -> Said? {
        let overlaps = said.map { (said: $0, ms: min(end, $0.toMs) - max(start, $0.fromMs)) }
        return overlaps.filter { $0.ms >= 0 }.max { $0.ms < $1.ms }?.said
    }
}
