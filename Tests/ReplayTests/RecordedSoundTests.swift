import Base64Coding
import CallCapture
import Diagnosis
import Examination
import JSONText
import Replay
import SpeechAudio
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The caller's samples out of a recording, whatever carried them.
struct RecordedSoundTests {
    /// A second of a tone at 16,000 Hz, 20 ms a message.
    private static func capture(json: Bool) -> [UInt8] {
        let samples = (0..<16_000).map { Int16($0 / 20 % 2 == 0 ? 6_000 : -6_000) }
        var lines = [
            #"{"n":1,"t":0,"op":"observation","kind":"call","data":{"call":1,"connection":"p1","models":["m1"],"front":{"kind":"plain","encoding":"pcm16","rate":16000,"framing":"\#(json ? "json" : "binary")","path":"a.b"}}}"#
        ]
        for (index, start) in stride(from: 0, to: samples.count, by: 320).enumerated() {
            let bytes = samples[start..<start + 320].flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } }
            let audio = Base64.encode(bytes)
            let payload =
                json
                ? "\"op\":\"text\",\"data\":{\"a\":{\"b\":\"\(audio)\"}}" : "\"op\":\"binary\",\"base64\":\"\(audio)\""
            lines.append(
                "{\"n\":\(index + 2),\"t\":\(Double(index) * 0.02),\"leg\":\"phone\",\"dir\":\"up\",\"conn\":\"p1\",\(payload)}"
            )
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    @Test(arguments: [false, true]) func `bare audio is the caller too, binary or in JSON`(json: Bool) throws {
        let call = try RecordedCalls(Self.capture(json: json)).all[0]
        let tape = try #require(call.tape)
        #expect(tape.rate == 16_000)
        let samples = tape.samples(fromMs: 0, toMs: 2_000)
        #expect(samples.count == 16_000)
        #expect(samples.first == 6_000)
        #expect(call.hasPhone)
        #expect(!call.hasModel)
    }

    private static func tape(_ lines: [String]) throws -> RecordedSound.Tape? {
        try RecordedCalls(Array((lines.joined(separator: "\n") + "\n").utf8)).all[0].tape
    }

    @Test func `small pieces of bare audio from before its form is known are in it`() throws {
        let sizes = [40, 40, 40, 40] + Array(repeating: 160, count: 99)
        let lines = sizes.enumerated().map { index, size -> String in
            let audio = Base64.encode(
                AudioEncoding.pcmu.encode((0..<size).map { Int16($0 / 10 % 2 == 0 ? 6_000 : -6_000) }))
            return
                "{\"n\":\(index + 1),\"t\":\(Double(index) * 0.02),\"leg\":\"phone\",\"dir\":\"up\",\"conn\":\"p1\",\"op\":\"binary\",\"base64\":\"\(audio)\"}"
        }
        let tape = try #require(try Self.tape(lines))
        #expect(tape.rate == 8_000)
        #expect(tape.milliseconds == Double(sizes.reduce(0, +)) / 8)
    }

    @Test func `a session that changes its format goes on with the same voice`() throws {
        func frame(_ number: Int, _ direction: String, _ message: String) -> String {
            "{\"n\":\(number),\"t\":\(Double(number) * 0.02),\"leg\":\"model\",\"dir\":\"\(direction)\",\"conn\":\"m1\",\"op\":\"text\",\"data\":\(message)}"
        }
        func session(_ type: String, _ format: String) -> String {
            "{\"type\":\"session.\(type)\",\"session\":{\"type\":\"realtime\",\"id\":\"s\",\"audio\":{\"input\":{\"format\":{\"type\":\"\(format)\"}}}}}"
        }
        // A tone of 400 Hz, a second in each format, 20 ms a message.
        func append(_ number: Int, _ encoding: AudioEncoding) -> String {
            let rate = encoding.sampleRate
            let start = number * rate / 50
            let samples = (start..<start + rate / 50).map { index in
                Int16(8_000 * sin(2 * Double.pi * 400 * Double(index) / Double(rate)))
            }
            return "{\"type\":\"input_audio_buffer.append\",\"audio\":\"\(Base64.encode(encoding.encode(samples)))\"}"
        }
        var lines = [frame(1, "down", session("created", "audio/pcm"))]
        for index in 0..<50 { lines.append(frame(2 + index, "up", append(index, .pcm24k))) }
        lines.append(frame(52, "down", session("updated", "audio/pcmu")))
        for index in 0..<50 { lines.append(frame(53 + index, "up", append(index, .pcmu))) }
        let tape = try #require(try Self.tape(lines))
        #expect(tape.rate == 24_000)
        #expect(abs(tape.milliseconds - 2_000) < 20)
        // No piece begins anew: a filter without memory would leave a dent at each border.
        let later = tape.samples(fromMs: 1_100, toMs: 1_900)
        let peaks = stride(from: 0, to: later.count - 60, by: 60).map { start in
            later[start..<start + 60].map { abs(Int($0)) }.max() ?? 0
        }
        #expect((peaks.min() ?? 0) > 7_000)
    }
}

/// What a recording sounds like when it is played again.
struct ReplayedSoundTests {
    /// The samples of each reply: µ-law has two zeros.
    private static func replies(_ capture: [UInt8]) throws -> [[Int16]] {
        var order: [String] = []
        var sounds: [String: [UInt8]] = [:]
        _ = try CaptureReader.read(capture) { record in
            guard case .frame(let frame) = record, frame.leg == .model, frame.operation == .text,
                let fields = frame.fields, fields["type"]?.equals("response.output_audio.delta") ?? false,
                let id = fields["response_id"]?.string,
                let audio = fields["delta"]?.string.flatMap({ Base64.decode($0) })
            else { return }
            if sounds[id] == nil { order.append(id) }
            sounds[id, default: []] += audio
        }
        return order.compactMap { sounds[$0].map(AudioEncoding.pcmu.decode) }
    }

    @Test func `a reply is played again sample for sample`() throws {
        let call = try PlayedCall("healthy")
        let again = try call.again().call
        let (then, now) = (try Self.replies(call.capture), try Self.replies(again.capture))
        #expect(then.count == 6 && now.count == 6)
        for (index, (old, new)) in zip(then, now).enumerated() {
            // The one that is interrupted is as long as it takes until then.
            let isInterrupted = index == 3
            let isSame = isInterrupted ? old.prefix(8_000) == new.prefix(8_000) : old == new
            #expect(isSame, "reply \(index + 1)")
        }
    }

    @Test func `who speaks to the very end of a recording has said something`() throws {
        let lines = (0..<100).map { index -> String in
            let samples = (0..<160).map { Int16(index < 50 ? 0 : $0 / 10 % 2 == 0 ? 6_000 : -6_000) }
            let audio = Base64.encode(AudioEncoding.pcmu.encode(samples))
            let media = "{\"track\":\"inbound\",\"timestamp\":\"\(index * 20 + 20)\",\"payload\":\"\(audio)\"}"
            return
                "{\"n\":\(index + 2),\"t\":\(Double(index) * 0.02),\"leg\":\"phone\",\"dir\":\"up\",\"conn\":\"p1\",\"op\":\"text\",\"data\":{\"event\":\"media\",\"streamSid\":\"MZ1\",\"media\":\(media)}}"
        }
        let call = try RecordedCalls(Array((lines.joined(separator: "\n") + "\n").utf8)).all[0]
        let tape = try #require(call.tape)
        #expect(tape.speech.bursts.map(\.startMs) == [1_000])
        #expect(tape.speech.bursts.map(\.endMs) == [2_000])
    }
}
