import CallCapture
import Testing

@testable import Examination

/// Which call a connection belongs to, told while it happens.
struct CallDeskTests {
    private var desk = CallDesk(hasPhone: true)
    private let call = "CA" + String(repeating: "a1", count: 16)
    private let other = "CA" + String(repeating: "b2", count: 16)

    private func media(_ payload: String) -> String { #"{"event":"media","media":{"payload":"\#(payload)"}}"# }
    private func append(_ audio: String) -> String { #"{"type":"input_audio_buffer.append","audio":"\#(audio)"}"# }
    private let speech = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
    private let silence = String(repeating: "f", count: 200)

    private mutating func phones(_ names: String...) {
        for name in names { desk.opened(name, .phone, request: "GET /media HTTP/1.1", at: .zero) }
    }

    private mutating func model(
        _ name: String, _ request: String = "GET /v1/realtime HTTP/1.1", at time: Duration = .zero
    ) {
        desk.opened(name, .model, request: request, at: time)
    }

    @Test mutating func `without a phone leg every connection is a call`() {
        desk = CallDesk(hasPhone: false)
        model("m1")
        model("m2")
        #expect([desk.call(of: "m1"), desk.call(of: "m2")] == [1, 2])
        #expect(!desk.isUndecided)
    }

    @Test mutating func `the only call that has no model gets it, and another one when the first is gone`() {
        phones("p1")
        model("m1")
        phones("p2")
        model("m2")
        #expect(desk.call(of: "m1") == desk.call(of: "p1"))
        #expect(desk.call(of: "m2") == desk.call(of: "p2"))
        desk.closed("m1")
        model("m3")
        #expect(desk.call(of: "m3") == 1)
        #expect(desk.calls == 2)
    }

    @Test mutating func `a carrier's id in the URL or in a message tells`() {
        phones("p1", "p2")
        desk.message(#"{"event":"start","start":{"callSid":"\#(call)"}}"#, on: "p1", .phone, .up)
        desk.message(#"{"event":"start","start":{"callSid":"\#(other)"}}"#, on: "p2", .phone, .up)
        model("m1", "GET /v1/realtime?call=\(other) HTTP/1.1")
        #expect(desk.call(of: "m1") == 2)
        phones("p3")
        model("m2")
        #expect(desk.isUndecided)
        desk.message(#"{"type":"session.update","session":{"instructions":"\#(call)"}}"#, on: "m2", .model, .up)
        #expect(desk.call(of: "m2") == 1)
        #expect(!desk.isUndecided)
    }

    @Test mutating func `the same audio on both legs tells, silence does not`() {
        phones("p1", "p2")
        model("m1")
        for name in ["p1", "p2"] { desk.message(media(silence), on: name, .phone, .up) }
        desk.message(append(silence), on: "m1", .model, .up)
        #expect(desk.isUndecided)
        desk.message(media(speech), on: "p2", .phone, .up)
        desk.message(append(speech), on: "m1", .model, .up)
        #expect(desk.call(of: "m1") == 2)
    }

    @Test mutating func `who is left over is told by the others`() {
        phones("p1", "p2")
        model("m1")
        model("m2")
        desk.message(media(speech), on: "p1", .phone, .up)
        desk.message(append(speech), on: "m2", .model, .up)
        #expect(desk.call(of: "m2") == 1)
        #expect(desk.call(of: "m1") == 2)
        #expect(!desk.isUndecided)
    }

    @Test mutating func `after two seconds nobody waits any more`() {
        phones("p1", "p2")
        model("m1")
        desk.advance(to: .milliseconds(1_999))
        #expect(desk.isUndecided)
        desk.advance(to: .seconds(2))
        #expect(desk.call(of: "m1") == 3)
    }

    @Test mutating func `a caller who hangs up leaves the other`() {
        phones("p1", "p2")
        model("m1")
        desk.closed("p1")
        #expect(desk.call(of: "m1") == 2)
    }

    @Test mutating func `a connection before any call is its own`() {
        model("m1")
        phones("p1")
        #expect([desk.call(of: "m1"), desk.call(of: "p1")] == [1, 2])
    }
}
