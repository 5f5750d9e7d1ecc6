import Base64Coding
package import CallCapture
package import JSONText
package import RealtimeProtocol
import SpeechAudio

/// A conversation with the model side, told step by step, as frames: what a detector sees, without a service and a client.
/// Every step returns the story with it, so that stories read as sentences.
package struct CallStory: Sendable {
    package private(set) var frames: [Frame] = []
    package private(set) var observations: [Observation] = []
    package let dialect: Dialect
    private let prefix: String
    private var clock = Duration.zero
    private var counter = 0
    private var spokenMs = 0
    private var utterance = ""
    private var response = ""
    private var modalities: [String] = ["audio"]
    private var lastItem: JSON = .null

    /// - Parameter name: goes into every id, so that no detector can lean on one.
    package init(_ dialect: Dialect = .ga, named name: String = "a") {
        self.dialect = dialect
        prefix = name
    }

    private var number: Int { frames.count + observations.count + 1 }
    private func id(_ kind: String) -> String { "\(kind)_\(prefix)\(counter)" }

    private func with(_ change: (inout CallStory) -> Void) -> CallStory {
        var story = self
        change(&story)
        return story
    }

    private mutating func add(
        _ direction: Direction, _ content: Frame.Content, after pause: Duration = .milliseconds(20)
    ) {
        clock += pause
        frames.append(
            Frame(number: number, time: clock, leg: .model, direction: direction, connection: "m1", content: content))
    }

    private mutating func down(_ type: EventType, _ fields: JSONObject) {
        counter += 1
        var event: JSONObject = ["type": .string(type.wireName(in: dialect)), "event_id": .string(id("event"))]
        for member in fields.members { event[member.key] = member.value }
        add(.down, .text(JSON.object(event).text))
    }

    private mutating func up(_ type: EventType, _ fields: JSONObject = [:]) {
        var event: JSONObject = ["type": .string(type.wireName(in: dialect))]
        for member in fields.members { event[member.key] = member.value }
        add(.up, .text(JSON.object(event).text))
    }

    /// Any event of the service.
    package func service(_ type: EventType, _ fields: JSONObject) -> CallStory { with { $0.down(type, fields) } }
    /// Any event of the client.
    package func client(_ type: EventType, _ fields: JSONObject = [:]) -> CallStory { with { $0.up(type, fields) } }

    /// A message of the service that may be anything.
    package func raw(_ event: JSONObject) -> CallStory { with { $0.add(.down, .text(JSON.object(event).text)) } }

    // MARK: Connection

    package func opens(
        status: Int = 101, headers: JSONObject = ["Authorization": "[redacted]"], body: String? = nil,
        query: String = "model=gpt-realtime"
    ) -> CallStory {
        with { story in
            var data: JSONObject = [
                "request": .string("GET /v1/realtime?\(query) HTTP/1.1"), "headers": .object(headers),
                "status": JSON(status),
            ]
            if let body { data["body"] = .string(body) }
            story.add(.up, .open(data))
        }
    }

    package func closes(_ code: Int?, reason: String = "", by side: Frame.Side) -> CallStory {
        with { $0.add(side == .client ? .up : .down, .close(code: code, reason: reason, by: side)) }
    }

    package func breaks(_ failure: String = "connection reset by peer") -> CallStory {
        with { $0.add(.down, .error(failure)) }
    }

    package func pause(_ duration: Duration) -> CallStory { with { $0.clock += duration } }

    /// The examiner waited in vain.
    package func waitsInVain(for type: String, seconds: Double) -> CallStory {
        with { story in
            story.clock += .milliseconds(Int64(seconds * 1_000))
            story.observations.append(
                Observation(
                    number: story.number, time: story.clock, kind: ObservationKind.waited,
                    data: ["for": .string(type), "seconds": JSON(seconds)]))
        }
    }

    /// The examiner notes something.
    package func observes(_ kind: String, _ data: JSONObject) -> CallStory {
        with { story in
            story.observations.append(
                Observation(number: story.number, time: story.clock, kind: kind, data: data))
        }
    }

    /// One section of a probe.
    package func section(_ id: String, _ steps: (CallStory) -> CallStory = { $0 }) -> CallStory {
        steps(observes(ObservationKind.section, ["section": .string(id), "phase": "begin"]))
            .observes(ObservationKind.section, ["section": .string(id), "phase": "end"])
    }

    // MARK: Session

    private func session(_ vad: JSON) -> JSON {
        if dialect == .beta {
            return [
                "id": .string("sess_\(prefix)"), "object": "realtime.session", "model": "gpt-realtime",
                "voice": "alloy",
                "modalities": modalities == ["audio"] ? ["text", "audio"] : JSON(modalities),
                "input_audio_format": "pcm16",
                "output_audio_format": "pcm16", "input_audio_transcription": .null, "turn_detection": vad,
            ]
        }
        return [
            "type": "realtime", "object": "realtime.session", "id": .string("sess_\(prefix)"), "model": "gpt-realtime",
            "output_modalities": JSON(modalities),
            "audio": [
                "input": [
                    "format": ["type": "audio/pcm", "rate": 24000], "transcription": .null, "turn_detection": vad,
                ],
                "output": ["format": ["type": "audio/pcm", "rate": 24000], "voice": "alloy"],
            ],
        ]
    }

    package static let serverVAD: JSON = [
        "type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500,
        "create_response": true, "interrupt_response": true,
    ]

    package func created(vad: JSON = serverVAD) -> CallStory {
        with { $0.down(.sessionCreated, ["session": $0.session(vad)]) }
    }

    package func asksForUpdate(_ fields: JSONObject = [:], named name: String? = nil) -> CallStory {
        with { story in
            var session: JSONObject = story.dialect == .ga ? ["type": "realtime"] : [:]
            for member in fields.members { session[member.key] = member.value }
            var event: JSONObject = ["session": .object(session)]
            if let name { event["event_id"] = .string(name) }
            story.up(.sessionUpdate, event)
        }
    }

    package func updated(vad: JSON = serverVAD) -> CallStory {
        with { $0.down(.sessionUpdated, ["session": $0.session(vad)]) }
    }

    /// An open, configured session.
    package func begins(modalities: [String] = ["audio"], vad: JSON = serverVAD) -> CallStory {
        with { $0.modalities = modalities }.opens().created().asksForUpdate().updated(vad: vad)
    }

    package func fails(
        _ type: String, code: String?, param: String? = nil, message: String = "something",
        answering name: String? = nil
    ) -> CallStory {
        service(
            .error,
            [
                "error": [
                    "type": .string(type), "code": JSON(code), "message": .string(message), "param": JSON(param),
                    "event_id": JSON(name),
                ]
            ])
    }

    // MARK: The caller

    /// PCM16 at 24 kHz in chunks of 100 ms, in real time: a buzz at about -17 dBFS, or silence.
    package func appends(_ seconds: Double, sound: Bool, amplitude: Int16 = 4_600) -> CallStory {
        with { story in
            for _ in 0..<Int((seconds * 10).rounded()) {
                let samples = (0..<2_400).map { sound ? ($0 / 60 % 2 == 0 ? amplitude : -amplitude) : 0 }
                let audio = Base64.encode(AudioEncoding.pcm24k.encode(samples))
                story.add(
                    .up, .text("{\"type\":\"input_audio_buffer.append\",\"audio\":\"\(audio)\"}"),
                    after: .milliseconds(100))
                story.spokenMs += 100
            }
        }
    }

    package func speechStarts() -> CallStory {
        with { story in
            story.counter += 1
            story.utterance = story.id("item")
            story.down(
                .speechStarted,
                ["audio_start_ms": JSON(max(0, story.spokenMs - 400)), "item_id": .string(story.utterance)])
        }
    }

    /// With a position of its own.
    package func speechStartsAt(_ milliseconds: Int) -> CallStory {
        with { story in
            story.counter += 1
            story.utterance = story.id("item")
            story.down(.speechStarted, ["audio_start_ms": JSON(milliseconds), "item_id": .string(story.utterance)])
        }
    }

    package func speechStops() -> CallStory {
        with { story in
            story.down(
                .speechStopped, ["audio_end_ms": JSON(max(1, story.spokenMs)), "item_id": .string(story.utterance)])
        }
    }

    package func commits() -> CallStory {
        with { story in
            story.down(.inputAudioCommitted, ["previous_item_id": story.lastItem, "item_id": .string(story.utterance)])
            story.place([
                "id": .string(story.utterance), "type": "message", "status": "completed", "role": "user",
                "content": [["type": "input_audio", "transcript": .null]],
            ])
        }
    }

    /// The caller speaks for a second and is silent for one; the service hears both, and commits.
    package func speaks() -> CallStory {
        appends(0.4, sound: true).speechStarts().appends(0.6, sound: true).appends(1, sound: false).speechStops()
            .commits()
    }

    /// The caller types, and the client asks for a reply.
    package func types(_ text: String = "Hello") -> CallStory {
        with { story in
            story.up(
                .conversationItemCreate,
                [
                    "item": [
                        "type": "message", "role": "user", "content": [["type": "input_text", "text": .string(text)]],
                    ]
                ])
            story.up(.responseCreate)
            story.counter += 1
            story.place([
                "id": .string(story.id("item")), "type": "message", "status": "completed", "role": "user",
                "content": [["type": "input_text", "text": .string(text)]],
            ])
        }
    }

    private mutating func place(_ item: JSON) {
        down(.itemAdded, ["previous_item_id": lastItem, "item": item])
        if dialect == .ga { down(.itemDone, ["previous_item_id": lastItem, "item": item]) }
        lastItem = item["id"] ?? .null
    }

    // MARK: The reply

    private func responseObject(_ status: String, details: JSON, output: [JSON], tokens: Int?) -> JSON {
        var object: JSONObject = [
            "object": "realtime.response", "id": .string(response), "status": .string(status),
            "status_details": details,
            "output": .array(output), "conversation_id": .string("conv_\(prefix)"),
        ]
        if dialect == .beta {
            object["modalities"] = modalities == ["audio"] ? ["text", "audio"] : JSON(modalities)
        } else {
            object["output_modalities"] = JSON(modalities)
        }
        object["usage"] =
            tokens.map { ["total_tokens": JSON($0), "input_tokens": 0, "output_tokens": JSON($0)] } ?? .null
        return .object(object)
    }

    package func responseCreated() -> CallStory {
        with { story in
            story.counter += 1
            story.response = story.id("resp")
            story.down(
                .responseCreated,
                ["response": story.responseObject("in_progress", details: .null, output: [], tokens: nil)])
        }
    }

    package func responseDone(
        _ status: String = "completed", details: JSON = .null, output: [JSON] = [], tokens: Int? = 0
    ) -> CallStory {
        with { story in
            story.down(
                .responseDone,
                ["response": story.responseObject(status, details: details, output: output, tokens: tokens)])
        }
    }

    /// Failed before any output.
    package func responseFails(type: String, code: String?) -> CallStory {
        responseCreated().responseDone(
            "failed",
            details: ["type": "failed", "error": ["type": .string(type), "code": JSON(code), "message": "sorry"]])
    }

    /// An item with its part and its deltas: half a second of audio with a transcript, or text.
    package func says(_ words: String = "Good morning.", audio: Bool = true, amplitude: Int16 = 4_600) -> CallStory {
        with { story in
            story.counter += 1
            let item = JSON.string(story.id("item"))
            let place: JSONObject = [
                "response_id": .string(story.response), "item_id": item, "output_index": 0, "content_index": 0,
            ]
            story.down(
                .outputItemAdded,
                [
                    "response_id": .string(story.response), "output_index": 0,
                    "item": [
                        "id": item, "type": "message", "status": "in_progress", "role": "assistant", "content": [],
                    ],
                ])
            story.down(.contentPartAdded, place.adding(["part": ["type": audio ? "audio" : "text"]]))
            story.down(audio ? .outputAudioTranscriptDelta : .outputTextDelta, place.adding(["delta": .string(words)]))
            if audio {
                for _ in 0..<5 {
                    let samples = (0..<2_400).map { $0 / 60 % 2 == 0 ? amplitude : -amplitude }
                    story.down(
                        .outputAudioDelta,
                        place.adding(["delta": .string(Base64.encode(AudioEncoding.pcm24k.encode(samples)))]))
                }
            }
        }
    }

    /// An item that is announced and finished at once.
    package func outputItem(_ item: JSON, at index: Int = 0) -> CallStory {
        let fields: JSONObject = ["response_id": .string(response), "output_index": JSON(index), "item": item]
        return service(.outputItemAdded, fields).service(.outputItemDone, fields)
    }

    /// Ends what `says` began.
    package func finishes(
        _ words: String = "Good morning.", audio: Bool = true, status: String = "completed", details: JSON = .null
    ) -> CallStory {
        let type = dialect == .beta ? (audio ? "audio" : "text") : (audio ? "output_audio" : "output_text")
        let item: JSON = [
            "id": .string(id("item")), "type": "message", "status": status == "completed" ? "completed" : "incomplete",
            "role": "assistant", "content": [["type": .string(type), audio ? "transcript" : "text": .string(words)]],
        ]
        return service(.outputItemDone, ["response_id": .string(response), "output_index": 0, "item": item])
            .responseDone(status, details: details, output: [item], tokens: 20)
    }

    package func answers(_ words: String = "Good morning.", audio: Bool = true, amplitude: Int16 = 4_600) -> CallStory {
        responseCreated().says(words, audio: audio, amplitude: amplitude).finishes(words, audio: audio)
    }

    // MARK: How it is kept

    /// Our own capture, or a log of another program.
    package func kept(as style: LogStyle = .capture, command: String = "record") -> [UInt8] {
        guard style == .capture else { return style.render(frames) }
        var bytes: [UInt8] = []
        var writer = CaptureWriter()
        writer.write(
            CaptureHeader(
                id: "story", started: "2026-11-20T09:00:00.000Z", tool: "test", command: command, settings: [:]),
            to: &bytes)
        var frames = frames[...]
        var observations = observations[...]
        while let next = [frames.first?.number, observations.first?.number].compactMap({ $0 }).min() {
            if frames.first?.number == next, let frame = frames.popFirst() {
                writer.write(frame, to: &bytes)
            } else if let observation = observations.popFirst() {
                writer.write(observation, to: &bytes)
            }
        }
        writer.writeFooter(to: &bytes)
        return bytes
    }
}

extension JSONObject {
    fileprivate func adding(_ more: JSONObject) -> JSONObject {
        var object = self
        for member in more.members { object[member.key] = member.value }
        return object
    }
}
