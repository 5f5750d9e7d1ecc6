/// Folds the frames of one model-leg connection into its ``ModelConnection`` as they pass. Appends and deltas are read by
/// field, without a tree or a string; everything else is parsed, leniently: what a server leaves out must not hide the rest.
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
    /// What the bytes of the audio mean is unknown: a log without a session so far, or its logger showed it without them.
    var formatsAreHidden = false
    var heardMs = 0
    /// By the shape of the client's last session.
    var clientDialect: Dialect?
    /// Client items before this one are confirmed or refused.
    var firstWaitingItem = 0
    private var responseIndices: [String: Int] = [:]
    /// `event_id` of the last delta, and whether it came more than once.
    var lastDeltaID: [UInt8] = []
    var lastDeltaIsRepeated = false
    /// The response that was named last, for deltas come in runs.
    private var lastResponse: (id: [UInt8], index: Int) = ([], -1)

    /// Buffers that all connections share.
    struct Scratch {
        var fields = TopLevelFields()
        /// Of an object inside the scanned one.
        var nested = TopLevelFields(capacity: 16)
        /// Of the message's audio, and what they decode to.
        var bytes: [UInt8] = []
        var samples: [Int16] = []
        /// There is a phone leg to compare with.
        var keepsTracks = false
        /// The callers have a ``VoicePrint`` each.
        var hearsVoicePrints = false
        /// The connection that was appended to last.
        var lastAppend = ""
    }

    init(name: String, at moment: Moment, isCapture: Bool) {
        facts = ModelConnection(name: name, at: moment)
        facts.isWhole = isCapture
        // A log may begin in the middle of a call: until a session tells, nobody knows what its audio is.
        formatsAreHidden = !isCapture
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
        case .binary:
            checker.binaryFrame(at: moment)
            if frame.direction == .up, facts.binaryMessages.count < 64 { facts.binaryMessages.append(moment) }
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
        facts.translation?.audio.close()
        facts.appendedSound.close()
        for index in facts.responses.indices { facts.responses[index].audio.close() }
        facts.dialect = decision.dialect
        checker.finish(facts)
    }

    private mutating func open(_ payload: UnsafeRawBufferPointer, at moment: Moment) {
        facts.opening = ModelConnection.Opening(payload, at: moment)
        CarrierIDs.collect(from: payload, into: &facts.carrierIDs)
    }

    private mutating func end(_ ending: ModelConnection.Ending) {
        // Whoever closed first ended it; the other side's close is the answer.
        if facts.ending == nil { facts.ending = ending }
    }

    private mutating func text(_ frame: FrameView, at moment: Moment, _ scratch: inout Scratch) {
        checker.expect(isCut: frame.isCut)
        // The reader has mostly scanned the message already.
        let scanned = frame.fields ?? scratch.fields.scanned(frame.payload)
        guard let fields = scanned, let name = fields["type"]?.stringBytes, !name.isEmpty else {
            if frame.direction == .down {
                if let scanned { note(stranger: "", scanned, at: moment) } else { noteUnreadable(frame, at: moment) }
            }
            return checker.unreadable(at: moment, fromServer: frame.direction == .down)
        }
        guard let type = EventType(wireName: name) else {
            if translation(name, fields, frame, at: moment, &scratch) { return }
            count(isServer: frame.direction == .down, at: moment)
            if frame.direction == .down {
                checker.unknown(String(decoding: name, as: UTF8.self), at: moment)
                note(stranger: String(decoding: name, as: UTF8.self), fields, at: moment)
            }
            return
        }
        // No name belongs to both sides, so the name is surer than what a log says of the direction.
        let isServer = type.sender == .server
        count(isServer: isServer, at: moment)
        if isServer { noteForeign(name, type, at: moment) }
        switch type {
        case .inputAudioBufferAppend:
            if fields.count > (fields["event_id"] == nil ? 2 : 3) { noteExtras(of: fields) }
            return append(fields["audio"], frame, at: moment, &scratch)
        case .outputAudioDelta, .outputTextDelta, .outputAudioTranscriptDelta, .functionCallArgumentsDelta,
            .mcpCallArgumentsDelta:
            if decision.dialect == nil { decision.observe(eventName: String(decoding: name, as: UTF8.self)) }
            return delta(type, fields, frame, at: moment, &scratch)
        default: break
        }
        guard let json = try? JSON(parsing: frame.payload) else {
            return checker.unreadable(at: moment, fromServer: isServer)
        }
        noteHiddenFormats(type, json, isCut: frame.isCut)
        if isServer {
            if decision.dialect == nil || type.tellsDialect {
                decision.observe(eventName: String(decoding: name, as: UTF8.self))
            }
            serverEvent(type, json, at: moment)
        } else {
            if type.mayNameCall { CarrierIDs.collect(from: frame.payload, into: &facts.carrierIDs) }
            clientEvent(type, json, at: moment)
        }
    }

    mutating func count(isServer: Bool, at moment: Moment) {
        if isServer {
            facts.serverEvents += 1
            if facts.firstServerEvent == nil { facts.firstServerEvent = moment }
            facts.lastServerEvent = moment
            facts.serverGaps.note(moment)
        } else {
            facts.clientEvents += 1
            facts.clientGaps.note(moment)
            facts.lastClientEvent = moment
        }
    }

    private mutating func noteExtras(of fields: borrowing TopLevelFields) {
        for index in 0..<fields.count where facts.appendExtras.count < 8 {
            let name = String(decoding: fields.key(index), as: UTF8.self)
            if !["type", "event_id", "audio"].contains(name) { facts.appendExtras.insert(name) }
        }
    }

    // MARK: Hot paths

    mutating func append(
        _ audio: RawJSON?, _ frame: FrameView, at moment: Moment, _ scratch: inout Scratch
    ) {
        guard !frame.isCut, !formatsAreHidden, AudioPayload.decode(audio, into: &scratch.bytes),
            facts.isWhole || !scratch.bytes.isEmpty
        else {
            return facts.appended.countUnreadable(at: moment)
        }
        let encoding = inputEncoding
        encoding.decode(scratch.bytes, into: &scratch.samples)
        facts.appended.receive(scratch.samples, bytes: scratch.bytes.count, in: encoding, at: moment)
        noteAppend(in: encoding, at: moment, &scratch)
        facts.appendTrace.add(encoding.milliseconds(ofBytes: scratch.bytes.count), at: moment)
    }

    private mutating func noteAppend(in encoding: AudioEncoding, at moment: Moment, _ scratch: inout Scratch) {
        facts.appendedEncoding = encoding
        facts.appendedMarks.receive(scratch.bytes, frame: moment.frame)
        if facts.appendedSound.isListening {
            let level = AudioLevel(of: scratch.samples).rms
            facts.appendedSound.receive(scratch.bytes, level: level, in: encoding, at: moment)
        }
        if scratch.lastAppend != facts.name {
            if !scratch.lastAppend.isEmpty { facts.appendedInTurn += 1 }
            scratch.lastAppend = facts.name
        }
        if scratch.keepsTracks { facts.appendedTrack.add(scratch.bytes, scratch.samples, in: encoding, at: moment) }
        guard scratch.hearsVoicePrints else { return }
        var prints = facts.voicePrints.take() ?? VoicePrintDetector(rate: encoding.sampleRate)
        prints.receive(scratch.samples)
        facts.voicePrints = prints
    }

    private mutating func delta(
        _ type: EventType, _ fields: borrowing TopLevelFields, _ frame: FrameView, at moment: Moment,
        _ scratch: inout Scratch
    ) {
        checker.delta(type, fields, at: moment)
        noteRepeated(fields, at: moment)
        guard let id = fields["response_id"]?.stringBytes else { return }
        let index = response(id, at: moment)
        facts.responses[index].last = moment
        switch type {
        case .outputAudioDelta:
            facts.responses[index].note(kind: "audio")
            let isKnown = !formatsAreHidden || facts.responses[index].encoding != nil
            guard !frame.isCut, isKnown, AudioPayload.decode(fields["delta"], into: &scratch.bytes),
                facts.isWhole || !scratch.bytes.isEmpty
            else {
                if facts.isWhole, !frame.isCut, isKnown {
                    facts.garbled.note(.noBase64, facts.responses[index].id, at: moment)
                }
                return facts.responses[index].audio.countUnreadable(at: moment)
            }
            let encoding = facts.responses[index].encoding ?? outputEncoding
            encoding.decode(scratch.bytes, into: &scratch.samples)
            facts.responses[index].audio.receive(scratch.samples, of: scratch.bytes, in: encoding, at: moment)
            // A response outside the conversation is not for the caller.
            if scratch.keepsTracks { facts.replyTrack.add(scratch.bytes, scratch.samples, in: encoding, at: moment) }
            let item = fields["item_id"]?.stringBytes
            note(encoding.milliseconds(ofBytes: scratch.bytes.count), of: item, response: index, at: moment)
        case .outputTextDelta:
            facts.responses[index].note(kind: "text")
            facts.responses[index].noteText(at: moment)
        case .outputAudioTranscriptDelta:
            facts.responses[index].note(kind: "audio")
            facts.responses[index].noteText(at: moment)
        default: break
        }
    }

    /// - Parameter id: of the item; logs may leave it out.
    private mutating func note(
        _ length: Double, of id: UnsafeRawBufferPointer?, response: Int, at moment: Moment
    ) {
        let isSame =
            facts.replyItems.last.map { last in
                last.response == response && (id.map { last.id.utf8.elementsEqual($0) } ?? true)
            } ?? false
        if !isSame {
            let name = id.map { String(decoding: $0, as: UTF8.self) } ?? ""
            facts.replyItems.append(
                .init(
                    id: name, response: response, first: moment, last: moment,
                    startMs: facts.replyTrace.milliseconds))
        }
        let index = facts.replyItems.count - 1
        facts.replyItems[index].receive(length, at: moment)
        facts.replyTrace.add(length, at: moment)
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
        // A logger cut the id off the event that began it: what comes next is of it.
        if let index = facts.responses.indices.last, isUnnamed(index), !Self.isUnnamed(id) {
            responseIndices[facts.responses[index].id] = nil
            facts.responses[index].id = id
            responseIndices[id] = index
            return index
        }
        facts.responses.append(ResponseTrace(id: id, at: moment))
        responseIndices[id] = facts.responses.count - 1
        return facts.responses.count - 1
    }
}

extension ConnectionBuilder {
    private static let unnamed = "(unnamed "

    /// For a response whose event is logged without its id.
    func nameless() -> String { "\(Self.unnamed)\(facts.responses.count + 1))" }

    private static func isUnnamed(_ id: String) -> Bool { id.hasPrefix(unnamed) }

    /// It is going on, and has no id yet.
    private func isUnnamed(_ index: Int) -> Bool {
        Self.isUnnamed(facts.responses[index].id) && facts.responses[index].done == nil
    }
}

extension EventType {
    /// What a bridge says about a call: once or rarely, so that a search through it costs nothing.
    fileprivate var mayNameCall: Bool {
        switch self {
        case .sessionUpdate, .responseCreate, .conversationItemCreate: true
        default: false
        }
    }
}
