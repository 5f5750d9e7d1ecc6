// Many callers at once, each in real time: 20 ms of G.711 every 20 ms, speech in turns, spoken answers at the speed of
// speech. Measures how late the server is with what it promised, and what the calls cost it.
import JSONText
import SpeechAudio
import TestSupport

struct SpokenCalls {
    private let port: Int
    private let count: Int
    private let turns: Int
    private let server: ProcessUsage?
    /// Calls begin spread over this time, so that they are not all at the same word.
    private let ramp: Int64 = 3_000_000_000
    private let patience: Int64 = 40_000_000_000
    private let questions = ["caller-opening-hours", "caller-directions", "caller-weather"]

    init(port: Int, sessions: Int, turns: Int, server: ProcessUsage?) {
        self.port = port
        count = sessions
        self.turns = turns
        self.server = server
    }

    func run() throws -> JSON {
        let script = try questions.map { id throws -> [[UInt8]] in
            guard let spoken = Fixtures.speechLibrary[id] else { throw LoadError("no utterance \(id)") }
            return Self.appends(spoken.bytes(as: .pcmu))
        }
        let sockets = try (0..<count).map { _ in try LoadSocket(port: port, target: "/v1/realtime?model=gpt-realtime") }
        var set = SocketSet(sockets)
        var calls = sockets.indices.map { SpokenCall(turns: turns, script: script, first: $0 % script.count) }
        for socket in sockets where !socket.send(SpokenCall.configuration) {
            throw LoadError("the server closed a connection")
        }
        var measures = CallMeasures()
        var fields = TopLevelFields()
        let buffer = ReadBuffer()
        let start = Clock.now
        var active = count
        var load = Load(server: server)
        var tick: Int64 = 0
        /// Its caller has what it wanted, or the connection is gone.
        func end(_ index: Int) {
            _ = sockets[index].send(LoadSocket.closeFrame, waiting: false)
            set.remove(index)
            active -= 1
        }
        while active > 0, Clock.now - start < patience {
            // One that cannot keep up still has to listen, and to end.
            let furthest = tick + 20
            while tick < furthest, Clock.now - start >= tick * 1_000_000 {
                // Every call has its millisecond among the twenty of a frame.
                for index in stride(from: Int(tick % 20), to: count, by: 20)
                where calls[index].isActive && tick * 1_000_000 >= ramp * Int64(index) / Int64(count) {
                    let now = Clock.now
                    measures.ownLateness.add(Double(now - start - tick * 1_000_000) / 1e6)
                    calls[index].speak(on: sockets[index], at: now)
                    if !calls[index].isActive { end(index) }
                }
                tick += 1
            }
            if Clock.now - start > ramp, active == count { load.sample() }
            for index in set.ready(within: Clock.now - start >= tick * 1_000_000 ? 0 : 1) {
                sockets[index].receive(buffer, waiting: false) { payload in
                    guard fields.scan(payload) else { return }
                    calls[index].hear(fields, at: Clock.now, &measures)
                }
                if !sockets[index].isOpen { calls[index].hangUp() }
                if !calls[index].isActive { end(index) }
            }
        }
        return result(calls, measures, load, seconds: Double(Clock.now - start) / 1e9)
    }

    private func result(_ calls: [SpokenCall], _ measures: CallMeasures, _ load: Load, seconds: Double) -> JSON {
        [
            "sessions": JSON(count), "completed": JSON(calls.count { $0.turnsDone == turns }),
            "answers": JSON(calls.reduce(0) { $0 + $1.turnsDone }), "errors": JSON(measures.errors),
            "pacing": measures.pacing.json, "reaction": measures.reaction.json,
            "ownLateness": measures.ownLateness.json,
            "serverShare": load.serverShare.map { .number($0) } ?? .null, "clientShare": .number(load.clientShare),
            "megabytes": load.megabytes.map { .number($0) } ?? .null, "seconds": .number(seconds.rounded()),
        ]
    }

    /// One frame of the WebSocket for each 20 ms.
    private static func appends(_ bytes: [UInt8]) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: 160).map { start in
            var piece = Array(bytes[start..<min(start + 160, bytes.count)])
            piece += Array(repeating: G711.muLawSilence, count: 160 - piece.count)
            return SpokenCall.append(piece)
        }
    }
}

/// What all calls together have shown, in milliseconds.
struct CallMeasures {
    /// Arrival of an audio delta after the moment at which the sound before it has been played, the earliest delta of its
    /// response being on time.
    var pacing = Quantiles()
    /// From the append that completes the closing silence to `response.created`.
    var reaction = Quantiles()
    /// How late we ourselves were with an append.
    var ownLateness = Quantiles()
    var errors = 0
}

/// CPU and memory while all calls are going on.
private struct Load {
    let server: ProcessUsage?
    private var first: (time: Int64, own: Int64, server: Double?)?
    private var last: (time: Int64, own: Int64, server: Double?)?
    private var resident = 0

    init(server: ProcessUsage?) { self.server = server }

    /// Four times a second at most.
    mutating func sample() {
        let now = Clock.now
        guard last.map({ now - $0.time > 250_000_000 }) ?? true else { return }
        last = (now, Clock.ownCPU, server?.cpuSeconds)
        if first == nil { first = last }
        resident = max(resident, server?.residentBytes ?? 0)
    }

    private var seconds: Double {
        guard let first, let last, last.time > first.time else { return .infinity }
        return Double(last.time - first.time) / 1e9
    }

    /// Of one core.
    var serverShare: Double? {
        guard let before = first?.server, let after = last?.server else { return nil }
        return ((after - before) / seconds * 1000).rounded() / 1000
    }

    var clientShare: Double {
        guard let first, let last else { return 0 }
        return (Double(last.own - first.own) / 1e9 / seconds * 1000).rounded() / 1000
    }

    var megabytes: Double? { resident > 0 ? (Double(resident) / 1e5).rounded() / 10 : nil }
}
