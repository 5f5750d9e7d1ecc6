// Our client against an Autobahn fuzzing server: every case is a connection on which everything is echoed.
import Transport

func autobahn(_ loop: EventLoop, url: String, agent: String) {
    var options = ConnectionOptions()
    options.offersDeflate = true
    options.maxMessageSize = 64 << 20

    func run(_ path: String, each: @escaping (String) -> Void = { _ in }, then: @escaping () -> Void) {
        WebSocketClient.connect(url + path, options: options, loop: loop) { result in
            guard case .success(let channel) = result else {
                print("error: \(path) cannot be opened")
                return then()
            }
            channel.receive = { [unowned channel] event in
                switch event {
                case .text(let text):
                    each(text)
                    channel.send(text: text)
                case .binary(let bytes): channel.send(binary: bytes)
                case .closed, .failed: then()
                default: break
                }
            }
        }
    }

    var count = 0
    func runCase(_ number: Int) {
        guard number <= count else {
            return run("/updateReports?agent=\(agent)") { loop.stop() }
        }
        run("/runCase?case=\(number)&agent=\(agent)") { runCase(number + 1) }
    }
    run("/getCaseCount", each: { count = Int($0) ?? 0 }) { runCase(1) }
    loop.run()
    print("\(count) cases run")
}
