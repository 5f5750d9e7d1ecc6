// Frames in, events to compare out, in the order of their first frames.
import Base64Coding
package import CallCapture
import Diagnosis
import JSONText
import RealtimeProtocol
import SpeechAudio

/// What crossed both legs of a recording, ready to be held against another one. Deltas of one part are one event, and so is
/// audio up to where it was committed or cleared. Pings and observations are left out: neither is the bridge's work.
package struct EventSequence: Sendable {
    package private(set) var events: [ComparedEvent] = []
    /// Frames of text, binary, open, close and error that were read.
    package private(set) var frames = 0
    /// Frames that were left out, for there were more events than the limit.
    package private(set) var omitted = 0
    /// The first time of the recording, seconds; nil without times.
    package private(set) var origin: Double?
    private let limit: Int
    private let heard: EventDiff.Side

    private var channels: [Channel] = []
    /// From the reader's index to ours.
    private var indices: [Int: Int] = [:]
    private var ordinals: [Leg: Int] = [:]
    private var fronts: [String: PhoneFormat] = [:]
    private var defaultFront: PhoneFormat?
    private var scratch: [UInt8] = []

    /// What is known of one connection.
    private struct Channel {
        var ordinal: Int
        var input = AudioEncoding.pcm24k
        var output = AudioEncoding.pcm24k
        var phone = PhoneFormat()
        /// Events that still take frames, by what they are about.
        var open: [String: Int] = [:]
    }

    /// - Parameters:
    ///   - limit: Of events; a folded hour of talk has a few thousand.
    ///   - side: Whose audio is measured. That of the others is there, and silent.
    package init(limit: Int = 200_000, soundsOf side: EventDiff.Side = .all) {
        self.limit = max(1, limit)
        heard = side
    }

    /// Reads a whole file that is in memory.
    package init(reading bytes: [UInt8], soundsOf side: EventDiff.Side = .all) throws(CaptureReadingError) {
        self.init(soundsOf: side)
        var sequence = self
        _ = try CaptureReader.read(bytes) { sequence.receive($0) }
        self = sequence
    }

    package mutating func receive(_ record: CaptureRecord) {
        switch record {
        case .frame(let frame): receive(frame)
        case .header(let header): defaultFront = PhoneFormat(front: header.settings)
        case .observation(let observation) where observation.kind == ObservationKind.call:
            if let name = observation.data["connection"]?.string { fronts[name] = PhoneFormat(front: observation.data) }
        case .observation, .footer: break
        }
    }

    package mutating func receive(_ frame: FrameView) {
        if origin == nil { origin = frame.seconds }
        let channel = channel(of: frame)
        switch frame.operation {
        case .ping, .pong: return
        case .text: receiveText(frame, channel)
        case .binary: receiveBinary(frame, channel)
        case .open:
            add("open", .message(Self.opening((try? JSON(parsing: frame.payload)) ?? .null)), frame, channel)
        case .close:
            let closing: JSON = [
                "code": JSON(frame.closeCode), "reason": .string(frame.reason), "by": JSON(frame.closedBy?.rawValue),
            ]
            add("close", .message(closing), frame, channel)
        case .error: add("error", .text(EventFields.cut(frame.reason)), frame, channel)
        }
        frames += 1
    }

    // MARK: Messages

    private mutating func receiveText(_ frame: FrameView, _ channel: Int) {
        guard let json = try? JSON(parsing: frame.payload), json.object != nil else {
            add("text", .text(EventFields.cut(frame.text)), frame, channel)
            return
        }
        switch frame.leg {
        case .model: receiveModel(json, frame, channel)
        case .phone: receivePhone(json, frame, channel)
        }
    }

    private mutating func receiveModel(_ json: JSON, _ frame: FrameView, _ channel: Int) {
        guard let wireName = json["type"]?.string else {
            add("message", .message(EventFields.kept(json)), frame, channel)
            return
        }
        let type = EventType(wireName: wireName)
        let name = type?.rawValue ?? wireName
        switch type {
        case .inputAudioBufferAppend:
            return addSound(json["audio"], channels[channel].input, "append", name, frame, channel)
        case .inputAudioBufferCommit, .inputAudioBufferClear: channels[channel].open["append"] = nil
        case .outputAudioDelta:
            return addSound(
                json["delta"], channels[channel].output, Self.part("sound", json), Self.stem(name), frame, channel)
        case .outputAudioDone:
            if let index = channels[channel].open.removeValue(forKey: Self.part("sound", json)) {
                return extend(index, frame)
            }
        case .outputTextDelta, .outputAudioTranscriptDelta, .functionCallArgumentsDelta, .transcriptionDelta,
            .mcpCallArgumentsDelta:
            return addWords(
                json["delta"]?.string ?? "", Self.part(Self.stem(name), json), Self.stem(name), frame, channel)
        case .outputTextDone, .outputAudioTranscriptDone, .functionCallArgumentsDone, .transcriptionCompleted,
            .mcpCallArgumentsDone:
            let text = json["transcript"]?.string ?? json["text"]?.string ?? json["arguments"]?.string ?? ""
            return endWords(text, Self.part(Self.stem(name), json), Self.stem(name), frame, channel)
        case .sessionCreated, .sessionUpdated, .transcriptionSessionCreated, .transcriptionSessionUpdated,
            .sessionUpdate, .transcriptionSessionUpdate:
            let session = SessionFacts(json["session"] ?? .null)
            channels[channel].input = session.inputEncoding ?? channels[channel].input
            channels[channel].output = session.outputEncoding ?? channels[channel].output
        default: break
        }
        add(name, .message(EventFields.kept(json)), frame, channel)
    }

    private mutating func receivePhone(_ json: JSON, _ frame: FrameView, _ channel: Int) {
        let format = channels[channel].phone
        if let audio = format.audio(in: json) {
            return addSound(.string(audio), format.encoding, "media \(frame.direction)", "media", frame, channel)
        }
        let name = json["event"]?.string ?? "message"
        switch name {
        case "media":
            // The caller's two tracks are two sounds.
            let track = json["media"]?["track"]?.string ?? ""
            return addSound(
                json["media"]?["payload"], format.encoding, "media \(track)\(frame.direction)", name, frame,
                channel)
        case "clear": channels[channel].open["media \(frame.direction)"] = nil
        case "start": channels[channel].phone.adopt(start: json)
        default: break
        }
        add(name, .message(EventFields.kept(json)), frame, channel)
    }

    private mutating func receiveBinary(_ frame: FrameView, _ channel: Int) {
        guard frame.leg == .phone, channels[channel].phone.path == nil else {
            var digest = ByteDigest()
            digest.add(frame.binary ?? [])
            add("binary", .text("\(frame.binary?.count ?? 0) bytes, #\(digest.text)"), frame, channel)
            return
        }
        let encoding = channels[channel].phone.encoding
        guard let index = sound("media \(frame.direction)", "media", encoding, frame, channel),
            heard.covers(events[index].stream)
        else { return }
        take(frame.binary, into: index, encoding, frame)
    }

    // MARK: Folding

    private mutating func addSound(
        _ payload: JSON?, _ encoding: AudioEncoding, _ key: String, _ name: String, _ frame: FrameView, _ channel: Int
    ) {
        guard let index = sound(key, name, encoding, frame, channel), heard.covers(events[index].stream) else { return }
        take(payload?.string.flatMap { Base64.decode($0) }, into: index, encoding, frame)
    }

    /// The event that takes the sound; nil when there are too many.
    private mutating func sound(
        _ key: String, _ name: String, _ encoding: AudioEncoding, _ frame: FrameView, _ channel: Int
    ) -> Int? {
        if let index = channels[channel].open[key] {
            extend(index, frame)
            return index
        }
        guard add(name, .sound(SoundRun(encoding)), frame, channel) else { return nil }
        channels[channel].open[key] = events.count - 1
        return events.count - 1
    }

    private mutating func take(_ bytes: [UInt8]?, into index: Int, _ encoding: AudioEncoding, _ frame: FrameView) {
        guard case .sound(var sound) = events[index].content else { return }
        // So that the sound is changed where it lies.
        events[index].content = .text("")
        if let bytes {
            sound.receive(bytes, as: encoding, frame: frame.number)
        } else {
            sound.receiveBroken()
        }
        events[index].content = .sound(sound)
    }

    private mutating func addWords(
        _ delta: String, _ key: String, _ name: String, _ frame: FrameView, _ channel: Int
    ) {
        guard let index = channels[channel].open[key], case .words(var text, _) = events[index].content else {
            if add(name, .words(delta, isDone: false), frame, channel) {
                channels[channel].open[key] = events.count - 1
            }
            return
        }
        events[index].content = .text("")
        if text.utf8.count <= 1 << 20 { text += delta }
        events[index].content = .words(text, isDone: false)
        extend(index, frame)
    }

    private mutating func endWords(
        _ text: String, _ key: String, _ name: String, _ frame: FrameView, _ channel: Int
    ) {
        guard let index = channels[channel].open.removeValue(forKey: key),
            case .words(let collected, _) = events[index].content
        else {
            add(name, .words(EventFields.cut(text), isDone: true), frame, channel)
            return
        }
        events[index].content = .words(EventFields.cut(text.isEmpty ? collected : text), isDone: true)
        extend(index, frame)
    }

    private mutating func extend(_ index: Int, _ frame: FrameView) {
        events[index].frames += 1
        events[index].lastFrame = frame.number
        events[index].end = frame.seconds ?? events[index].end
    }

    @discardableResult
    private mutating func add(
        _ name: String, _ content: ComparedEvent.Content, _ frame: FrameView, _ channel: Int
    ) -> Bool {
        guard events.count < limit else {
            omitted += 1
            return false
        }
        events.append(
            ComparedEvent(
                stream: .init(leg: frame.leg, direction: frame.direction, ordinal: channels[channel].ordinal),
                connection: frame.connectionName, name: name, content: content, firstFrame: frame.number,
                lastFrame: frame.number, start: frame.seconds, end: frame.seconds))
        return true
    }

    // MARK: Connections

    private mutating func channel(of frame: FrameView) -> Int {
        if let known = indices[frame.connection] { return known }
        let ordinal = ordinals[frame.leg, default: 0]
        ordinals[frame.leg] = ordinal + 1
        var channel = Channel(ordinal: ordinal)
        if frame.leg == .phone, let front = fronts[frame.connectionName] ?? defaultFront {
            channel.phone = front
        }
        channels.append(channel)
        indices[frame.connection] = channels.count - 1
        return channels.count - 1
    }

    /// What a handshake says that the other side could act on: not the key of the day, nor who asked.
    private static func opening(_ json: JSON) -> JSON {
        let told = [
            "openai-beta", "openai-organization", "openai-project", "openai-safety-identifier",
            "sec-websocket-protocol",
            "authorization", "api-key",
        ]
        let headers = (json["headers"]?.object?.members ?? []).filter { told.contains($0.key.lowercased()) }
        return [
            "request": json["request"] ?? .null, "status": json["status"] ?? .null, "body": json["body"] ?? .null,
            "headers": .object(JSONObject(headers.map { ($0.key.lowercased(), credential($0.key, $0.value)) })),
        ]
    }

    /// Of credentials the scheme: a recorder leaves no more, and each its own way.
    private static func credential(_ name: String, _ value: JSON) -> JSON {
        switch name.lowercased() {
        case "authorization": .string(value.string?.split(separator: " ").first.map { $0.lowercased() } ?? "")
        case "api-key": true
        default: value
        }
    }

    /// One part of one item; deltas without ids belong to what streams now.
    private static func part(_ kind: String, _ json: JSON) -> String {
        "\(kind) \(json["item_id"]?.string ?? "") \(json["content_index"]?.integer ?? 0)"
    }

    /// `response.output_text` of its delta and of its end.
    private static func stem(_ name: String) -> String {
        for end in [".delta", ".done", ".completed"] where name.hasSuffix(end) {
            return String(name.dropLast(end.count))
        }
        return name
    }
}
