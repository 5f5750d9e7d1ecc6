import Examination
import JSONText
import ModelMock
import Scenarios
import SpeechAudio
import TestSupport
import Testing

struct ScriptedVoicesTests {
    private static let scenario = Scenario(
        id: "talk",
        model: ModelPlan(replies: [
            Reply(say: "Hello! How can I help you today?"), Reply(say: "Your parcel is in Leeds."),
            Reply(say: "Your parcel is in Leeds."), Reply(heard: "Hello."), Reply(say: "It comes on Monday."),
        ]))

    @Test func `what nobody has recorded is spoken once, before anybody asks`() {
        var asked: [String] = []
        let speech = ScriptedVoices.speech(for: Self.scenario, library: Fixtures.speechLibrary) { text in
            asked.append(text)
            return Array(repeating: 1_000, count: 24_000)
        }
        #expect(asked == ["Your parcel is in Leeds.", "It comes on Monday."])
        #expect(speech.isSayable("Your parcel is in Leeds. It comes on Monday."))
        #expect(!speech.isSayable("It comes on Tuesday."))
    }

    @Test func `the reply sounds as it was spoken`() {
        let speech = ScriptedVoices.speech(for: Self.scenario, library: Fixtures.speechLibrary) { _ in
            Array(repeating: 1_000, count: 24_000)
        }
        var call = VirtualModelCall(plan: ModelPlan(replies: [Reply(say: "It comes on Monday.")]), speech: speech)
        call.ask("When?")
        call.wait(for: "response.done")
        let usage = call.received("response.done").first?["response"]?["usage"]
        #expect(usage?["output_token_details"]?["audio_tokens"]?.integer == 20, "one second of speech")
    }

    @Test func `without a synthesizer it is asked once and the mock speaks all the same`() {
        var asked = 0
        let speech = ScriptedVoices.speech(for: Self.scenario, library: Fixtures.speechLibrary) { _ in
            asked += 1
            return nil
        }
        #expect(asked == 1)
        #expect(!speech.isSayable("It comes on Monday."))
    }
}
