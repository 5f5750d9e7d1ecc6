// The mechanism of the defects: what they hide, change, add and put off. What each of them leads to in a call is shown by
// the scenario that has it.
import Foundation
import JSONText
import RealtimeProtocol
import Scenarios
import TelephonyProtocol
import TestSupport
import Testing
import WebSocketWire

@testable import ReferenceBridge

struct DefectTests {
    private func bench(_ defects: [String], waits: Bool = true) throws -> BridgeBench {
        var bench = BridgeBench()
        bench.bridge = try BridgeFactory(plan: BridgePlan(defects: defects, firstWord: waits ? .caller : .bridge))
            .bridge(call: 1)
        return bench
    }

    @Test func `every defect has a file of its own and stands in the registry`() throws {
        let folder = Fixtures.repository.appending(path: "Sources/ReferenceBridge/Defects")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { name in
            try String(contentsOf: folder.appending(path: name), encoding: .utf8).contains(
                "Defect {\n    static let id")
        }
        #expect(files.sorted() == BridgeDefects.all.map { "\($0).swift" }.sorted())
        #expect(Set(BridgeDefects.all.map { $0.id }).count == BridgeDefects.all.count)
    }

    @Test func `a defect that does not exist is refused with its nearest name`() {
        #expect(throws: UnknownDefect(id: "leg-leek")) { try BridgeFactory(plan: BridgePlan(defects: ["leg-leek"])) }
        #expect(UnknownDefect(id: "leg-leek").explanation.hint == "did you mean 'leg-leak'?")
    }

    @Test func `without a defect it is the correct bridge`() throws {
        #expect(try BridgeFactory().bridge(call: 1) is ReferenceBridge)
    }

    @Test func `what a defect hides does not leave`() throws {
        var bench = try bench(["no-clear-on-barge-in"])
        bench.start()
        bench.configure()
        bench.created("resp_1")
        bench.delta("resp_1", "item_1", ms: 2_000)
        bench.wait(.milliseconds(500))
        #expect(bench.speechStarted().short == ["conversation.item.truncate to m1"])
    }

    @Test func `what a defect changes leaves changed, and nothing else does`() throws {
        var bench = try bench(["twilio-missing-streamsid"])
        bench.start()
        bench.configure()
        bench.created("resp_1")
        let actions = bench.delta("resp_1", "item_1", ms: 20)
        #expect(actions.count == 1)
        #expect(actions.first?.toCarrier?.keys == ["event", "media"])
        #expect(bench.media("AAAA").sentToModel == [["type": "input_audio_buffer.append", "audio": "AAAA"]])
    }

    @Test func `a bridge that does not look believes whatever it asked for`() throws {
        var bench = try bench(["flat-config-on-ga"])
        bench.start()
        bench.feed(.modelOpened(ModelLink(1)))
        let update = bench.model(["type": "session.created", "session": ["id": "sess_1"]])
        #expect(update.sentToModel.first?["session"]?["input_audio_format"] == "g711_ulaw")
        bench.model(["type": "error", "error": ["type": "invalid_request_error", "code": "unknown_parameter"]])
        #expect(bench.media("AAAA").types == ["input_audio_buffer.append"])
    }

    @Test func `what is put off is done in its time`() throws {
        var bench = try bench(["cancel-before-created"], waits: false)
        bench.start()
        #expect(bench.configure().types == ["response.create"])
        #expect(bench.wait(.milliseconds(99)) == [])
        #expect(bench.wait(.milliseconds(1)).types == ["response.cancel"])
    }

    @Test func `events that are put off come in their order`() throws {
        var bench = try bench(["event-loop-blocked"])
        bench.start()
        bench.configure()
        bench.created("resp_1")
        #expect(bench.media("AAAA") == [])
        bench.wait(.milliseconds(700))
        #expect(bench.delta("resp_1", "item_1", ms: 20) == [])
        #expect(bench.media("BBBB") == [])
        let burst = bench.wait(.milliseconds(800))
        #expect(burst.short == ["input_audio_buffer.append to m1", "media", "input_audio_buffer.append to m1"])
    }

    @Test func `calls of one run share their globals`() throws {
        let factory = try BridgeFactory(
            plan: BridgePlan(defects: ["global-state-cross-talk"], firstWord: .caller))
        var first = BridgeBench()
        first.bridge = factory.bridge(call: 1)
        first.start()
        first.configure()
        var second = BridgeBench()
        second.bridge = factory.bridge(call: 2)
        second.start()
        first.created("resp_1")
        #expect(first.delta("resp_1", "item_1", ms: 20).short == [])
        #expect(second.media("AAAA").short == ["media"])
    }

    @Test func `defects stack`() throws {
        var bench = try bench(["twilio-missing-streamsid", "leg-leak"])
        bench.start()
        bench.configure()
        bench.created("resp_1")
        #expect(bench.delta("resp_1", "item_1", ms: 20).first?.toCarrier?["streamSid"] == nil)
        #expect(bench.feed(.carrierClosed(code: 1000)).short == [])
    }
}
