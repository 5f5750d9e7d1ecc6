import JSONText
import SpeechAudio
import TestSupport
import Testing

@testable import Examination

/// What the prober does when the other side does not play along; `ScenarioMatrixTests` has whole conversations.
struct ProberTests {
    private static let created = #"{"type":"session.created","event_id":"e1","session":{"type":"realtime"}}"#

    private var plan = ProbePlan()

    private func prober() -> Prober { Prober(plan: plan, speech: Fixtures.speechLibrary, started: .zero) }

    /// `send session.update`, `handshake begin`, `session end: why`, `waited session.created`, `close 1000`, `finished`
    private func words(_ actions: [ProbeAction]) -> [String] {
        actions.map { action in
            switch action {
            case .send(let text): return "send \((try? JSON(parsing: text))?["type"]?.string ?? "?")"
            case .close(let code, _): return "close \(code)"
            case .finished: return "finished"
            case .observe(let kind, let data):
                guard let section = data["section"]?.string, let phase = data["phase"]?.string else {
                    return "\(kind) \(data["for"]?.string ?? "")"
                }
                return "\(section) \(phase)\(data["reason"]?.string.map { ": \($0)" } ?? "")"
            }
        }
    }

    private static let allSkipped = ["text-turn", "spoken-turns", "interruption", "function-call", "transcription"]

    @Test func `a service that says nothing is waited for, and then left politely`() {
        var prober = prober()
        #expect(words(prober.opened(at: .zero)) == ["handshake begin"])
        #expect(prober.nextDeadline == .seconds(8))
        #expect(words(prober.advance(to: .seconds(7))) == [])
        let why = "no session.created within 8 s"
        #expect(
            words(prober.advance(to: .seconds(8)))
                == ["waited session.created", "handshake end: \(why)", "session skip: \(why)"]
                + Self.allSkipped.map { "\($0) skip: \(why)" } + ["orderly-end begin", "close 1000"])
        #expect(words(prober.closed("closed", at: .seconds(8))) == ["orderly-end end", "finished"])
        #expect(prober.nextDeadline == nil)
    }

    @Test func `a connection that ends in the middle of a section ends that section and skips the rest`() {
        var prober = prober()
        _ = prober.opened(at: .zero)
        #expect(
            words(prober.receive(Self.created, at: .milliseconds(10)))
                == ["handshake end", "session begin", "send session.update"])
        #expect(
            words(prober.closed("connection reset by peer", at: .milliseconds(20)))
                == ["session end: connection reset by peer"]
                + Self.allSkipped.map { "\($0) skip: connection reset by peer" }
                + ["orderly-end skip: the connection had ended", "finished"])
    }

    @Test func `nothing is done after the end`() {
        var prober = prober()
        _ = prober.opened(at: .zero)
        _ = prober.closed("connection reset by peer", at: .zero)
        #expect(prober.receive(Self.created, at: .seconds(1)) == [])
        #expect(prober.advance(to: .seconds(100)) == [])
        #expect(prober.closed("again", at: .seconds(100)) == [])
    }

    @Test func `a refused session.update stops everything but the farewell`() {
        var prober = prober()
        _ = prober.opened(at: .zero)
        _ = prober.receive(Self.created, at: .zero)
        let refusal = #"{"type":"error","error":{"type":"invalid_request_error","code":"unknown_parameter"}}"#
        let why = "session.update was refused: unknown_parameter"
        #expect(
            words(prober.receive(refusal, at: .zero))
                == ["session end: \(why)"] + Self.allSkipped.map { "\($0) skip: \(why)" }
                + ["orderly-end begin", "close 1000"])
    }

    @Test func `sections that were left out are neither begun nor skipped`() {
        var story = self
        story.plan.sections = ProbeSection.always
        var prober = story.prober()
        _ = prober.opened(at: .zero)
        _ = prober.receive(Self.created, at: .zero)
        #expect(
            words(prober.receive(#"{"type":"session.updated","session":{}}"#, at: .zero))
                == ["session end", "orderly-end begin", "close 1000"])
    }

    @Test func `when the probe's own time is up, the running section ends with that reason`() {
        var story = self
        story.plan.patience.whole = .seconds(3)
        var prober = story.prober()
        _ = prober.opened(at: .zero)
        #expect(prober.nextDeadline == .seconds(3))
        let why = "the probe's time was up"
        let actions = words(prober.advance(to: .seconds(3)))
        #expect(actions.first == "handshake end: \(why)")
        #expect(actions.suffix(3) == ["close 1000", "orderly-end skip: the connection had ended", "finished"])
    }

    @Test(arguments: ["", "{", "[]", "{}", #"{"type":1}"#, #"{"type":"response.done"}"#, "\u{0}"])
    func `what is no event, or comes out of turn, is passed over`(text: String) {
        var prober = prober()
        _ = prober.opened(at: .zero)
        #expect(prober.receive(text, at: .zero) == [])
        #expect(prober.nextDeadline == .seconds(8))
    }
}
