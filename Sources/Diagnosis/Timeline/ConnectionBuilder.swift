/// Folds the frames of one model-leg connection into its ``ModelConnection`` as they pass. Appends and deltas are read by
/// field, without a tree or a string; everything else is parsed, leniently: what a server leaves out must not hide the rest.
import Base64Coding
import CallCapture
import JSONText
import RealtimeProtocol
import SpeechAudio

struct ConnectionBuilder {
    var facts: ModelConnection
    var checker: InvariantChecker
    var decision = DialectDecision()
    /// Formats in force; the client's wish where no echo tells.
    var inputEncoding = AudioEncoding.pcm24k
    var outputEncoding = AudioEncoding.pcm24k
    var heardMs = 0
    /// By the shape of the client's last session.
    var clientDialect: Dialect?
    /// Client items before this one are confirmed or refused.
    var firstWaitingItem = 0
    private var responseIndices: [String: Int] = [:]
    /// The response that was named last, for deltas come in runs.
    private var lastResponse: (id: [UInt8], index: Int) = ([], -1)

    /// Buffers that all connections share.
    struct Scratch {
        var fields = TopLevelFields()
        var bytes: [UInt8] = []

        /// Nil when the text is no JSON object.
        mutating func scan(_ text: UnsafeRawBufferPointer) -> TopLevelFields? { fields.scan(text) ? fields : nil }
    }

    init(name: String, at moment: Moment, isCapture: Bool) {
        facts = ModelConnection(name: name, at: moment)
        checker = InvariantChecker(isCapture: isCapture)
    }

    mutating func receive(_ frame: FrameView, _ scratch: inout Scratch) {
        var moment = Moment(frame: frame.number, time: frame.seconds)
        moment.appendedMs = facts.appended.milliseconds
        moment.heardMs = heardMs
        facts.last = moment
        switch frame.operation {
        case .open: open(frame.payload, at: moment)
        case .text: text(frame, at: moment, &scratch)
        case .binary: checker.binaryFrame(at: moment)
        case .ping, .pong: break
        case .close:
            let byServer = frame.closedBy.map { $0 == .server } ?? (frame.direction == .down)
            end(.init(moment: moment, code: frame.closeCode, reason: frame.reason, byServer: byServer))
        case .error:
            // What a server records of its client has come up.
            let byServer = frame.direction != .up
            end(.init(moment: moment, code: nil, reason: "", byServer: byServer, failure: frame.reason))
        }
    }

    /// What the end of the capture completes.
    mutating func finish() {
        facts.appended.close()
        for index in facts.responses.indices { facts.responses[index].audio.close() }
        facts.dialect = decision.dialect
        checker.finish(facts)
    }

    private mutating func open(_ payload: UnsafeRawBufferPointer, at moment: Moment) {
        guard let data = try? JSON(parsing: payload) else { return }
        facts.opening = ModelConnection.Opening(
            moment: moment, request: data["request"]?.string, headers: data["headers"]?.object ?? JSONObject(),
            status: data["status"]?.integer, responseHeaders: data["responseHeaders"]?.object ?? JSONObject(),
            body: data["body"]?.string, milliseconds: data["ms"]?.number,
            isCompanion: data["request"]?.string?.contains("call_id=") ?? false
        )
    }

    private mutating func end(_ ending: ModelConnection.Ending) {
        // Whoever closed first ended it; the other side's close is the answer.
        if facts.ending == nil { facts.ending = ending }
    }

    private mutating func text(_ frame: FrameView, at moment: Moment, _ scratch: inout Scratch) {
        // The reader has mostly scanned the message already.
        guard let fields = frame.fields ?? scratch.scan(frame.payload), let name = fields["type"]?.stringBytes,
            !name.isEmpty
        else { return checker.unreadable(at: moment, fromServer: frame.direction == .down) }
        guard let type = EventType(wireName: name) else {
            count(isServer: frame.direction == .down, at: moment)
            if frame.direction == .down { checker.unknown(String(decoding: name, as: UTF8.self), at: moment) }
            return
        }
        // No name belongs to both sides, so the name is surer than what a log says of the direction.
        let isServer = type.sender == .server
        count(isServer: isServer, at: moment)
        switch type {
        case .inputAudioBufferAppend: return append(fields["audio"], frame, at: moment, &scratch)
        case .outputAudioDelta, .outputTextDelta, .outputAudioTranscriptDelta, .functionCallArgumentsDelta,
            .mcpCallArgumentsDelta:
            if decision.dialect == nil { decision.observe(eventName: String(decoding: name, as: UTF8.self)) }
            return delta(type, fields, frame, at: moment, &scratch)
        default: break
        }
        guard let json = try? JSON(parsing: frame.payload) else {
            return checker.unreadable(at: moment, fromServer: isServer)
        }
        if isServer {
            if decision.dialect == nil || type.tellsDialect {
                decision.observe(eventName: String(decoding: name, as: UTF8.self))
            }
            serverEvent(type, json, at: moment)
        } else {
            clientEvent(type, json, at: moment)
        }
    }

