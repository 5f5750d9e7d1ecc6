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
}
