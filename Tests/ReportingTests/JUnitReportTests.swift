import Diagnosis
import Foundation
import TestSupport
import Testing

@testable import Reporting

#if canImport(FoundationXML)
    import FoundationXML
#endif

struct JUnitReportTests {
    @Test func `every check and every indicator is a case`() throws {
        let suite = try JUnitReader.read(JUnitReport.text(try ExampleReports.failing()))
        #expect(suite.cases.count == 17)
        #expect(suite.counts == ["tests": "17", "failures": "3", "errors": "0", "skipped": "3"])
        #expect(suite.cases.count { $0.failure != nil } == 3)
        #expect(suite.cases.count { $0.skipped != nil } == 3)
    }

    @Test func `the verdict case fails and carries the finding`() throws {
        let suite = try JUnitReader.read(JUnitReport.text(try ExampleReports.failing()))
        let verdict = try #require(suite.cases.first { $0.group == "verdict" })
        #expect(verdict.failureType == "second-turn-stall")
        let text = try #require(verdict.failure)
        #expect(text.contains("#90 at 8.123 s"))
        #expect(text.contains("a flag of the bridge, set in the first turn, is never cleared"))
        #expect(text.contains("send response.create only when idle") || text.contains("send response.create\n"))
    }

    @Test func `a pass has no failure, and an incomplete run fails the verdict alone`() throws {
        let pass = try JUnitReader.read(JUnitReport.text(ExampleReports.passing()))
        #expect(pass.cases.allSatisfy { $0.failure == nil })
        let incomplete = try JUnitReader.read(JUnitReport.text(ExampleReports.incomplete()))
        #expect(incomplete.cases.filter { $0.failure != nil }.map(\.group) == ["verdict"])
        #expect(
            incomplete.cases.first { $0.group == "verdict" }?.failureMessage == "not examined though required: heard")
    }

    @Test func `what was not examined is skipped with its reason`() throws {
        let suite = try JUnitReader.read(JUnitReport.text(try ExampleReports.failing()))
        #expect(suite.cases.first { $0.group == "interruption" }?.skipped == "spoken turns did not work")
        #expect(
            suite.cases.first { $0.name.hasPrefix("interruption-honoured") }?.skipped
                == "the probe stopped before it interrupted")
    }

    @Test(arguments: Hostile.texts) func `hostile reports are valid XML`(text: String) throws {
        let suite = try JUnitReader.read(JUnitReport.text(ExampleReports.hostile(text)))
        #expect(suite.cases.count == 7)
        #expect(
            suite.elements == ["testsuites", "testsuite", "properties", "property", "testcase", "skipped", "failure"])
    }

    @Test func `what XML may hold comes back as it was`() throws {
        let suite = try JUnitReader.read(JUnitReport.text(ExampleReports.hostile("<a b=\"c\"> & 'd'\n😀")))
        #expect(suite.cases[0].name == "<a b=\"c\"> & 'd'\n😀")
    }
}

/// Reads a JUnit file with a real XML parser.
private final class JUnitReader: NSObject, XMLParserDelegate {
    struct Case {
        var group: String
        var name: String
        var failure: String?
        var failureType: String?
        var failureMessage: String?
        var skipped: String?
    }

    struct Invalid: Error { var line: Int }

    var cases: [Case] = []
    var counts: [String: String] = [:]
    var elements: Set<String> = []
    private var isInFailure = false

    static func read(_ text: String) throws -> JUnitReader {
        let reader = JUnitReader()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reader
        guard parser.parse() else { throw Invalid(line: parser.lineNumber) }
        return reader
    }

    func parser(
        _: XMLParser, didStartElement name: String, namespaceURI _: String?, qualifiedName _: String?,
        attributes: [String: String]
    ) {
        elements.insert(name)
        switch name {
        case "testsuites": counts = attributes.filter { !["name", "time"].contains($0.key) }
        case "testcase": cases.append(Case(group: attributes["classname"] ?? "", name: attributes["name"] ?? ""))
        case "skipped": cases[cases.count - 1].skipped = attributes["message"]
        case "failure":
            isInFailure = true
            cases[cases.count - 1].failure = ""
            cases[cases.count - 1].failureType = attributes["type"]
            cases[cases.count - 1].failureMessage = attributes["message"]
        default: break
        }
    }

    func parser(_: XMLParser, foundCharacters text: String) {
        if isInFailure { cases[cases.count - 1].failure? += text }
    }

    func parser(_: XMLParser, didEndElement name: String, namespaceURI _: String?, qualifiedName _: String?) {
        if name == "failure" { isInFailure = false }
    }
}
