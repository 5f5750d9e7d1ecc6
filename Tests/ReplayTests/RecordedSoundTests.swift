import Base64Coding
import JSONText
import Replay
import Testing

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
        let call = try RecordedCall(of: Self.capture(json: json))
        let tape = try #require(call.tape)
        #expect(tape.rate == 16_000)
        #expect(tape.samples.count == 16_000)
        #expect(tape.samples.first == 6_000)
        #expect(call.hasPhone)
        #expect(!call.hasModel)
    }
}
