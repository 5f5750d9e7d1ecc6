import JSONText
import RealtimeProtocol
import SpeechAudio

/// `session.update` with all that a telephone bridge sets, and its acknowledgement.
struct ConfigureSession: ProbeStep {
    let section = ProbeSection.session

    mutating func begin(_ probe: inout ProbeContext) -> StepProgress {
        probe.send(["event_id": "probe_session", "type": "session.update", "session": Self.session(probe.plan)])
        probe.wait(for: "session.updated", probe.plan.patience.acknowledgement)
        return .going
    }

    mutating func heard(_ event: HeardEvent, _ probe: inout ProbeContext) -> StepProgress {
        switch event.type {
        case .sessionUpdated: .done
        case .error: .stuck("session.update was refused: \(event.json["error"]?["code"]?.string ?? "error")")
        default: .going
        }
    }

    /// The same wishes in the shape of either dialect.
    static func session(_ plan: ProbePlan) -> JSON {
        let turnDetection: JSON = [
            "type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500,
            "create_response": true, "interrupt_response": true,
        ]
        let transcription: JSON = ["model": .string(plan.transcriptionModel)]
        switch plan.dialect {
        case .ga:
            var output: JSONObject = ["format": plan.encoding.gaFormat]
            output["voice"] = plan.voice.map { .string($0) }
            return [
                "type": "realtime", "instructions": .string(plan.instructions), "output_modalities": ["audio"],
                "audio": [
                    "input": [
                        "format": plan.encoding.gaFormat, "transcription": transcription,
                        "turn_detection": turnDetection,
                    ],
                    "output": .object(output),
                ],
            ]
        case .beta:
            var session: JSONObject = [
                "modalities": ["text", "audio"], "instructions": .string(plan.instructions),
                "input_audio_format": plan.encoding.betaFormat, "output_audio_format": plan.encoding.betaFormat,
                "input_audio_transcription": transcription, "turn_detection": turnDetection,
            ]
            session["voice"] = plan.voice.map { .string($0) }
            return .object(session)
        }
    }
}

extension AudioEncoding {
    /// `audio.input.format` of a GA session.
    var gaFormat: JSON {
        switch self {
        case .pcm16: ["type": "audio/pcm", "rate": .init(sampleRate)]
        case .pcmu: ["type": "audio/pcmu"]
        case .pcma: ["type": "audio/pcma"]
        }
    }

    /// `input_audio_format` of a beta session.
    var betaFormat: JSON {
        switch self {
        case .pcm16: "pcm16"
        case .pcmu: "g711_ulaw"
        case .pcma: "g711_alaw"
        }
    }
}

extension Dialect {
    /// The field of `response.create` that asks for text only.
    var modalitiesField: String {
        switch self {
        case .ga: "output_modalities"
        case .beta: "modalities"
        }
    }
}
