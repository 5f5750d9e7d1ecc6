// What the bridge asks of its session, and whether it was granted. An update is all or nothing: when it is refused the
// session runs on its defaults, and defaults are noise on a telephone.
import JSONText
import RealtimeProtocol

struct SessionConfiguration: Sendable {
    let session: JSON

    init(_ settings: BridgeSettings) {
        let format = settings.format.json(in: .ga)
        session = [
            "type": "realtime", "output_modalities": ["audio"], "instructions": .string(settings.instructions),
            "audio": [
                "input": [
                    "format": format, "transcription": ["model": .string(settings.transcriptionModel)],
                    "turn_detection": [
                        "type": "server_vad", "create_response": true,
                        "interrupt_response": .bool(settings.interruptsResponse),
                    ],
                ],
                "output": ["format": format, "voice": .string(settings.voice)],
            ],
            "tools": .array(
                settings.tools.map { tool in
                    [
                        "type": "function", "name": .string(tool.name), "description": .string(tool.about),
                        "parameters": tool.parameters,
                    ]
                }),
            "tool_choice": "auto",
        ]
    }

    func update(eventID: String) -> String {
        let event: JSON = ["type": "session.update", "event_id": .string(eventID), "session": session]
        return event.text
    }

    /// Paths of what was asked and is not in force. The service adds fields of its own; those are its business.
    func notGranted(by session: JSONObject) -> [String] {
        SessionConfiguration.differences(asked: self.session, granted: .object(session), path: "session")
    }

    private static func differences(asked: JSON, granted: JSON?, path: String) -> [String] {
        switch (asked, granted) {
        case (.object(let asked), .object(let granted)?):
            asked.members.flatMap { differences(asked: $0.value, granted: granted[$0.key], path: "\(path).\($0.key)") }
        case (.array(let asked), .array(let granted)?) where asked.count == granted.count:
            zip(asked, granted).enumerated().flatMap { index, pair in
                differences(asked: pair.0, granted: pair.1, path: "\(path)[\(index)]")
            }
        default: asked == granted ? [] : [path]
        }
    }
}
