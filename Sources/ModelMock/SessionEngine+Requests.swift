import JSONText
import RealtimeProtocol
import Scenarios
import WebSocketWire

/// What clients ask: validated as the service validates, then done.
extension SessionEngine {
    /// - Returns: Whether something may have been said, or is due otherwise than before: after most appends nothing is.
    mutating func receive(_ message: WireMessage, at time: Duration) -> Bool {
        if now < time { advance(to: time) }
        guard !isClosed else { return true }
        switch message {
        case .binary: emit(ErrorDetail.binaryMessage)
        case .text(let text):
            switch scan.read(text, into: &decoded) {
            case .audio:
                append()
                guard hasSaid || rules.canEnd else { return false }
                if rules.canEnd { endIfPlanned(events: ["input_audio_buffer.append"], direction: .up) }
            case .notBase64, .other: handle(ClientRequest.validate(text, in: dialect))
            }
        }
        return true
    }

    private mutating func handle(_ request: Result<ClientEvent, ErrorDetail>) {
        switch request {
        case .failure(let error): emit(error)
        case .success(let event):
            do throws(ErrorDetail) {
                try perform(event)
            } catch {
                emit(error.answering(event.eventID))
            }
            if rules.canEnd, let type = event.type { endIfPlanned(events: [type.rawValue], direction: .up) }
        }
    }

    private mutating func perform(_ event: ClientEvent) throws(ErrorDetail) {
        switch event {
        case .sessionUpdate(let update), .transcriptionSessionUpdate(let update):
            try updateSession(update, eventID: event.eventID)
        case .inputAudioBufferAppend(let audio):
            guard Self.decode(audio.audio, into: &decoded) else { throw .invalidAudio }
            append()
        case .inputAudioBufferCommit: commitByHand(eventID: event.eventID)
        case .inputAudioBufferClear: clearInput()
        case .conversationItemCreate: try createItem(event.json(in: dialect) ?? [:])
        case .conversationItemRetrieve(let named): try retrieveItem(named.itemID)
        case .conversationItemDelete(let named): try deleteItem(named.itemID)
        case .conversationItemTruncate(let cut):
            try truncateItem(cut.itemID, contentIndex: cut.contentIndex ?? 0, endMs: cut.audioEndMs ?? 0)
        case .responseCreate(let create):
            createResponse(afterCommit: false, request: create.response, eventID: event.eventID)
        case .responseCancel(let named): try cancelResponse(id: named.responseID)
        // The validation has refused them.
        case .outputAudioBufferClear, .unknown, .malformed: throw .typeMissing
        }
    }

    private mutating func updateSession(_ update: SessionUpdate, eventID: String?) throws(ErrorDetail) {
        let moment = moment(["session.update", "session.updated"])
        switch rules.decide(moment, \.concernsUpdate) {
        case .ignoreUpdate?: return
        case .refuseUpdate(let error)?: throw ErrorDetail(named(error))
        default: break
        }
        let context = UpdateContext(
            assistantAudioExists: hasSpoken, responseActive: defaultRun != nil, profile: profile)
        let before = session
        let changed = try session.applying(update.session.fields, in: dialect, context: context).get()
        let imports =
            dialect == .ga ? try mcp.define(update.session.fields["tools"]?.array ?? [], at: "session.tools") : []
        session = changed
        let detection = session.turnDetection
        if detection != before.turnDetection || session.inputEncoding != before.inputEncoding {
            ear.configure(encoding: session.inputEncoding, detection: detection)
            speechItemID = nil
            isDeafToSpeech = false
            idleDeadline = nil
        }
        let isLegacy = dialect == .beta && opening.isTranscription
        emit(isLegacy ? .transcriptionSessionUpdated : .sessionUpdated, [("session", .object(session.fields))])
        importTools(of: imports)
    }
}

extension Outcome {
    fileprivate var concernsUpdate: Bool {
        switch self {
        case .ignoreUpdate, .refuseUpdate: true
        default: false
        }
    }
}
