// Clients that load an echo server and say what they saw.
import Durations
import Transport

private func connect(
    _ loop: EventLoop, _ url: String, opened: @escaping (WebSocketChannel) -> Void
) {
    var options = ConnectionOptions()
    options.insecure = true
    options.maxMessageSize = 64 << 20
    WebSocketClient.connect(url, options: options, loop: loop) { result in
        switch result {
        case .success(let channel): opened(channel)
        case .failure(let error):
            print("error: \(error.explanation.message)")
            loop.stop()
        }
    }
}

/// Opens in batches: a listener has room for so many callers at a time.
private func connectMany(
    _ loop: EventLoop, _ url: String, count: Int, opened: @escaping (WebSocketChannel) -> Void,
    all: @escaping () -> Void
) {
    var started = 0
    var done = 0
    func next() {
        guard started < count else { return }
        started += 1
        connect(loop, url) { channel in
            opened(channel)
            done += 1
            if done == count { all() } else { next() }
        }
    }
    for _ in 0..<min(64, count) { next() }
}

func push(_ loop: EventLoop, url: String, clients: Int, messages: Int, size: Int) {
    var channels: [WebSocketChannel] = []
    var received = 0
    var began = Duration.zero
    connectMany(loop, url, count: clients) {
        channels.append($0)
    } all: {
        began = loop.now
        for channel in channels {
            channel.receive = { event in
                guard case .text = event else { return }
                received += 1
                if received == messages * clients { loop.stop() }
            }
            channel.send(text: "push \(messages) \(size)")
        }
    }
    loop.run()
    let seconds = (loop.now - began).seconds
    print("push \(clients) clients, \(size) bytes: \(Int(Double(received) / seconds)) messages/s")
}

func echo(_ loop: EventLoop, url: String, clients: Int, seconds: Int) {
    let text = String(repeating: "e", count: 256)
    var channels: [WebSocketChannel] = []
    var times: [Duration] = []
    connectMany(loop, url, count: clients) {
        channels.append($0)
    } all: {
        for channel in channels {
            var sent = loop.now
            channel.receive = { [unowned channel] event in
                guard case .text = event else { return }
                times.append(loop.now - sent)
                sent = loop.now
                channel.send(text: text)
            }
            channel.send(text: text)
        }
        loop.schedule(after: .seconds(seconds)) { loop.stop() }
    }
    loop.run()
    times.sort()
    guard !times.isEmpty else { return }
    func microseconds(_ quantile: Double) -> Int {
        Int(times[min(times.count - 1, Int(Double(times.count) * quantile))].milliseconds * 1000)
    }
    print(
        "echo \(clients) clients, 256 bytes: \(times.count / max(1, seconds)) round trips/s, p50 \(microseconds(0.5)) us, p99 \(microseconds(0.99)) us"
    )
}

func hold(_ loop: EventLoop, url: String, count: Int) {
    let began = loop.now
    connectMany(loop, url, count: count) { _ in
    } all: {
        print("holding \(count) connections, opened in \(Int((loop.now - began).milliseconds)) ms")
    }
    loop.run()
}
