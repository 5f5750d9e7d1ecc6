import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

struct RenewalTests {
    private let broken = BridgeStory().begins().speaks().answers().closesModel(1001, by: .server)

    private func item(_ story: BridgeStory, _ text: String) -> BridgeStory {
        story.client(
            .conversationItemCreate,
            ["item": ["type": "message", "role": "user", "content": [["type": "input_text", "text": .string(text)]]]])
    }

    /// The caller is heard on while nobody takes the words, and then a second session serves.
    private func renewed(after milliseconds: Int, _ tell: (BridgeStory) -> BridgeStory = { $0 }) -> BridgeStory {
        let waiting = broken.turning { $0.forwards = false }.hears(milliseconds)
        return tell(
            waiting.turning {
                $0.forwards = true
                $0.model = "m2"
            }.opensModel()
        ).speaks().answers().hears(1_500).ends()
    }

    private func renewals(_ story: BridgeStory) throws -> [Renewal] { try Examiner.timeline(story.kept()).renewals }

    @Test func `a session that is told nothing, and the audio that nobody took`() throws {
        let renewal = try #require(try renewals(renewed(after: 2_000)).first)
        #expect(renewal.restored == 0)
        #expect(renewal.repeatsUpdate == true)
        #expect(abs((renewal.gap ?? 0) - 2) < 0.2)
        #expect(abs((renewal.lostMs ?? 0) - 2_000) < 150)
        let notes = try Examiner.examine(renewed(after: 2_000).kept()).notes.filter { $0.id == "session-renewed" }
        #expect(notes.count == 1)
        #expect(notes.first?.text.contains("nothing of the conversation was told again") == true)
    }

    @Test func `a conversation that is told again`() throws {
        let story = renewed(after: 200) { item(item($0, "Hello"), "When do you open?") }
        let renewal = try #require(try renewals(story).first)
        #expect(renewal.restored == 2)
        #expect(renewal.refused == 0)
    }

    @Test func `one session is none, nor are two calls`() throws {
        let call = BridgeStory().begins().speaks().answers().ends()
        #expect(try renewals(call) == [])
        let other = BridgeStory(call: 2).begins().speaks().answers().ends()
        #expect(try Examiner.timeline(BridgeStory.kept([call, other])).renewals == [])
    }

    @Test func `without a telephone nothing says that the caller is the same`() throws {
        #expect(try renewals(renewed(after: 200).withoutPhone) == [])
    }
}
