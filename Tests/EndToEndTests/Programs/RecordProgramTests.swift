import Foundation
import TestSupport
import Testing

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
}
