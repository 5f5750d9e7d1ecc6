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

    private func found(_ story: BridgeStory) throws -> [String] {
        try Examiner.examine(story.kept()).findings.map(\.id).filter { $0 == "context-lost-on-reconnect" }
    }

    @Test func `a call whose new session is told nothing has lost its context`() throws {
        let report = try Examiner.examine(renewed(after: 200).kept())
        let finding = try #require(report.findings.first { $0.id == "context-lost-on-reconnect" })
        #expect(
            finding.summary
                == "m2 took over from m1 and was told nothing of the conversation: the turn before it is forgotten")
        #expect(finding.refinedBy == nil)
    }

    @Test func `a conversation that is told again, as items, in the prompt or with the request, is not lost`() throws {
        #expect(try found(renewed(after: 200) { item($0, "Hello") }) == [])
        let prompt: JSON = ["type": "realtime", "instructions": "The caller has asked when you open."]
        let asked = renewed(after: 200) {
            $0.client(.sessionUpdate, ["session": prompt]).service(.sessionUpdated, ["session": prompt])
        }
        #expect(try found(asked) == [])
        let request: JSON = ["instructions": "So far: the caller has asked when you open. Go on."]
        #expect(try found(renewed(after: 200) { $0.client(.responseCreate, ["response": request]) }) == [])
    }

    @Test func `a conversation that is refused is lost`() throws {
        let story = renewed(after: 200) {
            item($0, "Hello").pause(.milliseconds(10)).service(
                .error,
                [
                    "error": [
                        "type": "invalid_request_error", "code": "invalid_value", "message": "Invalid value",
                        "param": "item.content[0].type",
                    ]
                ])
        }
        let finding = try Examiner.examine(story.kept()).findings.first { $0.id == "context-lost-on-reconnect" }
        #expect(finding?.summary.contains("what told it of the conversation was refused") == true)
    }

    /// One session for each turn, which the bridge ends itself; the service may end one as well.
    private func session(_ number: Int, by side: Frame.Side, _ story: BridgeStory) -> BridgeStory {
        story.turning { $0.model = "m\(number)" }.opensModel().speaks().answers().closesModel(1000, by: side)
    }

    @Test func `who begins a session for every turn has lost nothing`() throws {
        let first = BridgeStory().begins().speaks().answers().closesModel()
        let story = session(4, by: .client, session(3, by: .server, session(2, by: .client, first))).stops()
        #expect(try found(story) == [])
    }

    @Test func `sessions of a pool that are ready before they are needed are no reconnection`() throws {
        let story = BridgeStory().opensPhone().starts().turning { $0.model = "m2" }.opensModel()
            .turning { $0.model = "m1" }.opensModel().speaks().answers().closesModel(1001, by: .server)
            .turning { $0.model = "m2" }.speaks().answers().hears(1_500).ends()
        #expect(try found(story) == [])
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
