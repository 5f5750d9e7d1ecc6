// Bridges that are programs: led to the model in every way, and gone afterwards.
import Diagnosis
import Foundation
import JSONText
import Scenarios
import Testing
import Transport

@testable import Examination

struct ProgramBridgeTests {
    let bench = BridgeBench()

    /// The reference bridge as somebody else's program. It trusts what its environment says, and asks the C library for names.
    private func plan(_ options: String = "", environment: [String: String] = [:]) throws -> BridgeRunPlan {
        let port = try bench.net.unusedPort()
        var place = Endpoint.webhook
        place.port = port
        var plan = BridgeBench.plan(.webhook(place), rate: 1)
        plan.scenario.caller.steps = [.say(.text("Hello, can you hear me?")), .wait(.reply(withinMs: 6_000)), .hangUp]
        let program = Program.products.appending(path: "realtime-doctor").path
        plan.program = BridgeRunPlan.Program(
            commandLine: "exec '\(program)' reference-bridge --port \(port) --caller-first \(options)", folder: nil,
            environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 })
        plan.patience.whole = .seconds(40)
        return plan
    }

    private func expectNothingLeft(_ plan: BridgeRunPlan) throws {
        guard case .webhook(let place) = plan.entrance else { return }
        #expect(ListeningPorts.now?.contains(place.port) != true)
        let modelPort = Int(bench.run?.modelURL.split(separator: ":").last?.prefix { $0.isNumber } ?? "") ?? 0
        #expect(modelPort > 0)
        #expect(ListeningPorts.now?.contains(modelPort) != true)
    }

    @Test func `the environment leads it to the model, and what it took is in the report`() throws {
        let plan = try plan()
        try bench.play(plan)
        #expect(bench.outcome?.failure == nil, "\(bench.news)")
        #expect(bench.report?.verdict == .pass)
        #expect(bench.observations("reach").first?["way"] == "environment")
        let phases = bench.observations("process").compactMap { $0["phase"]?.string }
        #expect(phases == ["started", "listening", "stopped", "stats"])
        let stats = bench.observations("process").last
        #expect((stats?["peakBytes"]?.integer ?? 0) > 1_000_000)
        #expect((stats?["cpuSeconds"]?.number ?? 0) > 0)
        #if os(Linux)
            #expect((stats?["writtenBytes"]?.integer ?? 0) > 10_000)
        #endif
        #expect(bench.observations("output").contains { $0["text"]?.string?.contains("listening on") == true })
        try expectNothingLeft(plan)
    }

    #if os(Linux)
        @Test(arguments: [Interception.Wish.namespace, .preload, .proxy])
        func `one that hard-codes the service is led to the mock`(wish: Interception.Wish) throws {
            if wish == .namespace, !MountNamespace.isAllowed { return }
            let before = try Files.read("/etc/hosts")
            var plan = try plan(
                "--model-url wss://api.openai.com/v1/realtime",
                environment: wish == .preload ? ["NO_PROXY": "api.openai.com"] : [:])
            plan.program?.interception = wish
            try bench.play(plan)
            #expect(bench.outcome?.failure == nil, "\(bench.outcome?.failure?.message ?? "") \(bench.news)")
            #expect(bench.report?.verdict == .pass)
            let ways: [Interception.Wish: String] = [
                .namespace: "intercept-namespace", .preload: "intercept-preload", .proxy: "proxy",
            ]
            #expect(bench.observations("reach").first?["way"]?.string == ways[wish])
            #expect(try Files.read("/etc/hosts") == before)
            try expectNothingLeft(plan)
        }
    #endif

    @Test func `it dies before it listens, and its last words say why`() throws {
        var plan = try plan()
        plan.program?.commandLine = "echo 'No module named fastapi' >&2; exit 3"
        try bench.play(plan)
        let failure = try #require(bench.outcome?.failure)
        #expect(failure.message.contains("exited with code 3 before it listened"))
        #expect(failure.lastWords == ["No module named fastapi"])
        #expect(bench.report?.verdict == .incomplete)
        #expect(bench.took < .seconds(5))
    }

    @Test func `it runs and never listens`() throws {
        var plan = try plan()
        plan.program?.commandLine = "echo waiting for godot; sleep 60"
        plan.patience.listening = .milliseconds(400)
        try bench.play(plan)
        let failure = try #require(bench.outcome?.failure)
        #expect(failure.message.contains("does not listen on 127.0.0.1:"))
        #expect(failure.lastWords == ["waiting for godot"])
        #expect(bench.took < .seconds(5))
    }

    @Test func `its port is taken already`() throws {
        let bridge = try FakeBridge(bench.net)
        var plan = try plan()
        plan.entrance = .webhook(bridge.webhook)
        try bench.play(plan)
        bridge.stop()
        #expect(bench.outcome?.failure?.message.contains("listens on 127.0.0.1:\(bridge.server.port) already") == true)
    }

    @Test func `it is killed in mid-call`() throws {
        let plan = try plan()
        bench.onNews = { run, words in if words == "the bridge has picked up" { run.program?.kill() } }
        try bench.play(plan)
        #expect(bench.observations("process").contains { $0["phase"] == "exited" && $0["signal"] == 9 })
        #expect(bench.report?.verdict != .pass)
        #expect(bench.took < .seconds(10))
        try expectNothingLeft(plan)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGKILL]) func `whatever ends us ends it too`(signal: Int32) throws {
        let port = try bench.net.unusedPort()
        let folder = FileManager.default.temporaryDirectory
        let marker = folder.appending(path: "marker-\(UUID().uuidString)").path
        let process = Program.process(
            "realtime-doctor",
            [
                "bridge", "--stream", "ws://127.0.0.1:\(port)/", "--no-reports", "--run",
                "setsid sleep 300 & echo $! > \(marker).new; echo $$ >> \(marker).new; mv \(marker).new \(marker); wait",
            ], in: folder)
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let watch = { Files.exists(marker) }
        func poll() {
            if watch() { return bench.net.done() }
            bench.net.loop.schedule(after: .milliseconds(20), poll)
        }
        poll()
        bench.net.run(atMost: .seconds(30), "the program was not started")
        let ids = try String(contentsOfFile: marker, encoding: .utf8).split(separator: "\n").compactMap { Int32($0) }
        try FileManager.default.removeItem(atPath: marker)
        #expect(ids.count == 2)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        func pollGone() {
            if ids.allSatisfy({ kill($0, 0) != 0 }) { return bench.net.done() }
            bench.net.loop.schedule(after: .milliseconds(20), pollGone)
        }
        pollGone()
        bench.net.run(atMost: .seconds(10), "something was left behind")
        if signal != SIGKILL { #expect(process.terminationStatus == 2) }
    }
}
