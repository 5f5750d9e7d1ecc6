import CallCapture
import TestSupport
import Testing

@testable import Examination

/// A call in plain words as it flows.
struct CallWatchTests {
    private func told(_ frames: [Frame], _ options: Redaction.Options = .init()) -> [String] {
        var told: [String] = []
        var watch = CallWatch()
        var writer = CaptureWriter(redacting: options)
        for frame in frames {
            var line: [UInt8] = []
            writer.write(frame, to: &line)
            told += line.withUnsafeBytes { watch.see($0) }
        }
        // Without the time in front.
        return told.map { String($0.drop { $0 == " " }.drop { $0 != " " }.dropFirst()) }
    }

    private func frame(_ seconds: Double, _ leg: Leg, _ direction: Direction, _ content: Frame.Content) -> Frame {
        Frame(
            number: 1, time: .seconds(seconds), leg: leg, direction: direction, connection: leg == .phone ? "p1" : "m1",
            content: content)
    }

    private func model(_ seconds: Double, _ text: String) -> Frame { frame(seconds, .model, .down, .text(text)) }

    @Test(arguments: ["response.output_audio.delta", "response.audio.delta"])
    func `a turn from the caller's first word to the end of the reply`(delta: String) {
        let audio = String(repeating: "AAAA", count: 1_600)
        let words = told([
            model(0, #"{"type":"session.created","session":{"output_audio_format":"g711_ulaw"}}"#),
            model(1, #"{"type":"input_audio_buffer.speech_started"}"#),
            model(2, #"{"type":"input_audio_buffer.speech_stopped"}"#),
            model(2, #"{"type":"response.created","response":{"id":"r1"}}"#),
            model(2.1, #"{"type":"\#(delta)","response_id":"r1","delta":"\#(audio)"}"#),
            model(2.2, #"{"type":"response.done","response":{"id":"r1","status":"completed"}}"#),
            model(3, #"{"type":"response.created","response":{"id":"r2"}}"#),
            model(
                3,
                #"{"type":"response.done","response":{"id":"r2","status":"failed","status_details":{"error":{"message":"no quota"}}}}"#
            ),
        ])
        #expect(
            words == [
                "the service opens a session", "the caller starts speaking", "the caller stops speaking",
                "response 1 starts", "response 1 is completed, 0.6 s of audio", "response 2 starts",
                "response 2 is failed (no quota)",
            ])
    }

    @Test func `audio to the carrier is told once, when it pauses`() {
        let media = Frame.Content.text(
            #"{"event":"media","streamSid":"MZ1","media":{"payload":"\#(String(repeating: "AAAA", count: 800))"}}"#)
        let words = told([
            frame(0, .phone, .down, media), frame(0.1, .phone, .down, media), frame(0.2, .phone, .down, media),
            frame(0.3, .phone, .down, media), frame(1, .phone, .down, .text(#"{"event":"clear","streamSid":"MZ1"}"#)),
            frame(2, .phone, .up, .close(code: 1000, reason: "", by: .client)),
        ])
        #expect(
            words == [
                "the bridge has sent 1.2 s of audio to the carrier",
                "the bridge has the carrier forget what it has not played",
                "the carrier closes the connection with 1000",
            ])
    }

    @Test func `what is masked in the capture is masked here`() {
        var options = Redaction.Options()
        options.transcripts = true
        let words = told(
            [
                model(
                    0,
                    #"{"type":"conversation.item.input_audio_transcription.completed","transcript":"my PIN is 1234"}"#)
            ], options)
        #expect(words == ["the caller said “<redacted:transcript>”"])
    }

    @Test func `what is no event, or no JSON, is passed over`() {
        #expect(
            told([model(0, "{not json"), model(0, "[]"), model(0, #"{"type":"new.event"}"#), model(0, #"{"type":7}"#)])
                == [])
    }
}
