// What a connection costs in memory that only stands there.
import JSONText

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum IdleLoad {
    static func run(port: Int, clients: Int, server: ProcessUsage?) throws -> JSON {
        // What a server allocates once, for the first connection, is not the price of the next.
        let first = try LoadSocket(port: port)
        usleep(200_000)
        let before = server?.residentBytes
        let start = Clock.now
        let sockets = try (0..<clients).map { _ in try LoadSocket(port: port) }
        let seconds = Double(Clock.now - start) / 1e9
        usleep(500_000)
        let after = server?.residentBytes
        var json: JSONObject = ["openedPerSecond": .number((Double(clients) / seconds).rounded())]
        if let before, let after {
            json["kilobytes"] = .number((Double(after - before) / Double(clients) / 10.24).rounded() / 100)
        }
        return withExtendedLifetime((first, sockets)) { .object(json) }
    }
}
