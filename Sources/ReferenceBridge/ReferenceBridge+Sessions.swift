// Sessions come and go while the call goes on: the first one, another when it is lost, another before it expires.
import RealtimeProtocol
import WebSocketWire

extension ReferenceBridge {
    /// This session is configured: from now on the call is on it.
    mutating func takeOver(_ session: ModelSession) {
        let isFirst = serving == nil && session.link.number == 1
        if let old = serving { act(.closeModel(old.link, code: .normalClosure, reason: "")) }
        serving = session
        planRenewal(session)
        guard isFirst else { return resume(on: session) }
        flushBacklog(to: session)
        if let greeting = settings.greeting { ask(.init(instructions: greeting)) }
    }

    /// A new session knows nothing: it is told what was said, and what is unanswered is answered.
    private mutating func resume(on session: ModelSession) {
        gate = ResponseGate()
        retry = nil
        playback.orphan()
        for item in conversation.replay { send(item.text(in: .ga), to: session) }
        flushBacklog(to: session)
        guard conversation.isUnanswered else { return }
        ask(
            .init(
                instructions: conversation.knowsLastWords
                    ? nil : "The line was interrupted. Say so, and ask the caller to repeat the last words."))
    }

    private mutating func flushBacklog(to session: ModelSession) {
        if backlog.droppedFrames > 0 { log("\(backlog.droppedFrames) frames of the caller's audio came too early") }
        for audio in backlog.take() { append(audio, to: session) }
    }

    /// A session that was to serve never will.
    mutating func cannotServe(_ reason: String) {
        guard serving != nil else { return end(.internalError, reason) }
        log("the session cannot be renewed: \(reason)")
    }

    mutating func lost(_ link: ModelLink, code: Int?) {
        let reason = "the model closed the connection" + (code.map { " with \($0)" } ?? "")
        if preparing?.link == link {
            preparing = nil
            return cannotServe(reason)
        }
        guard serving?.link == link else { return }
        serving = nil
        renewAt = nil
        guard preparing == nil else { return log("\(reason); its successor is on the way") }
        guard mayReconnect else { return end(.internalError, reason) }
        mayReconnect = false
        log("\(reason); connecting again")
        openModel()
    }

    // MARK: Expiry

    private mutating func planRenewal(_ session: ModelSession) {
        // A session that has expired before it began has another clock than ours.
        guard let left = secondsLeft(of: session), left > 0 else { return renewAt = nil }
        // A minute early; with a short life, when three quarters of it are over.
        renewAt = now + .seconds(max(left - min(60, left / 4), 1))
    }

    /// In a moment of quiet, so that nobody is cut off; shortly before the end at any moment.
    mutating func renew() {
        guard let serving, preparing == nil, let left = secondsLeft(of: serving) else { return renewAt = nil }
        let isQuiet = gate.isQuiet && !playback.isAudible && !conversation.isUnanswered
        if isQuiet || left <= 10 {
            renewAt = nil
            log("the session expires in \(left) s; another one is opened")
            openModel()
        } else {
            renewAt = now + .seconds(1)
        }
    }

    private func secondsLeft(of session: ModelSession) -> Int? {
        session.expiresAt.map { max(0, min($0, 1 << 40)) - settings.unixTime - Int(now.components.seconds) }
    }
}
