import Diagnosis
import TestSupport
import Testing

@testable import Reporting

struct TerminalReportTests {
    @Test(arguments: ["passing", "failing", "incomplete"])
    func `what a person reads is as it was agreed`(name: String) throws {
        let report = try Self.report(name)
        let text = TerminalReport(report, style: TextStyle()).text
        #expect(Goldens.difference(text, from: "Fixtures/Reports/\(name).txt") == nil)
    }

    @Test func `everything is shown when it is asked for`() throws {
        let text = TerminalReport(try ExampleReports.failing(), style: TextStyle(isVerbose: true)).text
        #expect(Goldens.difference(text, from: "Fixtures/Reports/failing-verbose.txt") == nil)
    }

    @Test(arguments: [40, 80, 140]) func `no line of words is wider than the terminal`(width: Int) throws {
        let style = TextStyle(isVerbose: true, width: width)
        let lines = TerminalReport(try ExampleReports.failing(), style: style).text.split(separator: "\n")
        // Turns and headings stay on one line; what is folded keeps the width.
        let folded = lines.filter { $0.hasPrefix("            ") }
        #expect(!folded.isEmpty)
        // A single word is never broken: people copy them.
        #expect(folded.allSatisfy { $0.count <= width || !$0.dropFirst(12).contains(" ") })
    }

    @Test func `colour changes nothing but the colour`() throws {
        let report = try ExampleReports.failing()
        let plain = TerminalReport(report, style: TextStyle()).text
        let painted = TerminalReport(report, style: TextStyle(hasColour: true)).text
        #expect(painted != plain)
        #expect(painted.replacing(#/\u{1B}\[\d+m/#, with: "") == plain)
    }

    @Test(arguments: Hostile.texts) func `nothing that was captured steers the terminal`(text: String) {
        let output = TerminalReport(ExampleReports.hostile(text), style: TextStyle(isVerbose: true)).text
        let controls = output.unicodeScalars.filter {
            $0 != "\n" && ($0.value < 0x20 || (0x7F..<0xA0).contains($0.value))
        }
        #expect(controls.isEmpty)
        #expect(!output.unicodeScalars.contains { (0x2028...0x202E).contains($0.value) })
    }

    @Test func `what was said cannot write a line that looks like ours`() {
        let output = TerminalReport(ExampleReports.hostile("x\nPASS: nothing is wrong"), style: TextStyle()).text
        #expect(!output.split(separator: "\n").contains { $0.hasPrefix("PASS") })
    }

    @Test func `a long call shows the turns that broke and counts the others`() throws {
        var report = try ExampleReports.failing()
        let (good, bad) = (report.turns[0], report.turns[1])
        report.turns = Array(repeating: good, count: 20) + [bad]
        let text = TerminalReport(report, style: TextStyle()).text
        #expect(text.contains("… and 20 more turns that were answered"))
        #expect(text.contains("✗ response created"))
    }

    static func report(_ name: String) throws -> Report {
        switch name {
        case "passing": ExampleReports.passing()
        case "incomplete": ExampleReports.incomplete()
        default: try ExampleReports.failing()
        }
    }
}
