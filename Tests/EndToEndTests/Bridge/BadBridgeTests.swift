// Bridges that do not work: each ends in a reason, within its time.
import Diagnosis
import JSONText
import Scenarios
import Testing
import Transport
import WebSocketWire

@testable import Examination

struct BadBridgeTests {
    let bench = BridgeBench()
    var net: Loopback { bench.net }

    @Test func `nothing listens, and nobody was asked to start anything`() throws {
        var plan = BridgeBench.plan(.stream("ws://127.0.0.1:\(try net.unusedPort())/media"))
        plan.patience.listening = .milliseconds(200)
        try bench.play(plan)
        #expect(bench.outcome?.failure?.message.contains("nothing listens on 127.0.0.1:") == true)
        #expect(bench.outcome?.failure?.hint?.contains("--run") == true)
        #expect(bench.report?.verdict == .incomplete)
        #expect(bench.took < .seconds(2))
    }

    @Test(arguments: [
        (
            HTTPResponse(status: 200, text: "<!DOCTYPE html><html><body>Hello</body></html>", contentType: "text/html"),
            "a page of HTML"
        ),
        (HTTPResponse(status: 500, text: "Traceback"), "HTTP 500"),
        (HTTPResponse(status: 404, text: "no"), "HTTP 404"),
        (HTTPResponse(status: 403, text: "no"), "HTTP 403"),
        (HTTPResponse(status: 200, text: "", contentType: "text/xml"), "the answer is empty"),
        (
            HTTPResponse(
                status: 200, text: "<Response><Say>Hello</Say></Response>", contentType: "text/xml"), "<Say>"
        ),
    ])
    func `the webhook answers something that is no stream`(answer: HTTPResponse, words: String) throws {
        let bridge = try FakeBridge(net) { _ in answer }
        try bench.play(BridgeBench.plan(.webhook(bridge.webhook)))
        bridge.stop()
        let failure = try #require(bench.outcome?.failure)
        #expect(failure.message.contains(words), "\(failure.message)")
        #expect(failure.hint != nil)
        #expect(bench.report?.verdict != .pass)
        #expect(bench.frames(leg: "phone") == [])
    }

    @Test func `the stream is refused`() throws {
        let bridge = try WebSocketServer(net.loop) { $0.respond(HTTPResponse(status: 403, text: "go away")) }
        try bench.play(BridgeBench.plan(.stream("ws://127.0.0.1:\(bridge.port)/media")))
        bridge.close()
        #expect(bench.outcome?.failure?.message.contains("HTTP 403") == true)
        #expect(bench.frames(leg: "phone", op: "open").first?["data"]?["status"] == 403)
    }

    @Test func `it picks up and never connects to the model`() throws {
        let bridge = try FakeBridge(net)
        var plan = BridgeBench.plan(.stream(bridge.url))
        plan.patience.model = .milliseconds(300)
        try bench.play(plan)
        bridge.stop()
        let failure = try #require(bench.outcome?.failure)
        #expect(failure.message.hasPrefix("the bridge never connected to the model"))
        #expect(failure.hint?.contains(bench.run?.modelURL ?? "?") == true)
        #expect(bench.report?.verdict != .pass)
        #expect(bench.took < .seconds(8))
    }

    @Test func `it connects to the model twice`() throws {
        let bridge = try FakeBridge(taking: net) { bridge, phone in
            bridge.connectModel()
            bridge.connectModel()
        }
        try bench.play(BridgeBench.plan(.stream(bridge.url), steps: [.pause(ms: 4_000), .hangUp])) {
            bridge.modelURL = $0.modelURL
        }
        bridge.stop()
        #expect(bench.frames(leg: "model", op: "open").compactMap { $0["conn"]?.string } == ["m1", "m2"])
        // Neither followed the call.
        #expect(bench.observations("waited").compactMap { $0["connection"]?.string }.suffix(2) == ["m1", "m2"])
    }

