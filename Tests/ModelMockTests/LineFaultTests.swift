import Base64Coding
import CallCapture
import JSONText
import ModelMock
import Scenarios
import SpeechAudio
import TestSupport
import Testing
import WebSocketWire

/// Faults of the text, the sound, the frames and the line, as a client sees them.
struct LineFaultTests {
    private static let delta = Condition(event: "response.output_audio.delta", nth: TurnRange(first: 2, last: 2))
    private static let every = Condition(event: "response.output_audio.delta")

    private func answered(
        _ faults: WireFault..., when: Condition, format: String = "audio/pcmu"
    ) -> VirtualModelCall {
        var call = VirtualModelCall(plan: ModelPlan(rules: faults.map { Rule(when: when, effect: .wire($0)) }))
        call.configure(["audio": ["output": ["format": ["type": .string(format)]]]])
        call.ask("Hi.")
        call.wait(.seconds(8))
        return call
    }

    private func sound(_ call: VirtualModelCall) -> [String] {
        call.received("response.output_audio.delta").compactMap { $0["delta"]?.string }
    }

    private static let clean: [String] = {
        var call = VirtualModelCall()
        call.configure(["audio": ["output": ["format": ["type": "audio/pcmu"]]]])
        call.ask("Hi.")
        call.wait(.seconds(8))
        return call.received("response.output_audio.delta").compactMap { $0["delta"]?.string }
    }()

    private static func frame(_ form: (inout FrameShape) -> Void) -> WireFault {
        var shape = FrameShape()
        form(&shape)
        return .frame(shape)
    }

    // MARK: Text

    @Test func `a renamed event keeps the rest`() throws {
        let call = answered(.rename(to: "response.audio.delta"), when: Self.every)
        #expect(call.received("response.output_audio.delta").isEmpty)
        #expect(call.received("response.audio.delta").compactMap { $0["delta"]?.string } == Self.clean)
    }

    @Test func `a cut text is no JSON`() {
        let call = answered(.truncate(bytes: 40), when: Self.delta)
        let texts = call.frames.compactMap { frame -> String? in
            guard frame.direction == .down, case .text(let text) = frame.content else { return nil }
            return text
        }
        let broken = texts.filter { (try? JSON(parsing: $0)) == nil }
        #expect(broken.map(\.utf8.count) == [40])
        #expect(answered(.truncate(bytes: nil), when: Self.delta).received.count == texts.count - 1)
    }

    @Test func `foreign ids are of the right shape, and the same wherever an event names them`() throws {
        let call = answered(.wrongIDs, when: Condition(event: "response.done"))
        let created = try #require(call.received("response.created").first?["response"]?["id"]?.string)
        let done = try #require(call.received("response.done").first?["response"])
        let id = try #require(done["id"]?.string)
        #expect(id != created && id.hasPrefix("resp_") && id.utf8.count == created.utf8.count)
        #expect(done["output"]?[0]?["id"] != call.received("response.output_item.done").first?["item"]?["id"])
        let deltas = answered(.wrongIDs, when: Self.delta).received("response.output_audio.delta")
        #expect(Set(deltas.compactMap { $0["item_id"]?.string }).count == 2)
    }

    // MARK: Sound

    @Test func `audio that is no base64 cannot be decoded`() {
        let deltas = sound(answered(.corruptBase64, when: Self.delta))
        #expect(deltas.count == Self.clean.count)
        #expect(deltas.filter { Base64.decode($0) == nil } == [deltas[1]])
    }

