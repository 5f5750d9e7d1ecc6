// Sources that prove nothing.
import TestSupport
import Testing

@testable import Diagnosis

struct DoubtTests {
    private let call = BridgeStory().begins().speaks().answers().speaks().answers().ends()

    private func lines() -> [ArraySlice<UInt8>] { call.kept().split(separator: UInt8(ascii: "\n")) }

    private func report(_ lines: [ArraySlice<UInt8>]) throws -> Report {
        try Examiner.examine(Array(lines.joined(separator: [UInt8(ascii: "\n")])))
    }

    @Test func `a capture whose frames were sorted some other way proves nothing`() throws {
        let lines = lines()
        let sorted = [lines[0]] + lines[1..<lines.count - 1].reversed() + [lines[lines.count - 1]]
        let report = try report(sorted)
        #expect(report.verdict == .incomplete)
        #expect(report.findings.map(\.id) == [])
        #expect(report.notes.first?.id == "frames-disordered")
        #expect(report.coverage.limits.contains { $0.hasSuffix("do not stand in the order of their times") })
    }

    @Test func `a frame or two that changed places are a slip`() throws {
        var lines = lines()
        lines.swapAt(20, 21)
        let report = try report(lines)
        #expect(report.notes.map(\.id).contains("frames-disordered") == false)
    }

    @Test func `two recordings in one file, one behind the other, are each in order`() throws {
        let lines = lines()
        let report = try report(lines + lines)
        #expect(report.notes.map(\.id).contains("frames-disordered") == false)
    }
}
