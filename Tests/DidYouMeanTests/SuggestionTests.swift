// What was probably meant, and when it is better to say nothing.
import Testing

@testable import DidYouMean

struct SuggestionTests {
    private let ids = ["healthy", "second-turn-stall", "session-expired", "speech-never-stops", "response-never-done"]

    @Test(arguments: [
        ("heatlhy", "healthy"), ("second-turn-stal", "second-turn-stall"), ("Session_Expired", "session-expired"),
        ("speech-never-stop", "speech-never-stops"), ("response-never-dnoe", "response-never-done"),
        ("second", "second-turn-stall"),
    ]) func `a near miss finds the word`(written: String, meant: String) {
        #expect(suggest(written, among: ids) == meant)
    }

    @Test(arguments: ["", "x", "banana", String(repeating: "second-turn-stall", count: 100)])
    func `what is near nothing finds nothing`(written: String) {
        #expect(suggest(written, among: ids) == nil)
    }

    @Test func `the nearest of several is taken`() {
        #expect(suggest("replce", among: ["replies", "replace", "reply"]) == "replace")
    }
}
