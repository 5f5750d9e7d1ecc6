// A run against a bridge on loopback, and bridges that do one thing wrong, for tests.
import CallCapture
import CallerSimulator
import Diagnosis
import Foundation
import JSONText
import ModelMock
import ReferenceBridge
import Scenarios
import TestSupport
import Testing
import Transport
import WebSocketWire

@testable import Examination

/// Confined to one test.
final class BridgeBench {
    let net = Loopback()
    private(set) var capture: [UInt8] = []
    private(set) var outcome: BridgeRun.Outcome?
    private(set) var news: [String] = []
    private(set) var run: BridgeRun?
    private(set) var took = Duration.zero
    /// Beside the news, for tests that act on them.
    var onNews: (BridgeRun, String) -> Void = { _, _ in }
    /// Before the run starts.
    var onReady: (BridgeRun) -> Void = { _ in }

    /// Two turns, as fast as a test wants them.
    static let shortCall: [CallerStep] = [
        .say(.text("Hello, can you hear me?")), .wait(.reply(withinMs: 4_000)),
        .say(.text("What are your opening hours?")), .wait(.reply(withinMs: 4_000)), .hangUp,
    ]

    static func plan(
        _ entrance: BridgeRunPlan.Entrance, steps: [CallerStep] = shortCall, rate: Double = 8
    ) -> BridgeRunPlan {
        var scenario = Scenario.healthy
        scenario.caller.steps = steps
        var plan = BridgeRunPlan(entrance: entrance, scenario: scenario, seed: 7)
        plan.rate = rate
        plan.patience.listening = .seconds(10)
        plan.patience.model = .seconds(10)
        plan.patience.modelEnd = .milliseconds(300)
        plan.patience.whole = .seconds(25)
        return plan
    }

    /// - Parameter clock: Shared with a bridge of ours.
    func play(_ plan: BridgeRunPlan, clock: RunClock? = nil, ready: (BridgeRun) -> Void = { _ in }) throws {
        let speech = Fixtures.speech
        let header = CaptureHeader.bridge(
            id: "test", started: "2026-11-20T09:00:00.000Z",
            BridgeRunFacts(seed: plan.seed, caller: plan.scenario.caller, rate: plan.rate, calls: plan.calls))
        let run = try BridgeRun(
            net.loop, plan: plan, settings: MockSettings(seed: plan.seed), speech: speech,
            voice: try CallerVoice(steps: plan.scenario.caller.steps, library: Fixtures.speechLibrary), header: header,
            clock: clock
        ) { [self] in capture.append(contentsOf: $0) }
        self.run = run
        run.onNews = { [unowned self, unowned run] in
            news.append($0)
            onNews(run, $0)
        }
        ready(run)
        onReady(run)
        let began = net.loop.now
        net.loop.later {
            run.start { [self] in
                outcome = $0
                took = net.loop.now - began
                net.done()
            }
        }
        net.run(atMost: .seconds(60), "the run did not end")
    }

    /// The reference bridge in the way, called through its webhook.
    func playReference(_ plan: BridgeRunPlan, plan bridge: BridgePlan = .init()) throws {
        let clock = RunClock(net.loop, rate: plan.rate, waits: true)
        let factory = try BridgeFactory(plan: bridge)
        var options = ReferenceService.Options(modelURL: "", bridges: factory)
        options.clock = clock
        let service = try ReferenceService(net.loop, options: options)
        var plan = plan
        if case .webhook(var place) = plan.entrance {
            place.port = service.port
            plan.entrance = .webhook(place)
        } else {
            plan.entrance = .stream("ws://127.0.0.1:\(service.port)\(IncomingCall.streamPath)")
        }
        try play(plan, clock: clock) { service.options.modelURL = $0.modelURL }
        service.stop()
    }

    // MARK: What it came to

    var report: Report? { try? Examiner.examine(capture) }

    /// Lines of the capture as JSON.
    var lines: [JSON] { capture.split(separator: UInt8(ascii: "\n")).compactMap { try? JSON(parsing: Array($0)) } }

    func observations(_ kind: String) -> [JSON] {
        lines.filter { $0["kind"]?.string == kind }.compactMap { $0["data"] }
    }

    func frames(leg: String, op: String? = nil) -> [JSON] {
        lines.filter { $0["leg"]?.string == leg && (op == nil || $0["op"]?.string == op) }
    }
}

extension Endpoint {
    static let webhook = Endpoint(isSecure: false, host: "127.0.0.1", port: 1, target: IncomingCall.webhookPath)
}

/// A bridge that does what a test says, with both of its sides in the test's hands.
final class FakeBridge {
    let server: WebSocketServer
    let net: Loopback
    var modelURL = ""
    private(set) var requests: [HTTPRequestHead] = []
    private var channels: [WebSocketChannel] = []

    /// - Parameters:
    ///   - webhook: The answer to any plain request.
    ///   - call: Gets each phone connection.
    init(
        _ net: Loopback, webhook: @escaping (IncomingRequest) -> HTTPResponse = { _ in .init(status: 404, text: "") },
        call: @escaping (FakeBridge, WebSocketChannel) -> Void = { _, _ in }
    ) throws {
        self.net = net
        var made: FakeBridge?
        server = try WebSocketServer(net.loop) { request in
            made?.requests.append(request.head)
            guard case .webSocket = request.kind else { return request.respond(webhook(request)) }
            request.upgrade { channel in
                made?.channels.append(channel)
                if let made { call(made, channel) }
            }
        }
        made = self
    }

    /// One without a webhook.
    convenience init(taking net: Loopback, call: @escaping (FakeBridge, WebSocketChannel) -> Void) throws {
        try self.init(net, call: call)
    }

    var url: String { "ws://127.0.0.1:\(server.port)/media" }
    var webhook: Endpoint { Endpoint(isSecure: false, host: "127.0.0.1", port: server.port, target: "/incoming-call") }

    /// Opens a model connection and keeps it.
    func connectModel(_ opened: @escaping (WebSocketChannel) -> Void = { _ in }) {
        WebSocketClient.connect("\(modelURL)?model=gpt-realtime", options: .init(), loop: net.loop) {
            [unowned self] result in
            guard case .success(let channel) = result else { return }
            channels.append(channel)
            opened(channel)
        }
    }

    func stop() {
        server.close()
        for channel in channels where channel.isOpen { channel.reset() }
    }

    static func twiml(_ url: String, parameters: String = "") -> HTTPResponse {
        HTTPResponse(
            status: 200,
            text: "<Response><Connect><Stream url=\"\(url)\">\(parameters)</Stream></Connect></Response>",
            contentType: "text/xml")
    }
}
