import Base64Coding
import CallCapture
import JSONText
import SpeechAudio
import Testing

@testable import CaptureTools

struct CaptureAudioTests {
    /// A capture of a few events; times in seconds.
    private func capture(_ events: [(time: Double?, direction: Direction, event: JSON)]) -> [UInt8] {
        var writer = CaptureWriter()
        var output: [UInt8] = []
        writer.write(CaptureHeader(id: "a", started: "", tool: "", command: "", settings: [:]), to: &output)
        for (index, each) in events.enumerated() {
            writer.write(
                Frame(
                    number: index + 1, time: each.time.map { CaptureTime.duration(seconds: $0) }, leg: .model,
                    direction: each.direction, connection: "m1", content: .text(each.event.text)), to: &output)
        }
        return output
    }

    private func session(input: JSON, output: JSON) -> JSON {
        ["type": "session.updated", "session": ["audio": ["input": ["format": input], "output": ["format": output]]]]
    }

    private func append(_ bytes: [UInt8]) -> JSON {
        ["type": "input_audio_buffer.append", "audio": .string(Base64.encode(bytes))]
    }

    private func delta(_ bytes: [UInt8], _ type: String = "response.output_audio.delta") -> JSON {
        ["type": .string(type), "delta": .string(Base64.encode(bytes))]
    }

    private func pcm(_ value: Int16, milliseconds: Int) -> [UInt8] {
        AudioEncoding.pcm24k.encode([Int16](repeating: value, count: 24 * milliseconds))
    }

    @Test func `without a session it is PCM at 24 kHz`() throws {
        let audio = CaptureAudio(of: capture([(0, .up, append(pcm(1_000, milliseconds: 20)))]))
        let caller = try #require(audio.caller)
        #expect(caller.rate == 24_000)
        #expect(caller.samples == [Int16](repeating: 1_000, count: 480))
        #expect(audio.assistant == nil)
    }

    @Test func `formats come from the session that the service echoes, in both dialects`() throws {
        let ga = CaptureAudio(
            of: capture([
                (0, .down, session(input: ["type": "audio/pcmu"], output: ["type": "audio/pcma"])),
                (0, .up, append([0x80])), (0, .down, delta([0xAA])),
            ]))
        #expect(ga.caller == AudioLane(rate: 8_000, samples: [32_124]))
        #expect(ga.assistant == AudioLane(rate: 8_000, samples: [32_256]))
        let beta = CaptureAudio(
            of: capture([
                (
                    0, .down,
                    [
                        "type": "session.created",
                        "session": ["input_audio_format": "g711_ulaw", "output_audio_format": "pcm16"],
                    ]
                ),
                (0, .up, append([0x00])), (0, .down, delta(pcm(7, milliseconds: 1), "response.audio.delta")),
            ]))
        #expect(beta.caller == AudioLane(rate: 8_000, samples: [-32_124]))
        #expect(beta.assistant == AudioLane(rate: 24_000, samples: [Int16](repeating: 7, count: 24)))
    }

    @Test func `PCM of another service keeps its own rate`() {
        let audio = CaptureAudio(
            of: capture([
                (0, .down, session(input: ["type": "audio/pcm", "rate": 16_000], output: ["type": "audio/pcm"])),
                (0, .up, append([1, 0, 2, 0])),
            ]))
        #expect(audio.caller == AudioLane(rate: 16_000, samples: [1, 2]))
    }

    @Test func `a pause is silence, a late frame is not`() throws {
        let piece = pcm(500, milliseconds: 100)
        let audio = CaptureAudio(
            of: capture([(10, .up, append(piece)), (10.15, .up, append(piece)), (11, .up, append(piece))]))
        let caller = try #require(audio.caller)
        #expect(audio.origin == 10)
        #expect(caller.samples[0..<4_800].allSatisfy { $0 == 500 })
        #expect(caller.samples[4_800..<24_000].allSatisfy { $0 == 0 })
        #expect(caller.samples[24_000...].allSatisfy { $0 == 500 })
        #expect(caller.samples.count == 26_400)
    }

    @Test func `a reply that comes faster than it is spoken is heard at its own pace, after the one before`() throws {
        let second = pcm(9, milliseconds: 1_000)
        let audio = CaptureAudio(
            of: capture([
                (0, .down, ["type": "x"]), (1, .down, delta(second)), (1.1, .down, delta(second)),
                (1.2, .down, delta(second)),
            ]))
        let assistant = try #require(audio.assistant)
        #expect(assistant.seconds == 4)
        #expect(assistant.samples[0..<24_000].allSatisfy { $0 == 0 })
        #expect(assistant.samples[24_000...].allSatisfy { $0 == 9 })
    }

    @Test(
        arguments: [
            ["type": "conversation.item.truncate"],
            ["type": "response.done", "response": ["status": "cancelled"]],
        ] as [JSON]) func `what an interruption threw away is not heard`(event: JSON)
    {
        let direction: Direction = event["response"] == nil ? .up : .down
        let audio = CaptureAudio(
            of: capture([(0, .down, delta(pcm(9, milliseconds: 3_000))), (1.5, direction, event)]))
        #expect(audio.assistant?.seconds == 1.5)
    }

