// The ways in to a bridge, and what a run makes of one that works.
import CallerSimulator
import Diagnosis
import JSONText
import Scenarios
import SpeechAudio
import TelephonyProtocol
import Testing
import Transport
import WebSocketWire

@testable import Examination

struct BridgeRunTests {
    let bench = BridgeBench()
    var net: Loopback { bench.net }

    @Test func `a correct bridge, called through its webhook, is heard on both legs and passes`() throws {
        let steps = [CallerStep.wait(.greeting(withinMs: 8_000))] + BridgeBench.shortCall
        try bench.playReference(BridgeBench.plan(.webhook(.webhook), steps: steps))
        #expect(bench.outcome?.failure == nil, "\(bench.news)")
        #expect(bench.outcome?.reason == "the caller hung up")
        #expect(bench.report?.verdict == .pass, "\(bench.report?.indicators.filter { $0.result == .fail } ?? [])")
        #expect(bench.report?.findings.map(\.id) == [])
        #expect(bench.observations("webhook").first?["status"] == 200)
        #expect(bench.observations("twiml") == [])
        #expect(bench.observations("call").first?["connection"] == "p1")
        #expect(bench.observations("said").count == 2)
        #expect(bench.observations("played").count >= 3)
        // One clock: lines are in the order of their times.
        let times = bench.lines.compactMap { $0["t"]?.number }
        #expect(times == times.sorted())
        let harness = try #require(bench.observations("harness").first)
        #expect((harness["frames"]?.integer ?? 0) > 300)
        #expect(bench.net.loop.now < .seconds(20))
    }

    @Test func `as fast as both ends keep up it is the same call, and nobody reads of the pings that see to it`() throws
    {
        let steps = [CallerStep.wait(.greeting(withinMs: 8_000))] + BridgeBench.shortCall
        try bench.playReference(BridgeBench.plan(.webhook(.webhook), steps: steps, rate: 1_000))
        #expect(bench.outcome?.reason == "the caller hung up")
        #expect(bench.report?.verdict == .pass, "\(bench.report?.indicators.filter { $0.result == .fail } ?? [])")
        #expect(bench.observations("said").count == 2)
        #expect(bench.lines.count { $0["op"] == "pong" } == 0)
    }

