import Testing

@testable import CallCapture

/// A log without events whose lines say plainly what went wrong.
struct KnownTroubleTests {
    @Test(arguments: [
        ("server rejected WebSocket connection: HTTP 401", "handshake-401-missing-auth"),
        ("Error: Unexpected server response: 401", "handshake-401-missing-auth"),
        ("TypeError: connect() got an unexpected keyword argument 'extra_headers'", "ws-headers-kwarg-renamed"),
        ("openai: You exceeded your current quota, please check your plan", "quota-exhausted"),
        ("The Realtime Beta API is no longer supported.", "beta-header-shutoff"),
    ])
    func `its page is named, with the line`(words: String, mode: String) {
        let log = "starting\n2026-11-29 10:00:00 \(words)\nstopped\n"
        let error = #expect(throws: CaptureReadingError.self) { try CaptureReader.read(Array(log.utf8)) { _ in } }
        if case .known(let trouble)? = error {
            #expect(trouble.mode == mode)
            #expect(trouble.line == 2)
        } else {
            Issue.record("\(String(describing: error))")
        }
        #expect(error?.explanation.hint == "realtime-doctor explain \(mode)")
    }

    @Test func `a log that says nothing plainly is asked for more`() {
        #expect(throws: CaptureReadingError.noEvents(lines: 2)) {
            try CaptureReader.read(Array("starting\nstopped\n".utf8)) { _ in }
        }
    }
}
