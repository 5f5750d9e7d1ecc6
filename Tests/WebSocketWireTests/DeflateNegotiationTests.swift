// Who may ask for what when compression is agreed on. RFC 7692, section 7.1.
import Testing

@testable import WebSocketWire

struct DeflateNegotiationTests {
    @Test(arguments: [
        ("permessage-deflate", "permessage-deflate"),
        ("permessage-deflate; client_max_window_bits", "permessage-deflate"),
        ("permessage-deflate; client_max_window_bits=10", "permessage-deflate; client_max_window_bits=10"),
        ("permessage-deflate; server_max_window_bits=\"9\"", "permessage-deflate; server_max_window_bits=9"),
        ("PERMESSAGE-DEFLATE;server_no_context_takeover", "permessage-deflate; server_no_context_takeover"),
        ("permessage-deflate; client_no_context_takeover", "permessage-deflate; client_no_context_takeover"),
        ("x-webkit-frame, permessage-deflate", "permessage-deflate"),
        ("permessage-deflate; server_max_window_bits=16, permessage-deflate", "permessage-deflate"),
        (
            "permessage-deflate; server_max_window_bits=10, permessage-deflate",
            "permessage-deflate; server_max_window_bits=10"
        ),
    ])
    func `a valid offer is accepted`(offer: String, answer: String) {
        #expect(DeflateParameters.accepted(from: ["Sec-WebSocket-Extensions": offer])?.acceptance == answer)
    }

    @Test(arguments: [
        "", "permessage-bzip2", "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16", "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=", "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; unknown", "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate;", "permessage-deflate; =", "; permessage-deflate",
        "permessage-deflate; client_max_window_bits=\"9",
    ])
    func `an invalid offer is declined`(offer: String) {
        #expect(DeflateParameters.accepted(from: ["Sec-WebSocket-Extensions": offer]) == nil)
    }

    @Test func `no offer is no compression`() { #expect(DeflateParameters.accepted(from: [:]) == nil) }

    @Test func `the server's wish narrows what it accepts`() {
        let wish = DeflateParameters(serverNoContextTakeover: true, serverMaxWindowBits: 11, clientMaxWindowBits: 10)
        let plain = DeflateParameters.accepted(from: ["Sec-WebSocket-Extensions": "permessage-deflate"], wish: wish)
        // A client that did not say it can limit its window is not asked to.
        #expect(plain?.acceptance == "permessage-deflate; server_no_context_takeover; server_max_window_bits=11")
        let able = DeflateParameters.accepted(
            from: ["Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits; server_max_window_bits=9"],
            wish: wish)
        #expect(able?.serverMaxWindowBits == 9)
        #expect(able?.clientMaxWindowBits == 10)
    }

    @Test func `a client offers what it wants and always lets its window be limited`() {
        #expect(DeflateParameters().offer == "permessage-deflate; client_max_window_bits")
        let narrow = DeflateParameters(
            serverNoContextTakeover: true, clientNoContextTakeover: true, serverMaxWindowBits: 10,
            clientMaxWindowBits: 12)
        #expect(
            narrow.offer
                == "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=12"
        )
    }

    @Test(arguments: [
        "permessage-deflate; client_max_window_bits", "permessage-deflate; server_max_window_bits=12",
        "permessage-deflate", "permessage-deflate; server_no_context_takeover",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=11; mystery",
    ])
    func `an answer that ignores the offer is refused`(answer: String) throws {
        let offer = DeflateParameters(serverNoContextTakeover: true, serverMaxWindowBits: 11)
        let element = try #require(ExtensionElement.parse(["Sec-WebSocket-Extensions": answer])?.first)
        #expect(DeflateParameters.agreed(element, to: offer) == nil)
    }

    @Test func `an answer may narrow the offer`() throws {
        let answer =
            "permessage-deflate; server_max_window_bits=10; client_max_window_bits=9; client_no_context_takeover"
        let element = try #require(ExtensionElement.parse(["Sec-WebSocket-Extensions": answer])?.first)
        #expect(
            DeflateParameters.agreed(element, to: .init())
                == DeflateParameters(clientNoContextTakeover: true, serverMaxWindowBits: 10, clientMaxWindowBits: 9))
    }
}