    @Test func `PCM of an odd length has half a sample`() throws {
        let deltas = sound(answered(.oddBytes, when: Self.every, format: "audio/pcm"))
        let counts = try deltas.map { try #require(Base64.decode($0)).count }
        #expect(!counts.isEmpty && counts.allSatisfy { $0 % 2 == 1 })
    }

    @Test func `another codec has the same sound and other bytes`() throws {
        let actual = try sound(answered(.wrongFormat(.pcma), when: Self.every)).map {
            AudioEncoding.pcma.decode(try #require(Base64.decode($0)))
        }
        let declared = try Self.clean.map { AudioEncoding.pcmu.decode(try #require(Base64.decode($0))) }
        #expect(actual.map(\.count) == declared.map(\.count))
        let difference = zip(actual.joined(), declared.joined()).map { abs(Int($0) - Int($1)) }.max() ?? .max
        #expect(difference < 1_100, "the coarsest steps of the two laws")
        let pcm = try sound(answered(.wrongFormat(nil), when: Self.every)).map { try #require(Base64.decode($0)).count }
        #expect(pcm == declared.map { $0.count * 6 }, "24 kHz of two bytes for 8 kHz of one")
    }

    @Test func `another rate has another length`() throws {
        let slow = try sound(answered(.wrongRate(16_000), when: Self.every)).map {
            try #require(Base64.decode($0)).count
        }
        let clean = try Self.clean.map { try #require(Base64.decode($0)).count }
        #expect(slow == clean.map { $0 * 2 })
    }

    @Test func `faults of the sound leave other events alone`() {
        let call = answered(.corruptBase64, .oddBytes, when: Condition(event: "response.done"))
        #expect(sound(call) == Self.clean && call.received("response.done").count == 1)
    }

    // MARK: Frames

    @Test func `a malformed frame ends what a client can read`() {
        let call = answered(Self.frame { $0.flaw = .unknownOpcode }, when: Self.delta)
        #expect(call.rawBytes.first?.first == 0x83)
        #expect(call.breach?.description == "unknown opcode 3 (RFC 6455 5.2)")
        #expect(sound(call).count == 1)
    }

    @Test func `fragments and pings arrive as the message that they are`() {
        let call = answered(
            Self.frame {
                $0.fragmentBytes = 7
                $0.hasPingsBetween = true
            }, when: Self.every)
        #expect(sound(call) == Self.clean)
        #expect(call.breach == nil)
    }

    @Test func `faults of text and frame compose, and hold for a delayed message too`() {
        let call = answered(
            .rename(to: "odd"), Self.frame { $0.reserved = 1 }, .delay(milliseconds: 700), when: Self.delta)
        #expect(call.breach?.description.hasPrefix("reserved RSV3") == true)
        #expect(String(decoding: call.rawBytes.first ?? [], as: UTF8.self).contains("\"type\":\"odd\""))
    }

    @Test func `a flood of pings follows on the message`() {
        let call = answered(.pingFlood(count: 500), when: Self.delta)
        let pings = call.frames.filter { if case .ping = $0.content { true } else { false } }
        #expect(pings.count == 500)
        #expect(sound(call) == Self.clean)
    }

    @Test func `what is done to the line comes behind the message, once`() {
        for (fault, action) in [
            (WireFault.noPong, MockAction.ignorePings), (.halfClose, .halfClose),
            (.slow(bytesPerSecond: 900), .slow(bytesPerSecond: 900)),
        ] {
            let call = answered(fault, when: Self.delta)
            #expect(call.lineFaults == [action])
            #expect(sound(call) == Self.clean, "the engine does not know of it")
        }
    }

    @Test func `a client's message can be what makes the line bad`() {
        let call = answered(.slow(bytesPerSecond: 100), when: Condition(direction: "up", event: "response.create"))
        #expect(call.lineFaults == [.slow(bytesPerSecond: 100)])
    }

    @Test func `chance follows from the seed`() {
        func breaches(_ seed: UInt64) -> [Bool] {
            (0..<20).map { index in
                var call = VirtualModelCall(
                    plan: ModelPlan(rules: [
                        Rule(when: Condition(event: "response.done"), effect: .wire(.oddBytes), probability: 0.5),
                        Rule(
                            when: Condition(event: "response.done"), effect: .wire(.rename(to: "x")), probability: 0.5),
                    ]), settings: MockSettings(seed: seed &+ UInt64(index)))
                call.ask("Hi.")
                call.wait(.seconds(5))
                return !call.received("x").isEmpty
            }
        }
        let first = breaches(3)
        #expect(first == breaches(3))
        #expect((4...16).contains(first.count { $0 }))
    }

    // MARK: Other rules

    @Test func `a rule that ends the session is told, too`() {
        var mock = VirtualModelCall().mock
        mock.replaceRules([
            Rule(when: Condition(event: "response.created"), effect: .outcome(.close(code: 1011, reason: "gone")))
        ])
        let created: JSON = ["type": "response.create"]
        _ = mock.receive(.text(created.text), at: .seconds(1))
        _ = mock.advance(to: .seconds(9))
        #expect(mock.isClosed)
        #expect(mock.takeFirings() == [1])
    }

    @Test func `rules that are changed while a session runs hold from then on, and firings are told`() {
        var mock = VirtualModelCall().mock
        #expect(mock.takeFirings() == [])
        mock.replaceRules([Rule(when: Condition(event: "response.created"), effect: .wire(.drop))])
        let created: JSON = ["type": "response.create"]
        _ = mock.receive(.text(created.text), at: .seconds(1))
        let said = mock.advance(to: .seconds(9))
        #expect(mock.takeFirings() == [1])
        #expect(mock.takeFirings() == [])
        let types = said.compactMap { action -> String? in
            guard case .send(.text(let text)) = action else { return nil }
            return (try? JSON(parsing: text))?["type"]?.string
        }
        #expect(types.contains("response.done") && !types.contains("response.created"))
    }
}
