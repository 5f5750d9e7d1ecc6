// Frames in, events to compare out, in the order of their first frames.
import Base64Coding
package import CallCapture
import Diagnosis
import JSONText
import RealtimeProtocol
import SpeechAudio

/// Folds the records of one recording into its ``EventSequence`` as they pass.
package struct EventSequenceBuilder {
    /// What was received so far.
    package var sequence: EventSequence {
        var sequence = built
        for (event, run) in runs { sequence.events[event].content = .sound(run) }
        return sequence
    }

    /// Without its sounds.
    private var built = EventSequence()
    /// The sounds, and the event of each: apart from it, so that each is changed where it lies.
    private var runs: [(event: Int, run: SoundRun)] = []
    /// Of ``runs``, by the event.
    private var runIndices: [Int: Int] = [:]
    private let limit: Int
    private let heard: EventDiff.Side

    private var channels: [Channel] = []
    /// From the reader's index to ours.
    private var indices: [Int: Int] = [:]
    private var ordinals: [Leg: Int] = [:]
    private var fronts: [String: PhoneFormat] = [:]
    private var defaultFront: PhoneFormat?
    private var fields = TopLevelFields()
    private var nested = TopLevelFields(capacity: 16)
    private var payload: [UInt8] = []
    private var samples: [Int16] = []

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
        if built.origin == nil { built.origin = frame.seconds }
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
        built.frames += 1
    }

    // MARK: Messages

    private mutating func receiveText(_ frame: FrameView, _ channel: Int) {
        if let fields = frame.fields ?? fields.scanned(frame.payload), receiveSound(fields, frame, channel) { return }
        guard let json = try? JSON(parsing: frame.payload), json.object != nil else {
            add("text", .text(EventFields.cut(frame.text)), frame, channel)
            return
        }
        switch frame.leg {
        case .model: receiveModel(json, frame, channel)
        case .phone: receivePhone(json, frame, channel)
        }
    }

    /// Sound, of which a call has fifty messages a second and direction: read by field. False: it is something else.
    private mutating func receiveSound(
        _ fields: borrowing TopLevelFields, _ frame: FrameView, _ channel: Int
    ) -> Bool {
        switch frame.leg {
        case .model:
            switch fields["type"]?.stringBytes.flatMap({ EventType(wireName: $0) }) {
            case .inputAudioBufferAppend:
                let name = EventType.inputAudioBufferAppend.rawValue
                addSound(fields["audio"], channels[channel].input, "append", name, frame, channel)
            case .outputAudioDelta:
                let key = Self.part("sound", fields["item_id"]?.string, fields["content_index"]?.integer)
                let name = Self.stem(EventType.outputAudioDelta.rawValue)
                addSound(fields["delta"], channels[channel].output, key, name, frame, channel)
            default: return false
            }
        case .phone:
            guard channels[channel].phone.path == nil, fields["event"]?.equals("media") ?? false,
                let media = fields["media"], media.kind == .object, nested.scan(media.bytes)
            else { return false }
            // The caller's two tracks are two sounds.
            let key = Self.media(frame.direction, track: nested["track"])
            addSound(nested["payload"], channels[channel].phone.encoding, key, "media", frame, channel)
        }
        return true
    }

    private mutating func receiveModel(_ json: JSON, _ frame: FrameView, _ channel: Int) {
        guard let wireName = json["type"]?.string else {
            add("message", .message(EventFields.kept(json)), frame, channel)
            return
        }
        let type = EventType(wireName: wireName)
        let name = type?.rawValue ?? wireName
        switch type {
        case .inputAudioBufferCommit, .inputAudioBufferClear: channels[channel].open["append"] = nil
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
            return addSound(Base64.decode(audio), format.encoding, frame, channel)
        }
        let name = json["event"]?.string ?? "message"
        switch name {
        case "clear": channels[channel].open[Self.media(frame.direction)] = nil
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
        addSound(frame.binary, channels[channel].phone.encoding, frame, channel)
    }

    // MARK: Folding

    private mutating func addSound(
        _ text: RawJSON?, _ encoding: AudioEncoding, _ key: String, _ name: String, _ frame: FrameView, _ channel: Int
    ) {
        guard let index = sound(key, name, encoding, frame, channel), heard.covers(built.events[index].stream)
        else { return }
        take(AudioPayload.decode(text, into: &payload) ? payload : nil, into: index, encoding, frame)
    }

    /// Of a carrier that is not Twilio.
    private mutating func addSound(
        _ bytes: [UInt8]?, _ encoding: AudioEncoding, _ frame: FrameView, _ channel: Int
    ) {
        guard let index = sound(Self.media(frame.direction), "media", encoding, frame, channel),
            heard.covers(built.events[index].stream)
        else { return }
        take(bytes, into: index, encoding, frame)
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
        let index = built.events.count - 1
        runIndices[index] = runs.count
        runs.append((index, SoundRun(encoding)))
        channels[channel].open[key] = index
        return index
    }

    private mutating func take(_ bytes: [UInt8]?, into index: Int, _ encoding: AudioEncoding, _ frame: FrameView) {
        guard let place = runIndices[index] else { return }
        guard let bytes else { return runs[place].run.receiveBroken() }
        encoding.decode(bytes, into: &samples)
        runs[place].run.receive(bytes, samples, as: encoding, frame: frame.number)
    }

    private mutating func addWords(
        _ delta: String, _ key: String, _ name: String, _ frame: FrameView, _ channel: Int
    ) {
        guard let index = channels[channel].open[key], case .words(var text, _) = built.events[index].content else {
            if add(name, .words(delta, isDone: false), frame, channel) {
                channels[channel].open[key] = built.events.count - 1
            }
            return
        }
        built.events[index].content = .text("")
        if text.utf8.count <= 1 << 20 { text += delta }
        built.events[index].content = .words(text, isDone: false)
        extend(index, frame)
    }

    private mutating func endWords(
        _ text: String, _ key: String, _ name: String, _ frame: FrameView, _ channel: Int
    ) {
        guard let index = channels[channel].open.removeValue(forKey: key),
            case .words(let collected, _) = built.events[index].content
        else {
            add(name, .words(EventFields.cut(text), isDone: true), frame, channel)
            return
        }
        built.events[index].content = .words(EventFields.cut(text.isEmpty ? collected : text), isDone: true)
        extend(index, frame)
    }

    private mutating func extend(_ index: Int, _ frame: FrameView) {
        built.events[index].frames += 1
        built.events[index].lastFrame = frame.number
        built.events[index].end = frame.seconds ?? built.events[index].end
    }

    @discardableResult
    private mutating func add(
        _ name: String, _ content: ComparedEvent.Content, _ frame: FrameView, _ channel: Int
    ) -> Bool {
        guard built.events.count < limit else {
            built.omitted += 1
            return false
        }
        built.events.append(
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
        part(kind, json["item_id"]?.string, json["content_index"]?.integer)
    }

    private static func part(_ kind: String, _ item: String?, _ index: Int?) -> String {
        "\(kind) \(item ?? "") \(index ?? 0)"
    }

    /// One direction, or one track, of a carrier's audio. The usual ones cost no string.
    private static func media(_ direction: Direction, track: RawJSON? = nil) -> String {
        switch direction {
        case .up where track == nil: "media up"
        case .up where track?.equals("inbound") ?? false: "media up inbound"
        case .down where track == nil: "media down"
        case .up, .down: "media \(direction) \(track?.string ?? "")"
        }
    }

    /// `response.output_text` of its delta and of its end.
    private static func stem(_ name: String) -> String {
        for end in [".delta", ".done", ".completed"] where name.hasSuffix(end) {
            return String(name.dropLast(end.count))
        }
        return name
    }
}
