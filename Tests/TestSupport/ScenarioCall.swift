package import CallCapture
import FoundationEssentials
import JSONText
import ModelMock
import RealtimeProtocol
package import Scenarios
import SpeechAudio

/// What a bridge-like client meets under a scenario, in virtual time: configures, asks one text question, lets the caller
/// speak some turns, and hangs up. Only frames come out, as any recorder would have them.
package struct ScenarioCall {
    package private(set) var frames: [Frame] = []

    /// - Parameter variant: seed of ids, and of what the client does differently: utterances, turns, format, text first or not.
    package init(_ scenario: Scenario, variant: UInt64, dialect: String = "ga") {
        var settings = MockSettings()
        settings.seed = variant &* 7_919 &+ 3
        if dialect == "beta" { settings.era = .beta }
        var call = VirtualModelCall(plan: scenario.model, settings: settings)
        defer { frames = call.frames }
        guard call.ending == nil else { return }
        call.wait(.milliseconds(300))
        guard call.ending == nil else { return }
        let format = ["audio/pcm", "audio/pcmu", "audio/pcma"][Int(variant % 3)]
        call.send(ScenarioCall.update(format: format, dialect: dialect))
        call.inputEncoding = [.pcm24k, .pcmu, .pcma][Int(variant % 3)]
        call.wait(.milliseconds(variant % 2 == 0 ? 400 : 4_000))
        if variant % 4 != 3 {
            call.ask("Say hello.")
            ScenarioCall.awaitReply(&call, limit: 6)
        }
        let utterances = ["caller-hello", "caller-opening-hours", "caller-weather", "caller-directions"]
        // A growth shows in more turns than three.
        let turns = 3 + Int(variant % 2) + (scenario.model.pace.inputTokenMs > 0 ? 4 : 0)
        for turn in 0..<turns where call.ending == nil {
            call.say(utterances[(turn + Int(variant)) % utterances.count], thenSilence: .milliseconds(900))
            ScenarioCall.awaitReply(&call, limit: 7)
            call.stay(.milliseconds(500))
        }
        if call.ending == nil { call.close() }
    }

    /// Silence on the line until the reply is over, or patience is.
    private static func awaitReply(_ call: inout VirtualModelCall, limit: Int) {
        let done = call.received("response.done").count
        for _ in 0..<(limit * 4) where call.ending == nil && call.received("response.done").count == done {
            call.stay(.milliseconds(250))
        }
    }

    private static func update(format: String, dialect: String) -> JSON {
        let rate: JSONObject =
            format == "audio/pcm" ? ["type": .string(format), "rate": 24000] : ["type": .string(format)]
        let old = ["audio/pcm": "pcm16", "audio/pcmu": "g711_ulaw", "audio/pcma": "g711_alaw"][format] ?? "pcm16"
        if dialect == "beta" {
            return [
                "type": "session.update", "event_id": "evt_update",
                "session": [
                    "modalities": ["text", "audio"], "input_audio_format": .string(old),
                    "output_audio_format": .string(old),
                    "input_audio_transcription": ["model": "whisper-1"],
                    "turn_detection": ["type": "server_vad", "silence_duration_ms": 400],
                ],
            ]
        }
        return [
            "type": "session.update",
            "session": [
                "type": "realtime", "output_modalities": ["audio"],
                "audio": [
                    "input": [
                        "format": .object(rate), "transcription": ["model": "whisper-1"],
                        "turn_detection": ["type": "server_vad", "silence_duration_ms": 400],
                    ],
                    "output": ["format": .object(rate)],
                ],
            ],
        ]
    }
}

/// One way in which somebody keeps what crossed.
package enum LogStyle: String, CaseIterable, Sendable {
    case capture = "our capture"
    case timed = "a log with times"
    case order = "a log without times"
    case serverTimed = "the service's messages with times"
    case serverOrder = "the service's messages without times"
    case cutAudio = "a log with times and cut audio"

    package func render(_ frames: [Frame]) -> [UInt8] {
        var bytes: [UInt8] = []
        if self == .capture {
            var writer = CaptureWriter()
            writer.write(
                CaptureHeader(
                    id: "c", started: "2026-11-20T09:00:00.000Z", tool: "test", command: "record", settings: [:]),
                to: &bytes)
            for frame in frames { writer.write(frame, to: &bytes) }
            writer.writeFooter(to: &bytes)
            return bytes
        }
        for frame in frames {
            guard case .text(let text) = frame.content, var event = try? JSON(parsing: text) else { continue }
            if self == .serverTimed || self == .serverOrder, frame.direction == .up { continue }
            if self == .cutAudio { event = LogStyle.cut(event) }
            var line: JSONObject = ["dir": frame.direction == .up ? "sent" : "received", "event": event]
            if self != .order, self != .serverOrder, let time = frame.time {
                let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
                line["time"] = JSON(1_763_629_200 + seconds)
            }
            JSON.object(line).write(to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    private static func cut(_ event: JSON) -> JSON {
        guard case .object(var object) = event else { return event }
        let key = object["type"] == "input_audio_buffer.append" ? "audio" : "delta"
        if object["type"]?.string?.contains("transcript") == false, let text = object[key]?.string, text.utf8.count > 44
        {
            object[key] = .string(String(text.prefix(44)))
        }
        return .object(object)
    }
}
