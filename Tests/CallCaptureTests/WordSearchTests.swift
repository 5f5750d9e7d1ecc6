import Testing

@testable import CallCapture

/// Many words in one walk over a line.
struct WordSearchTests {
    private static let words = ["bytes to twilio", "closed", "close", "ai said:", "[object", "hung up"]

    private func found(_ line: String) -> (word: Int, rest: String)? {
        let bytes = Array(line.utf8)
        let match = bytes.withUnsafeBytes { WordSearch(Self.words).first(in: $0) }
        return match.map { ($0.word, String(decoding: bytes[$0.end...], as: UTF8.self)) }
    }

    @Test(arguments: [
        ("Sending 160 Bytes to Twilio now", 0, " now"), ("the socket was CLOSED: close", 1, ": close"),
        ("CLOSE", 2, ""), ("ü ai said: ü", 3, " ü"), ("hung up, then closed", 1, ""), ("x[Object]", 4, "]"),
    ]) func `the earliest word of the list is found where it stands first`(line: String, word: Int, rest: String) {
        #expect(found(line)?.word == word)
        #expect(found(line)?.rest == rest)
    }

    @Test(arguments: ["", "c", "clos", "hung  up", "{object", "ai said", "İ said:", "clo\0sed"])
    func `what is only like one is none`(line: String) {
        #expect(found(line) == nil)
        #expect(!Array(line.utf8).withUnsafeBytes { WordSearch(Self.words).isAny(in: $0) })
    }
}
