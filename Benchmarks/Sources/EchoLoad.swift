// How long one client waits for 256 bytes to come back.
import JSONText

enum EchoLoad {
    static func run(port: Int, time: Duration) throws -> JSON {
        let socket = try LoadSocket(port: port)
        let buffer = ReadBuffer()
        let message = LoadSocket.frame(String(repeating: "x", count: 256))
        var microseconds = Quantiles()
        let start = Clock.now
        // The first tenth warms up.
        let warm = start + time.nanoseconds / 10
        while Clock.now - start < time.nanoseconds {
            let sent = Clock.now
            guard socket.send(message) else { throw LoadError("the server closed the connection") }
            var isBack = false
            while !isBack {
                socket.receive(buffer, waiting: true) { isBack = $0.count == 256 }
                guard socket.isOpen else { throw LoadError("the server closed the connection") }
            }
            let now = Clock.now
            if sent > warm { microseconds.add(Double(now - sent) / 1e3) }
        }
        return microseconds.json
    }
}
