// What the caller is sent, what the caller has heard, and what happens when the caller interrupts.
import Base64Coding
import JSONText
import RealtimeProtocol
import SpeechAudio
import TelephonyProtocol
import Testing

@testable import ReferenceBridge

struct SpeakingTests {
    @Test func `audio goes out at once, unchanged, to the stream of the call`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        let payload = Base64.encode(Array(repeating: 0x55, count: 1_600))
        #expect(
            bench.delta("resp_1", "item_1", ms: 200).sentToCarrier == [
                .media(streamSid: BridgeBench.stream, payload: payload)
            ])
    }

    @Test func `one mark stands behind each item, and none behind an item without audio`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        bench.delta("resp_1", "item_1", ms: 200)
        bench.delta("resp_1", "item_1", ms: 200)
        #expect(
            bench.audioDone("resp_1", "item_1").sentToCarrier == [.mark(streamSid: BridgeBench.stream, name: "item-1")])
        #expect(bench.audioDone("resp_1", "item_2") == [])
        bench.delta("resp_1", "item_3", ms: 200)
        #expect(
            bench.audioDone("resp_1", "item_3").sentToCarrier == [.mark(streamSid: BridgeBench.stream, name: "item-2")])
    }

    // MARK: Interruptions

    @Test func `an interrupted reply is cleared, and cut where the caller stopped hearing it`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        for _ in 0..<5 { bench.delta("resp_1", "item_1", ms: 200) }
        bench.wait(.milliseconds(640))
        let actions = bench.speechStarted()
        #expect(actions.sentToCarrier == [.clear(streamSid: BridgeBench.stream)])
        #expect(
            actions.sentToModel == [
                [
                    "type": "conversation.item.truncate", "item_id": "item_1", "content_index": 0, "audio_end_ms": 640,
                ]
            ])
        #expect(bench.delta("resp_1", "item_1", ms: 200) == [], "a late delta is for nobody")
        #expect(bench.audioDone("resp_1", "item_1") == [])
    }

    @Test func `what has been generated long ago is cut as well, without a cancel`() {
        var bench = BridgeBench.ready { $0.interruptsResponse = false }
        bench.created("resp_1")
        bench.delta("resp_1", "item_1", ms: 4_000)
        bench.audioDone("resp_1", "item_1")
        bench.done("resp_1")
        bench.wait(.seconds(1))
        let actions = bench.speechStarted()
        #expect(actions.short == ["clear", "conversation.item.truncate to m1"])
        #expect(actions.sentToModel.first?["audio_end_ms"] == 1_000)
    }

    @Test func `what has been heard is not cut`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        bench.delta("resp_1", "item_1", ms: 400)
        bench.audioDone("resp_1", "item_1")
        bench.done("resp_1")
        bench.wait(.milliseconds(420))
        bench.carrier(.mark(.init(sequenceNumber: 3, streamSid: BridgeBench.stream, name: "item-1")))
        #expect(bench.speechStarted() == [])
    }

    @Test func `of two items the one that is heard is cut, and the one behind it altogether`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        bench.delta("resp_1", "item_1", ms: 1_000)
        bench.audioDone("resp_1", "item_1")
        bench.delta("resp_1", "item_2", ms: 1_000)
        bench.delta("resp_1", "item_3", ms: 1_000)
        bench.wait(.milliseconds(1_050))
        bench.carrier(.mark(.init(sequenceNumber: 3, streamSid: BridgeBench.stream, name: "item-1")))
        let cuts = bench.speechStarted().sentToModel
        #expect(cuts.map { $0["item_id"] } == ["item_2", "item_3"])
        #expect(cuts.map { $0["audio_end_ms"] } == [50, 0])
    }

    @Test func `a cut is never behind what was received, however long the caller listens`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        bench.delta("resp_1", "item_1", ms: 300)
        bench.wait(.seconds(3))
        #expect(bench.speechStarted().short == ["clear"], "all 300 ms were heard; there is nothing to take back")
    }

    @Test func `who has to cancel does so once, by id, and only what is active`() {
        var bench = BridgeBench.ready { $0.interruptsResponse = false }
        #expect(bench.speechStarted().types == [])
        bench.created("resp_1")
        let actions = bench.speechStarted()
        #expect(actions.sentToModel == [["type": "response.cancel", "response_id": "resp_1"]])
        bench.done("resp_1", status: "cancelled")
        #expect(bench.speechStarted().types == [])
    }

    @Test func `after an interruption the next reply is heard from its beginning`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        bench.delta("resp_1", "item_1", ms: 2_000)
        bench.wait(.milliseconds(500))
        bench.speechStarted()
        bench.done("resp_1", status: "cancelled")
        bench.committed()
        bench.created("resp_2")
        #expect(bench.delta("resp_2", "item_2", ms: 2_000).short == ["media"])
        bench.wait(.milliseconds(700))
        #expect(bench.speechStarted().sentToModel.first?["audio_end_ms"] == 700)
    }

    // MARK: Other formats

    @Test func `PCM is resampled as one stream, whatever the deltas are cut into`() throws {
        var bench = BridgeBench.ready { $0.format = .pcm }
        bench.created("resp_1")
        let tone = (0..<24_000).map { Int16(8_000 * sineOfTurn(Double($0) / 60)) }
        let bytes = AudioEncoding.pcm24k.encode(tone)
        var heard: [UInt8] = []
        // Odd lengths: half a sample belongs to the next delta.
        for start in stride(from: 0, to: bytes.count, by: 9_601) {
            let piece = Array(bytes[start..<min(start + 9_601, bytes.count)])
            heard +=
                bench.model([
                    "type": "response.output_audio.delta", "response_id": "resp_1", "item_id": "item_1",
                    "output_index": 0,
                    "content_index": 0, "delta": .string(Base64.encode(piece)),
                ]).payloads
        }
        heard += bench.audioDone("resp_1", "item_1").payloads
        let expected = AudioEncoding.pcmu.encode(Resampler.resample(tone, from: 24_000, to: 8_000))
        #expect(heard == expected)
        #expect(heard.count == 8_000)
    }

    @Test func `A-law is A-law on one leg and µ-law on the other`() {
        var bench = BridgeBench.ready { $0.format = .pcma }
        let caller = bench.media(Base64.encode(AudioEncoding.pcmu.encode([0, 1_000, -1_000])))
        #expect(
            caller.sentToModel.first?["audio"]
                == .string(
                    Base64.encode(
                        AudioEncoding.pcma.encode(
                            AudioEncoding.pcmu.decode(
                                AudioEncoding.pcmu.encode([0, 1_000, -1_000]))))))
    }

    private func sineOfTurn(_ turns: Double) -> Double {
        // A triangle is tone enough, and needs no library.
        let phase = turns - turns.rounded(.down)
        return phase < 0.5 ? 4 * phase - 1 : 3 - 4 * phase
    }
}

extension [BridgeAction] {
    fileprivate var payloads: [UInt8] {
        var bytes: [UInt8] = []
        for case .media(_, let payload) in sentToCarrier { bytes += Base64.decode(payload) ?? [] }
        return bytes
    }
}
