// A small call that goes wrong, for the tests of reports and for `Reports/Example`: one answered turn, then silence.
import Base64Coding
import CallCapture
import Foundation
import JSONText
import SpeechAudio
import TestSupport

struct ExampleCall {
    private var writer = CaptureWriter()
    private var output: [UInt8] = []
    private var number = 0
    /// Frame numbers by the names that the report cites them under.
    private(set) var marks: [String: (frame: Int, time: Double)] = [:]

    /// The capture's bytes and its marks. Nothing in it is drawn from a clock or by chance.
    static func make() throws -> Made { try made.get() }

    typealias Made = (capture: [UInt8], marks: [String: (frame: Int, time: Double)])

    private static let made = Result<Made, any Error> {
        var call = ExampleCall()
        try call.talk()
        return (call.output, call.marks)
    }

    private mutating func talk() throws {
        writer.write(
            CaptureHeader(
                id: "3f2a9c41d07b", started: "2026-11-20T09:00:00.123Z", tool: "realtime-doctor 0.1.0",
                command: "probe", settings: ["latency": 2.0, "scenario": "second-turn-stall"]), to: &output)
        observe(0.0004, ObservationKind.tcp, ["address": "127.0.0.1:41873", "ms": 0.2])
        open()
        let session: JSON = [
            "type": "realtime", "object": "realtime.session", "id": "sess_example", "model": "gpt-realtime",
            "output_modalities": ["audio"], "instructions": "You answer the telephone of a small restaurant.",
            "audio": [
                "input": [
                    "format": ["type": "audio/pcmu"],
                    "turn_detection": [
                        "type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500,
                    ],
                ],
                "output": ["format": ["type": "audio/pcmu"], "voice": "marin"],
            ],
        ]
        down(0.006, "session.created", ["session": session])
        up(0.009, "session.update", ["session": session])
        down(0.012, "session.updated", ["session": session], mark: "updated")
        observe(0.013, ObservationKind.section, ["section": "spoken", "phase": "begin"])
        let heard = try turn(1, from: 0.4, caller: "caller-opening-hours", said: "What are your opening hours?")
        try reply(at: heard + 0.16, "assistant-opening-hours")
        let silent = try turn(2, from: 6.0, caller: "caller-weather", said: "What is the weather in London?")
        observe(silent + 5, ObservationKind.waited, ["for": "response.created", "seconds": 5.0], mark: "waited")
        observe(silent + 5.001, ObservationKind.ended, ["reason": "no reply to turn 2"])
        number += 1
        writer.write(
            Frame(
                number: number, time: CaptureTime.duration(seconds: silent + 5.01), leg: .model, direction: .up,
                connection: "m1", content: .close(code: 1000, reason: "the examination is over", by: .client)),
            to: &output)
        writer.writeFooter(to: &output)
    }

    /// Speech in 100 ms pieces, then silence until the service has heard the end. Returns the time of its commit.
    private mutating func turn(_ turn: Int, from start: Double, caller: String, said: String) throws -> Double {
        var samples = try Self.speech(caller)
        let speechEnds = start + Double(samples.count) / 8_000
        samples += [Int16](repeating: 0, count: 4_800)
        var started = false
        for offset in stride(from: 0, to: samples.count, by: 800) {
            let piece = Array(samples[offset..<min(offset + 800, samples.count)])
            let time = start + Double(offset + 800) / 8_000
            up(
                time, "input_audio_buffer.append", ["audio": .string(Self.base64(piece))],
                mark: offset == 0 ? "spoken \(turn)" : nil)
            if !started, offset >= 1_600 {
                started = true
                down(
                    time + 0.002, "input_audio_buffer.speech_started",
                    ["audio_start_ms": .number((time - 0.3) * 1_000), "item_id": "item_\(turn)"],
                    mark: "started \(turn)")
            }
        }
        let end = speechEnds + 0.52
        observe(
            speechEnds + 0.1, ObservationKind.said, ["turn": JSON(turn), "text": .string(said)])
        down(
            end, "input_audio_buffer.speech_stopped",
            ["audio_end_ms": JSON(Int(end * 1_000)), "item_id": "item_\(turn)"],
            mark: "stopped \(turn)")
        down(end + 0.001, "input_audio_buffer.committed", ["item_id": "item_\(turn)"], mark: "committed \(turn)")
        down(
            end + 0.002, "conversation.item.added",
            ["item": ["id": "item_\(turn)", "type": "message", "role": "user", "content": [["type": "input_audio"]]]])
        return end + 0.002
    }

