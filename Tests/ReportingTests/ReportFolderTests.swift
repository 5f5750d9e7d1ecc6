import Diagnosis
import Foundation
import TestSupport
import Testing

@testable import Reporting

struct ReportFolderTests {
    @Test func `the example in the repository is what the code writes`() throws {
        let files = ReportFolder.files(report: try ExampleReports.failing(), capture: try ExampleCall.make().capture)
        #expect(
            files.map(\.name)
                == ["report.json", "junit.xml", "report.html", "capture.jsonl", "caller.wav", "assistant.wav"])
        for file in files where file.name.hasSuffix(".wav") {
            let url = Fixtures.repository.appending(path: "Reports/Example/\(file.name)")
            let isSame = (try? Data(contentsOf: url)) == Data(file.bytes)
            if !isSame, ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
                try Data(file.bytes).write(to: url)
            }
            #expect(isSame, "Reports/Example/\(file.name) differs; UPDATE_GOLDENS=1 rewrites it")
        }
        for file in files where !file.name.hasSuffix(".wav") {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(Goldens.difference(text, from: "Reports/Example/\(file.name)") == nil)
        }
    }

    @Test func `a silent capture has no recordings`() {
        let files = ReportFolder.files(report: ExampleReports.passing(), capture: [])
        #expect(files.map(\.name) == ["report.json", "junit.xml", "report.html", "capture.jsonl"])
    }

    @Test(arguments: Hostile.texts) func `hostile reports and captures make a folder`(text: String) throws {
        let capture = try HTMLReportTests.capture(saying: text)
        let files = ReportFolder.files(report: ExampleReports.hostile(text), capture: capture)
        #expect(files.count == 4)
        #expect(files[3].bytes == capture)
    }

    @Test func `folders sort by time and say what they are`() {
        let name = ReportFolder.name(started: "2026-11-20T09:00:00.123Z", command: "probe", id: "cap_0123456789")
        #expect(name == "20261120-090000-probe-456789")
    }

    @Test(arguments: Hostile.texts) func `no argument leaves the folder`(text: String) {
        let name = ReportFolder.name(started: text, command: text, id: text)
        #expect(name.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (48...57).contains($0) || (97...122).contains($0) })
    }
}
