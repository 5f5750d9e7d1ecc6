import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

struct CallPairingTests {
    private static func talk(_ number: Int, after seconds: Int = 0, pause: Int = 400) -> BridgeStory {
        BridgeStory(call: number).pause(.seconds(seconds)).begins().hears(pause).speaks().answers().ends()
    }

    private static func calls(_ stories: [BridgeStory]) throws -> [Call] {
        try Examiner.timeline(BridgeStory.kept(stories)).calls
    }

    @Test func `one caller and one model belong together`() throws {
        let calls = try Self.calls([Self.talk(1)])
        #expect(calls.map(\.pairing) == [.onlyOne])
        #expect(calls.map(\.connections) == [[0]])
        #expect(calls.map(\.callSid) == [Self.talk(1).callSid])
    }

    @Test func `a model that was opened before the caller came is the only one all the same`() throws {
        let story = BridgeStory().opensModel().pause(.seconds(20)).opensPhone().starts().speaks().answers().ends()
        #expect(try Self.calls([story]).map(\.pairing) == [.onlyOne])
    }

    @Test func `calls at different times are told apart by their sound`() throws {
        let calls = try Self.calls([Self.talk(1), Self.talk(2, after: 3), Self.talk(3, after: 9)])
        #expect(calls.map(\.pairing) == [.audio, .audio, .audio])
        #expect(calls.map(\.connections) == [[0], [1], [2]])
        #expect(calls.map(\.phones) == [[0], [1], [2]])
    }

    @Test func `ids that somebody named decide`() throws {
        // Both begin at once and say the same, so that nothing else could tell.
        let named = [1, 2].map { number in
            BridgeStory(call: number).observes(
                ObservationKind.call,
                ["call": JSON(number), "connection": .string("p\(number)"), "models": [.string("m\(3 - number)")]])
        }.map { $0.begins().speaks().answers().ends() }
        let calls = try Self.calls(named)
        #expect(calls.map(\.pairing) == [.ids, .ids])
        #expect(calls.map(\.connections) == [[1], [0]])
    }

    @Test func `a carrier's id in what the service is told names the call`() throws {
        let stories = [1, 2].map { number in
            let story = BridgeStory(call: number).begins()
            return story.client(
                .sessionUpdate, ["session": ["type": "realtime", "instructions": .string("Call \(story.callSid).")]]
            ).speaks().answers().ends()
        }
        let calls = try Self.calls(stories)
        #expect(calls.map(\.pairing) == [.ids, .ids])
        #expect(calls.map(\.connections) == [[0], [1]])
    }

    @Test func `calls that nothing tells apart stay unpaired`() throws {
        let calls = try Self.calls([Self.talk(1), Self.talk(2)])
        #expect(calls.map(\.pairing) == [.unpaired, .unpaired, .unpaired, .unpaired])
        #expect(calls.map(\.phones) == [[0], [1], [], []])
    }

    @Test func `silent callers are paired by when their models were opened`() throws {
        let stories = [1, 2].map { number in
            BridgeStory(call: number).pause(.seconds(number * 2)).begins().hears(3_000).ends()
        }
        let calls = try Self.calls(stories)
        #expect(calls.map(\.pairing) == [.time, .time])
        #expect(calls.map(\.connections) == [[0], [1]])
    }

    @Test func `a carrier that connects anew goes on with the same call`() throws {
        let first = BridgeStory().begins().speaks().answers()
        let again = first.turning { $0.phone = "p2" }.opensPhone().starts().hears(400).ends()
        let calls = try Self.calls([again])
        #expect(calls.map(\.phones) == [[0, 1]])
        #expect(calls.map(\.connections) == [[0]])
    }

    @Test func `a bridge that never reaches the model leaves a call with one leg`() throws {
        let calls = try Self.calls([
            BridgeStory().turning { $0.forwards = false }.opensPhone().starts().hears(2_000).stops()
        ])
        #expect(calls.map(\.pairing) == [.unpaired])
        #expect(calls.map(\.connections) == [[]])
    }

    /// Every frame's time taken off: what a log without times keeps of the order.
    private static func untimed(_ stories: [BridgeStory]) -> [UInt8] {
        let text = String(decoding: BridgeStory.kept(stories), as: UTF8.self)
        return Array(text.replacing(/"t":[0-9.]+,/, with: "").utf8)
    }

    @Test func `calls one after another are paired by their order where there are no times`() throws {
        let stories = [Self.talk(1), Self.talk(2, after: 20), Self.talk(3, after: 40)]
        let calls = try Examiner.timeline(Self.untimed(stories)).calls
        #expect(calls.map(\.pairing) == [.time, .time, .time])
        #expect(calls.map(\.connections) == [[0], [1], [2]])
        let report = try Examiner.examine(Self.untimed(stories))
        #expect(report.findings.map(\.id) == [])
    }

    @Test func `what one caller without a session hears of a session without a caller is not another's`() throws {
        // Both run at once, so that without times nothing pairs them.
        let report = try Examiner.examine(Self.untimed([Self.talk(1), Self.talk(2, pause: 700)]))
        #expect(!report.findings.map(\.id).contains("global-state-cross-talk"))
    }
}
