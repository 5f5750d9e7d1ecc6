import Foundation
import TestSupport
import Testing

/// realtime-doctor probe as a process: what no test of its parts can see.
struct ProbeProgramTests {
    private let folder = FileManager.default.temporaryDirectory

    @Test(arguments: [SIGINT, SIGTERM]) func `a probe that is interrupted says so and does not pass`(signal: Int32)
        throws
    {
        let process = Program.process(
            "realtime-doctor", ["probe", "--no-reports", "--json"], in: folder, environment: ["OPENAI_WS_DEBUG": "1"])
        let (output, events) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = events
        try process.run()
        var told = ""
        while !told.contains("input_audio_buffer.speech_started") {
            let bytes = events.fileHandleForReading.availableData
            guard !bytes.isEmpty else { break }
            told += String(decoding: bytes, as: UTF8.self)
        }
        kill(process.processIdentifier, signal)
        let report = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 2)
        #expect(report.contains(#""verdict": "incomplete""#))
        #expect(report.contains(#""reason": "the probe was interrupted""#))
    }

    @Test func `several reports are one JSON document`() throws {
        let run = try Program.run(
            "realtime-doctor",
            ["probe", "--virtual-time", "--quick", "--compare-models", "a,b", "--json", "--no-reports"], in: folder)
        let reports = try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [[String: Any]]
        #expect(reports?.compactMap { $0["verdict"] as? String } == ["pass", "pass"])
        let none = try Program.run(
            "realtime-doctor", ["diagnose", "/nowhere/a", "/nowhere/b", "--json", "--no-reports"], in: folder)
        #expect(none.stdout == "[]\n")
        #expect(none.exitCode == 2)
    }

    @Test(arguments: [("audible", "not examined"), ("transcription", "not examined")])
    func `what is skipped is not examined`(section: String, result: String) throws {
        let run = try Program.run(
            "realtime-doctor",
            ["probe", "--virtual-time", "--quick", "--skip", section, "--json", "--no-reports"], in: folder)
        let report = try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any]
        let sections = report?["sections"] as? [[String: Any]] ?? []
        let found = sections.first { $0["id"] as? String == section }
        #expect(found?["reason"] as? String == "it was left out")
        #expect(found?["result"] as? String == result)
        #expect(run.exitCode == 0)
    }

    @Test func `a report is also written where a CI wants it, the second of two beside the first`() throws {
        let place = folder.appending(path: "copies-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        let run = try Program.run(
            "realtime-doctor",
            [
                "probe", "--virtual-time", "--quick", "--scenario", "quota-exhausted", "--no-reports",
                "--compare-models", "a,b", "--junit", "\(place.path)/calls.xml", "--sarif", "\(place.path)/calls.sarif",
            ], in: folder)
        #expect(run.exitCode == 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
        #expect(names == ["calls-2.sarif", "calls-2.xml", "calls.sarif", "calls.xml"])
        for name in names {
            let text = try String(contentsOf: place.appending(path: name), encoding: .utf8)
            #expect(text.contains("quota-exhausted"), "\(name)")
        }
    }
}
