import Testing
import WebSocketWire

@testable import Examination

/// Which of several calls a connection to the model is taken for.
struct SessionCastingTests {
    private func request(_ target: String = "/v1/realtime?model=gpt-realtime") -> HTTPRequestHead {
        HTTPRequestHead(method: "GET", target: target)
    }

    private func casting(_ calls: Int) -> SessionCasting {
        var casting = SessionCasting()
        for call in 1...calls { casting.placed(call, names: ["CA\(call)", "MZ\(call)"]) }
        return casting
    }

    @Test func `who was placed first and has none yet gets it`() {
        var casting = casting(2)
        #expect(!casting.isServed(1))
        #expect(casting.began(1, request()) == .init(call: 1, session: 1))
        #expect(casting.isServed(1))
        #expect(casting.began(2, request()) == .init(call: 2, session: 1))
    }

    @Test func `a carrier's id in the request decides`() {
        var casting = casting(3)
        #expect(casting.began(1, request("/v1/realtime?model=x&call=CA3")) == .init(call: 3, session: 1))
        #expect(casting.began(2, request()) == .init(call: 1, session: 1))
    }

    @Test func `who has lost its session gets the next one`() {
        var casting = casting(2)
        _ = casting.began(1, request())
        _ = casting.began(2, request())
        casting.ended(2)
        #expect(casting.began(3, request()) == .init(call: 2, session: 2))
    }

    @Test func `a call that is over gets none while another is there`() {
        var casting = casting(2)
        casting.finished(1)
        #expect(casting.isServed(1))
        #expect(casting.began(1, request()) == .init(call: 2, session: 1))
        #expect(casting.began(2, request()) == .init(call: 2, session: 2))
    }

    @Test func `without any call the sessions are counted`() {
        var casting = SessionCasting()
        #expect(casting.began(4, request()) == .init(call: 1, session: 4))
    }
}
