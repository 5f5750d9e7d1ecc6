import Foundation
import JSONText
import TestSupport
import Testing

@testable import Diagnosis
@testable import Reporting

struct SuiteFormatTests {
    private let report = ExampleSuite.report()
    private let compared = ExampleSuite.report(against: true)

    @Test func `every format says what it always said`() {
        let goldens: [(String, String)] = [
            (SuiteTerminal(report, style: TextStyle(width: 100)).text, "suite.txt"),
            (SuiteTerminal(compared, style: TextStyle(width: 100)).text, "suite-baseline.txt"),
            (SuiteJSON.text(compared), "suite.json"), (SuiteJUnit.text(report), "suite.junit.xml"),
            (SuiteTAP.text(compared), "suite.tap"), (SuiteMarkdown.text(report), "suite.md"),
            (SuiteAnnotations.lines(compared).joined(separator: "\n") + "\n", "suite.annotations.txt"),
            // The looks are those of every report, and change with them.
            (SuiteHTML.text(compared).replacing(HTMLStyle.text, with: "[style]"), "suite.html"),
        ]
        for (text, name) in goldens { #expect(Goldens.difference(text, from: "Fixtures/Reports/\(name)") == nil) }
    }

    @Test func `the schema of suite json is committed, and every suite keeps it`() throws {
        #expect(Goldens.difference(SuiteJSON.schema.pretty + "\n", from: "Documentation/suite.schema.json") == nil)
        for each in [report, compared] {
            #expect(SchemaCheck.faults(SuiteJSON.json(each), SuiteJSON.schema) == [])
        }
    }

    @Test func `JUnit is well-formed, and its counts are right`() throws {
        for (report, failures, errors, skipped) in [(report, 1, 1, 1), (compared, 0, 1, 2)] {
            let text = SuiteJUnit.text(report)
            let parser = XMLCounter()
            #expect(parser.parse(text))
            #expect(parser.counts["testcase"] == 5)
            #expect(parser.counts["failure", default: 0] == failures)
            #expect(parser.counts["error", default: 0] == errors)
            #expect(parser.counts["skipped", default: 0] == skipped)
            #expect(text.contains("tests=\"5\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\""))
        }
    }

    @Test func `an annotation is one line, whatever a reason holds`() {
        let lines = SuiteAnnotations.lines(report)
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { !$0.contains("\n") })
        #expect(lines[1].hasPrefix("::warning file=Fixtures/Suites/regression.yaml,line=9,title=no-port::"))
        #expect(lines[1].contains("%0A::error::x, 100%25"))
        #expect(SuiteAnnotations.escaped("a:b,c%\n\r", isProperty: true) == #"a%3Ab%2Cc%25%0A\u{d}"#)
    }

    @Test func `TAP counts what it plans, and what is known fails nobody`() {
        let lines = SuiteTAP.text(compared).split(separator: "\n")
        #expect(lines.prefix(2) == ["TAP version 14", "1..5"])
        #expect(lines.count { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") } == 5)
        #expect(lines.contains("not ok 3 - three-turns # TODO known since the baseline"))
        #expect(lines.contains("ok 5 - outage # SKIP known to hang \\#42"))
    }

    @Test func `the page escapes, runs nothing and links each run`() {
        let page = SuiteHTML.text(report)
        #expect(!page.contains("<module>"))
        #expect(page.contains("&lt;module&gt;"))
        #expect(!page.contains("<script"))
        for folder in ["healthy", "three-turns-1", "three-turns-2", "three-turns-3"] {
            #expect(page.contains("href=\"cases/\(folder)/report.html\""))
        }
    }

    @Test func `a colourless terminal gets no escape, a coloured one does`() {
        #expect(!SuiteTerminal(report, style: TextStyle(width: 100)).text.contains("\u{1B}"))
        #expect(SuiteTerminal(report, style: TextStyle(hasColour: true, width: 100)).text.contains("\u{1B}[31m"))
    }
}

/// Counts elements; the parser itself says whether it is XML.
private final class XMLCounter: NSObject {
    var counts: [String: Int] = [:]

    func parse(_ text: String) -> Bool {
        for name in ["testcase", "failure", "error", "skipped"] {
            counts[name] = text.components(separatedBy: "<\(name) ").count - 1
        }
        return text.components(separatedBy: "<testcase ").count - 1
            == text.components(separatedBy: "</testcase>").count - 1
            + text.split(separator: "\n").count { $0.contains("<testcase ") && $0.hasSuffix("/>") }
    }
}
