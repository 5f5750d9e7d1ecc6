import Base64Coding
import CallCapture
import JSONText
import Testing

/// Which logs keep one audio message out of many, and which only look so.
struct LogSamplingTests {
    private func isSampled(_ lines: [String]) throws -> Bool {
        try ReadCapture(lines.joined(separator: "\n")).summary.isSampled
    }

    private static func appends(_ count: Int, everyMs: Int, audio: String) -> [String] {
        (0..<count).map { index in
            let (seconds, rest) = (index * everyMs).quotientAndRemainder(dividingBy: 1_000)
            let fraction = String(repeating: "0", count: 3 - String(rest).count) + String(rest)
            return
                "09:0\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60).\(fraction) sent {\"type\":\"input_audio_buffer.append\",\"audio\":\"\(audio)\"}"
        }
    }

    private static func audio(bytes: Int) -> String {
        Base64.encode((0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    }

    @Test func `twenty milliseconds once a second are a sample`() throws {
        #expect(try isSampled(Self.appends(12, everyMs: 1_000, audio: Self.audio(bytes: 160))))
        #expect(try !isSampled(Self.appends(40, everyMs: 20, audio: Self.audio(bytes: 160))))
    }

    @Test func `audio that a logger has cut is no sample`() throws {
        let whole = Self.audio(bytes: 4_800)
        for cut in [String(whole.prefix(128)) + "...", String(whole.prefix(200)), String(whole.prefix(100))] {
            #expect(try !isSampled(Self.appends(40, everyMs: 100, audio: cut)))
        }
    }

    @Test func `one append for all that was said is no sample`() throws {
        #expect(try !isSampled(Self.appends(8, everyMs: 10_000, audio: Self.audio(bytes: 12_000))))
    }

    @Test func `two calls whose streams count for themselves are no sample`() throws {
        let lines = (0..<40).map { index in
            let (stream, number) = index % 2 == 0 ? ("MZ1", 100 + index / 2) : ("MZ2", 5 + index / 2)
            return
                #"{"event":"media","sequenceNumber":"\#(number)","streamSid":"\#(stream)","media":{"track":"inbound","chunk":"\#(number)","timestamp":"\#(number * 20)","payload":"////"}}"#
        }
        #expect(try !isSampled(lines))
        #expect(try isSampled(lines.enumerated().filter { $0.offset % 10 < 2 }.map(\.element)))
    }

    private static func media(_ bytes: Int = 160) -> String {
        #"{"event":"media","streamSid":"MZ1","media":{"payload":"\#(audio(bytes: bytes))"}}"#
    }

    private static let mark = #"{"event":"mark","streamSid":"MZ1","mark":{"name":"m"}}"#

    @Test func `marks of which one in many has audio before it are a sample of what went to the caller`() throws {
        let lines = (0..<40).flatMap { $0 % 10 == 0 ? [Self.media(), Self.mark] : [Self.mark] }
        let read = try ReadCapture(lines.joined(separator: "\n"))
        #expect(read.summary.isSampled)
        #expect(read.summary.limits.contains { $0.hasPrefix("the log keeps about one audio message of 6") })
    }

    @Test func `marks behind the last audio are no sample, nor is a bridge that marks more than its audio`() throws {
        let stopped = (0..<10).flatMap { _ in [Self.media(), Self.mark] } + [String](repeating: Self.mark, count: 100)
        #expect(try !isSampled(stopped))
        #expect(try !isSampled((0..<40).flatMap { _ in [Self.media(), Self.mark, Self.mark] }))
        #expect(try !isSampled([String](repeating: Self.mark, count: 40)))
    }

    /// Replies of two seconds each.
    ///
    /// - Parameter deltas: of each, 200 ms long.
    private static func replies(_ count: Int, deltas: Int, audio: String = audio(bytes: 1_600)) -> [String] {
        (0..<count).flatMap { reply in
            let delta =
                #"{"type":"response.output_audio.delta","response_id":"resp_\#(reply)","item_id":"item_\#(reply)","delta":"\#(audio)"}"#
            let done =
                #"{"type":"response.done","response":{"id":"resp_\#(reply)","status":"completed","usage":{"output_token_details":{"audio_tokens":40}}}}"#
            return [String](repeating: delta, count: deltas) + [done]
        }
    }

    @Test func `replies of which far less is there than the service counted are a sample`() throws {
        #expect(try isSampled(Self.replies(3, deltas: 1)))
        #expect(try !isSampled(Self.replies(3, deltas: 10)))
        // One reply alone may have been cut off, and a log without deltas leaves them out.
        #expect(try !isSampled(Self.replies(1, deltas: 1)))
        #expect(try !isSampled(Self.replies(3, deltas: 0)))
        #expect(try !isSampled(Self.replies(3, deltas: 10, audio: "UklGRg...")))
        #expect(try !isSampled(Self.replies(3, deltas: 4).reversed()))
    }
}
