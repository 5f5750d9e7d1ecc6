import Base64Coding
package import CallCapture
package import JSONText
package import RealtimeProtocol
import SpeechAudio
package import TelephonyProtocol

/// A telephone call through a bridge, told step by step, as frames of both legs on one clock: what a detector sees, without a
/// carrier, a bridge and a service. Audio is G.711 µ-law on both legs and passes through. Marks are echoed when their audio has
/// been played. Every step returns the story with it.
package struct BridgeStory: Sendable {
    package private(set) var frames: [Frame] = []
    package private(set) var observations: [Observation] = []
    package let callSid: String
    package let streamSid: String
    package var phone: String
    package var model: String
    package var settings: JSONObject = [:]
    /// How long the bridge takes for everything.
    package var latency = Duration.milliseconds(3)
    /// The bridge passes on what the caller says.
    package var forwards = true
    /// The bridge passes on what the model says.
    package var replies = true
    /// The network loses what the caller says.
    package var skipsFrames = false
    package private(set) var clock = Duration.zero
    private let prefix: String
    private var counter = 0
    private var sequence = 0
    private var chunk = 0
    private var appendedMs = 0
    private var saidMs = 0
    private var utterance = ""
    package private(set) var response = ""
    package private(set) var item = ""
    private var lastItem: JSON = .null
    private var player = PlaybackClock()

    /// - Parameter number: of the call, which names its connections and ids.
    package init(call number: Int = 1) {
        let digits = String(number, radix: 16)
        let id = String(repeating: "0", count: 32 - digits.count) + digits
        callSid = "CA" + id
        streamSid = "MZ" + id
        phone = "p\(number)"
        model = "m\(number)"
        prefix = "b\(number)x"
    }

    private func with(_ change: (inout BridgeStory) -> Void) -> BridgeStory {
        var story = self
        change(&story)
        return story
    }

    /// The bridge behaves in another way from here on.
    package func turning(_ change: (inout BridgeStory) -> Void) -> BridgeStory { with(change) }

    private mutating func add(_ leg: Leg, _ direction: Direction, _ content: Frame.Content, after: Duration = .zero) {
        frames.append(
            Frame(
                number: 0, time: clock + after, leg: leg, direction: direction,
                connection: leg == .phone ? phone : model, content: content))
    }

    private func id(_ kind: String) -> String { "\(kind)_\(prefix)\(counter)" }

    // MARK: Raw steps

    package func carrier(_ message: CarrierMessage) -> BridgeStory { with { $0.add(.phone, .up, .text(message.text)) } }

    /// Whatever the bridge sends to the carrier, played by nobody.
    package func bridge(_ text: String) -> BridgeStory { with { $0.add(.phone, .down, .text(text)) } }

    package func bridge(_ message: BridgeMessage) -> BridgeStory { with { $0.tell(message) } }

    package func bridge(binary bytes: [UInt8]) -> BridgeStory { with { $0.add(.phone, .down, .binary(bytes)) } }

    package func service(_ type: EventType, _ fields: JSONObject) -> BridgeStory { with { $0.down(type, fields) } }

    package func client(_ type: EventType, _ fields: JSONObject = [:]) -> BridgeStory { with { $0.up(type, fields) } }

    package func observes(_ kind: String, _ data: JSONObject) -> BridgeStory {
        with { story in
            story.observations.append(Observation(number: 0, time: story.clock, kind: kind, data: data))
        }
    }

    /// Time passes without a frame.
    package func pause(_ duration: Duration) -> BridgeStory { with { $0.clock += duration } }

    private mutating func down(_ type: EventType, _ fields: JSONObject) {
        counter += 1
        var event: JSONObject = ["type": .string(type.wireName(in: .ga)), "event_id": .string(id("event"))]
        for member in fields.members { event[member.key] = member.value }
        add(.model, .down, .text(JSON.object(event).text))
    }

    private mutating func up(_ type: EventType, _ fields: JSONObject = [:]) {
        var event: JSONObject = ["type": .string(type.wireName(in: .ga))]
        for member in fields.members { event[member.key] = member.value }
        add(.model, .up, .text(JSON.object(event).text), after: latency)
    }

    private mutating func tell(_ message: BridgeMessage) {
        add(.phone, .down, .text(message.text), after: latency)
        let now = clock + latency
        switch message {
        case .media(_, let payload): echo(player.append(Base64.decodedCount(payload), at: now).events)
        case .mark(_, let name): echo(player.mark(name, at: now))
        case .clear: echo(player.clear(at: now))
        case .unknown, .malformed: break
        }
    }

    private mutating func echo(_ events: [PlaybackClock.Event]) {
        for case .mark(let name, _, let time) in events {
            sequence += 1
            frames.append(
                Frame(
                    number: 0, time: max(time, clock), leg: .phone, direction: .up, connection: phone,
                    content: .text(
                        CarrierMessage.mark(.init(sequenceNumber: sequence, streamSid: streamSid, name: name)).text)))
        }
    }

    // MARK: Connections

    package func opensPhone() -> BridgeStory {
        with { story in
            story.add(.phone, .up, .open(["request": "GET /media HTTP/1.1", "headers": [:], "status": 101]))
            story.add(.phone, .up, .text(CarrierMessage.connected().text))
        }
    }

    package func starts() -> BridgeStory {
        with { story in
            story.sequence = 1
            story.add(
                .phone, .up,
                .text(
                    CarrierMessage.start(
                        .init(
                            streamSid: story.streamSid, accountSid: "AC" + String(repeating: "0", count: 32),
                            callSid: story.callSid)
                    ).text))
        }
    }

    package func stops() -> BridgeStory {
        with { story in
            story.sequence += 1
            story.add(
                .phone, .up,
                .text(
                    CarrierMessage.stop(
                        .init(
                            sequenceNumber: story.sequence, streamSid: story.streamSid, accountSid: "",
                            callSid: story.callSid)
                    ).text))
            story.add(.phone, .up, .close(code: 1000, reason: "", by: .client))
        }
    }

    package func closesPhone(_ code: Int? = 1000) -> BridgeStory {
        with { $0.add(.phone, .down, .close(code: code, reason: "", by: .server)) }
    }

    package func opensModel() -> BridgeStory {
        with { story in
            story.add(
                .model, .up,
                .open([
                    "request": "GET /v1/realtime?model=gpt-realtime HTTP/1.1",
                    "headers": ["Authorization": "[redacted]"], "status": 101,
                ]))
            story.down(.sessionCreated, ["session": story.session])
            story.up(.sessionUpdate, ["session": ["type": "realtime", "audio": BridgeStory.audio]])
            story.clock += story.latency
            // The answer comes after the question, which the bridge needs its time for.
            story.clock += story.latency + .milliseconds(2)
            story.down(.sessionUpdated, ["session": story.session])
        }
    }

    package func closesModel(_ code: Int? = 1000, by side: Frame.Side = .client) -> BridgeStory {
        with { $0.add(.model, side == .client ? .up : .down, .close(code: code, reason: "", by: side)) }
    }

    /// Both legs are open and the session is configured.
    package func begins() -> BridgeStory { opensPhone().starts().opensModel() }

    /// The caller hangs up and the bridge closes the model's leg.
    package func ends() -> BridgeStory { stops().closesModel() }

    private static let audio: JSON = [
        "input": [
            "format": ["type": "audio/pcmu"], "transcription": .null, "turn_detection": CallStory.serverVAD,
        ],
        "output": ["format": ["type": "audio/pcmu"], "voice": "alloy"],
    ]

    private var session: JSON {
        [
            "type": "realtime", "object": "realtime.session", "id": .string("sess_\(prefix)"), "model": "gpt-realtime",
            "output_modalities": ["audio"], "audio": BridgeStory.audio,
        ]
    }

    // MARK: The caller

    /// µ-law: a buzz of changing pitch and loudness, -20 dBFS or so, or silence. No two stretches of it are alike, as with speech.
    private func payload(_ milliseconds: Int, sound: Bool, from start: Int) -> [UInt8] {
        guard sound else { return [UInt8](repeating: AudioEncoding.pcmu.silence, count: milliseconds * 8) }
        return AudioEncoding.pcmu.encode(
            (start * 8..<(start + milliseconds) * 8).map { sample in
                var dice = SplitMix64(seed: UInt64(sample / 640) &+ UInt64(streamSid.hashSeed))
                let period = 12 + Int(dice.next() % 24)
                let loudness = 2_000 + Int16(dice.next() % 5_000)
                return sample / period % 2 == 0 ? loudness : -loudness
            })
    }

    /// So much time passes on the line, in frames of 20 ms, with the caller's voice on it or without.
    package func hears(_ milliseconds: Int, sound: Bool = false) -> BridgeStory {
        with { story in
            for _ in 0..<milliseconds / 20 {
                story.clock += .milliseconds(20)
                story.echo(story.player.advance(to: story.clock))
                story.chunk += 1
                story.sequence += 1
                if story.skipsFrames { continue }
                let audio = Base64.encode(story.payload(20, sound: sound, from: story.chunk * 20))
                story.add(
                    .phone, .up,
                    .text(
                        CarrierMessage.media(
                            .init(
                                sequenceNumber: story.sequence, streamSid: story.streamSid, chunk: story.chunk,
                                timestamp: story.chunk * 20, payload: audio)
                        ).text))
                guard story.forwards else { continue }
                story.up(.inputAudioBufferAppend, ["audio": .string(audio)])
                story.appendedMs += 20
            }
        }
    }

    /// Bare audio without a carrier, both ways: one frame every 20 ms, binary or in JSON.
    package func plain(_ audio: [UInt8], frames: Int, replies: Int, isJSON: Bool = false) -> BridgeStory {
        let content: Frame.Content =
            isJSON
            ? .text(JSON.object(["kind": "voice", "data": ["audio": .string(Base64.encode(audio)), "seq": 1]]).text)
            : .binary(audio)
        return with { story in
            for index in 0..<frames {
                story.clock += .milliseconds(20)
                story.add(.phone, .up, content)
                if index < replies { story.add(.phone, .down, content, after: story.latency) }
            }
        }
    }

    /// What the bridge had kept back goes to the model at once.
    package func catchesUp(_ frames: Int) -> BridgeStory {
        with { story in
            for _ in 0..<frames {
                let audio = Base64.encode(story.payload(20, sound: false, from: 0))
                story.up(.inputAudioBufferAppend, ["audio": .string(audio)])
                story.appendedMs += 20
            }
        }
    }

    package func speechStarts() -> BridgeStory {
        with { story in
            story.counter += 1
            story.utterance = story.id("item")
            story.down(
                .speechStarted,
                ["audio_start_ms": JSON(max(0, story.appendedMs - 400)), "item_id": .string(story.utterance)])
        }
    }

    package func speechStops() -> BridgeStory {
        with { story in
            story.down(
                .speechStopped, ["audio_end_ms": JSON(max(1, story.appendedMs)), "item_id": .string(story.utterance)])
        }
    }

    package func commits() -> BridgeStory {
        with { story in
            story.down(.inputAudioCommitted, ["previous_item_id": story.lastItem, "item_id": .string(story.utterance)])
            let item: JSON = [
                "id": .string(story.utterance), "type": "message", "status": "completed", "role": "user",
                "content": [["type": "input_audio", "transcript": .null]],
            ]
            story.down(.itemAdded, ["previous_item_id": story.lastItem, "item": item])
            story.down(.itemDone, ["previous_item_id": story.lastItem, "item": item])
            story.lastItem = .string(story.utterance)
        }
    }

    /// The caller speaks for a second and is silent for one half; the service hears both, and commits.
    package func speaks() -> BridgeStory {
        hears(400, sound: true).speechStarts().hears(600, sound: true).hears(500).speechStops().commits()
    }

    // MARK: The reply

    private func responseObject(_ status: String, details: JSON, output: [JSON]) -> JSON {
        [
            "object": "realtime.response", "id": .string(response), "status": .string(status),
            "status_details": details, "output": .array(output), "conversation_id": .string("conv_\(prefix)"),
            "output_modalities": ["audio"],
            "usage": status == "in_progress" ? .null : ["total_tokens": 20, "input_tokens": 10, "output_tokens": 10],
        ]
    }

    /// The service begins a reply and its item.
    package func responseCreated() -> BridgeStory {
        with { story in
            story.counter += 1
            story.response = story.id("resp")
            story.down(
                .responseCreated, ["response": story.responseObject("in_progress", details: .null, output: [])])
            story.counter += 1
            story.item = story.id("item")
            story.down(
                .outputItemAdded,
                [
                    "response_id": .string(story.response), "output_index": 0,
                    "item": [
                        "id": .string(story.item), "type": "message", "status": "in_progress", "role": "assistant",
                        "content": [],
                    ],
                ])
            story.down(.contentPartAdded, story.place.adding(["part": ["type": "audio", "transcript": ""]]))
        }
    }

    private var place: JSONObject {
        ["response_id": .string(response), "item_id": .string(item), "output_index": 0, "content_index": 0]
    }

    /// Deltas of 200 ms, one every 20 ms, each passed on at once.
    package func says(_ milliseconds: Int) -> BridgeStory {
        with { story in
            for _ in 0..<milliseconds / 200 {
                story.saidMs += 200
                let audio = Base64.encode(story.payload(200, sound: true, from: 3_600_000 + story.saidMs))
                story.down(.outputAudioDelta, story.place.adding(["delta": .string(audio)]))
                if story.replies { story.tell(.media(streamSid: story.streamSid, payload: audio)) }
                story = story.hears(20)
            }
        }
    }

    package func marks(_ name: String) -> BridgeStory {
        bridge(.mark(streamSid: streamSid, name: name))
    }

    package func clears() -> BridgeStory { bridge(.clear(streamSid: streamSid)) }

    package func responseDone(
        _ status: String = "completed", reason: String? = nil, error: JSON? = nil
    ) -> BridgeStory {
        with { story in
            let item: JSON = [
                "id": .string(story.item), "type": "message",
                "status": status == "completed" ? "completed" : "incomplete", "role": "assistant",
                "content": [["type": "output_audio", "transcript": "Good morning."]],
            ]
            story.down(.outputItemDone, ["response_id": .string(story.response), "output_index": 0, "item": item])
            var details: JSON = reason.map { ["type": .string(status), "reason": .string($0)] } ?? .null
            if let error { details = ["type": .string(status), "error": error] }
            story.down(.responseDone, ["response": story.responseObject(status, details: details, output: [item])])
            story.lastItem = .string(story.item)
        }
    }

    /// A whole reply, passed on at once, and played to its end.
    package func answers(_ milliseconds: Int = 2_000) -> BridgeStory {
        responseCreated().says(milliseconds).marks("end").responseDone().hears(milliseconds)
    }

    /// The caller speaks into a reply that is still being played; the bridge clears, and cuts what was not heard.
    ///
    /// - Parameter heard: milliseconds of the reply, as the bridge counts them.
    package func interrupts(heard: Int) -> BridgeStory {
        hears(400, sound: true).speechStarts().clears().client(
            .conversationItemTruncate,
            ["item_id": .string(item), "content_index": 0, "audio_end_ms": JSON(heard)]
        ).service(
            .itemTruncated, ["item_id": .string(item), "content_index": 0, "audio_end_ms": JSON(heard)]
        ).hears(600, sound: true).hears(500).speechStops().commits()
    }

    // MARK: Rearranging

    package var withoutPhone: BridgeStory { with { story in story.frames.removeAll { $0.leg == .phone } } }

    // MARK: How it is kept

    /// Our own capture, frames and observations in the order of their times.
    package func kept(command: String = "bridge") -> [UInt8] { BridgeStory.kept([self], command: command) }

    /// Several calls in one capture.
    package static func kept(_ stories: [BridgeStory], command: String = "bridge") -> [UInt8] {
        enum Record {
            case frame(Frame)
            case observation(Observation)
        }
        var records: [(time: Duration, record: Record)] = []
        for story in stories {
            records += story.frames.map { ($0.time ?? .zero, .frame($0)) }
            records += story.observations.map { ($0.time ?? .zero, .observation($0)) }
        }
        let order = records.indices.sorted { (records[$0].time, $0) < (records[$1].time, $1) }
        var bytes: [UInt8] = []
        var writer = CaptureWriter()
        writer.write(
            CaptureHeader(
                id: "story", started: "2026-11-20T09:00:00.000Z", tool: "test", command: command,
                settings: stories.first?.settings ?? [:]),
            to: &bytes)
        for (index, place) in order.enumerated() {
            switch records[place].record {
            case .frame(var frame):
                frame.number = index + 1
                writer.write(frame, to: &bytes)
            case .observation(var observation):
                observation.number = index + 1
                writer.write(observation, to: &bytes)
            }
        }
        writer.writeFooter(to: &bytes)
        return bytes
    }
}

extension String {
    /// The last digits of an id, as a number.
    fileprivate var hashSeed: Int { utf8.suffix(4).reduce(0) { $0 * 31 + Int($1) } &* 1_000_003 }
}

extension Base64 {
    fileprivate static func decodedCount(_ text: String) -> Int {
        var text = text
        return text.withUTF8 { decodedCount(of: UnsafeRawBufferPointer($0)) }
    }
}

extension JSONObject {
    fileprivate func adding(_ more: JSONObject) -> JSONObject {
        var object = self
        for member in more.members { object[member.key] = member.value }
        return object
    }
}
