// Calls through a proxy at a steady pace: appends of 20 ms go to an echo and come back, so every message passes it twice.
import JSONText

enum RelayLoad {
    /// What bridges send fifty times a second: 160 bytes of µ-law as base64.
    private static let message = LoadSocket.frame(
        #"{"type":"input_audio_buffer.append","event_id":"event_0123456789","audio":""#
            + String(repeating: "f39+fv7+/f7", count: 20).prefix(216) + #""}"#)

    /// - Parameters:
    ///   - rate: Messages a second that are to pass, both ways together.
    ///   - proxy: Whose CPU and memory are read.
    static func run(port: Int, clients: Int, rate: Int, time: Duration, proxy: ProcessUsage?) throws -> JSON {
        let sockets = try (0..<clients).map { _ in try LoadSocket(port: port) }
        var set = SocketSet(sockets)
        let buffer = ReadBuffer()
        // When what has not come back was sent, the oldest first.
        var underway = [[Int64]](repeating: [], count: clients)
        var heads = [Int](repeating: 0, count: clients)
        var milliseconds = Quantiles()
        let perTick = max(1, rate / 2 / 1_000)
        let start = Clock.now
        let end = start + time.nanoseconds
        // The first fifth warms up.
        let warm = start + time.nanoseconds / 5
        var (sent, received, refused, next) = (0, 0, 0, 0)
        var memory: [Int] = []
        var cpu: Double?
        var (firstReceived, tick) = (0, start)
        while true {
            let now = Clock.now
            if now >= end { break }
            if now >= warm, cpu == nil {
                cpu = proxy?.cpuSeconds ?? 0
                firstReceived = received
            }
            while tick <= now {
                for _ in 0..<perTick {
                    // One that does not fit is not sent, as a call would drop it too.
                    if sockets[next].send(message, waiting: false) {
                        underway[next].append(Clock.now)
                        sent += 1
                    } else {
                        refused += 1
                    }
                    next = (next + 1) % clients
                }
                tick += 1_000_000
                if sent % 50_000 < perTick, now >= warm, let bytes = proxy?.residentBytes { memory.append(bytes) }
            }
            for index in set.ready(within: 1) {
                sockets[index].receive(buffer, waiting: false) { _ in
                    received += 1
                    let since = Clock.now
                    if since > warm { milliseconds.add(Double(since - underway[index][heads[index]]) / 1e6) }
                    heads[index] += 1
                }
                if heads[index] > 4_096 {
                    underway[index].removeFirst(heads[index])
                    heads[index] = 0
                }
                guard sockets[index].isOpen else { throw LoadError("the proxy closed a connection") }
            }
        }
        let seconds = Double(Clock.now - warm) / 1e9
        let passed = 2 * (received - firstReceived)
        var result: JSONObject = [
            "perSecond": .number((Double(passed) / seconds).rounded()), "refused": JSON(refused),
            "roundTrip": milliseconds.json,
        ]
        if let cpu, let after = proxy?.cpuSeconds, passed > 0 {
            result["microseconds"] = .number(((after - cpu) * 1e8 / Double(passed)).rounded() / 100)
            result["share"] = .number(((after - cpu) / seconds * 100).rounded() / 100)
        }
        if let least = memory.min(), let most = memory.max() {
            result["megabytes"] = ["least": JSON(least >> 20), "most": JSON(most >> 20)]
        }
        return .object(result)
    }
}
