import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import TestSupport
import Testing

/// What the model reads, what it costs, and what becomes of it when there is too much.
struct ContextTests {
    private func input(_ call: VirtualModelCall) -> [Int] {
        call.received("response.done").compactMap { $0["response"]?["usage"]?["input_tokens"]?.integer }
    }

    private func cached(_ call: VirtualModelCall) -> [Int] {
        call.received("response.done").compactMap {
            $0["response"]?["usage"]?["input_token_details"]?["cached_tokens"]?.integer
        }
    }

    /// About 2,000 tokens of text.
    private static let long = String(repeating: "words and ", count: 800)

    private func talk(_ turns: Int, truncation: JSON) -> VirtualModelCall {
        var call = VirtualModelCall()
        call.configure(["truncation": truncation, "output_modalities": ["text"], "instructions": "Be brief."])
        for _ in 0..<turns {
            call.ask(Self.long)
            call.wait(for: "response.done")
        }
        return call
    }

    @Test func `a context that is full loses its beginning, and its cache`() {
        let call = talk(18, truncation: "auto")
        #expect(input(call).allSatisfy { $0 <= 28_672 })
        #expect(input(call).last ?? 0 > 26_000)
        #expect(cached(call).contains { $0 > 20_000 })
        #expect(cached(call).last ?? 0 < 64)
        #expect(call.received("response.done").allSatisfy { $0["response"]?["status"] == "completed" })
    }

    @Test func `with a ratio more goes at once, so that the cache lasts`() {
        let call = talk(
            8,
            truncation: [
                "type": "retention_ratio", "retention_ratio": 0.5, "token_limits": ["post_instructions": 7_000],
            ])
        #expect(input(call).allSatisfy { $0 <= 7_100 })
        let drops = zip(input(call), input(call).dropFirst()).filter { $1 < $0 }
        #expect(!drops.isEmpty)
        #expect(drops.allSatisfy { $0.1 <= 3_600 })
    }

    @Test func `without truncation a full context fails the response`() {
        let call = talk(18, truncation: "disabled")
        let last = call.received("response.done").last?["response"]
        #expect(last?["status"] == "failed")
        #expect(last?["status_details"]?["error"]?["code"] == "context_length_exceeded")
        #expect(call.received("error").isEmpty)
    }

    @Test(arguments: [
        ("low", 85), ("high", 85 + 170), ("auto", 85 + 170),
    ])
    func `a picture costs tokens of its own`(detail: String, tokens: Int) throws {
        var call = VirtualModelCall()
        // The first bytes of a PNG of 300 by 200 pixels.
        let picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAASwAAADI"
        call.send([
            "type": "conversation.item.create",
            "item": [
                "type": "message", "role": "user",
                "content": [
                    ["type": "input_image", "image_url": .string(picture), "detail": .string(detail)],
                    ["type": "input_text", "text": "What is this?"],
                ],
            ],
        ])
        call.send(["type": "response.create"])
        let usage = try #require(call.wait(for: "response.done")?["response"]?["usage"])
        #expect(usage["input_token_details"]?["image_tokens"]?.integer == tokens)
        let sum = ["text_tokens", "audio_tokens", "image_tokens"]
            .reduce(0) { $0 + (usage["input_token_details"]?[$1]?.integer ?? 0) }
        #expect(usage["input_tokens"]?.integer == sum)
        #expect(Invariants(call).broken == [])
    }

    @Test(arguments: ["https://example.com/cat.png", "data:image/gif;base64,AAAA", "cat.png", ""])
    func `a picture that is not in the event is refused`(url: String) {
        var call = VirtualModelCall()
        call.send([
            "type": "conversation.item.create", "event_id": "pic",
            "item": [
                "type": "message", "role": "user", "content": [["type": "input_image", "image_url": .string(url)]],
            ],
        ])
        #expect(call.received("error").first?["error"]?["param"] == "item.content[0].image_url")
        #expect(call.received("error").first?["error"]?["event_id"] == "pic")
        #expect(call.received("conversation.item.added").isEmpty)
    }
}
