// How many 4 KiB text messages a second a server can push to so many clients, and what one costs it.
import JSONText

enum PushLoad {
    private static let size = 4096

    /// - Parameter time: About how long the measured round lasts; a short one before it finds out how many messages that is.
    static func run(port: Int, clients: Int, time: Duration, server: ProcessUsage?) throws -> JSON {
        let sockets = try (0..<clients).map { _ in try LoadSocket(port: port) }
        let buffer = ReadBuffer()
        let warmUp = try round(sockets, each: max(20, 20_000 / clients), buffer)
        let seconds = Double(time.nanoseconds) / 1e9
        let cpu = server?.cpuSeconds
        let own = Clock.ownCPU
        let result = try round(sockets, each: max(1, Int(warmUp.rate * seconds) / clients), buffer)
        let ownShare = Double(Clock.ownCPU - own) / 1e9 / result.seconds
        var json: JSONObject = [
            "messages": JSON(result.messages), "perSecond": .number(result.rate.rounded()),
            "clientShare": .number((ownShare * 100).rounded() / 100),
        ]
        if let cpu, let after = server?.cpuSeconds {
            json["microseconds"] = .number(((after - cpu) * 1e8 / Double(result.messages)).rounded() / 100)
            json["serverShare"] = .number(((after - cpu) / result.seconds * 100).rounded() / 100)
        }
        return .object(json)
    }

    private struct Round {
        var messages: Int
        var seconds: Double
        var rate: Double { Double(messages) / seconds }
    }

    private static func round(_ sockets: [LoadSocket], each: Int, _ buffer: ReadBuffer) throws -> Round {
        var set = SocketSet(sockets)
        var missing = Array(repeating: each, count: sockets.count)
        var unfinished = sockets.count
        let order = LoadSocket.frame("push \(each) \(size)")
        let start = Clock.now
        for socket in sockets where !socket.send(order) { throw LoadError("the server closed a connection") }
        var wrong = 0
        while unfinished > 0 {
            for index in set.ready(within: 10_000) {
                var count = 0
                sockets[index].receive(buffer, waiting: false) { payload in
                    count += 1
                    if payload.count != size { wrong += 1 }
                }
                missing[index] -= count
                if !sockets[index].isOpen { wrong += 1 }
                if missing[index] <= 0 || !sockets[index].isOpen {
                    set.remove(index)
                    unfinished -= 1
                }
            }
            if Clock.now - start > 60_000_000_000 { throw LoadError("the server stopped pushing") }
        }
        guard wrong == 0 else { throw LoadError("\(wrong) messages are not what was asked for") }
        return Round(messages: each * sockets.count, seconds: Double(Clock.now - start) / 1e9)
    }
}
