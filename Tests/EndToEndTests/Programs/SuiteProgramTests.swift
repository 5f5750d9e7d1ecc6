import Foundation
import TestSupport
import Testing

/// realtime-doctor suite as a process: its files, its baseline, bridges of others.
struct SuiteProgramTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "suite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Program {
        try Program.run("realtime-doctor", ["suite"] + arguments, in: folder, environment: environment)
    }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    private func json(_ text: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }

    /// Short calls: the upgrade is refused, so nobody talks.
    private static let refused = "cases:\n  - scenario: handshake-401-missing-auth\n"

    @Test func `it leaves a folder that leads to the report of every run, and the files that were asked for`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write(Self.refused + "    repeat: 2\n", to: "plan.yaml")
        let run = try run("plan.yaml", "--html", "out/index.html", "--tap", "out/calls.tap", "--sarif", "calls.sarif")
        #expect(run.exitCode == 0, "\(run.stderr)")
        let reports = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "Reports").path)
        let suite = "Reports/\(reports.first ?? "")"
        for name in ["suite.html", "suite.json", "junit.xml", "suite.sarif", "suite.tap", "suite.md"] {
            #expect(!text("\(suite)/\(name)").isEmpty, "\(name)")
        }
        let cases = try #require(try json(text("\(suite)/suite.json"))["cases"] as? [[String: Any]])
        let folders = (cases.first?["runs"] as? [[String: Any]] ?? []).compactMap { $0["folder"] as? String }
        #expect(folders == ["cases/handshake-401-missing-auth-1", "cases/handshake-401-missing-auth-2"])
        for each in folders {
            #expect(
                try json(text("\(suite)/\(each)/report.json"))["primary"] as? String == "handshake-401-missing-auth")
            #expect(text("\(suite)/suite.html").contains("href=\"\(each)/report.html\""))
            // From its own place the page leads to the same files.
            #expect(text("out/index.html").contains("href=\"../\(suite)/\(each)/report.html\""))
        }
        #expect(text("out/calls.tap").hasPrefix("TAP version 14\n1..1\nok 1 - handshake-401-missing-auth\n"))
        #expect(try json(text("calls.sarif"))["version"] as? String == "2.1.0")
    }

    @Test func `a baseline is written, kept, and refused when the plan has changed`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write(Self.refused + "    expect: {verdict: pass}\n", to: "plan.yaml")
        let quiet = "--no-reports"
        #expect(try run("plan.yaml", quiet).exitCode == 1)
        #expect(try run("plan.yaml", quiet, "--baseline", "b.json").exitCode == 2)
        #expect(try run("plan.yaml", quiet, "--baseline", "b.json", "--update-baseline").exitCode == 0)
        let known = try run("plan.yaml", quiet, "--baseline", "b.json")
        #expect(known.exitCode == 0)
        #expect(known.stdout.contains("~ no worse than then: handshake-401-missing-auth"))
        let stored = text("b.json")
        try write(stored.replacing("\"fail\"", with: "\"pass\""), to: "b.json")
        let worse = try run("plan.yaml", quiet, "--baseline", "b.json")
        #expect(worse.exitCode == 1)
        #expect(worse.stdout.contains("FAIL: 0 of 1 case as expected, 1 worse than the baseline"))
        try write(stored, to: "b.json")
        try write(Self.refused + "    seed: 2\n", to: "plan.yaml")
        let refused = try run("plan.yaml", quiet, "--baseline", "b.json")
        #expect(refused.exitCode == 2)
        #expect(
            refused.stderr
                == "error: b.json: what is run has changed since: handshake-401-missing-auth\nhint: write it anew with --update-baseline\n"
        )
    }

    @Test func `GitHub is told at the plan's lines and in the step's summary`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write(Self.refused + "    expect: {verdict: pass}\n", to: "plan.yaml")
        try write("before\n", to: "summary.md")
        let run = try run(
            "plan.yaml", "--no-reports", "--json",
            environment: [
                "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": folder.appending(path: "summary.md").path,
            ])
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.hasPrefix(
                "::error file=plan.yaml,line=2,title=handshake-401-missing-auth::fail, handshake-401-missing-auth, where pass was expected: "
            ))
        #expect(text("summary.md").hasPrefix("before\n## ❌ plan\n"))
        #expect(try json(run.stdout)["exitCode"] as? Int == 1)
    }

    @Test func `a bridge of somebody else is started for each case, on a port of its own`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let bridge = Program.products.appending(path: "realtime-doctor").path
        try write(
            """
            plan: mine
            bridge:
              run: "'\(bridge)' reference-bridge --port {port}"
              webhook: http://127.0.0.1:{port}/incoming-call
            cases:
              - scenario: handshake-401-missing-auth
                repeat: 2
                timeout: 60s
            """, to: "plan.yaml")
        let run = try run("plan.yaml", "--json", "--jobs", "2")
        #expect(run.exitCode == 0, "\(run.stdout) \(run.stderr)")
        let report = try json(run.stdout)
        #expect((report["plan"] as? [String: Any])?["kind"] as? String == "run")
        #expect((report["run"] as? [String: Any])?["virtualTime"] as? Bool == false)
        let runs = (report["cases"] as? [[String: Any]])?.first?["runs"] as? [[String: Any]] ?? []
        #expect(
            runs.compactMap { $0["primary"] as? String } == Array(repeating: "handshake-401-missing-auth", count: 2))
        for each in runs {
            let place = each["folder"] as? String ?? ""
            #expect(place.hasPrefix("cases/handshake-401-missing-auth-"))
        }
    }

    @Test func `a bridge that does not come up is said in its own words, and is not examined`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("cases:\n  - scenario: healthy\n", to: "plan.yaml")
        let run = try run(
            "plan.yaml", "--no-reports", "--run", "echo no module named fastapi; exit 3", "--stream",
            "ws://127.0.0.1:{port}/media", "--listen-timeout", "5s")
        #expect(run.exitCode == 2)
        #expect(run.stdout.contains("exited with code 3"), "\(run.stdout)")
        #expect(run.stdout.contains("INCOMPLETE: 0 of 1 case as expected, 1 not examined"))
    }

    @Test func `cases that put a defect into the reference bridge are skipped for any other`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write(
            "scenario: mine\nbridge: {defects: [no-clear-on-barge-in]}\nexpect: {verdict: fail}\n", to: "mine.yaml")
        try write("cases:\n  - scenario: ./mine.yaml\n", to: "plan.yaml")
        let list = try run("plan.yaml", "--list", "--stream", "ws://127.0.0.1:1/media")
        #expect(
            list.stdout
                == "mine: fail, skipped: it is about the reference bridge, with a defect of its own [bridge-side]\n")
        #expect(try run("plan.yaml", "--list").stdout == "mine: fail [bridge-side]\n")
    }
}
