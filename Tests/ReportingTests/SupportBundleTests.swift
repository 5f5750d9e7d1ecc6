import CallCapture
import Testing

@testable import Reporting

struct SupportBundleTests {
    /// Names and contents of a ustar archive, read by its own rules.
    private func entries(_ archive: [UInt8]) -> [(name: String, text: String)] {
        var entries: [(String, String)] = []
        var offset = 0
        while offset + 512 <= archive.count, archive[offset] != 0 {
            let header = archive[offset..<offset + 512]
            let sum = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
            #expect(number(archive, offset + 148, 6) == sum)
            let size = number(archive, offset + 124, 11)
            let name = String(decoding: header.prefix(100).prefix { $0 != 0 }, as: UTF8.self)
            entries.append((name, String(decoding: archive[offset + 512..<offset + 512 + size], as: UTF8.self)))
            offset += 512 + (size + 511) / 512 * 512
        }
        return entries
    }

    private func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        Int(String(decoding: bytes[offset..<offset + count], as: UTF8.self), radix: 8) ?? -1
    }

    @Test func `everything is inside one folder, with a README first`() throws {
        let report = try ExampleReports.failing()
        let files = ReportFolder.files(report: report, capture: try ExampleCall.make().capture)
        let archive = SupportBundle.bytes(files, report: report, folder: "run")
        #expect(archive.count % 512 == 0)
        #expect(archive.suffix(1_024).allSatisfy { $0 == 0 })
        let found = entries(archive)
        #expect(found.map(\.name) == (["README.txt"] + files.map(\.name)).map { "run/\($0)" })
        #expect(found[1].text == JSONReport.text(report))
        #expect(found[0].text.contains("Fail, second-turn-stall"))
        #expect(found[0].text.contains("authorization: 1×"))
        #expect(found[0].text.contains("caller.wav"))
    }

    @Test func `a log that does not count redactions is not called clean`() {
        let archive = SupportBundle.bytes(
            [ReportFile(name: "capture.jsonl", bytes: Array("2026 {\"type\":\"session.created\"}\n".utf8))],
            report: ExampleReports.incomplete(), folder: "x")
        #expect(entries(archive)[0].text.contains("does not say what was redacted"))
    }

    @Test(arguments: [0, 1, 511, 512, 513]) func `files of every length keep their bytes`(count: Int) {
        let text = String(repeating: "a", count: count)
        let archive = TapeArchive.bytes([(name: "a", bytes: Array(text.utf8)), (name: "b", bytes: [66])])
        #expect(entries(archive).map(\.text) == [text, "B"])
    }
}
