/// Which connections are one call. What is known decides first, then what is left over, then what was heard at the same
/// time, and last what was opened at the same time; what fits two calls equally well stays unpaired.
import CallCapture
import JSONText
import SpeechAudio

struct CallPairing {
    private let phones: [PhoneConnection]
    private let connections: [ModelConnection]
    private var groups: [Group] = []
    private var isTaken: [Bool]

    private struct Group {
        var phones: [Int]
        var callSid: String?
        /// The harness's number of the call.
        var number: Int?
        var connections: [Int] = []
        var pairing = Call.Pairing.unpaired
    }

    static func calls(
        _ phones: [PhoneConnection], _ connections: [ModelConnection], _ observations: [Observation]
    ) -> [Call] {
        guard !phones.isEmpty else {
            return [
                Call(number: 1, phones: [], connections: Array(connections.indices), pairing: .unpaired, callSid: nil)
            ]
        }
        var pairing = CallPairing(phones, connections)
        pairing.gather(observations)
        pairing.pairByNames(observations)
        pairing.pairByVoicePrints(observations)
        pairing.pairTheOnlyOne()
        pairing.pairByAudio()
        pairing.pairByTime()
        return pairing.calls
    }

    private init(_ phones: [PhoneConnection], _ connections: [ModelConnection]) {
        self.phones = phones
        self.connections = connections
        isTaken = connections.map { _ in false }
    }

    private var calls: [Call] {
        var calls = groups.map { group in
            Call(
                number: 0, phones: group.phones, connections: group.connections.sorted(), pairing: group.pairing,
                callSid: group.callSid)
        }
        calls += connections.indices.filter { !isTaken[$0] }.map {
            Call(number: 0, phones: [], connections: [$0], pairing: .unpaired, callSid: nil)
        }
        for index in calls.indices { calls[index].number = index + 1 }
        return calls
    }

    private mutating func take(_ connection: Int, for group: Int, _ pairing: Call.Pairing) {
        guard !isTaken[connection] else { return }
        isTaken[connection] = true
        // Of several reasons the surest is told, which is the first.
        if groups[group].connections.isEmpty { groups[group].pairing = pairing }
        groups[group].connections.append(connection)
    }

    // MARK: Phone connections of one call

    private mutating func gather(_ observations: [Observation]) {
        var numbers: [String: Int] = [:]
        for observation in observations where observation.kind == ObservationKind.call {
            if let name = observation.data["connection"]?.string, let number = observation.data["call"]?.integer {
                numbers[name] = number
            }
        }
        for (index, phone) in phones.enumerated() {
            let number = numbers[phone.name]
            let callSid = phone.callSid.flatMap { $0.isEmpty ? nil : $0 }
            let known = groups.firstIndex { group in
                number.map { $0 == group.number } ?? false || callSid.map { $0 == group.callSid } ?? false
            }
            if let known {
                groups[known].phones.append(index)
                groups[known].callSid = groups[known].callSid ?? callSid
            } else {
                groups.append(Group(phones: [index], callSid: callSid, number: number))
            }
        }
    }

    // MARK: What is known

    private mutating func pairByNames(_ observations: [Observation]) {
        for observation in observations where observation.kind == ObservationKind.call {
            guard let number = observation.data["call"]?.integer,
                let group = groups.firstIndex(where: { $0.number == number })
            else { continue }
            for name in observation.data["models"]?.array?.compactMap(\.string) ?? [] {
                if let index = connections.firstIndex(where: { $0.name == name }) { take(index, for: group, .ids) }
            }
        }
        for (index, connection) in connections.enumerated() where !connection.carrierIDs.isEmpty {
            let named = groups.indices.filter { group in
                groups[group].callSid.map(connection.carrierIDs.contains) ?? false
                    || groups[group].phones.contains { phone in
                        phones[phone].starts.contains { connection.carrierIDs.contains($0.streamSid) }
                    }
            }
            if named.count == 1 { take(index, for: named[0], .ids) }
        }
    }

    /// Each caller of a run may have a mark under the words, which is heard again where they are appended.
    private mutating func pairByVoicePrints(_ observations: [Observation]) {
        var owners: [Int: Int] = [:]
        for observation in observations where observation.kind == ObservationKind.call {
            guard let print = observation.data["voicePrint"]?.integer,
                let name = observation.data["connection"]?.string,
                let group = groups.firstIndex(where: { $0.phones.contains { phones[$0].name == name } })
            else { continue }
            owners[print] = group
        }
        for (index, connection) in connections.enumerated() where !isTaken[index] {
            if let print = connection.voicePrints?.number, let group = owners[print] { take(index, for: group, .audio) }
        }
    }

