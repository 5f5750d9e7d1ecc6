import Base64Coding
package import CallCapture
import Foundation
package import JSONText
package import ModelMock
package import Scenarios
package import SpeechAudio
package import WebSocketWire

/// A call to a mocked model without sockets and without waiting: what the client does is written down line by line,
/// time jumps from deadline to deadline, and everything that crossed is kept as frames.
package struct VirtualModelCall {
    package private(set) var mock: ModelMock
    /// Everything that crossed, as a capture would hold it: open, texts, close.
    package private(set) var frames: [Frame] = []
    /// What the script had the caller say.
    package private(set) var observations: [Observation] = []
    package private(set) var clock = Duration.zero
    /// Set when the connection has ended, by `close`, `refuse` or `reset`.
    package private(set) var ending: MockAction?
    /// Of appended audio.
    package var inputEncoding = AudioEncoding.pcm24k
    package private(set) var appendedMs = 0.0
    /// Bytes that were no plain message.
    package private(set) var rawBytes: [[UInt8]] = []
    /// What the mock did to the line, in order.
    package private(set) var lineFaults: [MockAction] = []
    /// How the mock broke RFC 6455, as a client that keeps it says.
    package private(set) var breach: ProtocolFailure?
    private let wire = ServerBytesReader()
    private let speech: SharedSpeech
    private let request: SessionRequest

    package init(
        plan: ModelPlan = ModelPlan(), settings: MockSettings = MockSettings(),
        request: SessionRequest = SessionRequest(target: "/v1/realtime?model=gpt-realtime"),
        speech: SharedSpeech = Fixtures.speech
    ) {
        mock = ModelMock(request: request, plan: plan, settings: settings, speech: speech)
        self.speech = speech
        self.request = request
        carryOut(mock.open(at: .zero))
    }

    // MARK: What was said

    /// Server events so far, in order.
    package var received: [JSON] {
        frames.compactMap { frame in
            guard frame.direction == .down, case .text(let text) = frame.content else { return nil }
            return try? JSON(parsing: text)
        }
    }

    package var types: [String] { received.map { $0["type"]?.string ?? "" } }

    package func received(_ type: String) -> [JSON] { received.filter { $0["type"] == .string(type) } }

    /// Server events with their times.
    package var timed: [(time: Duration, event: JSON)] {
        frames.compactMap { frame in
            guard frame.direction == .down, case .text(let text) = frame.content, let time = frame.time,
                let event = try? JSON(parsing: text)
            else { return nil }
            return (time, event)
        }
    }

    // MARK: What the client does

    package mutating func send(_ event: JSON) { send(text: event.text) }

    package mutating func send(text: String) {
        record(.up, .text(text))
        carryOut(mock.receive(.text(text), at: clock))
    }

    package mutating func send(binary: [UInt8]) {
        record(.up, .binary(binary))
        carryOut(mock.receive(.binary(binary), at: clock))
    }

    package mutating func close() {
        record(.up, .close(code: 1000, reason: "", by: .client))
        mock.peerClosed(at: clock)
    }

    /// `session.update` in the GA shape.
    package mutating func configure(_ session: JSONObject) {
        var session = session
        if session["type"] == nil { session["type"] = "realtime" }
        send(["type": "session.update", "session": .object(session)])
        if let format = session["audio"]?["input"]?["format"]?["type"]?.string {
            inputEncoding = ["audio/pcmu": .pcmu, "audio/pcma": .pcma][format] ?? .pcm24k
        }
    }

    /// A user message, and a response to it.
    package mutating func ask(_ text: String, response: JSON? = nil) {
        send([
            "type": "conversation.item.create",
            "item": ["type": "message", "role": "user", "content": [["type": "input_text", "text": .string(text)]]],
        ])
        send(response.map { ["type": "response.create", "response": $0] } ?? ["type": "response.create"])
    }

    /// Lets time pass.
    package mutating func wait(_ duration: Duration) {
        let end = clock + duration
        while ending == nil, let due = mock.nextDeadline, due <= end {
            clock = max(clock, due)
            carryOut(mock.advance(to: clock))
        }
        clock = end
        if ending == nil { carryOut(mock.advance(to: clock)) }
    }

    /// Lets time pass until one more event of that type has come.
    ///
    /// - Returns: The event; nil when it did not come in time.
    @discardableResult
    package mutating func wait(for type: String, atMost limit: Duration = .seconds(60)) -> JSON? {
        let end = clock + limit
        let seen = frames.count
        while ending == nil {
            if let event = event(type, after: seen) { return event }
            guard let due = mock.nextDeadline, due <= end else { break }
            clock = max(clock, due)
            carryOut(mock.advance(to: clock))
        }
        return event(type, after: seen)
    }

    private func event(_ type: String, after index: Int) -> JSON? {
        for frame in frames[index...] {
            guard frame.direction == .down, case .text(let text) = frame.content, text.contains(type) else { continue }
            if let event = try? JSON(parsing: text), event["type"] == .string(type) { return event }
        }
        return nil
    }

    /// Speaks an utterance of the library in real time, and then is silent so that the turn can end.
    package mutating func say(_ utterance: String, thenSilence silence: Duration = .milliseconds(1_000)) {
        guard let spoken = speech.library[utterance] else { preconditionFailure("no utterance \(utterance)") }
        let from = appendedMs
        append(spoken.bytes(as: inputEncoding))
        observations.append(
            Observation(
                number: frames.count + observations.count + 1, time: clock, kind: ObservationKind.said,
                data: [
                    "turn": JSON(observations.count + 1), "text": .string(spoken.text), "fromMs": JSON(Int(from)),
                    "toMs": JSON(Int(appendedMs)), "interrupts": false,
                ]))
        stay(silence)
    }

    /// Silence on the line, in real time.
    package mutating func stay(_ duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        let count = inputEncoding.bytes(ofMilliseconds: seconds * 1_000)
        append(Array(repeating: inputEncoding.silence, count: count))
    }

    /// Audio in one message, as a client sends it that has it all.
    package mutating func appendAtOnce(_ bytes: [UInt8]) {
        send(["type": "input_audio_buffer.append", "audio": .string(Base64.encode(bytes))])
        appendedMs += inputEncoding.milliseconds(ofBytes: bytes.count)
    }

    /// Audio in frames of 20 ms, in real time.
    package mutating func append(_ bytes: [UInt8]) {
        let size = inputEncoding.bytes(ofMilliseconds: 20)
        for start in stride(from: 0, to: bytes.count, by: size) where ending == nil {
            let chunk = Array(bytes[start..<min(start + size, bytes.count)])
            send(["type": "input_audio_buffer.append", "audio": .string(Base64.encode(chunk))])
            appendedMs += inputEncoding.milliseconds(ofBytes: chunk.count)
            wait(.milliseconds(20))
        }
    }

    // MARK: What crosses

    private mutating func carryOut(_ actions: [MockAction]) {
        for action in actions {
            switch action {
            case .accept(let subprotocol):
                open(status: 101, headers: subprotocol.map { ["Sec-WebSocket-Protocol": $0] } ?? [:])
            case .refuse(let status, _, let body):
                open(status: status, headers: [:], body: body)
                ending = action
            case .send(let message): for event in wire.read(message) { heard(event, action) }
            case .raw(let bytes):
                rawBytes.append(bytes)
                for event in wire.read(bytes: bytes) { heard(event, action) }
            case .ignorePings, .slow: lineFaults.append(action)
            case .halfClose:
                lineFaults.append(action)
                record(.down, .close(code: nil, reason: "", by: .server))
            case .close(let code, let reason):
                record(.down, .close(code: code.map { Int($0.rawValue) }, reason: reason, by: .server))
                ending = action
            case .reset:
                record(.down, .error("connection reset by peer"))
                ending = action
            }
        }
    }

    private mutating func heard(_ event: WireEvent, _ action: MockAction) {
        switch event {
        case .message(.text(let text)): record(.down, .text(text))
        case .message(.binary(let bytes)): record(.down, .binary(bytes))
        case .ping(let bytes): record(.down, .ping(bytes))
        case .pong(let bytes): record(.down, .pong(bytes, roundTrip: nil))
        case .close(let code, let reason):
            record(.down, .close(code: code.map { Int($0.rawValue) }, reason: reason, by: .server))
            ending = action
        case .failed(let failure):
            breach = failure
            record(.down, .error(failure.ending))
            ending = action
            mock.peerClosed(at: clock)
        }
    }

    private mutating func open(status: Int, headers: [String: String], body: String? = nil) {
        let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        var data: JSONObject = [
            "request": .string("GET \(request.path)\(query.isEmpty ? "" : "?\(query)") HTTP/1.1"),
            "headers": .object(JSONObject(request.headers.fields.map { ($0.name, .string($0.value)) })),
            "status": JSON(status),
            "responseHeaders": .object(JSONObject(headers.map { ($0.key, .string($0.value)) })),
        ]
        if let body { data["body"] = .string(body) }
        record(.up, .open(data))
    }

    private mutating func record(_ direction: Direction, _ content: Frame.Content) {
        frames.append(
            Frame(
                number: frames.count + observations.count + 1, time: clock, leg: .model, direction: direction,
                connection: "m1", content: content))
    }
}

extension Fixtures {
    /// The recorded sentences, read once.
    package static let speech = SharedSpeech(library: speechLibrary)

    package static let speechLibrary: SpeechLibrary = {
        do {
            return try SpeechLibrary(manifest: try bytes("Audio/manifest.json")) { try? bytes("Audio/\($0)") }
        } catch {
            preconditionFailure("Fixtures/Audio: \(error)")
        }
    }()
}
