/// Records of a capture in, ``Timeline`` out: one pass.
import CallCapture
import Durations
import JSONText

struct TimelineBuilder {
    private let settings: ExaminationSettings
    private var connections: [ConnectionBuilder] = []
    /// From the reader's index to ours.
    private var indices: [Int: Int] = [:]
    private var phones: [PhoneConnectionBuilder] = []
    private var phoneIndices: [Int: Int] = [:]
    /// By name, what an observation said of a phone connection before its first frame.
    private var fronts: [String: CallFront] = [:]
    private var scratch = ConnectionBuilder.Scratch()
    private var header: CaptureHeader?
    private var footer: CaptureFooter?
    private var observations: [Observation] = []
    private var first: Moment?
    private var last: Moment?
    /// One bit for each leg and direction.
    private var seen: UInt8 = 0
    private var cutFrames = 0
    private var framesNotExamined = 0
    /// The recorder was told to keep no audio, and kept none.
    private var hidesAudio = false
    /// The file before this one has the beginning of what goes on here.
    private var before: String?
    /// Each costs some kilobytes; no file of real calls has so many.
    private static let mostConnections = 100_000

    private static func bit(_ leg: Leg, _ direction: Direction) -> UInt8 {
        1 << ((leg == .phone ? 2 : 0) + (direction == .up ? 0 : 1))
    }

    init(settings: ExaminationSettings) { self.settings = settings }

    /// What is absent did not happen. What was converted proves no more than what it was made from, and what goes on from
    /// another file no more than itself.
    private var isCapture: Bool { before == nil && header.map { !$0.isConverted } ?? false }

    mutating func receive(_ record: CaptureRecord) {
        switch record {
        case .header(let header):
            self.header = header
            hidesAudio = header.settings["keepsAudio"] != nil
            before = header.settings["continues"]?.string
        case .footer(let footer): self.footer = footer
        case .observation(let observation):
            observations.append(observation)
            noteCall(observation)
            note(Moment(frame: observation.number, time: observation.time?.seconds))
        case .frame(var frame):
            if hidesAudio, frame.operation == .binary || frame.operation == .text && HiddenAudio.isIn(frame.payload) {
                // What was said is as unknown as if a logger had cut it.
                frame.isCut = true
            }
            receive(frame)
        }
    }

    private mutating func receive(_ frame: FrameView) {
        let moment = Moment(frame: frame.number, time: frame.seconds)
        note(moment)
        if frame.operation == .text { seen |= TimelineBuilder.bit(frame.leg, frame.direction) }
        if frame.isCut, !hidesAudio { cutFrames += 1 }
        guard frame.leg == .model else { return receive(phone: frame, at: moment) }
        let index: Int
        if let known = indices[frame.connection] {
            index = known
        } else if connections.count == Self.mostConnections {
            framesNotExamined += 1
            return
        } else {
            connections.append(
                ConnectionBuilder(
                    name: frame.connectionName, at: moment, isCapture: isCapture && !hidesAudio))
            index = connections.count - 1
            indices[frame.connection] = index
            connections[index].facts.appended.lose(milliseconds: lostBefore(frame.connectionName))
        }
        connections[index].receive(frame, &scratch)
    }

    private mutating func receive(phone frame: FrameView, at moment: Moment) {
        let index: Int
        if let known = phoneIndices[frame.connection] {
            index = known
        } else if phones.count == Self.mostConnections {
            framesNotExamined += 1
            return
        } else {
            let settings = header?.settings ?? [:]
            var phone = PhoneConnectionBuilder(
                name: frame.connectionName, at: moment, front: fronts[frame.connectionName],
                isCapture: isCapture,
                dropsExtraFields: settings["dropsExtraFields"]?.bool ?? true)
            phone.adopt(CallFront(settings))
            phones.append(phone)
            scratch.keepsTracks = true
            index = phones.count - 1
            phoneIndices[frame.connection] = index
            phones[index].facts.caller.lose(milliseconds: lostBefore(frame.connectionName))
        }
        phones[index].receive(frame, &scratch)
    }

