// A mock on a port of loopback, and clients beside it, for tests.
import Foundation
import JSONText
import ModelMock
import Scenarios
import TestSupport
import Testing
import WebSocketWire

@testable import Examination
@testable import Transport

/// Confined to one test.
final class MockBench {
    let net = Loopback()
    private(set) var service: MockService?
    private(set) var ends: [SessionEnd] = []
    var certificates: MockCertificates?

    init(
        scenario: Scenario = .healthy, settings: MockSettings = MockSettings(unixTime: 1_795_165_200),
        change: (inout MockService.Options) throws -> Void = { _ in }
    ) throws {
        var options = MockService.Options(
            settings: settings, scenario: scenario, speech: Fixtures.speech, started: "2026-11-20T09:00:00.000Z")
        options.control = .loopback
        options.onSessionEnd = { [weak self] in self?.ends.append($0) }
        try change(&options)
        service = try MockService(net.loop, options: options)
    }

    var port: Int { service?.port ?? 0 }

    deinit { service?.stop() }

    static func scenario(door: [DoorRule] = [], rules: [Rule] = []) -> Scenario {
        Scenario(id: "bench", model: ModelPlan(rules: rules, door: door))
    }

    struct Answer {
        var status: Int
        var json: JSON
        var text: String
        var headers: HTTPHeaders
    }

    /// One request, awaited.
    func ask(_ method: String, _ path: String, _ body: String = "", headers: HTTPHeaders = [:]) throws -> Answer {
        var result: Result<HTTPExchange, TransportError>?
        HTTPClient.request(
            method, "http://127.0.0.1:\(port)\(path)", headers: headers, body: Array(body.utf8),
            options: ConnectionOptions(), loop: net.loop
        ) { [net] in
            result = $0
            net.done()
        }
        // A connection that ends meanwhile stops the loop as well.
        for _ in 0..<20 where result == nil { net.run(atMost: .seconds(10)) }
        let exchange = try #require(result).get()
        let response = try #require(exchange.response)
        let text = String(decoding: response.body, as: UTF8.self)
        return Answer(
            status: response.head.status, json: (try? JSON(parsing: text)) ?? .null, text: text,
            headers: response.head.headers)
    }

    /// A client that is connected, and stays so while `body` runs.
    func session(
        _ query: String = "?model=gpt-realtime", headers: HTTPHeaders = [:], subprotocols: [String] = [],
        _ body: (Client) throws -> Void
    ) throws {
        let client = Client(self)
        client.conversation = net.connect(
            "ws://127.0.0.1:\(port)/v1/realtime\(query)", headers: headers, subprotocols: subprotocols,
            opened: { _ in })
        try body(client)
        client.conversation?.channel?.close()
    }
}

/// What a test's client has seen, and how it waits for more.
final class Client {
    var conversation: Conversation?
    private let bench: MockBench

    init(_ bench: MockBench) { self.bench = bench }

    var events: [JSON] { conversation?.texts.compactMap { try? JSON(parsing: $0) } ?? [] }
    var types: [String] { events.compactMap { $0["type"]?.string } }

    func send(_ event: JSON) { conversation?.channel?.send(text: event.text) }

    /// Runs the loop until something holds.
    func wait(_ what: Comment = "it did not come", until holds: @escaping (Client) -> Bool) {
        let timer = Poll(bench.net, self, holds)
        timer.look()
        for _ in 0..<20 where !holds(self) { bench.net.run(atMost: .seconds(10), what) }
        timer.stop()
    }

    func wait(for type: String) { wait("no \(type)") { $0.types.contains(type) } }
    func waitForEnd() { wait("no end") { $0.conversation?.closing != nil || $0.conversation?.failure != nil } }
}

/// Looks after each turn of the loop, by a timer of the loop itself.
private final class Poll {
    private let net: Loopback
    private let client: Client
    private let holds: (Client) -> Bool
    private var isOver = false

    init(_ net: Loopback, _ client: Client, _ holds: @escaping (Client) -> Bool) {
        self.net = net
        self.client = client
        self.holds = holds
    }

    func look() {
        guard !isOver else { return }
        if holds(client) { return net.done() }
        net.loop.schedule(after: .milliseconds(5)) { [self] in look() }
    }

    func stop() { isOver = true }
}