    @Test(arguments: ["closes", "resets", "vanishes"]) func `it goes away in mid-call`(how: String) throws {
        let bridge = try FakeBridge(taking: net) { _, phone in
            var messages = 0
            phone.receive = { [unowned phone] _ in
                messages += 1
                guard messages == 50 else { return }
                switch how {
                case "closes": phone.close(code: 1011, reason: "sorry")
                case "resets": phone.reset()
                default: phone.closeWithoutFrame()
                }
            }
        }
        try bench.play(BridgeBench.plan(.stream(bridge.url)))
        bridge.stop()
        let reason = bench.outcome?.reason ?? ""
        switch how {
        case "closes": #expect(reason == "the bridge closed the connection with 1011")
        case "resets": #expect(reason.hasPrefix("the connection broke: connection reset by peer"))
        default: #expect(reason == "the bridge closed the connection without a close frame")
        }
        #expect(bench.report?.verdict != .pass)
        #expect(bench.took < .seconds(8))
    }

    @Test func `it sends garbage, which the carrier drops with Twilio's numbers`() throws {
        let bridge = try FakeBridge(taking: net) { _, phone in
            phone.send(text: "{not json")
            phone.send(text: "{\"event\":\"media\",\"media\":{\"payload\":\"AAAA\"}}")
            phone.send(binary: [1, 2, 3])
        }
        try bench.play(BridgeBench.plan(.stream(bridge.url), steps: [.pause(ms: 2_000), .hangUp]))
        bridge.stop()
        #expect(bench.observations("carrier").compactMap { $0["number"]?.integer } == [31951, 31951, 31950])
        #expect(bench.outcome?.reason == "the caller hung up")
    }

    @Test func `it breaks the WebSocket protocol`() throws {
        let bridge = try FakeBridge(taking: net) { _, phone in phone.sendRaw([0xFF, 0xFF, 0xFF, 0xFF]) }
        try bench.play(BridgeBench.plan(.stream(bridge.url)))
        bridge.stop()
        #expect(bench.outcome?.reason.hasPrefix("the connection broke:") == true)
    }

    @Test func `it floods, and is stopped before it fills the memory`() throws {
        let chunk =
            "{\"event\":\"media\",\"streamSid\":\"MZ\",\"media\":{\"payload\":\""
            + String(repeating: "A", count: 1 << 20) + "\"}}"
        let bridge = try FakeBridge(taking: net) { _, phone in
            func pour() {
                while phone.isOpen, phone.bytesQueued < 8 << 20 { phone.send(text: chunk) }
            }
            phone.receive = { if case .drained = $0 { pour() } }
            pour()
        }
        var plan = BridgeBench.plan(.stream(bridge.url), steps: [.pause(ms: 160_000), .hangUp], rate: 1)
        plan.mostBytes = 8 << 20
        try bench.play(plan)
        bridge.stop()
        #expect(bench.outcome?.reason == "the bridge sent more than 8 MiB, which nobody could play")
        #expect(bench.capture.count < 32 << 20)
    }

    @Test func `it never reads, and the call ends all the same`() throws {
        let bridge = try FakeBridge(taking: net) { _, phone in phone.stopReading() }
        try bench.play(BridgeBench.plan(.stream(bridge.url), steps: [.pause(ms: 8_000), .hangUp]))
        bridge.stop()
        #expect(bench.outcome?.reason.contains("the bridge did not answer the close") == true)
    }

    @Test func `the run's time is up`() throws {
        let bridge = try FakeBridge(net)
        var plan = BridgeBench.plan(.stream(bridge.url), steps: [.pause(ms: 160_000), .hangUp])
        plan.patience.whole = .milliseconds(400)
        try bench.play(plan)
        bridge.stop()
        #expect(bench.outcome?.reason == "the time limit of the run was reached")
        #expect(bench.took < .seconds(8))
    }

    @Test func `a model connection that outlives its call is waited for and named`() throws {
        let bridge = try FakeBridge(taking: net) { bridge, _ in bridge.connectModel() }
        try bench.play(BridgeBench.plan(.stream(bridge.url), steps: [.pause(ms: 2_000), .hangUp])) {
            bridge.modelURL = $0.modelURL
        }
        bridge.stop()
        let waited = bench.observations("waited").filter { $0["for"] == "close" }
        #expect(waited.compactMap { $0["connection"]?.string } == ["m1"])
        // What we did to it afterwards is in no capture.
        #expect(bench.frames(leg: "model", op: "close") == [])
    }
}