    private mutating func pairTheOnlyOne() {
        guard groups.count == 1 else { return }
        for index in connections.indices { take(index, for: 0, .onlyOne) }
    }

    // MARK: What was heard

    /// Callers who read the same script are alike, but not at the same time: the least delay tells.
    private mutating func pairByAudio() {
        for index in connections.indices where !isTaken[index] {
            let fits = groups.indices.compactMap { group -> (group: Int, fit: Fit)? in
                var fit = Fit()
                for phone in groups[group].phones { fit.add(phones[phone], connections[index]) }
                return fit.count > 0 ? (group, fit) : nil
            }
            let most = fits.map(\.fit.count).max() ?? 0
            let likely = fits.filter { $0.fit.count * 3 >= most * 2 }.sorted { $0.fit.delay < $1.fit.delay }
            guard let best = likely.first else { continue }
            if likely.count == 1 || likely[1].fit.delay - best.fit.delay > 0.08 { take(index, for: best.group, .audio) }
        }
    }

    /// Stretches of sound that began on both legs at nearly the same time, and how much later on the second.
    private struct Fit {
        var count = 0
        private var sum = 0.0
        var delay: Double { count == 0 ? .infinity : sum / Double(count) }

        mutating func add(_ phone: PhoneConnection, _ connection: ModelConnection) {
            for burst in connection.appended.bursts {
                let delays = phone.caller.bursts.compactMap { caller -> Double? in
                    guard let late = burst.started.seconds(since: caller.started), late >= -0.05, late <= 1.5,
                        abs(burst.soundMs - caller.soundMs) <= max(100, caller.soundMs * 0.15)
                    else { return nil }
                    return max(0, late)
                }
                note(delays.min())
            }
            for item in connection.replyItems {
                let delays = phone.media.runs.compactMap { run -> Double? in
                    guard let late = run.start.seconds(since: item.first), late >= -0.01, late <= 0.5 else {
                        return nil
                    }
                    return max(0, late)
                }
                note(delays.min())
            }
        }

        private mutating func note(_ delay: Double?) {
            guard let delay else { return }
            count += 1
            sum += delay
        }
    }

    // MARK: When it was opened

    private mutating func pairByTime() {
        for index in connections.indices where !isTaken[index] {
            guard let opened = connections[index].first.time else {
                pairByOrder(index)
                continue
            }
            let fitting = groups.indices.compactMap { group -> (group: Int, distance: Double)? in
                guard let (start, end) = life(of: groups[group]), opened >= start - 2, opened <= end else { return nil }
                // While it has one that is open, it needs no other.
                let isServed = groups[group].connections.contains { other in
                    connections[other].ending.map { ($0.moment.time ?? .infinity) > opened } ?? true
                }
                return isServed ? nil : (group, abs(opened - start))
            }.sorted { $0.distance < $1.distance }
            guard let best = fitting.first else { continue }
            if fitting.count == 1 || fitting[1].distance - best.distance > 0.25 { take(index, for: best.group, .time) }
        }
    }

    /// In a log without times: between whose messages its own stand.
    private mutating func pairByOrder(_ index: Int) {
        let (first, last) = (connections[index].first.frame, connections[index].last.frame)
        let free = groups.indices.filter { group in
            groups[group].connections.allSatisfy { connections[$0].last.frame < first }
        }
        var fitting = free.filter { frames(of: groups[$0]).contains(first) }
        // A bridge may open it before the carrier comes.
        if fitting.isEmpty { fitting = free.filter { frames(of: groups[$0]).overlaps(first...max(first, last)) } }
        if fitting.count == 1 { take(index, for: fitting[0], .time) }
    }

    private func frames(of group: Group) -> ClosedRange<Int> {
        let first = group.phones.map { phones[$0].first.frame }.min() ?? 0
        let last = group.phones.map { (phones[$0].ended ?? phones[$0].last).frame }.max() ?? first
        return first...max(first, last)
    }

    private func life(of group: Group) -> (start: Double, end: Double)? {
        let starts = group.phones.compactMap { phones[$0].first.time }
        let ends = group.phones.compactMap { (phones[$0].ended ?? phones[$0].last).time }
        guard let start = starts.min(), let end = ends.max() else { return nil }
        return (start, end)
    }
}
