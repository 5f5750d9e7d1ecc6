import CallCapture
import JSONText
import Testing

/// What a bridge sends to the carrier in a shape that is not the carrier's.
struct MisshapenMessageTests {
    private static let audio = String(repeating: "//7+f39/", count: 20)
    private static let start =
        #"09:00:00.1 < TEXT '{"event":"start","sequenceNumber":"1","start":{"streamSid":"MZ1"},"streamSid":"MZ1"}' [83 bytes]"#
    private static let created = #"09:00:00.2 < TEXT '{"type":"session.created","session":{}}' [40 bytes]"#
    private static let right =
        #"09:00:00.3 > TEXT '{"event":"media","streamSid":"MZ1","media":{"payload":"\#(audio)"}}' [220 bytes]"#

    private func phone(_ message: String, behind lines: [String]) throws -> [Frame] {
        let line = "09:00:01.0 > TEXT '\(message)' [200 bytes]"
        let frames = try ReadCapture((lines + [line]).joined(separator: "\n")).frames
        return frames.dropFirst(lines.count).filter { $0.leg == .phone }
    }

    @Test(arguments: [
        #"{"type":"media","payload":"AUDIO"}"#, #"{"event":"media","payload":"AUDIO"}"#,
        #"{"event":"media","streamSid":"MZ1","payload":"AUDIO"}"#, #"{"type":"media","media":{"payload":"AUDIO"}}"#,
        #"{"event":"audio","streamSid":"MZ1","audio":"AUDIO"}"#, #"{"media":{"payload":"AUDIO"},"stream_sid":"MZ1"}"#,
        #"{"event":"media","streamSid":"MZ1","media":"AUDIO"}"#,
    ]) func `audio for the carrier is on the phone leg in whatever shape`(message: String) throws {
        let message = message.replacing("AUDIO", with: Self.audio)
        let frames = try phone(message, behind: [Self.start, Self.created])
        #expect(frames.map(\.content) == [.text(message)])
        #expect(frames.map(\.direction) == [.down])
        #expect(frames.map(\.connection) == ["p1"])
        // A log without a carrier has no such leg.
        #expect(try phone(message, behind: [Self.created]).isEmpty)
    }

    @Test(arguments: [
        #"{"type":"response.output_audio.delta","delta":"AUDIO","streamSid":"MZ1"}"#,
        #"{"type":"input_audio_buffer.append","audio":"AUDIO"}"#, #"{"type":"response.sound","payload":"AUDIO"}"#,
        #"{"type":"audio","audio":"AUDIO"}"#, #"{"type":"media","payload":"160 bytes"}"#,
        #"{"event":"media","streamSid":"MZ1","payload":"AUDIO","level":"info"}"#,
        #"{"event":"media","streamSid":"MZ1","payload":"AUDIO","timestamp":"2026-11-20T09:00:01Z"}"#,
        #"{"type":"media","url":"AUDIO"}"#, #"{"type":"transcript","streamSid":"MZ1","text":"hello"}"#,
    ]) func `what is the model's, a record of the program or without audio is none`(message: String) throws {
        let message = message.replacing("AUDIO", with: Self.audio)
        #expect(try phone(message, behind: [Self.start, Self.created]).isEmpty)
    }

    @Test func `beside audio in the right shape it may be for somebody else, unless it names the stream`() throws {
        let before = [Self.start, Self.created, Self.right]
        #expect(try phone(#"{"type":"media","payload":"\#(Self.audio)"}"#, behind: before).isEmpty)
        let named = #"{"type":"media","streamSid":"MZ1","payload":"\#(Self.audio)"}"#
        #expect(try phone(named, behind: before).map(\.content) == [.text(named)])
    }
}
