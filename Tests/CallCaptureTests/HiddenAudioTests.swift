import CallCapture
import Testing

/// Audio that a capture does not keep.
struct HiddenAudioTests {
    private func written(_ text: String, _ audio: Redaction.Audio) -> (line: String, counts: [String: Int]) {
        var options = Redaction.Options()
        options.audio = audio
        var writer = CaptureWriter(redacting: options)
        var line: [UInt8] = []
        let frame = Frame(
            number: 1, time: .zero, leg: .model, direction: .down, connection: "m1", content: .text(text))
        writer.write(frame, to: &line)
        let words = String(decoding: line, as: UTF8.self)
        let message = words.firstRange(of: #""data":"#).map { words[$0.upperBound...] } ?? ""
        return (String(message.dropLast(2)), writer.redacted)
    }

    @Test(arguments: [
        (
            #"{"type":"response.output_audio.delta","delta":"AAECAw=="}"#,
            #"{"type":"response.output_audio.delta","delta":"<redacted:audio of 4 bytes>"}"#
        ),
        (
            #"{"event":"media","media":{"payload":"AAEC","track":"inbound"}}"#,
            #"{"event":"media","media":{"payload":"<redacted:audio of 3 bytes>","track":"inbound"}}"#
        ),
        (
            #"{"type":"input_audio_buffer.append","audio":"{}"}"#,
            #"{"type":"input_audio_buffer.append","audio":"<redacted:audio of 2 characters that are no base64>"}"#
        ),
    ])
    func `its length stays, and that it was none`(text: String, kept: String) {
        let (line, counts) = written(text, .none)
        #expect(line == kept)
        #expect(counts == ["audio": 1])
    }

    @Test func `a hash tells the same sound from another`() {
        let (line, _) = written(#"{"type":"input_audio_buffer.append","audio":"AAECAw=="}"#, .hash)
        // printf '\x00\x01\x02\x03' | sha256sum
        #expect(line.hasSuffix(#""audio":"<redacted:audio of 4 bytes, SHA-256 054edec1d0211f62>"}"#))
    }

    @Test(arguments: [
        #"{"type":"response.function_call_arguments.delta","delta":"AAECAw=="}"#,
        #"{"type":"response.output_audio_transcript.delta","delta":"Hello"}"#,
        #"{"type":"session.update","session":{"audio":{"input":{"format":{"type":"audio/pcmu"}}},"output_modalities":["audio"]}}"#,
        #"{"type":"input_audio_buffer.append","audio":""}"#,
    ])
    func `what is no audio stays`(text: String) {
        let (line, counts) = written(text, .none)
        #expect(line == text)
        #expect(counts == [:])
    }

    @Test func `a binary message is hidden whole, and still read`() throws {
        var options = Redaction.Options()
        options.audio = .none
        var writer = CaptureWriter(redacting: options)
        var line: [UInt8] = []
        writer.write(
            Frame(number: 1, time: .zero, leg: .phone, direction: .up, connection: "p1", content: .binary([1, 2, 3])),
            to: &line)
        #expect(String(decoding: line, as: UTF8.self).contains(#""base64":"","hidden":"<redacted:audio of 3 bytes>"}"#))
        var frames: [Frame] = []
        _ = try CaptureReader.read(line) { if case .frame(let view) = $0 { frames.append(view.frame) } }
        #expect(frames.map(\.content) == [.binary([])])
    }
}
