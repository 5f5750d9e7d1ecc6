import Base64Coding
import JSONText
import RealtimeProtocol
import ReferenceBridge
import TelephonyProtocol
import WebSocketWire

/// A bridge on the bench: events are put in by hand, and what it does about each comes back in words.
struct BridgeBench {
    var bridge: any BridgeMachine
    private(set) var time = Duration.zero
    /// All that it ever did.
    private(set) var actions: [BridgeAction] = []
    static let stream = "MZ0123456789abcdef0123456789abcdef"
    private var chunk = 0

    init(_ settings: BridgeSettings = BridgeSettings(apiKey: "key")) { bridge = ReferenceBridge(settings: settings) }

    // MARK: Putting in

    @discardableResult mutating func feed(_ event: BridgeEvent) -> [BridgeAction] {
        let done = bridge.receive(event, at: time)
        actions += done
        return done
    }

    /// Time passes; what falls due on the way is done.
    @discardableResult mutating func wait(_ duration: Duration) -> [BridgeAction] {
        let end = time + duration
        var done: [BridgeAction] = []
        while let due = bridge.nextDeadline, due <= end {
            time = max(time, due)
            done += bridge.advance(to: time)
        }
        time = end
        actions += done
        return done
    }

    @discardableResult mutating func carrier(_ message: CarrierMessage) -> [BridgeAction] {
        feed(.carrier(.text(message.text)))
    }

    @discardableResult mutating func start() -> [BridgeAction] {
        feed(.carrierOpened(HTTPRequestHead(method: "GET", target: "/media-stream")))
        carrier(.connected())
        return carrier(.start(.init(streamSid: Self.stream, accountSid: "AC1", callSid: "CA1")))
    }

    @discardableResult mutating func media(_ payload: String, track: String = "inbound") -> [BridgeAction] {
        chunk += 1
        return carrier(
            .media(
                .init(
                    sequenceNumber: chunk, streamSid: Self.stream, track: track, chunk: chunk, timestamp: chunk * 20,
                    payload: payload)))
    }

    @discardableResult mutating func model(_ event: JSON, link: Int = 1) -> [BridgeAction] {
        feed(.model(ModelLink(link), .text(event.text)))
    }

    /// The model's side of the opening, in order, with a session that is what was asked for.
    @discardableResult mutating func configure(link: Int = 1, expiresAt: Int? = nil) -> [BridgeAction] {
        feed(.modelOpened(ModelLink(link)))
        let update = model(["type": "session.created", "session": ["id": "sess_1"]], link: link)
        var session = update.sentToModel.first { $0["type"] == "session.update" }?["session"]?.object ?? [:]
        if let expiresAt { session["expires_at"] = JSON(expiresAt) }
        return model(["type": "session.updated", "session": .object(session)], link: link)
    }

    /// A call that has got as far as its first question.
    static func ready(_ change: (inout BridgeSettings) -> Void = { _ in }) -> BridgeBench {
        var settings = BridgeSettings(apiKey: "key", greeting: nil)
        change(&settings)
        var bench = BridgeBench(settings)
        bench.start()
        bench.configure()
        return bench
    }

    @discardableResult mutating func created(_ id: String, link: Int = 1) -> [BridgeAction] {
        model(["type": "response.created", "response": ["id": .string(id)]], link: link)
    }

    @discardableResult mutating func delta(_ response: String, _ item: String, ms: Int, link: Int = 1)
        -> [BridgeAction]
    {
        let audio = Base64.encode(Array(repeating: 0x55, count: ms * 8))
        return model(output("response.output_audio.delta", response, item, "delta", .string(audio)), link: link)
    }

    @discardableResult mutating func audioDone(_ response: String, _ item: String) -> [BridgeAction] {
        model(output("response.output_audio.done", response, item))
    }

    @discardableResult mutating func transcript(_ response: String, _ item: String, _ words: String) -> [BridgeAction] {
        model(output("response.output_audio_transcript.done", response, item, "transcript", .string(words)))
    }

    @discardableResult mutating func done(
        _ id: String, status: String = "completed", details: JSON = nil, output: JSON = [], link: Int = 1
    ) -> [BridgeAction] {
        model(
            [
                "type": "response.done",
                "response": [
                    "id": .string(id), "status": .string(status), "status_details": details, "output": output,
                ],
            ], link: link)
    }

    @discardableResult mutating func speechStarted(_ item: String = "item_user") -> [BridgeAction] {
        model(["type": "input_audio_buffer.speech_started", "audio_start_ms": 0, "item_id": .string(item)])
    }

    @discardableResult mutating func committed(_ item: String = "item_user") -> [BridgeAction] {
        model(["type": "input_audio_buffer.committed", "item_id": .string(item)])
    }

    private func output(
        _ type: String, _ response: String, _ item: String, _ key: String? = nil, _ value: JSON = nil
    ) -> JSON {
        var event: JSONObject = [
            "type": .string(type), "response_id": .string(response), "item_id": .string(item), "output_index": 0,
            "content_index": 0,
        ]
        if let key { event[key] = value }
        return .object(event)
    }
}

extension [BridgeAction] {
    /// What went to the model as JSON, in order, over whichever link.
    var sentToModel: [JSON] {
        compactMap { if case .toModel(_, .text(let text)) = $0 { try? JSON(parsing: text) } else { nil } }
    }

    var sentToCarrier: [BridgeMessage] {
        compactMap { if case .toCarrier(.text(let text)) = $0 { BridgeMessage(frame: text) } else { nil } }
    }

    var types: [String] { sentToModel.compactMap { $0["type"]?.string } }

    var logs: [String] { compactMap { if case .log(let text) = $0 { text } else { nil } } }

    /// Everything but the logs, shortly: `close carrier 1000`, `close m1 1000`, `connect m2`, event names.
    var short: [String] {
        compactMap { action in
            switch action {
            case .connectModel(let link, _, _): "connect m\(link.number)"
            case .toCarrier(.text(let text)): (try? JSON(parsing: text))?["event"]?.string
            case .toModel(let link, .text(let text)):
                "\((try? JSON(parsing: text))?["type"]?.string ?? "?") to m\(link.number)"
            case .closeCarrier(let code, _): "close carrier \(code.map { "\($0)" } ?? "without a code")"
            case .closeModel(let link, _, _): "close m\(link.number)"
            case .toCarrier(.binary), .toModel(_, .binary): "binary"
            case .log: nil
            }
        }
    }
}
