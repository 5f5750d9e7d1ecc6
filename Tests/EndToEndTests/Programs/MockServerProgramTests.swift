import Foundation
import TestSupport
import Testing

/// mock-realtime-server as a process: says where it listens, serves, judges, and ends when it is told to.
struct MockServerProgramTests {
    @Test(arguments: [SIGINT, SIGTERM]) func `it ends in order when it is told to`(signal: Int32) throws {
        let ready = FileManager.default.temporaryDirectory.appending(path: "ready-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: ready) }
        let server = try ServerProgram(["--ready-file", ready.path])
        #expect(server.url.wholeMatch(of: /ws:\/\/127\.0\.0\.1:\d+\/v1\/realtime/) != nil, "\(server.url)")
        let end = try server.stop(with: signal)
        #expect(end.exitCode == 0)
        #expect(end.lines == "")
        #expect(try String(contentsOf: ready, encoding: .utf8) == server.url + "\n")
    }

    @Test func `a developer who points a client at it learns what is wrong`() throws {
        let capture = FileManager.default.temporaryDirectory.appending(path: "capture-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: capture) }
        let server = try ServerProgram(["--scenario", "quota-exhausted", "--capture", capture.path])
        let folder = FileManager.default.temporaryDirectory
        let probe = try Program.run(
            "realtime-doctor", ["probe", "--url", server.url, "--no-reports", "--json"], in: folder)
        let end = try server.stop(with: SIGTERM)
        #expect(probe.exitCode == 1)
        #expect(probe.stdout.contains(#""primary": "quota-exhausted""#))
        #expect(end.lines.hasPrefix("session 1, gpt-realtime, "))
        #expect(end.lines.contains("fail, quota-exhausted: "))
        let diagnosis = try Program.run("realtime-doctor", ["diagnose", capture.path, "--no-reports"], in: folder)
        #expect(diagnosis.exitCode == 1)
        #expect(diagnosis.stdout.contains("FAIL: quota-exhausted"))
    }

    @Test func `a whole probe over real sockets passes and leaves a folder behind`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "probe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try Program.run("realtime-doctor", ["probe", "--quick", "--bundle"], in: folder)
        #expect(run.exitCode == 0, "\(run.stdout)")
        #expect(run.stdout.contains("PASS"))
        let reports = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "Reports").path)
        #expect(reports.count == 1)
        let files = try FileManager.default.contentsOfDirectory(
            atPath: folder.appending(path: "Reports/\(reports.first ?? "")").path)
        let expected = ["assistant.wav", "caller.wav", "capture.jsonl", "junit.xml", "report.html", "report.json"]
        #expect(files.filter { !$0.hasSuffix(".tar") }.sorted() == expected)
        #expect(files.count { $0.hasSuffix(".tar") } == 1)
        // The saved capture has the verdict of the run, key for key.
        let saved = folder.appending(path: "Reports/\(reports.first ?? "")")
        let again = try Program.run(
            "realtime-doctor", ["diagnose", saved.appending(path: "capture.jsonl").path, "--no-reports", "--json"],
            in: folder)
        #expect(again.stdout == (try String(contentsOf: saved.appending(path: "report.json"), encoding: .utf8)))
    }
}
