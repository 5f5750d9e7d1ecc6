// record: a proxy on a port until a signal comes, one capture of all that passed.
import CommandLineOptions
import Examination
import Transport

struct RecordCommand {
    private let call: Invocation
    private let console: Console

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() throws(UsageError) -> Int32 {
        let upstream = try upstream
        let address = try address
        do throws(TransportError) {
            return try record(upstream, address)
        } catch {
            console.complain(error.explanation.message, hint: error.explanation.hint)
            return 2
        }
    }

    private var upstream: UpstreamRoute {
        get throws(UsageError) {
            do throws(TransportError) {
                return try UpstreamRoute(call.text("upstream") ?? Self.defaultUpstream)
            } catch {
                throw UsageError("--upstream: \(error.explanation.message)", hint: error.explanation.hint)
            }
        }
    }

    private var address: ListenAddress {
        get throws(UsageError) {
            let text = call.text("listen") ?? Self.defaultAddress
            guard let address = ListenAddress(text) else {
                throw UsageError(
                    "--listen takes an address and a port, not '\(text)'",
                    hint: "for example 127.0.0.1:9000, or 127.0.0.1:0 for any free port")
            }
            return address
        }
    }

    static let defaultUpstream = "wss://api.openai.com/v1/realtime"
    static let defaultAddress = "127.0.0.1:9000"

    private func record(_ upstream: UpstreamRoute, _ address: ListenAddress) throws(TransportError) -> Int32 {
        let started = Surroundings.wallClock
        let path = call.text("output") ?? "calls-\(started.filter { $0 != ":" && $0 != "-" }).jsonl"
        let loop = EventLoop()
        let file = try FileAppender(loop, path: path)
        file.onFailure = { console.complain($0.explanation.message, hint: "the sessions go on, unrecorded") }
        let id = "record-\(Surroundings.randomBytes(6).map { String($0, radix: 16) }.joined())"
        let log = CaptureLog(
            header: RecordingProxy.header(id: id, started: started, upstream: upstream), write: { file.append($0) })
        var connection = ConnectionOptions(environment: Surroundings.environment)
        connection.caFile = call.text("ca-file")
        connection.insecure = call.has("insecure")
        var options = RecordingProxy.Options(upstream: upstream, connection: connection)
        options.server.host = address.host
        options.server.port = address.port
        if !call.has("quiet") {
            options.onSessionOpen = { console.out($0.line + "\n") }
            options.onSessionEnd = { console.out($0.line + "\n") }
        }
        let proxy = try RecordingProxy(loop, options: options, log: log, began: loop.now)
        loop.onSignal { _ in
            proxy.stop()
            log.finish()
            file.close()
            loop.stop()
        }
        if let ready = call.text("ready-file") { try Files.write(proxy.url + "\n", to: ready) }
        console.out("listening on \(proxy.url)\n")
        console.error("recording \(upstream.shown) into \(path)")
        loop.run()
        return file.failure == nil ? 0 : 2
    }
}