    /// The caller's audio that a cut left out before its first frame, ms: places in audio are counted from the beginning.
    private func lostBefore(_ connection: String) -> Double {
        let lost = header?.settings["cut"]?["appendedMs"]?[connection]?.number ?? 0
        return lost.isFinite ? min(max(lost, 0), 1e9) : 0
    }

    private mutating func noteCall(_ observation: Observation) {
        guard observation.kind == ObservationKind.call, let name = observation.data["connection"]?.string else {
            return
        }
        if observation.data["voicePrint"]?.integer != nil { scratch.hearsVoicePrints = true }
        let front = CallFront(observation.data)
        fronts[name] = front
        if let index = phones.firstIndex(where: { $0.facts.name == name }) { phones[index].adopt(front) }
    }

    private mutating func note(_ moment: Moment) {
        if first == nil { first = moment }
        last = moment
    }

    mutating func finish(_ summary: ReadingSummary) -> Timeline {
        let settings = settings.overridden(by: header?.settings)
        for index in connections.indices { connections[index].finish() }
        let facts = connections.map(\.facts)
        var end = last ?? Moment(frame: 0)
        if let time = footer?.time?.seconds, end.time != nil { end.time = max(end.time ?? 0, time) }
        // A program that logs on while no event comes shows that time passed; longer than anybody waits it need not.
        if let time = summary.quietUntil, let known = end.time { end.time = min(max(known, time), known + 30) }
        for index in phones.indices { phones[index].finish(at: end) }
        var turns: [Turn] = []
        var patiences: [Patience] = []
        for (index, connection) in facts.enumerated() {
            // Of several connections each is only known to live as long as it shows life.
            var bound = facts.count == 1 ? end : connection.last
            bound.appendedMs = connection.appended.milliseconds
            bound.heardMs = connections[index].heardMs
            let patience = Patience(
                connection: connection, end: bound, observations: observations, seconds: settings.patience)
            patiences.append(patience)
            turns += TurnBuilder.turns(
                of: connection, index: index, patience: patience,
                isCapture: summary.format == .capture && before == nil, said: said(on: connection, among: facts))
        }
        turns.sort { $0.start < $1.start }
        for index in self.phones.indices {
            let name = self.phones[index].facts.name
            self.phones[index].facts.script = observations.filter {
                $0.kind == ObservationKind.said && $0.data["connection"]?.string == name
            }.map(Said.init)
        }
        let phones = self.phones.map(\.facts)
        let calls = CallPairing.calls(phones, facts, observations)
        turns = Self.turns(
            turns, calls, phones, facts, isCapture: summary.format == .capture && before == nil, end: end)
        var turnIndices = facts.map { _ in [Int]() }
        for index in turns.indices {
            turns[index].number = index + 1
            turnIndices[turns[index].connection].append(index)
        }
        let checkers = connections.map(\.checker)
        let fidelities = FidelityBuilder(phones: phones, connections: facts).fidelities(of: calls)
        var timeline = Timeline(
            header: header, footer: footer, settings: settings,
            coverage: coverage(summary, facts), isCapture: summary.format == .capture && before == nil,
            hasTimes: summary.hasTimes,
            frames: summary.frames, first: first, last: last.map { _ in end }, phones: phones, calls: calls,
            fidelities: fidelities,
            crossTalk: CrossTalk.byVoicePrints(calls, phones, facts, observations)
                + CrossTalk.find(calls, phones, facts, fidelities),
            connections: facts, patience: patiences, observations: observations, turns: turns,
            turnIndices: turnIndices, violations: InvariantChecker.fold(checkers), checkers: checkers)
        timeline.doubt = Doubt(summary)
        timeline.isSampled = summary.isSampled
        timeline.clockStepMs = summary.keepsWholeSeconds ? 1_000 : 0
        timeline.refusals = Timeline.standingRefusals(timeline)
        guard !phones.isEmpty else { return timeline }
        for call in calls {
            let deliveries = DeliveryFinder.deliveries(of: call, in: timeline)
            timeline.deliveries += deliveries
            timeline.interruptions += InterruptionFinder.interruptions(of: call, in: timeline, deliveries)
        }
        return timeline
    }

