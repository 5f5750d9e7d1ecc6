import CallCapture
import JSONText
import TestSupport
import Testing

@testable import Diagnosis

struct SeveralCallsTests {
    private static func healthy(_ number: Int) -> BridgeStory {
        BridgeStory(call: number).pause(.seconds(number * 3)).begins().speaks().answers().ends()
    }

    /// Its caller hears nothing.
    private static func mute(_ number: Int) -> BridgeStory {
        BridgeStory(call: number).pause(.seconds(number * 3)).turning { $0.replies = false }.begins().speaks()
            .answers().hears(3_000).ends()
    }

    private static func report(_ stories: [BridgeStory]) throws -> Report {
        try Examiner.examine(BridgeStory.kept(stories))
    }

    @Test func `each call has a verdict of its own, and the worst is that of all`() throws {
        let report = try Self.report([Self.healthy(1), Self.mute(2), Self.healthy(3)])
        #expect(report.calls.map(\.verdict) == [.pass, .fail, .pass])
        #expect(report.calls.map(\.models) == [["m1"], ["m2"], ["m3"]])
        #expect(report.calls.map(\.turns) == [[1], [2], [3]])
        #expect(report.turns.map(\.call) == [1, 2, 3])
        #expect(report.verdict == .fail)
        #expect(report.indicator("replies-reach-caller")?.reason.hasPrefix("call 2: ") == true)
    }

    @Test func `healthy calls together pass`() throws {
        let report = try Self.report((1...4).map(Self.healthy))
        #expect(report.verdict == .pass)
        #expect(report.findings == [])
        #expect(report.indicator("answered")?.reason == "4 of 4 calls: 1 of 1")
        #expect(report.latencies.bridge?.count == 4)
    }

    @Test func `a finding says in how many calls it was seen`() throws {
        let failing = [1, 2, 3].map { number in
            BridgeStory(call: number).pause(.seconds(number * 3)).begins().speaks().responseCreated().responseDone(
                "failed", error: ["type": "server_error", "code": .null, "message": "sorry"]
            ).hears(2_000).speaks().answers().ends()
        }
        let report = try Self.report(failing + [Self.healthy(4)])
        #expect(report.findings.first?.summary.hasPrefix("in 3 of 4 calls: ") == true)
        #expect(report.findings.first?.turns.count == 3)
        #expect(report.calls.map { $0.primary != nil } == [true, true, true, false])
    }

    @Test func `a spare connection to the model that does nothing decides nothing`() throws {
        let spare = BridgeStory(call: 9).opensModel().closesModel()
        let report = try Self.report([Self.healthy(1), Self.healthy(2), spare])
        #expect(report.verdict == .pass)
        #expect(report.calls.count == 3)
    }

    // MARK: One place for two calls

    private static func ended(_ number: Int, at seconds: Int, after talk: Int) -> BridgeStory {
        BridgeStory(call: number).pause(.seconds(seconds)).begins().speaks().answers().hears(talk).closesPhone()
            .closesModel()
    }

    @Test func `a call that the next one ends`() throws {
        // The first one is closed 12 ms after the second one has begun, in the middle of nothing.
        let first = Self.ended(1, at: 0, after: 3_000)
        let second = BridgeStory(call: 2).pause(first.clock - .milliseconds(12)).begins().speaks().answers().ends()
        let report = try Self.report([first, second])
        #expect(report.primary == "global-state-cross-talk")
        #expect(report.findings.first?.summary == "the bridge ended call 1 12 ms after call 2 had begun")
        #expect(report.findings.first?.evidence.count == 2)
    }

    @Test func `a call that the next one ends in the middle of its goodbye is ended by nobody else`() throws {
        let first = BridgeStory(call: 1).begins().speaks().responseCreated().says(3_000).responseDone().hears(1_000)
            .closesPhone().closesModel()
        let second = BridgeStory(call: 2).pause(first.clock - .milliseconds(12)).begins().speaks().answers().ends()
        let report = try Self.report([first, second])
        #expect(report.primary == "global-state-cross-talk")
        #expect(report.findings.first { $0.id == "hangup-race" }?.refinedBy == "global-state-cross-talk")
    }

    @Test func `two calls that end each other`() throws {
        let first = BridgeStory(call: 1).begins().hears(1_000).closesPhone().closesModel()
        let second = BridgeStory(call: 2).pause(first.clock - .milliseconds(5)).opensPhone().starts().pause(
            .milliseconds(7)
        ).closesPhone(nil)
        let report = try Self.report([first, second])
        #expect(report.primary == "global-state-cross-talk")
        #expect(
            report.findings.first?.summary
                == "the bridge ended call 1 5 ms after call 2 had begun, and call 2 with it")
    }

    @Test func `a call that ends as another begins is no proof where others go on`() throws {
        let first = Self.ended(1, at: 0, after: 3_000)
        let second = BridgeStory(call: 2).pause(first.clock - .milliseconds(12)).begins().speaks().answers().ends()
        let long = BridgeStory(call: 3).begins().hears(9_000).ends()
        #expect(try Self.report([first, second, long]).findings == [])
        // In a recording of others one place may be chance.
        let recorded = try Examiner.examine(BridgeStory.kept([first, second], command: "record"))
        #expect(recorded.findings == [])
    }

    @Test func `calls that end at the same age end of their own accord`() throws {
        let calls = (1...4).map { Self.ended($0, at: 4 * ($0 - 1), after: 220) }
        // Each ends about when the next one begins.
        let length = calls[0].clock
        #expect(length > .seconds(3) && length < .seconds(5))
        #expect(try Self.report(calls).findings == [])
    }

    @Test func `the caller who hangs up is ended by nobody`() throws {
        let first = Self.healthy(1)
        let second = BridgeStory(call: 2).pause(first.clock - .milliseconds(12)).begins().speaks().answers().ends()
        #expect(try Self.report([first, second]).findings == [])
    }
}