    @Test func `a reply that was finished is heard to its end`() {
        let done: JSON = ["type": "response.done", "response": ["status": "completed"]]
        let audio = CaptureAudio(of: capture([(0, .down, delta(pcm(9, milliseconds: 3_000))), (0.5, .down, done)]))
        #expect(audio.assistant?.seconds == 3)
    }

    @Test func `without times the reply follows what the caller had said`() {
        let audio = CaptureAudio(
            of: capture([(nil, .up, append(pcm(1, milliseconds: 500))), (nil, .down, delta(pcm(2, milliseconds: 100)))])
        )
        #expect(audio.caller?.seconds == 0.5)
        #expect(audio.assistant?.seconds == 0.6)
    }

    @Test func `memory has a bound, and the lane says that it was cut`() throws {
        let piece = pcm(1, milliseconds: 1_000)
        let bytes = capture([(0, .up, append(piece)), (1, .up, append(piece)), (1e9, .up, append(piece))])
        let caller = try #require(CaptureAudio(of: bytes, limit: 2).caller)
        #expect(caller.samples.count == 48_000)
        #expect(caller.isCut)
    }

    @Test func `a time that no call can have adds no hours of silence`() throws {
        let events: [(Double?, Direction, JSON)] = [
            (0, .up, append(pcm(1_000, milliseconds: 20))), (3_000, .up, append(pcm(1_000, milliseconds: 20))),
        ]
        let lane = try #require(CaptureAudio(of: capture(events)).caller)
        #expect(lane.samples.count == 480)
        #expect(lane.isCut)
    }

    @Test func `half a sample waits for its other half, and what is no base64 is passed over`() {
        let broken: JSON = ["type": "input_audio_buffer.append", "audio": "!!"]
        let missing: JSON = ["type": "input_audio_buffer.append"]
        let audio = CaptureAudio(
            of: capture([(0, .up, append([0x34])), (0, .up, broken), (0, .up, missing), (0, .up, append([0x12]))]))
        #expect(audio.caller?.samples == [0x1234])
    }

    @Test(arguments: ["", "not a capture at all", "{\"capture\":99}\n"]) func `a file without sound has none`(
        text: String
    ) {
        #expect(CaptureAudio(of: Array(text.utf8)) == CaptureAudio())
    }

    /// A telephone call; times in seconds, payloads µ-law.
    private func phoneCall(_ messages: [(time: Double, direction: Direction, text: String)]) -> [UInt8] {
        var writer = CaptureWriter()
        var output: [UInt8] = []
        for (index, each) in messages.enumerated() {
            writer.write(
                Frame(
                    number: index + 1, time: CaptureTime.duration(seconds: each.time), leg: .phone,
                    direction: each.direction, connection: "p1", content: .text(each.text)), to: &output)
        }
        return output
    }

    private func media(_ code: UInt8, milliseconds: Int, track: String? = nil) -> String {
        let payload = Base64.encode([UInt8](repeating: code, count: 8 * milliseconds))
        let name = track.map { "\"track\":\"\($0)\"," } ?? ""
        return "{\"event\":\"media\",\"media\":{\(name)\"payload\":\"\(payload)\"}}"
    }

    @Test func `on the phone leg the bridge is heard as it was played, up to where it was cleared`() throws {
        let audio = CaptureAudio(
            of: phoneCall([
                (0, .up, media(0x80, milliseconds: 20)), (0.02, .up, media(0x80, milliseconds: 20, track: "outbound")),
                // Two seconds that come at once, and are thrown away after half a second.
                (1.0, .down, media(0x00, milliseconds: 1_000)), (1.0, .down, media(0x00, milliseconds: 1_000)),
                (1.5, .down, "{\"event\":\"clear\"}"),
            ]), leg: .phone)
        #expect(audio.caller?.samples == [Int16](repeating: 32_124, count: 160))
        #expect(audio.assistant?.seconds == 1.5)
        #expect(audio.assistant?.samples[7_999] == 0)
        #expect(audio.assistant?.samples[8_000] == -32_124)
    }

    @Test func `in stereo both stand where they met, at the higher rate`() throws {
        let capture = capture([
            (0, .down, session(input: ["type": "audio/pcmu"], output: ["type": "audio/pcm", "rate": 24_000])),
            (0, .up, append([UInt8](repeating: 0x80, count: 8_000))),
            (1, .down, delta(pcm(1_000, milliseconds: 500))),
        ])
        let stereo = try #require(CaptureAudio(of: capture).stereo)
        #expect(stereo.sampleRate == 24_000)
        #expect(stereo.channels.map(\.count) == [24_000, 36_000])
        #expect(stereo.channels[1][23_999] == 0)
        #expect(stereo.channels[1][24_000] == 1_000)
        #expect(CaptureAudio(of: phoneCall([(0, .up, media(0, milliseconds: 20))]), leg: .phone).stereo == nil)
    }
}
