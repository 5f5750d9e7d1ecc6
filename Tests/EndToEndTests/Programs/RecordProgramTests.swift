import Foundation
import TestSupport
import Testing

@testable import Transport

/// realtime-doctor record as a process, between a probe and the mock.
struct RecordProgramTests {
    @Test(arguments: [("quota-exhausted", SIGINT, 1 as Int32), ("healthy", SIGTERM, 0)])
    func `the capture has the verdict that the mock itself has`(scenario: String, signal: Int32, code: Int32) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "record-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let captures = ["mock", "record"].map { folder.appending(path: "\($0).jsonl").path }
        let mock = try ServerProgram(["--scenario", scenario, "--capture", captures[0]])
        let recorder = try ServerProgram(
            ["record", "--upstream", mock.url, "--listen", "127.0.0.1:0", "--output", captures[1]],
            of: "realtime-doctor")
        #expect(recorder.url.wholeMatch(of: /ws:\/\/127\.0\.0\.1:\d+\/v1\/realtime/) != nil, "\(recorder.url)")
        let probe = try Program.run(
            "realtime-doctor", ["probe", "--quick", "--url", recorder.url, "--no-reports"], in: folder,
            environment: ["OPENAI_API_KEY": "sk-test-abcdefghijklmnop"])
        let (recorded, served) = (try recorder.stop(with: signal), try mock.stop(with: SIGTERM))
        #expect(probe.exitCode == code, "\(probe.stdout)")
        #expect(recorded.exitCode == 0)
        func verdicts(_ lines: String) -> [Substring] {
            lines.split(separator: "\n").filter { !$0.contains("opened by") }.compactMap {
                $0.split(separator: ": ").dropFirst().first
            }
        }
        #expect(recorded.lines.contains("session 1, gpt-realtime: opened by 127.0.0.1:"))
        #expect(verdicts(recorded.lines) == verdicts(served.lines))
        #expect(verdicts(recorded.lines).count == 1)
        let reports = try captures.map { path in
            let run = try Program.run("realtime-doctor", ["diagnose", path, "--no-reports", "--json"], in: folder)
            #expect(run.exitCode == code, "\(run.stderr)")
            return try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any] ?? [:]
        }
        for key in ["verdict", "primary"] {
            #expect(reports[0][key] as? String == reports[1][key] as? String)
        }
        #expect((reports[0]["turns"] as? [Any])?.count == (reports[1]["turns"] as? [Any])?.count)
        let text = try String(contentsOfFile: captures[1], encoding: .utf8)
        #expect(!text.contains("abcdefghijklmnop"))
        #expect(text.contains("\"end\":{"))
    }

    // MARK: Both legs

    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "record-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func report(_ path: String, in folder: URL) throws -> [String: Any] {
        let run = try Program.run("realtime-doctor", ["diagnose", path, "--no-reports", "--json"], in: folder)
        return try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any] ?? [:]
    }

    /// A port that was free a moment ago.
    private func freePort() throws -> Int {
        let net = Loopback()
        return try net.unusedPort()
    }

    @Test(arguments: [nil, "no-clear-on-barge-in"])
    func `a call through the recorder on both legs is judged as the harness judges it`(
        defect: String?
    ) throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (modelPort, bridgePort) = (try freePort(), try freePort())
        let recorder = try ServerProgram(
            [
                "record", "--upstream", "ws://127.0.0.1:\(modelPort)/v1/realtime", "--listen", "0",
                "--phone-upstream", "ws://127.0.0.1:\(bridgePort)/media-stream", "--phone-listen", "0",
                "--ready-file", "\(folder.path)/urls", "--output", "\(folder.path)/calls.jsonl",
            ], of: "realtime-doctor")
        let urls = try String(contentsOfFile: "\(folder.path)/urls", encoding: .utf8).split(separator: "\n")
        try #require(urls.count == 2)
        let bridge = try ServerProgram(
            ["reference-bridge", "--port", "\(bridgePort)", "--model-url", "\(urls[0])"]
                + (defect.map { ["--defect", $0] } ?? []), of: "realtime-doctor")
        let call = try Program.run(
            "realtime-doctor",
            ["bridge", "--stream", "\(urls[1])", "--port", "\(modelPort)", "--no-reports", "--json"], in: folder)
        let (recorded, _) = (try recorder.stop(with: SIGTERM), try bridge.stop(with: SIGTERM))
        #expect(recorded.exitCode == 0)
        let own = try JSONSerialization.jsonObject(with: Data(call.stdout.utf8)) as? [String: Any] ?? [:]
        let theirs = try report("calls.jsonl", in: folder)
        #expect(own["verdict"] as? String == (defect == nil ? "pass" : "fail"), "\(call.stderr)")
        #expect(theirs["verdict"] as? String == own["verdict"] as? String)
        #expect(theirs["primary"] as? String == own["primary"] as? String)
        #expect(recorded.lines.contains("call 1, gpt-realtime, "))
        #expect(recorded.lines.contains(defect ?? ": pass"))
    }

    // MARK: Rough ends

    @Test func `a recorder that is killed leaves a file that can be read, and at most 200 ms are missing`() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let mock = try ServerProgram([])
        let recorder = try ServerProgram(
            ["record", "--upstream", mock.url, "--listen", "0", "--output", "\(folder.path)/calls.jsonl"],
            of: "realtime-doctor")
        let net = Loopback()
        let talk = net.connect(recorder.url + "?model=gpt-realtime")
        talk.onEvent = { event in
            guard case .text(let text) = event, text.contains("session.created") else { return }
            _ = net.loop.schedule(after: .milliseconds(250)) {
                kill(recorder.process.processIdentifier, SIGKILL)
            }
        }
        net.run()
        defer { kill(recorder.process.processIdentifier, SIGKILL) }
        _ = try mock.stop(with: SIGTERM)
        try #require(talk.texts.count == 1)
        recorder.process.waitUntilExit()
        let text = try String(contentsOfFile: "\(folder.path)/calls.jsonl", encoding: .utf8)
        #expect(text.hasSuffix("}\n"))
        #expect(text.contains(#""type":"session.created""#))
        #expect(!text.contains(#""end":{"#))
        let coverage = try report("calls.jsonl", in: folder)["coverage"] as? [String: Any]
        #expect((coverage?["limits"] as? [String])?.contains("recording ends abruptly") == true)
    }

    @Test func `a disk that is full costs the recording and not the call`() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let mock = try ServerProgram([])
        let errors = Pipe()
        let recorder = try ServerProgram(
            ["record", "--upstream", mock.url, "--listen", "0", "--output", "/dev/full"], of: "realtime-doctor",
            errors: errors)
        let probe = try Program.run(
            "realtime-doctor", ["probe", "--quick", "--url", recorder.url, "--no-reports"], in: folder)
        let recorded = try recorder.stop(with: SIGTERM)
        let told = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        _ = try mock.stop(with: SIGTERM)
        #expect(probe.exitCode == 0, "\(probe.stdout)")
        #expect(recorded.exitCode == 2)
        #expect(recorded.lines.contains("session 1, gpt-realtime, "))
        #expect(told.contains("error: cannot write /dev/full: no space left on device"))
        #expect(told.contains("frames are not in the recording"))
    }

    @Test func `calls in progress are given their time, and a second signal takes it`() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let mock = try ServerProgram([])
        let recorder = try ServerProgram(
            [
                "record", "--upstream", mock.url, "--listen", "0", "--output", "\(folder.path)/calls.jsonl", "--drain",
                "60s",
            ],
            of: "realtime-doctor")
        let net = Loopback()
        let began = net.loop.now
        let talk = net.connect(recorder.url + "?model=gpt-realtime")
        talk.onEvent = { event in
            guard case .text(let text) = event, text.contains("session.created") else { return }
            kill(recorder.process.processIdentifier, SIGTERM)
            // The first is not an end: what is said after it still passes.
            _ = net.loop.schedule(after: .milliseconds(300)) {
                talk.channel?.send(
                    text: #"{"type":"session.update","session":{"type":"realtime","instructions":"late"}}"#)
            }
        }
        var isUpdated = false
        let second = talk.onEvent
        talk.onEvent = { event in
            second(event)
            guard case .text(let text) = event, text.contains("session.updated"), !isUpdated else { return }
            isUpdated = true
            kill(recorder.process.processIdentifier, SIGTERM)
        }
        net.run()
        defer { kill(recorder.process.processIdentifier, SIGKILL) }
        try #require(isUpdated)
        #expect(talk.closing?.code == 1001)
        recorder.process.waitUntilExit()
        #expect(net.loop.now - began < .seconds(20))
        #expect(recorder.process.terminationStatus == 0)
        _ = try mock.stop(with: SIGTERM)
        let text = try String(contentsOfFile: "\(folder.path)/calls.jsonl", encoding: .utf8)
        #expect(text.contains("late"))
        #expect(text.contains("the recorder was stopped"))
    }
}
