// A call outlives its session: a lost one is replaced, and one that is about to expire is replaced in time.
import JSONText
import RealtimeProtocol
import Testing

@testable import ReferenceBridge

struct ReconnectionTests {
    /// A call with one finished exchange and an unanswered question.
    private func interrupted(knowsLastWords: Bool = true) -> BridgeBench {
        var bench = BridgeBench.ready()
        bench.committed("item_u1")
        bench.model([
            "type": "conversation.item.input_audio_transcription.completed", "item_id": "item_u1", "content_index": 0,
            "transcript": "Hello?",
        ])
        bench.created("resp_1")
        bench.transcript("resp_1", "item_a1", "Good morning.")
        bench.done("resp_1", output: [["id": "item_a1", "type": "message", "role": "assistant", "content": []]])
        bench.committed("item_u2")
        if knowsLastWords {
            bench.model([
                "type": "conversation.item.input_audio_transcription.completed", "item_id": "item_u2",
                "content_index": 0, "transcript": "When do you open?",
            ])
        }
        return bench
    }

    @Test(arguments: [Int.min, Int.max, -1, 0]) func `a session that ends at no time of ours is served`(expiresAt: Int)
    {
        var bench = BridgeBench()
        bench.start()
        bench.configure(expiresAt: expiresAt)
        #expect(bench.media("AAAA").types == ["input_audio_buffer.append"])
    }

    @Test func `a lost session is replaced, told what was said, and asked what is unanswered`() {
        var bench = interrupted()
        #expect(bench.feed(.modelClosed(ModelLink(1), code: 1011)).short == ["connect m2"])
        bench.media("AAAA")
        let actions = bench.configure(link: 2)
        #expect(
            actions.sentToModel.dropLast() == [
                item("user", "input_text", "Hello?"), item("assistant", "output_text", "Good morning."),
                item("user", "input_text", "When do you open?"),
                ["type": "input_audio_buffer.append", "audio": "AAAA"],
            ])
        #expect(actions.sentToModel.last == ["type": "response.create", "event_id": "create-1"])
        #expect(bench.media("BBBB").short == ["input_audio_buffer.append to m2"])
    }

    @Test func `words that nobody wrote down are asked for again`() {
        var bench = interrupted(knowsLastWords: false)
        bench.feed(.modelClosed(ModelLink(1), code: nil))
        let last = bench.configure(link: 2).sentToModel.last
        #expect(
            last?["response"]?["instructions"]
                == "The line was interrupted. Say so, and ask the caller to repeat the last words.")
    }

    @Test func `a second loss without an answer in between ends the call`() {
        var bench = interrupted()
        bench.feed(.modelClosed(ModelLink(1), code: 1011))
        bench.configure(link: 2)
        let actions = bench.feed(.modelClosed(ModelLink(2), code: 1011))
        #expect(actions.short == ["close carrier 1011"])
        #expect(actions.logs == ["the call ends: the model closed the connection with 1011"])
    }

    @Test func `a reply that was cut is remembered as far as it was heard`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        bench.delta("resp_1", "item_a1", ms: 1_000)
        bench.wait(.milliseconds(500))
        bench.speechStarted("item_u1")
        bench.transcript("resp_1", "item_a1", "0123456789")
        bench.done("resp_1", status: "cancelled")
        bench.feed(.modelClosed(ModelLink(1), code: 1011))
        #expect(bench.configure(link: 2).sentToModel.first == item("assistant", "output_text", "01234"))
    }

    @Test func `what a lost session has said is silenced, and not cut in the new one, which does not know it`() {
        var bench = BridgeBench.ready()
        bench.created("resp_1")
        bench.delta("resp_1", "item_a1", ms: 5_000)
        bench.feed(.modelClosed(ModelLink(1), code: 1011))
        bench.configure(link: 2)
        bench.wait(.seconds(1))
        let actions = bench.model(
            ["type": "input_audio_buffer.speech_started", "audio_start_ms": 0, "item_id": "item_u1"], link: 2)
        #expect(actions.short == ["clear"])
    }

    @Test func `a session that has expired before it began is not renewed for ever`() {
        var bench = BridgeBench(BridgeSettings(greeting: nil))
        bench.start()
        bench.configure(expiresAt: 1_795_165_200 - 60)
        #expect(bench.wait(.seconds(600)) == [])
    }

    @Test func `a session is renewed a minute before it expires, in a moment of quiet`() {
        let end = 1_795_165_200 + 3_600
        var bench = BridgeBench(BridgeSettings(greeting: nil))
        bench.start()
        bench.configure(expiresAt: end)
        #expect(bench.wait(.seconds(3_539)) == [])
        bench.created("resp_1")
        #expect(bench.wait(.seconds(5)) == [], "not while the model speaks")
        bench.done("resp_1")
        #expect(bench.wait(.seconds(1)).short == ["connect m2"])
        #expect(bench.media("AAAA").short == ["input_audio_buffer.append to m1"], "the old one serves until then")
        #expect(bench.configure(link: 2, expiresAt: end + 3_600).short == ["close m1"])
        #expect(bench.media("AAAA").short == ["input_audio_buffer.append to m2"])
    }

    @Test func `ten seconds before the end it is renewed whatever goes on`() {
        var bench = BridgeBench(BridgeSettings(greeting: nil))
        bench.start()
        bench.configure(expiresAt: 1_795_165_200 + 3_600)
        bench.created("resp_1")
        #expect(bench.wait(.seconds(3_589)) == [])
        #expect(bench.wait(.seconds(1)).short == ["connect m2"])
    }

    @Test func `a renewal that fails leaves the old session in charge`() {
        var bench = BridgeBench(BridgeSettings(greeting: nil))
        bench.start()
        bench.configure(expiresAt: 1_795_165_200 + 3_600)
        bench.wait(.seconds(3_540))
        #expect(bench.feed(.modelRefused(ModelLink(2), status: 503)).short == [])
        #expect(bench.media("AAAA").short == ["input_audio_buffer.append to m1"])
    }

    private func item(_ role: String, _ type: String, _ words: String) -> JSON {
        [
            "type": "conversation.item.create",
            "item": [
                "type": "message", "role": .string(role),
                "content": [["type": .string(type), "text": .string(words)]],
            ],
        ]
    }
}