    private mutating func reply(at start: Double, _ id: String) throws {
        let words = "We are open every day from nine in the morning until six."
        down(
            start, "response.created", ["response": ["id": "resp_1", "status": "in_progress", "output": []]],
            mark: "created")
        down(
            start + 0.2, "response.output_item.added",
            ["response_id": "resp_1", "item": ["id": "item_r", "type": "message", "role": "assistant"]], mark: "item")
        let samples = try Self.speech(id)
        var time = start + 0.24
        for (index, offset) in stride(from: 0, to: samples.count, by: 1_600).enumerated() {
            let piece = Array(samples[offset..<min(offset + 1_600, samples.count)])
            down(
                time, "response.output_audio.delta",
                ["response_id": "resp_1", "item_id": "item_r", "delta": .string(Self.base64(piece))],
                mark: index == 0 ? "audio" : nil)
            let word = words.split(separator: " ").dropFirst(index).first
            if let word {
                down(
                    time + 0.001, "response.output_audio_transcript.delta",
                    ["response_id": "resp_1", "item_id": "item_r", "delta": .string(word + " ")])
            }
            time += 0.06
        }
        down(time, "response.output_audio_transcript.done", ["response_id": "resp_1", "transcript": .string(words)])
        down(
            time + 0.01, "response.done",
            [
                "response": [
                    "id": "resp_1", "status": "completed", "output": [["id": "item_r", "type": "message"]],
                    "usage": ["input_tokens": 64, "output_tokens": 92],
                ]
            ], mark: "done")
    }

    // MARK: writing

    private static func speech(_ id: String) throws -> [Int16] {
        let wav = try WAV(Fixtures.bytes("Audio/\(id).wav"))
        return Resampler.resample(wav.mono, from: wav.sampleRate, to: 8_000)
    }

    private static func base64(_ samples: [Int16]) -> String { Base64.encode(AudioEncoding.pcmu.encode(samples)) }

    private mutating func open() {
        number += 1
        let data: JSONObject = [
            "request": "GET /v1/realtime?model=gpt-realtime HTTP/1.1",
            "headers": ["Authorization": "Bearer sk-not-a-key"],
            "status": 101, "ms": 1.4,
        ]
        writer.write(
            Frame(
                number: number, time: .microseconds(2_100), leg: .model, direction: .up, connection: "m1",
                content: .open(data)), to: &output)
    }

    private mutating func up(_ time: Double, _ type: String, _ fields: JSONObject, mark: String? = nil) {
        message(time, .up, type, fields, mark: mark)
    }

    private mutating func down(_ time: Double, _ type: String, _ fields: JSONObject, mark: String? = nil) {
        message(time, .down, type, fields, mark: mark)
    }

    private mutating func message(
        _ time: Double, _ direction: Direction, _ type: String, _ fields: JSONObject, mark: String?
    ) {
        number += 1
        if let mark { marks[mark] = (number, time) }
        var event: JSONObject = ["type": .string(type)]
        if direction == .down { event["event_id"] = "event_\(number)" }
        for member in fields.members { event[member.key] = member.value }
        writer.write(
            Frame(
                number: number, time: CaptureTime.duration(seconds: time), leg: .model, direction: direction,
                connection: "m1", content: .text(JSON.object(event).text)), to: &output)
    }

    private mutating func observe(_ time: Double, _ kind: String, _ data: JSONObject, mark: String? = nil) {
        number += 1
        if let mark { marks[mark] = (number, time) }
        writer.write(
            Observation(number: number, time: CaptureTime.duration(seconds: time), kind: kind, data: data), to: &output)
    }
}
