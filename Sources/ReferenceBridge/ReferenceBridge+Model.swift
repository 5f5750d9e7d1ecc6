// What the model says. Events that are not named here, or not known, change nothing.
import JSONText
import RealtimeProtocol
import TelephonyProtocol
import WebSocketWire

extension ReferenceBridge {
    mutating func hear(_ event: ServerEvent, from link: ModelLink) {
        if preparing?.link == link { return prepare(event) }
        guard serving?.link == link else { return }
        switch event {
        case .speechStarted: callerSpeaks()
        case .inputAudioCommitted(let turn): conversation.callerSpoke(turn.itemID)
        case .transcriptionCompleted(let heard): conversation.heard(heard.transcript, in: heard.itemID)
        case .responseCreated(let event):
            guard let id = event.response.id else { break }
            retry = nil
            gate.created(id)
        case .outputAudioDelta(let output): play(output)
        case .outputAudioDone(let done): finishItem(done.place)
        case .outputAudioTranscriptDone(let done): conversation.said(done.transcript, in: done.place.itemID)
        case .responseDone(let event): finish(event.response)
        case .error(let event): complain(event.error)
        default: break
        }
    }

    private mutating func prepare(_ event: ServerEvent) {
        guard let step = preparing?.receive(event, at: now), let session = preparing else { return }
        switch step {
        case .wait: break
        case .send(let text): send(text, to: session)
        case .ready:
            preparing = nil
            takeOver(session)
        case .failed(let reason):
            preparing = nil
            act(.closeModel(session.link, code: .normalClosure, reason: ""))
            cannotServe(reason)
        }
    }

    // MARK: To the caller

    private mutating func play(_ output: OutputDelta) {
        guard let streamSid, isWanted(output.place), let sound = audio.toCarrier(output.delta) else { return }
        // At once: the carrier buffers and plays in time, and a queue of our own could only lose or delay.
        say(.media(streamSid: streamSid, payload: sound.payload))
        playback.sent(sound.samples, of: output.place.itemID, at: now)
    }

    private mutating func finishItem(_ place: OutputPlace) {
        let rest = audio.finishItem()
        guard let streamSid, isWanted(place) else { return }
        if let rest {
            say(.media(streamSid: streamSid, payload: rest.payload))
            playback.sent(rest.samples, of: place.itemID, at: now)
        }
        if let name = playback.finished(place.itemID) { say(.mark(streamSid: streamSid, name: name)) }
    }

    private func isWanted(_ place: OutputPlace) -> Bool {
        !gate.isDropped(place.responseID) && !playback.isCut(place.itemID)
    }

    // MARK: The caller interrupts

    private mutating func callerSpeaks() {
        retry = nil
        farewell = .none
        gate.callerSpeaks()
        if let running = gate.active {
            gate.drop(running)
            if !settings.interruptsResponse, let serving {
                send(ClientEvent.responseCancel(.init(responseID: running)).text(in: .ga), to: serving)
            }
        }
        // Generated long ago is not heard yet: what counts is whether the caller still hears something.
        guard playback.isAudible, let streamSid, let serving else { return }
        say(.clear(streamSid: streamSid))
        _ = audio.finishItem()
        for cut in playback.stop(at: now) where cut.heardMs < cut.sentMs {
            if !cut.isOrphan {
                let truncation = ItemTruncation(itemID: cut.item, contentIndex: 0, audioEndMs: cut.heardMs)
                send(ClientEvent.conversationItemTruncate(truncation).text(in: .ga), to: serving)
            }
            conversation.cut(cut.item, heardMs: cut.heardMs, sentMs: cut.sentMs)
        }
    }

    // MARK: Errors

    /// Most are races, and the session goes on after all but its own end, which comes as a close.
    private mutating func complain(_ error: ErrorDetail) {
        _ = gate.refused(eventID: error.eventID, code: error.code)
        log("the model says: \(error.description)")
    }
}