    @Test func `a call that is let go on step by step waits each time, and at the end of the steps goes on by itself`()
        throws
    {
        var plan = BridgeBench.plan(.stream(""))
        plan.isStepped = true
        var prompts: [String] = []
        bench.onReady = { run in
            run.onStep = { [unowned run] next in
                prompts.append(next)
                // Whoever is asked answers later, and after the second time nobody is there any more.
                bench.net.loop.later { run.step(prompts.count < 2 ? 1 : nil) }
            }
        }
        try bench.playReference(plan)
        #expect(
            prompts == [
                "the caller says “Hello, can you hear me?”", "the caller says “What are your opening hours?”",
            ])
        #expect(bench.outcome?.reason == "the caller hung up")
        #expect(bench.observations("said").count == 2)
    }

    @Test func `several callers at once each get their own call`() throws {
        var plan = BridgeBench.plan(.stream(""))
        plan.calls = 3
        plan.spacing = .milliseconds(20)
        try bench.playReference(plan)
        #expect(bench.outcome?.failure == nil, "\(bench.news)")
        #expect(bench.observations("call").compactMap { $0["connection"]?.string } == ["p1", "p2", "p3"])
        #expect(Set(bench.frames(leg: "phone").compactMap { $0["conn"]?.string }) == ["p1", "p2", "p3"])
        #expect(Set(bench.frames(leg: "model").compactMap { $0["conn"]?.string }) == ["m1", "m2", "m3"])
        #expect(bench.observations("harness").first?["peakCalls"] == 3)
        #expect(Set(bench.observations("call").compactMap { $0["callSid"]?.string }).count == 3)
    }

    @Test
    func `the webhook is asked as Twilio asks, for the public address, and its stream is dialled where it really is`()
        throws
    {
        let token = "12345678901234567890123456789012"
        let signature = WebhookSignature(secret: token)
        var checks: [String: Bool] = [:]
        let bridge = try FakeBridge(net) { request in
            let body = String(decoding: request.body, as: UTF8.self)
            let pairs = body.split(separator: "&").map { $0.split(separator: "=", omittingEmptySubsequences: false) }
            checks["form"] = pairs.contains { $0[0] == "CallSid" && $0[1].hasPrefix("CA") }
            let plain = pairs.map {
                (name: String($0[0]), value: String($0[1]).replacing("%2B", with: "+"))
            }
            checks["webhook"] =
                request.head.headers["X-Twilio-Signature"]
                == signature.sign(url: "https://bridge.example/incoming-call", parameters: plain)
            return FakeBridge.twiml(
                "wss://bridge.example/media?token=lost", parameters: "<Parameter name=\"agent\" value=\"a1\"/>")
        } call: { bridge, phone in
            let head = bridge.requests.last
            checks["host"] = head?.headers["Host"] == "bridge.example"
            checks["path"] = head?.target == "/media"
            checks["stream"] =
                head?.headers["X-Twilio-Signature"] == signature.sign(url: "wss://bridge.example/media")
            phone.receive = { event in
                guard case .text(let text) = event, let json = try? JSON(parsing: text), json["event"] == "start" else {
                    return
                }
                checks["parameter"] = json["start"]?["customParameters"]?["agent"] == "a1"
                phone.close()
            }
        }
        var plan = BridgeBench.plan(.webhook(bridge.webhook))
        plan.authToken = token
        plan.publicAddress = try PublicAddress("wss://bridge.example", webhook: bridge.webhook)
        try bench.play(plan)
        bridge.stop()
        #expect(
            checks == [
                "form": true, "webhook": true, "host": true, "path": true, "stream": true, "parameter": true,
            ])
        #expect(bench.observations("twiml").first?["problem"] == "query-string")
        #expect(bench.outcome?.reason == "the bridge closed the connection with 1000")
    }

    @Test func `a redirect of the webhook is followed with its form`() throws {
        var methods: [String] = []
        let bridge = try FakeBridge(net) { request in
            methods.append("\(request.head.method) \(request.head.path) \(request.body.isEmpty)")
            guard request.head.path == "/incoming-call/" else {
                return HTTPResponse(status: 307, headers: ["Location": "/incoming-call/"], text: "")
            }
            return FakeBridge.twiml("wss://localhost/media")
        } call: {
            $1.close()
        }
        try bench.play(BridgeBench.plan(.webhook(bridge.webhook)))
        bridge.stop()
        #expect(methods == ["POST /incoming-call false", "POST /incoming-call/ false"])
        #expect(bench.frames(leg: "phone").count > 0)
    }

    @Test(arguments: [PlainFormat.Framing.binary, .json(path: "data.audio")])
    func `bare audio goes in and comes out in the format that was asked for`(framing: PlainFormat.Framing) throws {
        var firstBytes = 0
        let bridge = try FakeBridge(taking: net) { _, phone in
            phone.receive = { [unowned phone] event in
                switch event {
                case .binary(let bytes):
                    if firstBytes == 0 { firstBytes = bytes.count }
                    phone.send(binary: bytes)
                case .text(let text):
                    let audio = (try? JSON(parsing: text))?["data"]?["audio"]?.string ?? ""
                    if firstBytes == 0 { firstBytes = audio.utf8.count / 4 * 3 }
                    phone.send(text: text)
                default: break
                }
            }
        }
        var plan = BridgeBench.plan(
            .plain(bridge.url, PlainFormat(encoding: .pcm16(rate: 16_000), framing: framing)),
            steps: [.say(.text("Hello, can you hear me?")), .pause(ms: 1_500), .hangUp])
        plan.patience.model = .seconds(20)
        try bench.play(plan)
        bridge.stop()
        #expect(firstBytes == 640 || firstBytes == 642)
        // An echo is all that it hears.
        #expect(bench.observations("played").count == 1)
        #expect(bench.observations("call").first?["front"]?["rate"] == 16_000)
    }

    @Test func `without a caller whoever connects to the model is judged`() throws {
        let bridge = try FakeBridge(net)
        try bench.play(BridgeBench.plan(.modelOnly)) { run in
            bridge.modelURL = run.modelURL
            bridge.connectModel { channel in
                channel.receive = { [unowned channel] event in
                    if case .text(let text) = event, text.contains("session.created") { channel.close() }
                }
            }
        }
        bridge.stop()
        #expect(bench.outcome?.reason == "the model connection was closed")
        #expect(bench.outcome?.failure == nil)
        #expect(bench.frames(leg: "model").count >= 3)
        #expect(bench.observations("call").first?["front"]?["kind"] == "none")
    }

    @Test func `an interrupted run hangs up, is judged, and is over soon`() throws {
        bench.onNews = { run, words in if words.hasPrefix("caller:") { run.interrupt() } }
        try bench.playReference(BridgeBench.plan(.webhook(.webhook)))
        #expect(bench.outcome?.reason == "the run was interrupted")
        #expect(bench.observations("ended").first?["reason"] == "the run was interrupted")
        #expect(bench.frames(leg: "phone").contains { $0["data"]?["event"] == "stop" })
        #expect(bench.report != nil)
    }
}
