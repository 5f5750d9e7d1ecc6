import JSONText
import RealtimeProtocol
import Scenarios
import SpeechAudio

/// The caller's side: what is appended, when a turn begins and ends, what is committed.
extension SessionEngine {
    mutating func append() {
        for event in ear.append(decoded) {
            switch event {
            case .speechStarted(let start): speechStarted(atMs: start)
            case .speechStopped(let start, let end, let audio): speechStopped(fromMs: start, atMs: end, audio: audio)
            }
        }
        if transcribesLive { writeAlong() }
    }

    private mutating func speechStarted(atMs start: Int) {
        guard !speechIsStuck else { return }
        // The rule speaks of the turn that would begin.
        var moment = moment(["input_audio_buffer.speech_started", "input_audio_buffer.append"])
        moment.turn += 1
        moment.spokenTurn += 1
        if rules.decide(moment, { $0 == .deaf }) != nil {
            isDeafToSpeech = true
            return
        }
        speechIsStuck = rules.decide(moment, { $0 == .speechNeverStops }) != nil
        turns.speechStarted()
        idleDeadline = nil
        let id = writer.identifier(.item, at: now)
        speechItemID = id
        emit(.speechStarted, [("audio_start_ms", JSON(start)), ("item_id", .string(id))])
        if session.turnDetection?.interruptsResponse == true { cancelDefaultResponse(reason: "turn_detected") }
    }

    private mutating func speechStopped(fromMs start: Int, atMs end: Int, audio: [UInt8]) {
        guard !speechIsStuck else { return }
        guard !isDeafToSpeech, let id = speechItemID else {
            isDeafToSpeech = false
            return
        }
        speechItemID = nil
        emit(.speechStopped, [("audio_end_ms", JSON(end)), ("item_id", .string(id))])
        commit(item: id, audio: audio, milliseconds: end - start)
        if session.turnDetection?.createsResponse == true { createResponse(afterCommit: true) }
    }

    /// `input_audio_buffer.commit`: no response follows by itself.
    mutating func commitByHand(eventID: String?) {
        let milliseconds = ear.uncommittedMs
        guard milliseconds >= 100 else {
            let error = ErrorDetail.commitEmpty(milliseconds: milliseconds).answering(eventID)
            // The service takes 0.8 to 1.0 s to say so; it may come after the answer to a later commit.
            let delay = Duration.milliseconds(Double.random(in: 800...1_000, using: &jitter))
            if lateErrors.count < 1_000 { lateErrors.append((now + delay, error)) } else { emit(error) }
            return
        }
        let id = speechItemID ?? writer.identifier(.item, at: now)
        speechItemID = nil
        commit(item: id, audio: ear.commit(), milliseconds: Int(milliseconds))
    }

    mutating func clearInput() {
        ear.clear()
        speechItemID = nil
        liveTranscript = nil
        isDeafToSpeech = false
        emit(.inputAudioCleared, [])
    }

    /// Turns audio into a user item and starts its transcription.
    private mutating func commit(item id: String, audio: [UInt8], milliseconds: Int, isSilent: Bool = false) {
        turns.committed()
        emit(.inputAudioCommitted, [("previous_item_id", JSON(history.lastID)), ("item_id", .string(id))])
        let heard = isSilent ? "" : hear(audio)
        lastUserText = heard
        add(
            ConversationHistory.Item(
                id: id,
                json: message(id: id, role: "user", content: [["type": "input_audio", "transcript": nil]]),
                audio: ConversationHistory.Audio(
                    speaker: .caller, milliseconds: milliseconds, bytes: audio,
                    format: (session.inputFormat ?? .pcm).itemName),
                tokens: .ofCallerAudio(milliseconds: milliseconds)),
            weight: 200)
        startTranscription(item: id, text: heard, milliseconds: milliseconds)
    }

    /// What the script says was heard, else what the sound resembles.
    private func hear(_ audio: [UInt8]) -> String {
        scriptedWords(inTurn: turns.turn) ?? listen(to: audio)
    }

    func scriptedWords(inTurn turn: Int) -> String? {
        plan.replies.first { $0.heard != nil && $0.turn.map { $0.contains(turn) } ?? true }?.heard
    }

    /// The words of the recorded sentence that it sounds like. Of other speech only a phrase that fits every call; of noise, and of bytes
    /// that were taken for another codec's, nothing.
    func listen(to audio: [UInt8]) -> String {
        let (samples, rate) = (ear.encoding.decode(audio), ear.encoding.sampleRate)
        // A single vowel is as steady as a tone.
        guard samples.count > rate / 2 else {
            // What nobody can hear has no words, however short it is.
            if AudioLevel(of: samples).rms < Self.inaudible { return "" }
            return speech.listener.words(in: samples, rate: rate) ?? Self.anyWords
        }
        let signal = SignalClassifier(samples, sampleRate: rate)
        // Bytes in the wrong order come and go as the speech does that they were.
        if signal.kind == .noise, signal.flatness > -6 { return "" }
        return speech.listener.words(in: samples, rate: rate) ?? (signal.kind == .speech ? Self.anyWords : "")
    }

    /// dBFS.
    private static let inaudible = -60.0
    private static let anyWords = "Hello there."

    // MARK: The caller says nothing

    /// `idle_timeout_ms` counts from the end of what the assistant said.
    mutating func startIdleTimer(afterSpeechOf milliseconds: Int) {
        idleDeadline = nil
        guard let detection = session.turnDetection, !detection.isSemantic, let timeout = detection.idleTimeoutMs,
            !ear.isSpeaking
        else { return }
        idleDeadline = now + .milliseconds(Double(milliseconds)) + .milliseconds(Double(timeout))
    }

    mutating func idleTimeout() {
        idleDeadline = nil
        guard let detection = session.turnDetection, let timeout = detection.idleTimeoutMs, !ear.isSpeaking,
            defaultRun == nil
        else { return }
        let id = writer.identifier(.item, at: now)
        let end = ear.positionMs
        let start = max(0, end - timeout)
        emit(
            .idleTimeoutTriggered,
            [("audio_start_ms", JSON(start)), ("audio_end_ms", JSON(end)), ("item_id", .string(id))])
        _ = ear.commit()
        commit(item: id, audio: [], milliseconds: end - start, isSilent: true)
        if detection.createsResponse { createResponse(afterCommit: true) }
    }
}
