// A loop, a server on it and clients beside it, for tests that need real sockets; and a limit for those that hang.
import Foundation
import Testing
import WebSocketWire

@testable import Transport

/// Confined to one test, which runs it on its own thread.
final class Loopback {
    let loop = EventLoop()
    private var isDone = false

    /// Runs until `done`. A test that hangs is a failed test.
    func run(atMost limit: Duration = .seconds(30), _ comment: Comment = "the conversation did not end") {
        let guardian = loop.schedule(after: limit) { [self] in
            Issue.record(comment)
            done()
        }
        if !isDone { loop.run() }
        guardian.cancel()
        isDone = false
    }

    func done() {
        isDone = true
        loop.stop()
    }

    deinit { loop.shutDown() }

    /// - Parameter opened: Gets every channel; by default it echoes.
    func server(
        _ options: WebSocketServer.Options = .init(), subprotocol: String? = nil,
        opened: @escaping (WebSocketChannel) -> Void = echo
    ) throws -> WebSocketServer {
        try WebSocketServer(loop, options: options) { $0.upgrade(subprotocol: subprotocol, opened: opened) }
    }

    /// A port on which nobody listens any more.
    func unusedPort() throws -> Int {
        let server = try server()
        defer { server.stopListening() }
        return server.port
    }

    /// Connects and gives everything that is learnt and received.
    @discardableResult
    func connect(
        _ url: String, headers: HTTPHeaders = [:], subprotocols: [String] = [], options: ConnectionOptions = .init(),
        opened: @escaping (WebSocketChannel) -> Void = { _ in }
    ) -> Conversation {
        let conversation = Conversation(self)
        conversation.attempt = WebSocketClient.connect(
            url, headers: headers, subprotocols: subprotocols, options: options, loop: loop,
            progress: { conversation.facts.append($0) },
            completion: { result in
                switch result {
                case .success(let channel):
                    conversation.channel = channel
                    channel.receive = { conversation.receive($0) }
                    opened(channel)
                case .failure(let error):
                    conversation.error = error
                    self.done()
                }
            })
        return conversation
    }
}

/// What one client saw.
final class Conversation {
    var attempt: ConnectionAttempt?
    var facts: [ConnectionFact] = []
    var channel: WebSocketChannel?
    var events: [WebSocketChannel.Event] = []
    var error: TransportError?
    /// Called for each event; the test ends with the last event by itself.
    var onEvent: (WebSocketChannel.Event) -> Void = { _ in }
    private unowned let loopback: Loopback

    init(_ loopback: Loopback) { self.loopback = loopback }

    func receive(_ event: WebSocketChannel.Event) {
        events.append(event)
        onEvent(event)
        switch event {
        case .closed, .failed: loopback.done()
        default: break
        }
    }

    var texts: [String] {
        events.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    var closing: WebSocketChannel.Closing? {
        if case .closed(let closing) = events.last { closing } else { nil }
    }

    var failure: String? {
        if case .failed(let words) = events.last { words } else { nil }
    }
}

func echo(_ channel: WebSocketChannel) {
    channel.receive = { [unowned channel] event in
        switch event {
        case .text(let text): channel.send(text: text)
        case .binary(let bytes): channel.send(binary: bytes)
        default: break
        }
    }
}

/// A throw-away CA and what it signed, made once by the openssl program.
struct Certificates {
    static let shared = Certificates()
    let ca: String
    /// For `localhost` and 127.0.0.1.
    let server: WebSocketServer.Certificate
    /// For `elsewhere.test` alone.
    let stranger: WebSocketServer.Certificate
    /// For `localhost`, over since yesterday.
    let expired: WebSocketServer.Certificate

    private init() {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("certificates-\(UUID().uuidString)")
            .path
        try? Files.makeDirectory(folder)
        func openssl(_ arguments: String) {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try? process.run()
            process.waitUntilExit()
        }
        let key = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        openssl("\(key) -x509 -keyout ca.key -out ca.pem -subj /CN=Throwaway-CA -days 3")
        func sign(_ name: String, _ subject: String, _ names: String, _ days: Int) -> WebSocketServer.Certificate {
            try? Files.write("subjectAltName=\(names)\n", to: "\(folder)/\(name).ext")
            openssl("\(key) -keyout \(name).key -out \(name).csr -subj /CN=\(subject)")
            openssl(
                "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -out \(name).pem -days \(days) -extfile \(name).ext"
            )
            return .init(certificateFile: "\(folder)/\(name).pem", keyFile: "\(folder)/\(name).key")
        }
        ca = "\(folder)/ca.pem"
        server = sign("server", "localhost", "DNS:localhost,IP:127.0.0.1", 3)
        stranger = sign("stranger", "elsewhere.test", "DNS:elsewhere.test", 3)
        expired = sign("expired", "localhost", "DNS:localhost", -1)
    }
}

extension ConnectionOptions {
    static func trusting(_ caFile: String) -> ConnectionOptions {
        var options = ConnectionOptions()
        options.caFile = caFile
        return options
    }
}