    /// With the words on the telephone that they began with.
    private static func turns(
        _ turns: [Turn], _ calls: [Call], _ phones: [PhoneConnection], _ connections: [ModelConnection],
        isCapture: Bool, end: Moment
    ) -> [Turn] {
        guard !phones.isEmpty else { return turns }
        let words = PhoneTurns(phones, connections, isCapture: isCapture, end: end)
        return calls.flatMap { call in
            var own = turns.filter { call.connections.contains($0.connection) }
            words.attach(to: &own, of: call)
            return own
        }.sorted { $0.start < $1.start }
    }

    /// What the script had the caller say on a connection: it names none, so it belongs to the one that began last.
    private func said(on connection: ModelConnection, among all: [ModelConnection]) -> [Said] {
        // What names a connection was said on the phone leg, whose sample time is another one.
        observations.filter { $0.kind == ObservationKind.said && $0.data["connection"] == nil }.filter { observation in
            all.last { $0.first.frame <= observation.number }?.name == connection.name
        }.map(Said.init)
    }

    // MARK: Coverage

    private func coverage(_ summary: ReadingSummary, _ connections: [ModelConnection]) -> Coverage {
        var limits = summary.limits
        if summary.endsAbruptly, !limits.contains("recording ends abruptly") {
            limits.append("recording ends abruptly")
        }
        if summary.unreadableLines > 0 {
            limits.append("\(summary.unreadableLines) line\(summary.unreadableLines == 1 ? "" : "s") could not be read")
        }
        if cutFrames > 0 {
            limits.append("\(cutFrames) message\(cutFrames == 1 ? " was" : "s were") cut or hidden by the logger")
        }
        if framesNotExamined > 0 {
            limits.append(
                "\(framesNotExamined) frames of connections behind the first \(Self.mostConnections) were not examined")
        }
        if hidesAudio { limits.append("the recorder was told not to keep audio, so none of it is judged") }
        if let before { limits.append("what was said before is in \(before)") }
        if let lost = footer?.lost, lost > 0 { limits.append("\(lost) frames were lost by the recorder") }
        let directions = Leg.allCases.flatMap { leg in
            Direction.allCases.filter { seen & TimelineBuilder.bit(leg, $0) != 0 }.map {
                "\(leg.rawValue) \($0.rawValue)"
            }
        }
        // A probe records both sides: what is not in its capture was not said.
        let mayLackSides = !connections.isEmpty && header?.command != "probe"
        if mayLackSides, !directions.contains("model up") {
            limits.append(
                "the client's messages are not in it, so nothing that the client did or left undone is judged")
        }
        if mayLackSides, !directions.contains("model down") {
            limits.append("the service's messages are not in it")
        }
        return Coverage(
            legs: Leg.allCases.filter { leg in
                !Direction.allCases.allSatisfy { seen & TimelineBuilder.bit(leg, $0) == 0 }
            }.map(\.rawValue),
            directions: directions, timing: summary.hasTimes ? "times" : "order only",
            audio: audio(connections),
            format: summary.format == .capture ? "ours" : summary.format?.rawValue ?? "unknown",
            limits: limits
        )
    }

    private func audio(_ connections: [ModelConnection]) -> String {
        let runs = connections.flatMap(\.responses).map(\.audio).filter { $0.deltas > 0 }
        let appended = connections.map(\.appended).filter { $0.payloads > 0 }
        if runs.isEmpty, appended.isEmpty { return "absent" }
        return runs.contains(where: \.isCut) || appended.contains(where: \.isCut) ? "cut" : "whole"
    }
}

extension ExaminationSettings {
    fileprivate func overridden(by header: JSONObject?) -> ExaminationSettings {
        var settings = self
        if !isLatencyGiven, let latency = header?["latency"]?.number { settings.latency = latency }
        if let patience = header?["patience"]?.number { settings.patience = patience }
        return settings
    }
}

extension JSONObject {
    /// How many times as fast as time the simulated ends ran (`rate`), 1 where nothing is said.
    var speed: Double {
        guard let rate = self["rate"]?.number, rate.isFinite, rate >= 0.01, rate <= 1_000 else { return 1 }
        return rate
    }
}