    private mutating func count(isServer: Bool, at moment: Moment) {
        if isServer {
            facts.serverEvents += 1
            if facts.firstServerEvent == nil { facts.firstServerEvent = moment }
            facts.lastServerEvent = moment
        } else {
            facts.clientEvents += 1
            facts.lastClientEvent = moment
        }
    }

    // MARK: Hot paths

    private mutating func append(
        _ audio: RawJSON?, _ frame: FrameView, at moment: Moment, _ scratch: inout Scratch
    ) {
        guard !frame.isCut, decode(audio, into: &scratch.bytes) else {
            return facts.appended.countUnreadable(at: moment)
        }
        let encoding = inputEncoding
        withSamples(scratch.bytes, encoding) { samples in
            facts.appended.receive(samples, bytes: scratch.bytes.count, in: encoding, at: moment)
        }
    }

    private mutating func delta(
        _ type: EventType, _ fields: borrowing TopLevelFields, _ frame: FrameView, at moment: Moment,
        _ scratch: inout Scratch
    ) {
        checker.delta(type, fields, at: moment)
        guard let id = fields["response_id"]?.stringBytes else { return }
        let index = response(id, at: moment)
        facts.responses[index].last = moment
        switch type {
        case .outputAudioDelta:
            facts.responses[index].note(kind: "audio")
            guard !frame.isCut, decode(fields["delta"], into: &scratch.bytes) else {
                return facts.responses[index].audio.countUnreadable(at: moment)
            }
            let encoding = facts.responses[index].encoding ?? outputEncoding
            withSamples(scratch.bytes, encoding) { samples in
                facts.responses[index].audio.receive(samples, of: scratch.bytes, in: encoding, at: moment)
            }
        case .outputTextDelta:
            facts.responses[index].note(kind: "text")
            facts.responses[index].noteText(at: moment)
        case .outputAudioTranscriptDelta:
            facts.responses[index].note(kind: "audio")
            facts.responses[index].noteText(at: moment)
        default: break
        }
    }

    /// False when it is no base64.
    private func decode(_ value: RawJSON?, into bytes: inout [UInt8]) -> Bool {
        guard let value else { return false }
        if let text = value.escapedBytes, Base64.decode(text, into: &bytes) == nil { return true }
        // Some writers escape the slashes of base64.
        guard value.stringBytes == nil, let text = value.string else { return false }
        return Array(text.utf8).withUnsafeBytes { Base64.decode($0, into: &bytes) == nil }
    }

    private func withSamples(_ bytes: [UInt8], _ encoding: AudioEncoding, _ body: (UnsafeBufferPointer<Int16>) -> Void)
    {
        if case .pcm16 = encoding, Int16(littleEndian: 1) == 1 {
            bytes.withUnsafeBytes { raw in
                let whole = UnsafeRawBufferPointer(rebasing: raw[..<(raw.count & ~1)])
                whole.withMemoryRebound(to: Int16.self) { body($0) }
            }
        } else {
            encoding.decode(bytes).withUnsafeBufferPointer { body($0) }
        }
    }

    // MARK: Responses by id

    mutating func response(_ id: UnsafeRawBufferPointer, at moment: Moment) -> Int {
        if lastResponse.index >= 0, lastResponse.id.count == id.count, lastResponse.id.elementsEqual(id) {
            return lastResponse.index
        }
        let index = response(String(decoding: id, as: UTF8.self), at: moment)
        lastResponse = (Array(id), index)
        return index
    }

    mutating func response(_ id: String, at moment: Moment) -> Int {
        if let index = responseIndices[id] { return index }
        facts.responses.append(ResponseTrace(id: id, at: moment))
        responseIndices[id] = facts.responses.count - 1
        return facts.responses.count - 1
    }
}
